use lianxin_playbook::{Category, Stage};

use super::limits::rule_limit;
use crate::sheet::{Line, Sheet};
use crate::tongue::{NOTHING, Tongue};

/// What people write about, top category by top category.
pub(crate) fn categories(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let columns = ["code", "category", "pace", "resolve", "leads", "care"];
    let top = |top: &Category| {
        let heading = format!("{} {}", top.code, tongue.words(&top.name));
        let under = tongue.book.categories.under(&top.code);
        Sheet::new(&top.code, heading, tongue.columns(&columns)).with(under.map(|one| line(tongue, one)))
    };
    tongue.book.categories.top().map(top).collect()
}

fn line(tongue: &Tongue<'_>, one: &Category) -> Line {
    let pace = tongue.words(&one.pace.words());
    let pace = match &one.pace_reason {
        Some(reason) => {
            tongue.args("playbooks-pace-because", &[("pace", &pace), ("reason", &tongue.words(reason))])
        }
        None => pace,
    };
    let leads = tongue.book.lead_unit(&one.code).map_or(NOTHING.to_owned(), |unit| tongue.words(&unit.name));
    let cells = vec![
        one.code.clone(),
        tongue.words(&one.name),
        pace,
        rule_limit(tongue, tongue.book.limit_for(&one.code, Stage::Resolve)),
        leads,
        care(tongue, one),
    ];
    Line::new(&one.code, cells, tongue.basis(&one.basis))
}

fn care(tongue: &Tongue<'_>, one: &Category) -> String {
    let mut care = Vec::new();
    if one.sensitive {
        care.push(tongue.t("playbooks-care-sensitive"));
    }
    if let Some(unit) = &one.sealed_to {
        care.push(tongue.args("playbooks-care-sealed", &[("unit", &tongue.unit(unit))]));
    }
    if one.against_unit {
        care.push(tongue.t("playbooks-care-against"));
    }
    tongue.list(care)
}
