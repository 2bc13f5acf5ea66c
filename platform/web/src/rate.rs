use std::num::NonZeroU32;
use std::sync::Arc;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use lianxin_base::Refused;

use crate::shield::neighbourhood;

type Limiter = Arc<DefaultKeyedRateLimiter<String>>;

/// How often one address, account, token or phone may do what costs others something.
#[derive(Clone)]
pub struct Rates {
    on: bool,
    /// Anything from one address, before it is known who asks: 6,000 a minute, bursts of 3,000 (a county's offices may
    /// stand behind one address).
    flood: Limiter,
    /// Requests of one account, of one token, or of one address without either: 600 a minute, bursts of 300.
    requests: Limiter,
    /// Reports from one address: 20 at once, then one in 30 seconds (a village behind one address is not an attack).
    reports: Limiter,
    /// Reports that leave one phone number: 5 at once, then one in 3 minutes.
    phones: Limiter,
    /// Sign-in and query-word tries: 10 at once, then one in 12 seconds.
    tries: Limiter,
}

impl Rates {
    pub fn new(on: bool) -> Self {
        let phones = Arc::new(RateLimiter::keyed(slow(3, 5)));
        Self {
            on,
            flood: limiter(6_000, 3_000),
            requests: limiter(600, 300),
            reports: limiter(2, 20),
            phones,
            tries: limiter(5, 10),
        }
    }

    pub(crate) fn flood(&self, address: &str) -> Result<(), Refused> {
        self.check(&self.flood, &neighbourhood(address))
    }
    pub fn request(&self, key: &str) -> Result<(), Refused> {
        self.check(&self.requests, &neighbourhood(key))
    }
    pub fn report(&self, key: &str) -> Result<(), Refused> {
        self.check(&self.reports, &neighbourhood(key))
    }
    /// `phone`: the number in its one canonical form.
    pub fn phone(&self, phone: &str) -> Result<(), Refused> {
        self.check(&self.phones, phone)
    }
    pub fn attempt(&self, key: &str) -> Result<(), Refused> {
        self.check(&self.tries, &neighbourhood(key))
    }

    fn check(&self, limiter: &Limiter, key: &str) -> Result<(), Refused> {
        if self.on && limiter.check_key(&key.to_owned()).is_err() {
            return Err(Refused::too_often("shell-refused-too-often"));
        }
        Ok(())
    }

    /// Forgets addresses that have been quiet.
    pub fn forget(&self) {
        for limiter in [&self.flood, &self.requests, &self.reports, &self.phones, &self.tries] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn at_least_one(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN)
}

fn limiter(per_minute: u32, burst: u32) -> Limiter {
    let quota = Quota::per_minute(at_least_one(per_minute)).allow_burst(at_least_one(burst));
    Arc::new(RateLimiter::keyed(quota))
}

/// One in so many minutes.
fn slow(minutes: u64, burst: u32) -> Quota {
    let quota = Quota::with_period(std::time::Duration::from_secs(minutes * 60));
    quota.unwrap_or(Quota::per_hour(at_least_one(20))).allow_burst(at_least_one(burst))
}

#[cfg(test)]
mod tests {
    use super::Rates;

    /// How many of so many pass at once.
    fn passing(most: usize, ask: impl Fn() -> bool) -> usize {
        (0..most).filter(|_| ask()).count()
    }

    #[test]
    fn each_kind_of_asking_has_a_limit_of_its_own_and_each_asker_its_own_count() {
        let rates = Rates::new(true);
        assert!((20..40).contains(&passing(60, || rates.report("203.0.113.7").is_ok())));
        assert!(rates.report("203.0.113.8").is_ok(), "the neighbour is not the one who asked");
        assert!((5..10).contains(&passing(20, || rates.phone("13912345678").is_ok())));
        assert!((10..20).contains(&passing(40, || rates.attempt("login:zhang").is_ok())));
        assert!((300..600).contains(&passing(900, || rates.request("account:1").is_ok())));
        assert!((3_000..6_000).contains(&passing(9_000, || rates.flood("203.0.113.7").is_ok())));
        rates.forget();
        assert!(rates.phone("13912345678").is_err(), "who asked just now is not forgotten");
    }

    #[test]
    fn limits_can_be_off_for_a_load_test() {
        let rates = Rates::new(false);
        assert_eq!(passing(9_000, || rates.flood("203.0.113.7").is_ok()), 9_000);
    }
}
