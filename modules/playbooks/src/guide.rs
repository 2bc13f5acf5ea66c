//! One service or one item of the responsibility list as a page that a villager can read.

use lianxin_base::Time;
use lianxin_playbook::{Item, Service, Stage};

use crate::build::limits::rule_limit;
use crate::build::services::{fee, law};
use crate::tongue::{NOTHING, Tongue};

/// A step: who or what, then the words.
pub(crate) struct Step {
    pub name: String,
    pub words: String,
}

pub(crate) struct Guide {
    pub title: String,
    pub lead: String,
    pub steps: Vec<Step>,
    pub facts: Vec<(String, String)>,
    pub basis: String,
    /// Where it is ordered or reported, below the county, with the words of the button.
    pub act: Option<(String, String)>,
}

fn step(tongue: &Tongue<'_>, word: &str, args: &[(&str, &str)]) -> Step {
    Step {
        name: tongue.t(&format!("playbooks-step-{word}")),
        words: tongue.args(&format!("playbooks-step-{word}-words"), args),
    }
}

/// Papers, place, who decides, how long, with today as the example.
pub(crate) fn of_service(tongue: &Tongue<'_>, item: &Service, now: Time) -> Guide {
    let limit = tongue.limit(item.limit);
    let unit = tongue.unit(&item.decided_by);
    let due = tongue.book.clock.deadline(now, item.limit, None).due;
    let place = tongue.words(&item.done_where.words());
    let mut steps = vec![
        step(tongue, "papers", &[("papers", &tongue.words(&item.materials))]),
        step(tongue, "go", &[("place", &place)]),
    ];
    if item.errand {
        steps.push(step(tongue, "errand", &[]));
    }
    steps.push(step(tongue, "taken", &[]));
    steps.push(step(tongue, "decided", &[("unit", &unit), ("limit", &limit)]));
    let example = [("now", tongue.moment(now)), ("due", tongue.moment(due))];
    let example: Vec<(&str, &str)> = example.iter().map(|(name, word)| (*name, word.as_str())).collect();
    let facts = [
        ("playbooks-column-how-long", limit.clone()),
        ("playbooks-example", tongue.args("playbooks-service-example", &example)),
        ("playbooks-column-fee", fee(tongue, item)),
        ("playbooks-column-decided-by", unit),
        ("playbooks-law", law(tongue, &item.law_zh)),
    ];
    let act = (item.errand && item.offered)
        .then(|| (format!("/report?errand={}", item.code), tongue.t("playbooks-order-errand")));
    Guide {
        title: tongue.words(&item.name),
        lead: tongue.args(
            if item.offered { "playbooks-service-lead" } else { "playbooks-service-not-yet" },
            &[("place", &place), ("limit", &limit)],
        ),
        steps,
        facts: named(tongue, facts),
        basis: tongue.basis(&item.basis),
        act,
    }
}

/// From the report to the rating, with the limits of the category that the item answers to.
pub(crate) fn of_item(tongue: &Tongue<'_>, item: &Item) -> Guide {
    let category = item.primary_category_codes.first().or(item.category_codes.first());
    let limit = |stage| {
        let rule = category.and_then(|code| tongue.book.limit_for(code, stage));
        rule_limit(tongue, rule)
    };
    let leads = tongue.unit(&item.lead_unit);
    let helps = tongue.list(item.supporting_units.iter().map(|code| tongue.unit(code)));
    let mut steps = vec![
        step(tongue, "report", &[]),
        step(tongue, "accept", &[("limit", &limit(Stage::Accept))]),
        step(tongue, "dispatch", &[("leads", &leads), ("limit", &limit(Stage::Dispatch))]),
        step(tongue, "contact", &[("limit", &limit(Stage::Contact))]),
        step(tongue, "handle", &[("leads", &leads), ("helps", &helps)]),
    ];
    if let Some(kind) = item.whistle {
        let report_in = rule_limit(tongue, tongue.book.limits.whistle(kind, Stage::ReportIn));
        let kind = tongue.words(&kind.words());
        steps.push(step(tongue, "whistle", &[("kind", &kind), ("limit", &report_in)]));
    }
    steps.push(step(tongue, "resolve", &[("limit", &limit(Stage::Resolve))]));
    steps.push(step(tongue, "verify", &[]));
    let categories = tongue.list(item.category_codes.iter().map(|code| tongue.category(code)));
    let facts = [
        ("playbooks-column-leads", leads.clone()),
        ("playbooks-column-helps", helps),
        ("playbooks-column-town-does", tongue.words(&item.town_does)),
        ("playbooks-column-village-does", tongue.words(&item.village_does)),
        ("playbooks-answers-to", categories),
        ("playbooks-law", law(tongue, &item.law_zh)),
    ];
    Guide {
        title: tongue.words(&item.name),
        lead: tongue.args("playbooks-item-lead", &[("field", &tongue.words(&item.field)), ("leads", &leads)]),
        steps,
        facts: named(tongue, facts),
        basis: tongue.basis(&item.basis),
        act: Some(("/report".to_owned(), tongue.t("playbooks-report"))),
    }
}

fn named<const N: usize>(tongue: &Tongue<'_>, facts: [(&str, String); N]) -> Vec<(String, String)> {
    let told = facts.into_iter().filter(|(_, value)| !value.is_empty() && value != NOTHING);
    told.map(|(key, value)| (tongue.t(key), value)).collect()
}
