//! 连心 Lianxin: the program that a county runs its grassroots governance on.

mod commands;
mod configuration;
mod counties;
mod demo;
mod fail;
mod front;
mod listen;
mod metrics;
mod modules;
mod playbooks;
mod watch;
mod worker;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Cli;

/// Whatever stops a command is told in one line; a script tells it by code 2.
const STOPPED: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("lianxin: the system gives no threads ({error}): raise the limit of processes");
            return ExitCode::from(STOPPED);
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fail) => {
            eprintln!("lianxin: {fail}");
            ExitCode::from(STOPPED)
        }
    }
}
