//! Measures what the program promises, in one run on one machine, and writes it down.
fn main() {}
