//! Who should have it: the responsibility list proposes, with the unit's load.

use lianxin_access::Org;
use lianxin_db::Db;
use lianxin_playbook::{Category, Item, Playbook};
use lianxin_triage::Degree;
use lianxin_web::{Failed, Page};

use super::proposal::{Choice, Links, Other};
use crate::Case;
use crate::pages::degree::degree;
use crate::triage::{Load, holders, leads, load_of};

#[derive(Default)]
pub(super) struct UnitLine {
    pub id: String,
    pub name: String,
    pub item: String,
    pub why: String,
    pub load: String,
    pub level: u8,
    pub degree: String,
    pub supports: Vec<Choice>,
    pub others: Vec<Other>,
    pub all: Vec<Choice>,
}

pub(super) async fn unit_line(
    page: &Page,
    db: &impl Db,
    links: &Links<'_>,
    case: &Case,
    category: Option<&Category>,
    sure: Option<Degree>,
) -> Result<UnitLine, Failed> {
    let playbook = &links.ask.county.playbook;
    let (zh, now) = (page.is_zh(), links.ask.now);
    let leads = match category {
        Some(category) => leads(db, playbook, &category.code, case.place_id).await?,
        None => vec![],
    };
    let item: Option<&Item> = leads
        .iter()
        .find(|(_, org)| org.code == links.wanted.unit)
        .or_else(|| leads.iter().find(|(item, _)| item.code == case.item))
        .or(leads.first())
        .map(|(item, _)| item);
    let all = holders(db, playbook, item, case).await?;
    let first =
        item.and_then(|item| leads.iter().find(|(own, _)| own.code == item.code)).map(|(_, org)| org.clone());
    let asked = all.iter().find(|org| org.code == links.wanted.unit).cloned();
    let Some(org) = asked.or(first).or_else(|| all.first().cloned()) else {
        return Ok(UnitLine { name: page.t("cases-dispatch-no-unit"), ..UnitLine::default() });
    };
    let leading =
        item.filter(|item| leads.iter().any(|(own, lead)| own.code == item.code && lead.id == org.id));
    let load = load_of(db, org.id, now).await?;
    let certain = leading.map(|_| if leads.len() == 1 { Degree::Sure } else { Degree::Likely });
    let certain = certain.map(|own| sure.map_or(own, |sure| own.min(sure)));
    let (level, word) = if certain.is_some() { degree(page, certain) } else { (0, String::new()) };
    let elsewhere = |other: &&Org| other.id != org.id;
    Ok(UnitLine {
        id: org.id.to_string(),
        name: org.name(zh).to_owned(),
        item: item.map(|item| item.code.clone()).unwrap_or_default(),
        why: leading.map_or_else(
            || page.t("cases-dispatch-unit-own-choice"),
            |item| {
                let name = item.name.read_in(page.lang);
                page.args("cases-dispatch-item", &[("item", &item.code), ("name", name)])
            },
        ),
        load: load_words(page, &org, load),
        level,
        degree: word,
        supports: supports(playbook, item, &all, &org, zh),
        others: all
            .iter()
            .filter(elsewhere)
            .take(2)
            .map(|other| Other {
                href: links.to(links.category, &other.code),
                text: page.tw("cases-dispatch-send-to", "name", other.short(zh)),
            })
            .collect(),
        all: all
            .iter()
            .map(|org| Choice { value: org.code.clone(), text: org.name(zh).to_owned() })
            .collect(),
    })
}

/// Those that the item names as helpers; a person ticks whom to ask.
fn supports(playbook: &Playbook, item: Option<&Item>, all: &[Org], lead: &Org, zh: bool) -> Vec<Choice> {
    let Some(item) = item else { return vec![] };
    let named = |org: &&Org| {
        item.supporting_units.iter().any(|code| {
            let of_place = playbook.units.get(code).is_some_and(|unit| !unit.kind.is_county_wide());
            org.code == *code || (of_place && (org.code.ends_with(&format!("-{code}")) || org.kind == *code))
        })
    };
    let helpers = all.iter().filter(|org| org.id != lead.id).filter(named);
    helpers.map(|org| Choice { value: org.id.to_string(), text: org.short(zh).to_owned() }).collect()
}

fn load_words(page: &Page, org: &Org, load: Load) -> String {
    let unit = org.short(page.is_zh());
    let (open, late) = (load.open.to_string(), load.late.to_string());
    let key = if load.late == 0 { "cases-dispatch-load" } else { "cases-dispatch-load-late" };
    page.args(key, &[("unit", unit), ("open", &open), ("late", &late)])
}
