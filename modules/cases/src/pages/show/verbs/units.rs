//! Units and people to choose from.

use std::collections::HashMap;

use lianxin_access::reach::is_within;
use lianxin_access::{Org, orgs_below, root};
use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, placeholders, values};
use lianxin_playbook::Item;
use lianxin_web::Ask;

use crate::Part;
use crate::part::unit_for;

use super::super::field::{Choice, choice};
use super::super::seen::Seen;

/// The units of an item, its lead first, as far as the county has them; none that the case complains about.
pub(super) async fn of_item(ask: &Ask, seen: &Seen, item: &Item) -> Result<Vec<Org>, Fault> {
    let db = ask.reader();
    let mut units: Vec<Org> = Vec::new();
    for code in std::iter::once(&item.lead_unit).chain(&item.supporting_units) {
        let Some(unit) = unit_for(&db, &ask.county.playbook, code, seen.case.place_id).await? else {
            continue;
        };
        if !units.iter().any(|known| known.id == unit.id) && !is_accused(ask, seen, unit.id).await? {
            units.push(unit);
        }
    }
    Ok(units)
}

async fn is_accused(ask: &Ask, seen: &Seen, unit: Id) -> Result<bool, Fault> {
    match seen.case.accused_id {
        Some(accused) => is_within(&ask.reader(), unit, accused).await,
        None => Ok(false),
    }
}

/// Departments of the district.
pub(super) async fn departments(ask: &Ask, seen: &Seen) -> Result<Vec<Org>, Fault> {
    let db = ask.reader();
    let Some(root) = root(&db).await? else { return Ok(vec![]) };
    let mut units = orgs_below(&db, root.id, "department").await?;
    units.extend(orgs_below(&db, root.id, "body").await?);
    units.retain(|unit| Some(unit.id) != seen.case.accused_id);
    Ok(units)
}

/// The place's own village, area and town, and the offices of town and area.
pub(super) async fn near(ask: &Ask, seen: &Seen) -> Result<Vec<Org>, Fault> {
    let db = ask.reader();
    let mut units = Vec::new();
    for place in seen.places.iter().filter(|org| matches!(org.kind.as_str(), "village" | "area" | "town")) {
        units.push(place.clone());
        if place.kind != "village" {
            let below = orgs_below(&db, place.id, "office").await?;
            units.extend(below.into_iter().filter(|office| office.parent_id == Some(place.id)));
        }
    }
    let mut free = Vec::new();
    for unit in units {
        if !is_accused(ask, seen, unit.id).await? {
            free.push(unit);
        }
    }
    Ok(free)
}

pub(super) fn choices(ask: &Ask, units: &[Org]) -> Vec<Choice> {
    units.iter().map(|unit| choice(unit.id, unit.name(ask.is_zh()))).collect()
}

#[derive(FromQueryResult)]
struct Colleague {
    person_id: Id,
    name: String,
    role: String,
    org_zh: String,
    org_en: String,
}

#[derive(FromQueryResult)]
struct Load {
    handler_id: Id,
    open: i64,
}

/// 孙师傅·在办 3 件
pub(crate) fn colleagues_text(ask: &Ask, name: &str, org: &str, role: &str, open: i64) -> String {
    ask.args(
        "cases-colleague",
        &[("name", name), ("org", org), ("role", &ask.role_name(role)), ("open", &open.to_string())],
    )
}

/// Colleagues of a part's unit who may handle, with how many open parts each has.
pub(super) async fn colleagues(ask: &Ask, part: &Part) -> Result<Vec<Choice>, Fault> {
    const MOST: usize = 60;
    let db = ask.reader();
    let sql = "SELECT p.person_id, n.name, p.role, o.short_zh AS org_zh, o.short_en AS org_en FROM posts p \
               JOIN persons n ON n.id = p.person_id JOIN orgs o ON o.id = p.org_id \
               JOIN org_above a ON a.org_id = p.org_id AND a.valid_to IS NULL \
               WHERE a.above_id = $1 AND p.valid_from <= $2 AND (p.valid_to IS NULL OR p.valid_to > $2) \
               ORDER BY a.depth, n.name, p.id";
    let mut people: Vec<Colleague> = db.rows(sql, values![part.unit_id, ask.now]).await?;
    let roles = &ask.county.playbook.roles;
    people.retain(|one| roles.scope(&one.role, "case.handle").is_some());
    let mut seen = std::collections::HashSet::new();
    people.retain(|one| seen.insert(one.person_id));
    people.truncate(MOST);
    let open = loads(&db, people.iter().map(|one| one.person_id).collect()).await?;
    let text = |one: &Colleague| {
        let org = if ask.is_zh() { &one.org_zh } else { &one.org_en };
        let open = open.get(&one.person_id).copied().unwrap_or(0);
        choice(one.person_id, colleagues_text(ask, &one.name, org, &one.role, open))
    };
    Ok(people.iter().map(text).collect())
}

async fn loads(db: &impl Db, people: Vec<Id>) -> Result<HashMap<Id, i64>, Fault> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT handler_id, COUNT(*) AS open FROM parts WHERE state IN ('dispatched', 'signed') \
         AND handler_id IN ({}) GROUP BY handler_id",
        placeholders(1, people.len())
    );
    let rows: Vec<Load> = db.rows(&sql, people.into_iter().flat_map(|id| values![id]).collect()).await?;
    Ok(rows.into_iter().map(|row| (row.handler_id, row.open)).collect())
}
