//! Reads the house itself: its crates, its texts and its files.

pub mod crates;
pub mod sources;
pub mod texts;
