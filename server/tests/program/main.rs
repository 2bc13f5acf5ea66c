//! The program as an operator meets it: started as a process, told by its words and its exit code.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod backup;
mod commands;
mod configuration;
mod run;
mod serving;
mod stops;
