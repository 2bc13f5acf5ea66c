//! What the county holds about a person, for that person (《个人信息保护法》 Art. 44-48): to read, to take along, to have
//! corrected, erased or explained.
//!
//! ```text
//! /holdings            signed in: everything; with number and query word: the requests that this browser follows
//! /holdings/file.json  the same to take along, and as .csv
//! POST /holdings/ask   a wish becomes a case, with a clock like any other
//! /holdings/erase      whoever closes cases carries out what such a case decided
//! ```

mod ask_for;
mod erase;
mod file;
mod held;
mod pages;

pub use held::{Held, HeldRequest, held};

use lianxin_web::{Access, Module, Route};

/// What lets a post carry out an erasure: it belongs to closing and archiving.
pub(crate) const ERASE: &str = "case.close";

pub fn module() -> Module {
    let mut module =
        Module::new("holdings", (include_str!("../text/zh-CN.ftl"), include_str!("../text/en.ftl")));
    let erases = Access::Capability(ERASE);
    module.routes = vec![
        Route::get("/holdings", Access::Public, pages::show),
        Route::get("/holdings/file.json", Access::Public, file::json),
        Route::get("/holdings/file.csv", Access::Public, file::csv),
        Route::post("/holdings/ask", Access::Public, ask_for::ask_for),
        Route::get("/holdings/erase", erases, erase::form),
        Route::post("/holdings/erase", erases, erase::now),
    ];
    module
}
