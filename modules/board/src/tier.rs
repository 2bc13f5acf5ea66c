//! Three tiers with reasons: who needs a hand, who should be watched, who is steady. Places are compared with the whole
//! that they belong to, never with each other, and never ranked (国办函〔2025〕66号).

use crate::figures::Kind;
use crate::rate::Rate;

/// How a place stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    Help,
    Watch,
    Steady,
}

/// What is known of a place.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// In the order of [`Kind::FOUR`].
    pub rates: [Rate; 4],
    pub open: i64,
    pub late: i64,
}

/// Why a place stands where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// So many are late, of so many open.
    Late { many: i64, open: i64 },
    /// A rate is so many tenths of a point below the whole.
    Below { kind: Kind, rate: Rate, tenths: i64 },
    /// Too few for a rate, and some of them not solved: look at the cases.
    Few { of: i64, unsolved: i64 },
}

/// Tenths of a point below the whole.
const WATCH_BELOW: i64 = 30;
const HELP_BELOW: i64 = 80;
/// Late ones: at least so many, and at least this part of what is open (percent).
const WATCH_LATE: (i64, i64) = (3, 5);
const HELP_LATE: (i64, i64) = (5, 10);
/// Not solved among few.
const WATCH_UNSOLVED: i64 = 3;

/// Where a place stands and why, the heaviest reason first. Below `fewest` cases there is no rate to compare.
pub fn tier(own: &Known, whole: &Known, fewest: i64) -> (Tier, Vec<Reason>) {
    let mut heavy = Vec::new();
    let mut light = Vec::new();
    let late = Reason::Late { many: own.late, open: own.open };
    let reaches = |(many, percent): (i64, i64)| own.late >= many && own.late * 100 >= own.open * percent;
    if reaches(HELP_LATE) {
        heavy.push(late);
    } else if reaches(WATCH_LATE) {
        light.push(late);
    }
    for (at, kind) in Kind::FOUR.into_iter().enumerate() {
        let (rate, all) = (own.rates[at], whole.rates[at]);
        if rate.of < fewest || all.of < fewest {
            continue;
        }
        let tenths = all.above(rate).unwrap_or(0);
        let reason = Reason::Below { kind, rate, tenths };
        if tenths >= HELP_BELOW {
            heavy.push(reason);
        } else if tenths >= WATCH_BELOW {
            light.push(reason);
        }
    }
    let solved = own.rates[1];
    let unsolved = solved.of - solved.hundredths / 100;
    if solved.of > 0 && solved.of < fewest && unsolved >= WATCH_UNSOLVED {
        light.push(Reason::Few { of: solved.of, unsolved });
    }
    // Two things to watch at one place are one place that needs a hand.
    let tier = match (heavy.len(), light.len()) {
        (0, 0) => Tier::Steady,
        (0, 1) => Tier::Watch,
        _ => Tier::Help,
    };
    heavy.extend(light);
    (tier, heavy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(rates: [(i64, i64); 4], open: i64, late: i64) -> Known {
        Known { rates: rates.map(|(good, of)| Rate::new(good, of)), open, late }
    }

    fn whole() -> Known {
        known([(980, 1_000), (910, 1_000), (940, 1_000), (870, 1_000)], 575, 21)
    }

    #[test]
    fn a_place_like_the_whole_is_steady() {
        let own = known([(98, 100), (90, 100), (94, 100), (87, 100)], 40, 2);
        assert_eq!(tier(&own, &whole(), 50), (Tier::Steady, vec![]));
    }

    #[test]
    fn a_rate_well_below_the_whole_is_watched_and_far_below_is_helped() {
        let watched = known([(98, 100), (87, 100), (94, 100), (87, 100)], 40, 0);
        assert_eq!(tier(&watched, &whole(), 50).0, Tier::Watch);
        let helped = known([(98, 100), (80, 100), (94, 100), (87, 100)], 40, 0);
        let (tier, reasons) = tier(&helped, &whole(), 50);
        assert_eq!(tier, Tier::Help);
        assert_eq!(
            reasons,
            [Reason::Below { kind: Kind::Resolution, rate: Rate::new(80, 100), tenths: 110 }]
        );
    }

    #[test]
    fn below_fifty_cases_no_rate_is_judged() {
        let small = known([(0, 49), (47, 49), (0, 49), (0, 49)], 10, 0);
        assert_eq!(tier(&small, &whole(), 50).0, Tier::Steady);
        let unsolved = known([(49, 49), (28, 31), (31, 31), (28, 31)], 10, 0);
        assert_eq!(tier(&unsolved, &whole(), 50), (Tier::Watch, vec![Reason::Few { of: 31, unsolved: 3 }]));
    }

    #[test]
    fn many_late_ones_need_a_hand_and_few_among_many_do_not() {
        let one = |open, late| tier(&known([(0, 0); 4], open, late), &whole(), 50).0;
        assert_eq!(one(40, 7), Tier::Help);
        assert_eq!(one(50, 3), Tier::Watch);
        assert_eq!(one(400, 7), Tier::Steady, "seven of four hundred");
        assert_eq!(one(2, 2), Tier::Steady, "two are two cases, not a state of things");
    }
}
