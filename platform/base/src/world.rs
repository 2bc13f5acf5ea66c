//! Time and chance come in from outside, so that a test or a simulated year can own both.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, FixedOffset, NaiveDate, SubsecRound, Utc};

use crate::{Id, Time};

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock, cut to microseconds.
    System,
    /// A clock that stands still until it is set (microseconds since 1970).
    Set(Arc<AtomicI64>),
}

impl Clock {
    pub fn set(at: Time) -> Self {
        Self::Set(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    pub fn now(&self) -> Time {
        match self {
            // The one place where the wall clock is read.
            #[allow(clippy::disallowed_methods)]
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Set(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default()
            }
        }
    }

    /// Moves a set clock; the machine's clock cannot be moved and stays as it is.
    pub fn move_to(&self, at: Time) {
        if let Self::Set(micros) = self {
            micros.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }
}

/// Where chance comes from: the operating system, or a seed that replays.
#[derive(Clone, Debug)]
pub enum Random {
    System,
    Seeded(Arc<AtomicU64>),
}

impl Random {
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(AtomicU64::new(seed)))
    }

    /// Fills `bytes`. A machine without a source of chance must not make secrets, so this stops the process
    /// rather than go on with bytes that can be guessed.
    pub fn fill(&self, bytes: &mut [u8]) {
        match self {
            Self::System => {
                if getrandom::fill(bytes).is_err() {
                    std::process::abort();
                }
            }
            Self::Seeded(state) => {
                for chunk in bytes.chunks_mut(8) {
                    let word = splitmix(state.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst));
                    chunk.copy_from_slice(&word.to_le_bytes()[..chunk.len()]);
                }
            }
        }
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A number below `end` (0 when `end` is 0).
    pub fn below(&self, end: u64) -> u64 {
        if end == 0 { 0 } else { u64::from_le_bytes(self.bytes()) % end }
    }
}

/// `SplitMix64` (Steele, Lea, Flood 2014): enough for made-up days, never used for secrets.
fn splitmix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Time and chance together.
#[derive(Clone, Debug)]
pub struct World {
    pub clock: Clock,
    pub random: Random,
}

impl World {
    pub fn system() -> Self {
        Self { clock: Clock::System, random: Random::System }
    }

    /// A world for tests and simulations: the clock stands at `at`, chance follows `seed`.
    pub fn set(at: Time, seed: u64) -> Self {
        Self { clock: Clock::set(at), random: Random::seeded(seed) }
    }

    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// A new `UUIDv7` at this instant.
    pub fn id(&self) -> Id {
        self.id_at(self.now())
    }

    /// A new `UUIDv7` at another instant: rows sort by when they came to be.
    pub fn id_at(&self, at: Time) -> Id {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.random.bytes()).into_uuid()
    }
}

/// Asia/Shanghai, which has had no summer time since 1991.
pub fn china(at: Time) -> DateTime<FixedOffset> {
    const EIGHT_HOURS: i32 = 8 * 3600;
    match FixedOffset::east_opt(EIGHT_HOURS) {
        Some(offset) => at.with_timezone(&offset),
        None => at.fixed_offset(),
    }
}

/// The calendar day in Asia/Shanghai.
pub fn day_in_china(at: Time) -> NaiveDate {
    china(at).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_replays_and_ids_sort_by_time() {
        let at = DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default();
        let (one, two) = (World::set(at, 7), World::set(at, 7));
        assert_eq!(one.id(), two.id());
        let earlier = one.id();
        one.clock.move_to(at + chrono::Duration::seconds(1));
        assert!(earlier < one.id());
    }

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let at = "2026-05-19T16:00:00Z".parse().unwrap_or_default();
        assert_eq!(day_in_china(at).to_string(), "2026-05-20");
    }
}
