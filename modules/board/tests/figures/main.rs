//! The numbers at the end of the county's acceptance stories, by the counting rules, on both databases; and that every
//! figure is the rows it opens to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../../cases/tests/journeys/stage.rs"]
#[allow(dead_code)]
mod stage;

mod counted;
mod journeys;
mod moving;
mod pages;
mod random;
mod whistles;
