//! A promise that did not hold: which, and where.

use lianxin_access::Stop;
use lianxin_db::Fault;

use crate::fail::Fail;

#[derive(Debug)]
pub struct Broken {
    pub promise: &'static str,
    pub where_: String,
}

impl Broken {
    pub fn new(promise: &'static str, where_: impl Into<String>) -> Self {
        Self { promise, where_: where_.into() }
    }
}

impl std::fmt::Display for Broken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "“{}” does not hold: {}", self.promise, self.where_)
    }
}

impl From<Fault> for Broken {
    fn from(fault: Fault) -> Self {
        Self::new("the store answers", fault.to_string())
    }
}

impl From<Stop> for Broken {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Fault(fault) => fault.into(),
            Stop::Refused(refused) => Self::new("what the county needs is not refused", refused.to_string()),
        }
    }
}

impl From<Fail> for Broken {
    fn from(fail: Fail) -> Self {
        Self::new("the program starts and stops", fail.to_string())
    }
}
