//! What the program consists of, for the binary and for tests that must see all of it: the list of modules.

pub mod front;
pub mod metrics;
pub mod modules;
