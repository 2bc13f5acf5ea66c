//! Every parser that strangers reach. A target takes any bytes and must neither panic nor take long nor say what is not
//! so; what it promises beyond that stands in its file.
//!
//! ```text
//! TARGETS           all of them, by name
//! targets::sheet    xlsx, CSV, JSON Lines, column mappings
//! targets::playbook a playbook of which one file is anything
//! targets::picture  photos, recordings
//! targets::words    limits and the clock, times, numbers of people and cases, masks, models
//! targets::form     posted forms, urlencoded or in parts
//! targets::xml      answers of Open311 for any text
//! targets::routes   what is sent to Open311, to the API, to the pages of residents
//! county            a trial county that routes ask without end
//! mutate            what a fuzzer does to an input, by a seed: the same in each run of the tests
//! ```
//! `make test` feeds each with its seeds, what is kept in `fuzz/corpus`, and some hundred mutations; `make fuzz` lets
//! cargo-fuzz look for five minutes each.

mod county;
mod mutate;
pub mod targets;

pub use mutate::Mutations;

/// A parser under fuzz.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    /// Inputs that are well-formed, or nearly.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Mutations that fit into a short test.
    pub mutations: usize,
}

pub const TARGETS: &[Target] = &[
    Target { name: "xlsx", run: targets::sheet::xlsx, seeds: targets::sheet::xlsx_seeds, mutations: 400 },
    Target { name: "csv", run: targets::sheet::csv, seeds: targets::sheet::csv_seeds, mutations: 600 },
    Target { name: "jsonl", run: targets::sheet::jsonl, seeds: targets::sheet::jsonl_seeds, mutations: 600 },
    Target {
        name: "mapping",
        run: targets::sheet::mapping,
        seeds: targets::sheet::mapping_seeds,
        mutations: 600,
    },
    Target { name: "playbook", run: targets::playbook::run, seeds: targets::playbook::seeds, mutations: 60 },
    Target {
        name: "image",
        run: targets::picture::image,
        seeds: targets::picture::image_seeds,
        mutations: 120,
    },
    Target {
        name: "audio",
        run: targets::picture::audio,
        seeds: targets::picture::audio_seeds,
        mutations: 600,
    },
    Target {
        name: "clock",
        run: targets::words::clock,
        seeds: targets::words::clock_seeds,
        mutations: 2_000,
    },
    Target { name: "time", run: targets::words::time, seeds: targets::words::time_seeds, mutations: 2_000 },
    Target {
        name: "numbers",
        run: targets::words::numbers,
        seeds: targets::words::numbers_seeds,
        mutations: 2_000,
    },
    Target { name: "model", run: targets::words::model, seeds: targets::words::model_seeds, mutations: 300 },
    Target { name: "form", run: targets::form::form, seeds: targets::form::form_seeds, mutations: 2_000 },
    Target { name: "xml", run: targets::xml::xml, seeds: targets::xml::xml_seeds, mutations: 2_000 },
    Target {
        name: "open311",
        run: targets::routes::open311,
        seeds: targets::routes::open311_seeds,
        mutations: 400,
    },
    Target { name: "api", run: targets::routes::api, seeds: targets::routes::api_seeds, mutations: 400 },
    Target {
        name: "report",
        run: targets::routes::report_page,
        seeds: targets::routes::report_page_seeds,
        mutations: 200,
    },
];

/// The target of this name.
pub fn target(name: &str) -> Target {
    *TARGETS.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("there is no target {name}"))
}
