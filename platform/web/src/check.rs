//! Integrity checks that operators run in production: each has a number, a meaning and a mend. A check only reads.

use std::future::Future;
use std::pin::Pin;

use lianxin_db::Fault;

use crate::{County, Running};

/// One promise about the data, and how to see that it is kept.
#[derive(Clone, Copy)]
pub struct Check {
    /// Stable: `C01`. Never given to another check.
    pub number: &'static str,
    /// Text keys are `check-C01` (what must be true) and `check-C01-mend` (what to do when it is not).
    pub run: fn(&County) -> Checking<'_>,
    /// Writes anew what is derived from other rows; none where the mend is a person's work. Answers how many rows.
    pub mend: Option<fn(&County) -> Running<'_>>,
}

/// What a check found: how many rows break the promise, and the first few of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub broken: i64,
    pub first: Vec<String>,
}

impl Found {
    pub fn is_whole(&self) -> bool {
        self.broken == 0
    }
}

pub type Checking<'a> = Pin<Box<dyn Future<Output = Result<Found, Fault>> + Send + 'a>>;
