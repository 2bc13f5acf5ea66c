//! What programs of others are promised by GeoReport v2, at the wire, on both databases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod asking;
mod reading;
mod reporting;
mod stage;
