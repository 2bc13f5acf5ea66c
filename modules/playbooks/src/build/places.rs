use lianxin_playbook::{Basis, Division, Unit, UnitKind, WorkArea};

use crate::sheet::{Line, Sheet};
use crate::tongue::{NOTHING, Tongue};

/// Villages and communities, town by town.
pub(crate) fn divisions(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let all = &tongue.book.divisions;
    let towns = Sheet::new(
        "towns",
        tongue.t("playbooks-towns"),
        tongue.columns(&["code", "name", "place-kind", "villages"]),
    )
    .saying(
        "counts",
        tongue.args(
            "playbooks-divisions-counts",
            &[("towns", &all.towns().count().to_string()), ("villages", &all.villages().count().to_string())],
        ),
    )
    .with(all.towns().map(|town| {
        let cells = vec![
            town.code.clone(),
            tongue.words(&town.name),
            tongue.words(&town.kind.words()),
            all.under(&town.code).count().to_string(),
        ];
        Line::new(&town.code, cells, tongue.basis(&town.basis))
    }));
    let of_town = |town: &Division| {
        let columns = tongue.columns(&["code", "name", "full-name", "place-kind", "area"]);
        Sheet::new(&town.code, tongue.words(&town.name), columns)
            .with(all.under(&town.code).map(|village| division(tongue, village)))
    };
    [towns].into_iter().chain(all.towns().map(of_town)).collect()
}

fn division(tongue: &Tongue<'_>, one: &Division) -> Line {
    let area = tongue.book.work_areas.of_division(&one.code);
    let cells = vec![
        one.code.clone(),
        tongue.words(&one.name),
        one.full_zh.clone(),
        tongue.words(&one.kind.words()),
        area.map_or(NOTHING.to_owned(), |area| tongue.words(&area.name)),
    ];
    Line::new(&one.code, cells, tongue.basis(&one.basis))
}

/// Work areas with their villages, town by town.
pub(crate) fn work_areas(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let of_town = |town: &Division| {
        let columns = tongue.columns(&["code", "name", "full-name", "villages", "members"]);
        Sheet::new(&town.code, tongue.words(&town.name), columns)
            .with(tongue.book.work_areas.in_town(&town.code).map(|one| area(tongue, one)))
    };
    tongue.book.divisions.towns().map(of_town).filter(|sheet| !sheet.lines.is_empty()).collect()
}

fn area(tongue: &Tongue<'_>, area: &WorkArea) -> Line {
    let village = |code: &String| {
        let found = tongue.book.divisions.get(code);
        found.map_or_else(|| code.clone(), |village| tongue.words(&village.name))
    };
    let cells = vec![
        area.code.clone(),
        tongue.words(&area.name),
        tongue.words(&area.full),
        area.division_codes.len().to_string(),
        tongue.list(area.division_codes.iter().map(village)),
    ];
    Line::new(&area.code, cells, both(tongue, &area.name_basis, &area.membership_basis))
}

/// The name of a work area and its villages are known in different degrees.
fn both(tongue: &Tongue<'_>, name: &Basis, members: &Basis) -> String {
    let words = [("name", tongue.basis(name)), ("members", tongue.basis(members))];
    let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
    tongue.args("playbooks-basis-both", &words)
}

/// Bodies that hold work, kind by kind.
pub(crate) fn units(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let of_kind = |kind: &UnitKind| {
        let units = tongue.book.units.iter().filter(move |unit| unit.kind == *kind);
        Sheet::new(kind.code(), tongue.words(&kind.words()), tongue.columns(&["unit", "topics", "leads-in"]))
            .with(units.map(|one| unit(tongue, one)))
    };
    UnitKind::ALL.iter().map(of_kind).filter(|sheet| !sheet.lines.is_empty()).collect()
}

fn unit(tongue: &Tongue<'_>, unit: &Unit) -> Line {
    let topics = if tongue.page.is_zh() { &unit.topics_zh } else { &unit.topics_en };
    let leads = tongue.book.responsibility.iter().filter(|item| item.lead_unit == unit.code).count();
    let leads = tongue.args("playbooks-items", &[("n", &leads.to_string())]);
    let cells = vec![tongue.words(&unit.name), tongue.list(topics.iter().cloned()), leads];
    Line::new(&unit.code, cells, tongue.basis(&unit.basis))
}
