//! One file per command. A new command is one more line here.

mod backup;
mod check;
mod clock;
mod county_create;
mod county_list;
mod demo;
mod export;
mod import;
mod lines;
mod playbook_check;
mod restore;
mod serve;
mod simulate;
mod token_create;
mod triage_predict;
mod triage_train;
mod verify;

use clap::{Parser, Subcommand};

use crate::configuration::Options;
use crate::fail::Fail;

/// 连心 Lianxin: a county's grassroots governance in one program.
///
/// A village says what is wrong, it lands on the right desk, and everyone sees the clock until it is solved. Each
/// county is one SQLite file in the data folder, or one PostgreSQL schema.
///
/// Settings come from lianxin.toml, then from LIANXIN_... variables, then from flags; the later wins.
#[derive(Parser, Debug)]
#[command(name = "lianxin", version, max_term_width = 100, after_help = EXIT)]
pub struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

const EXIT: &str = "A command that cannot do its work says in one line what is wrong and how to mend it, leaves nothing \
                    half-written, and ends with code 2.";

#[derive(Subcommand, Debug)]
enum Command {
    /// Make the demonstration county unless it is there, then serve it
    Demo(demo::Demo),
    /// Serve the counties of the data folder or database
    Serve(serve::Serve),
    /// Make and list counties
    #[command(subcommand)]
    County(County),
    /// Take in requests from other systems
    #[command(subcommand)]
    Import(Import),
    /// Give requests and replies out as sheets
    #[command(subcommand)]
    Export(Export),
    /// Learn categories from past requests, and suggest them
    #[command(subcommand)]
    Triage(Triage),
    /// Check a playbook: one county's institutions as data
    #[command(subcommand)]
    Playbook(Playbook),
    /// Count a deadline on the working-day calendar
    Clock(clock::Clock),
    /// Make keys for other programs
    #[command(subcommand)]
    Token(Token),
    /// Live a county's days under strain and check every promise at the end of each
    Simulate(simulate::Simulate),
    /// Pack a county into one sealed file while it goes on, and prove it by restoring it
    Backup(backup::Backup),
    /// Take a county in from its backup, into a place where it is not
    Restore(restore::Restore),
    /// Check what must always be true of the data, and mend what is derived
    Check(check::Check),
    /// Recompute the chain of events and tell whether anything was changed
    Verify(verify::Verify),
}

#[derive(Subcommand, Debug)]
enum County {
    /// Make a county from a playbook
    Create(county_create::Create),
    /// List the counties there are
    List(county_list::List),
}

#[derive(Subcommand, Debug)]
enum Import {
    /// Take in requests from a sheet: xlsx, CSV or JSON Lines
    Cases(import::Cases),
}

#[derive(Subcommand, Debug)]
enum Export {
    /// Write all requests to a sheet
    Cases(export::Cases),
    /// Write the answers to the hotline's orders to a sheet
    Replies(export::Replies),
}

#[derive(Subcommand, Debug)]
enum Triage {
    /// Learn from requests whose category is known
    Train(triage_train::Train),
    /// Add the likeliest category to each request
    Predict(triage_predict::Predict),
}

#[derive(Subcommand, Debug)]
enum Playbook {
    /// Read a playbook folder and list every mistake with file, line and what was expected
    Check(playbook_check::Check),
}

#[derive(Subcommand, Debug)]
enum Token {
    /// Make a token for a program; its secret is shown once
    Create(token_create::Create),
}

impl Cli {
    pub async fn run(self) -> Result<(), Fail> {
        let options = &self.options;
        match self.command {
            Command::Demo(demo) => demo.run(options).await,
            Command::Serve(serve) => serve.run(options).await,
            Command::County(County::Create(create)) => create.run(options).await,
            Command::County(County::List(list)) => list.run(options).await,
            Command::Import(Import::Cases(cases)) => cases.run(options).await,
            Command::Export(Export::Cases(cases)) => cases.run(options).await,
            Command::Export(Export::Replies(replies)) => replies.run(options).await,
            Command::Triage(Triage::Train(train)) => train.run(),
            Command::Triage(Triage::Predict(predict)) => predict.run(),
            Command::Playbook(Playbook::Check(check)) => check.run(),
            Command::Clock(clock) => clock.run(),
            Command::Token(Token::Create(create)) => create.run(options).await,
            Command::Simulate(simulate) => simulate.run(options).await,
            Command::Backup(backup) => backup.run(options).await,
            Command::Restore(restore) => restore.run(options).await,
            Command::Check(check) => check.run(options).await,
            Command::Verify(verify) => verify.run(options).await,
        }
    }
}
