//! Who gets in where.
//!
//! ```text
//! seats     where a role sits, and what lies own, below, beside, above it
//! spots     cases laid out over the tree, each in every stage of its life, by the real verbs
//! roster    who asks: every role, people without a post, ended sessions, keys with and without scope
//! aims      what each route is asked for; a route that nobody aims at fails
//! ask       one request through the real router, and what came of it
//! table     all answers, folded so that a person can read them; the golden files
//! county    random counties and the naive model that lists, figures and interfaces must agree with
//! ```

pub mod aims;
pub mod ask;
pub mod county;
pub mod roster;
pub mod run;
pub mod seats;
pub mod spots;
pub mod stages;
pub mod table;
pub mod world;
