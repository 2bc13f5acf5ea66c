//! How good the suggestions are, measured on what people decided.

use std::collections::BTreeMap;

/// One decided case: what a person chose, and what was proposed in order of likelihood.
#[derive(Clone, Debug)]
pub struct Decided {
    pub chosen: String,
    pub proposed: Vec<String>,
}

/// Figures over many decided cases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quality {
    pub cases: usize,
    /// Mean of the F1 of the categories that people chose, each counting the same.
    pub macro_f1: f64,
    pub first: f64,
    pub among_three: f64,
    /// Chosen, proposed first instead, how often; the most frequent first.
    pub confused: Vec<(String, String, usize)>,
}

#[derive(Default)]
struct Tally {
    right: usize,
    chosen: usize,
    proposed: usize,
}

pub fn quality(decided: &[Decided]) -> Quality {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut confused: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in decided {
        let first = one.proposed.first().map_or("", String::as_str);
        tallies.entry(&one.chosen).or_default().chosen += 1;
        tallies.entry(first).or_default().proposed += 1;
        if one.chosen == first {
            tallies.entry(first).or_default().right += 1;
        } else {
            *confused.entry((&one.chosen, first)).or_default() += 1;
        }
    }
    let f1 = |tally: &Tally| 2.0 * tally.right as f64 / (tally.chosen + tally.proposed).max(1) as f64;
    let chosen: Vec<f64> = tallies.values().filter(|tally| tally.chosen > 0).map(f1).collect();
    let share = |holds: fn(&Decided) -> bool| {
        decided.iter().filter(|one| holds(one)).count() as f64 / decided.len().max(1) as f64
    };
    let mut confused: Vec<(String, String, usize)> = confused
        .into_iter()
        .map(|((chosen, first), many)| (chosen.to_owned(), first.to_owned(), many))
        .collect();
    confused.sort_by_key(|one| std::cmp::Reverse(one.2));
    Quality {
        cases: decided.len(),
        macro_f1: chosen.iter().sum::<f64>() / chosen.len().max(1) as f64,
        first: share(|one| one.proposed.first() == Some(&one.chosen)),
        among_three: share(|one| one.proposed.iter().take(3).any(|code| *code == one.chosen)),
        confused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(chosen: &str, proposed: &[&str]) -> Decided {
        Decided { chosen: chosen.into(), proposed: proposed.iter().map(|&code| code.into()).collect() }
    }

    #[test]
    fn figures_are_those_reckoned_by_hand() {
        let cases = [
            decided("C06", &["C06", "C08"]),
            decided("C06", &["C08", "C06"]),
            decided("C08", &["C08"]),
            decided("A02", &[]),
        ];
        let found = quality(&cases);
        // C06: F1 2/3. C08: one right of two proposed and one chosen, F1 2/3. A02: 0.
        assert!((found.macro_f1 - 4.0 / 9.0).abs() < 1e-9, "{}", found.macro_f1);
        assert!((found.first - 0.5).abs() < 1e-9 && (found.among_three - 0.75).abs() < 1e-9);
        assert!(found.confused.contains(&("C06".into(), "C08".into(), 1)));
    }
}
