//! Dispatch by the responsibility list; a child for a part of the matter.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_web::{Ask, Failed, Form};

use crate::part::unit_for;
use crate::{Act, Dispatch, OpenChild, Verb, classify, dispatch, open_child};

use super::super::field::{Choice, Field, FieldKind, choice};
use super::super::seen::Seen;
use super::{Asking, Doing, label, take_in::categories, units};

pub(super) async fn asking(doing: Doing<'_>) -> Result<Asking, Failed> {
    let Doing { ask, seen, verb, .. } = doing;
    if verb == Verb::Classify {
        let fields = vec![
            Field::choose("category", label(ask, "category"), categories(ask))
                .value(seen.case.category.clone()),
            Field::area("words", label(ask, "classify-words")).optional(),
        ];
        return Ok(fields.into());
    }
    if verb == Verb::OpenChild {
        let fields = vec![
            Field::choose("category", label(ask, "category"), categories(ask))
                .value(seen.case.category.clone()),
            Field::area("words", label(ask, "child-words")).hint(ask.t("cases-hint-child")),
            Field::new(FieldKind::Tick, "told", label(ask, "told-child")),
        ];
        return Ok(fields.into());
    }
    let near = units::near(ask, seen).await?;
    let departments = units::departments(ask, seen).await?;
    let own = match ask.county.playbook.responsibility.get(&seen.case.item) {
        Some(item) => units::of_item(ask, seen, item).await?,
        None => Vec::new(),
    };
    let mut leads = vec![choice("", ask.t("cases-lead-of-item"))];
    leads.extend(units::choices(
        ask,
        &near.iter().filter(|unit| unit.is_place()).cloned().collect::<Vec<_>>(),
    ));
    let offices: Vec<_> = near.into_iter().filter(|unit| !unit.is_place()).collect();
    let mut others = vec![choice("", ask.t("cases-other-none"))];
    others.extend(units::choices(ask, &offices));
    others.extend(units::choices(ask, &departments));
    let rest: Vec<_> =
        departments.into_iter().filter(|unit| !own.iter().any(|known| known.id == unit.id)).collect();
    let fields = vec![
        Field::radios("item", label(ask, "item"), items(ask, seen)).value(seen.case.item.clone()),
        Field::radios("unit", label(ask, "unit"), leads),
        Field::choose("other", label(ask, "other-unit"), others).hint(ask.t("cases-hint-other")).optional(),
        Field::ticks("support", label(ask, "supports"), units::choices(ask, &own))
            .rest(units::choices(ask, &rest))
            .optional(),
        Field::area("words", label(ask, "order-words")).optional(),
    ];
    Ok(fields.into())
}

/// 47 乡村道路照明：牵头 …，配合 …
fn items(ask: &Ask, seen: &Seen) -> Vec<Choice> {
    let playbook = &ask.county.playbook;
    let tag = ask.lang.tag();
    let unit = |code: &str| playbook.units.get(code).map_or(code, |unit| unit.name.read_in(tag)).to_owned();
    let text = |item: &lianxin_playbook::Item| {
        let lead = unit(&item.lead_unit);
        ask.args("cases-item", &[("code", &item.code), ("name", item.name.read_in(tag)), ("lead", &lead)])
    };
    playbook
        .responsibility
        .items_for(&seen.case.category)
        .map(|item| choice(&item.code, text(item)))
        .collect()
}

pub(super) async fn run(act: Act<'_>, doing: Doing<'_>, form: &Form) -> Done<()> {
    let case = &doing.seen.case;
    if doing.verb == Verb::Classify {
        let (category, words) = (form.text("category"), form.text("words"));
        return classify(act, case.id, form.number("revision"), category, words).await;
    }
    if doing.verb == Verb::OpenChild {
        let order = OpenChild {
            parent: case.id,
            category: form.text("category").to_owned(),
            words: form.text("words").to_owned(),
            told: form.ticked("told"),
        };
        return open_child(act, order).await.map(|_| ());
    }
    let item = form.text("item").to_owned();
    let unit = lead(act, doing, form, &item).await?;
    let supports = form.all("support").filter_map(|id| id.parse().ok()).collect();
    let order = Dispatch {
        case: case.id,
        revision: form.number("revision"),
        part: act.tx.id(),
        unit,
        supports,
        item,
        words: form.text("words").to_owned(),
        suggestion: "none",
    };
    dispatch(act, order).await.map(|_| ())
}

async fn lead(act: Act<'_>, doing: Doing<'_>, form: &Form, item: &str) -> Done<Id> {
    if let Some(unit) = form.id("other").or_else(|| form.id("unit")) {
        return Ok(unit);
    }
    let case = &doing.seen.case;
    let playbook = &act.county.playbook;
    let item = playbook.responsibility.get(if item.is_empty() { &case.item } else { item });
    let wrong = || Refused::field("unit", "cases-refused-unit");
    let item = item.ok_or_else(wrong)?;
    let unit = unit_for(act.tx, playbook, &item.lead_unit, case.place_id).await?;
    Ok(unit.ok_or_else(wrong)?.id)
}
