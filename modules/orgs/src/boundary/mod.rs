//! Boundaries: shapes on the ground, how they come in, and what is wrong with them.

mod faults;
mod gcj02;
mod read;
mod shape;

pub(crate) use gcj02::to_wgs84;
pub(crate) use read::{Feature, System, read};
pub(crate) use shape::{Shape, simple};
