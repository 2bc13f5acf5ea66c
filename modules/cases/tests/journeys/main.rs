//! The county's acceptance stories, told through the verbs with their exact times, on both databases. Every deadline
//! that a story names is checked, and the numbers at its end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod appealing;
mod asking;
mod enterprise;
mod errand;
mod going_on;
mod holidays;
mod merging;
mod plain;
mod rating;
mod redoing;
mod sealing;
mod stage;
mod telling;
mod whistling;
