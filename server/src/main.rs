//! 连心 Lianxin: the program that a county runs its grassroots governance on.

mod backup;
mod commands;
mod configuration;
mod counties;
mod demo;
mod fail;
mod impatient;
mod in_turn;
mod listen;
mod nightly;
mod one_core;
mod playbooks;
mod read_on;
mod simulate;
mod watch;
mod worker;

use std::process::ExitCode;

use clap::Parser;
use lianxin::{front, metrics, modules};

use crate::commands::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("lianxin: the system gives no threads ({error}): raise the limit of processes");
            return ExitCode::from(2);
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fail) => {
            eprintln!("lianxin: {fail}");
            ExitCode::from(fail.code())
        }
    }
}
