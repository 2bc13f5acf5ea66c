use std::num::NonZeroU32;
use std::sync::Arc;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use lianxin_base::Refused;

type Limiter = Arc<DefaultKeyedRateLimiter<String>>;

/// How often one address, account or phone may do what costs others something.
#[derive(Clone)]
pub struct Rates {
    on: bool,
    /// Any request: 600 a minute, bursts of 300 (an office behind one address reads a lot).
    requests: Limiter,
    /// Reports from one address: 20 at once, then one in 30 seconds (a village behind one address is not an attack).
    reports: Limiter,
    /// Sign-in and query-word tries: 10 at once, then one in 12 seconds.
    tries: Limiter,
}

impl Rates {
    pub fn new(on: bool) -> Self {
        Self { on, requests: limiter(600, 300), reports: limiter(2, 20), tries: limiter(5, 10) }
    }

    pub fn request(&self, key: &str) -> Result<(), Refused> {
        self.check(&self.requests, key)
    }
    pub fn report(&self, key: &str) -> Result<(), Refused> {
        self.check(&self.reports, key)
    }
    pub fn attempt(&self, key: &str) -> Result<(), Refused> {
        self.check(&self.tries, key)
    }

    fn check(&self, limiter: &Limiter, key: &str) -> Result<(), Refused> {
        if self.on && limiter.check_key(&key.to_owned()).is_err() {
            return Err(Refused::too_often("shell-refused-too-often"));
        }
        Ok(())
    }

    /// Forgets addresses that have been quiet.
    pub fn forget(&self) {
        for limiter in [&self.requests, &self.reports, &self.tries] {
            limiter.retain_recent();
        }
    }
}

fn limiter(per_minute: u32, burst: u32) -> Limiter {
    let at_least_one = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
    Arc::new(RateLimiter::keyed(Quota::per_minute(at_least_one(per_minute)).allow_burst(at_least_one(burst))))
}
