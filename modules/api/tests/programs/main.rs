//! What other systems are promised by the JSON API, at the wire, on both databases. Every answer of every story is
//! checked against the document that the API gives of itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod document;
mod hotline;
mod reading;
mod stage;
mod writing;
