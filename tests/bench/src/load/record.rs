//! How long each kind of request took, from the instant at which it was meant to start.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hdrhistogram::Histogram;

use super::mix::Kind;

#[derive(Default)]
pub struct Record(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    kinds: HashMap<Kind, Histogram<u64>>,
    failures: usize,
    first_failures: Vec<String>,
}

impl Record {
    pub fn took(&self, kind: Kind, took: Duration) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(histogram) = kept.of(kind) {
            // Beyond what the histogram holds is its end: two minutes.
            histogram.saturating_record(took.as_micros() as u64);
        }
    }

    pub fn failed(&self, kind: Kind, why: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.failures += 1;
        if kept.first_failures.len() < 5 {
            kept.first_failures.push(format!("{}: {why}", kind.word()));
        }
    }

    pub fn failures(&self) -> (usize, Vec<String>) {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.failures, kept.first_failures.clone())
    }

    /// Everything that arrived, together; boards that fetch themselves count too.
    pub fn all(&self) -> Option<Histogram<u64>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = empty()?;
        for one in kept.kinds.values() {
            // All have the same bounds.
            all.add(one).ok()?;
        }
        Some(all)
    }

    pub fn of(&self, kind: Kind) -> Option<Histogram<u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).kinds.get(&kind).cloned()
    }
}

impl Kept {
    fn of(&mut self, kind: Kind) -> Option<&mut Histogram<u64>> {
        match self.kinds.entry(kind) {
            Entry::Occupied(kept) => Some(kept.into_mut()),
            Entry::Vacant(place) => Some(place.insert(empty()?)),
        }
    }
}

fn empty() -> Option<Histogram<u64>> {
    Histogram::new_with_bounds(1, 120_000_000, 3).ok()
}
