//! What must not break the program, broken on purpose. See README.md.

mod client;
mod cluster;
mod county;
mod judge;
mod load;
mod program;

pub use client::{Client, Heard};
pub use cluster::Cluster;
pub use county::{Base, County};
pub use judge::{catch_up, judge};
pub use load::{Acknowledged, Load};
pub use program::{Server, Told, lianxin, run};

/// A number from the environment: `LIANXIN_FAULT_KILLS`.
pub fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(format!("LIANXIN_FAULT_{name}")).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Where this run's chance begins; printed, so that a failure can be looked at again.
pub fn seed() -> u64 {
    let seed = setting("SEED", 370_114);
    eprintln!("LIANXIN_FAULT_SEED={seed}");
    seed
}
