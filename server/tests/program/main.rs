//! The program as an operator meets it: started as a process, told by its words and its exit code.

mod commands;
mod configuration;
mod run;
mod serving;
mod stops;
