//! What people find on the pages of the institutions, on both databases.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod reading;
mod stage;
mod trying;
mod versions;
