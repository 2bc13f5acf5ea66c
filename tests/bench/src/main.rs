//! Measures what the program promises, in one run on one machine, and writes it down.
//!
//! Nothing here passes or fails a build: a figure that misses its goal is printed as such. `docs/bench.md` says what is
//! measured and how to read it.

mod bare;
mod check;
mod client;
mod create;
mod figures;
mod ground;
mod import;
mod life;
mod load;
mod multiply;
mod options;
mod people;
mod process;
mod read;
mod server;
mod start;
mod triage;
mod weight;

use std::process::ExitCode;

use clap::Parser;

use crate::figures::Figures;
use crate::options::{Options, Part};

/// What ends a measurement early, in words for whoever started it.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let measured = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(&options)));
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lianxin-bench: {error}");
            ExitCode::from(2)
        }
    }
}

async fn run(options: &Options) -> Outcome<()> {
    let mut figures = Figures::new(&options.out);
    for part in Part::ALL {
        if !options.wants(part) {
            continue;
        }
        println!("\n== {}", part.word());
        // One part that breaks off must not lose what the others measured.
        if let Err(error) = measure(part, options, &mut figures).await {
            println!("{} broke off: {error}", part.word());
            figures.broken(part.word());
        }
        figures.write()?;
    }
    figures.print();
    Ok(())
}

async fn measure(part: Part, options: &Options, figures: &mut Figures) -> Outcome<()> {
    match part {
        Part::Stores => check::stores(options, figures).await,
        Part::Create => create::measure(options, figures).await,
        Part::Read => read::measure(options, figures).await,
        Part::Life => life::measure(options, figures).await,
        Part::Import => import::measure(options, figures).await,
        Part::Triage => triage::measure(options, figures),
        Part::Weight => weight::measure(options, figures).await,
        Part::Start => start::measure(options, figures).await,
        Part::Load => load::measure(options, figures).await,
    }
}
