//! Who reaches a case, and by which words it is found.

use std::collections::BTreeSet;

use lianxin_base::Id;
use lianxin_cases::{Case, SEALED, grams as grams_of};
use lianxin_seal::mask_in_text;

use super::Held;
use super::rows::Rows;
use crate::simulate::broken::Broken;

pub fn reach(rows: &Rows) -> Held {
    for case in rows.cases.values() {
        let meant = meant(rows, case);
        let kept = rows.reach.get(&case.id).cloned().unwrap_or_default();
        if meant != kept {
            let kinds = |ids: BTreeSet<Id>| {
                ids.iter()
                    .map(|id| rows.orgs.get(id).map_or("?", |org| org.kind.as_str()).to_owned())
                    .collect::<Vec<_>>()
            };
            let missing = kinds(meant.difference(&kept).copied().collect());
            let leaking = kinds(kept.difference(&meant).copied().collect());
            let what = format!("{} {}: missing {missing:?}, leaking {leaking:?}", case.number, case.state);
            return Err(Broken::new("reach equals the tree", what));
        }
    }
    Ok(())
}

fn meant(rows: &Rows, case: &Case) -> BTreeSet<Id> {
    if case.ending == SEALED {
        return BTreeSet::new();
    }
    let mut reach: BTreeSet<Id> = rows.above(case.place_id).into_iter().collect();
    if case.ending == "petition" {
        let is = |org: &Id, kinds: &[&str]| {
            rows.orgs.get(org).is_some_and(|org| kinds.contains(&org.kind.as_str()))
        };
        reach.retain(|org| is(org, &["town", "district"]));
    }
    for part in Rows::of(&rows.parts, case.id) {
        if !matches!(part.state.as_str(), "returned" | "dropped") {
            reach.extend(rows.above(part.unit_id));
        }
    }
    if let Some(accused) = case.accused_id {
        reach.retain(|org| !rows.is_within(*org, accused));
    }
    reach
}

pub fn grams(rows: &Rows) -> Held {
    for case in rows.cases.values() {
        let text = mask_in_text(&format!("{} {} {}", case.title, case.place_words, case.words));
        let kept = rows.grams.get(&case.id).cloned().unwrap_or_default();
        if grams_of(&text) != kept {
            return Err(Broken::new("a case is found by its words", case.number.clone()));
        }
    }
    Ok(())
}
