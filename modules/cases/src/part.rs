//! What one unit has to do in a case.

use std::collections::HashMap;

use lianxin_access::reach::{above, is_within};
use lianxin_access::{By, Org, org, org_by_code, orgs_above};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_playbook::{Playbook, UnitKind};

use crate::case_rows::by_case;

/// A part as it stands. `kind`: lead, support, whistle. `state`: dispatched, signed, returned, done, dropped.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Part {
    pub id: Id,
    pub case_id: Id,
    pub unit_id: Id,
    pub kind: String,
    pub round: i64,
    pub state: String,
    pub task: String,
    pub handler_id: Option<Id>,
    pub dispatched_by: Option<Id>,
    pub dispatched_at: Time,
    pub signed_at: Option<Time>,
    pub return_barred: bool,
    pub whistle_id: Option<Id>,
    pub reported_in_at: Option<Time>,
    pub result: String,
    pub done_at: Option<Time>,
}

impl Part {
    pub fn is_live(&self) -> bool {
        matches!(self.state.as_str(), "dispatched" | "signed")
    }
    pub fn is_lead(&self) -> bool {
        self.kind == "lead"
    }
}

pub async fn parts_of(db: &impl Db, case: Id) -> Result<Vec<Part>, Fault> {
    db.rows("SELECT * FROM parts WHERE case_id = $1 ORDER BY dispatched_at, id", values![case]).await
}

/// The parts of each of these cases.
pub(crate) async fn parts_of_each(db: &impl Db, cases: &[Id]) -> Result<HashMap<Id, Vec<Part>>, Fault> {
    let sql = |ids: &str| format!("SELECT * FROM parts WHERE case_id IN ({ids}) ORDER BY dispatched_at, id");
    Ok(by_case(db.rows_among(cases, sql).await?, |part: &Part| part.case_id))
}

pub async fn part(db: &impl Db, id: Id) -> Result<Option<Part>, Fault> {
    db.row("SELECT * FROM parts WHERE id = $1", values![id]).await
}

/// The lead part of the round in hand.
pub(crate) async fn lead(db: &impl Db, case: Id) -> Result<Option<Part>, Fault> {
    let sql = "SELECT * FROM parts WHERE case_id = $1 AND kind = 'lead' AND state IN ('dispatched', 'signed') \
               ORDER BY dispatched_at DESC, id DESC LIMIT 1";
    db.row(sql, values![case]).await
}

/// Does the part belong to this person: named as its handler, or acting for its unit or one above it?
pub(crate) async fn is_own(db: &impl Db, part: &Part, by: &By) -> Result<bool, Fault> {
    let Some(own) = by.org_id() else { return Ok(false) };
    let named = part.handler_id.is_some() && part.handler_id == by.person;
    Ok(named || is_within(db, part.unit_id, own).await?)
}

/// The live part that this person or this person's organisation holds, lead first.
pub(crate) async fn own_part(db: &impl Db, case: Id, by: &By) -> Result<Option<Part>, Fault> {
    let mut parts: Vec<Part> = parts_of(db, case).await?.into_iter().filter(Part::is_live).collect();
    parts.sort_by_key(|part| !part.is_lead());
    for part in parts {
        if is_own(db, &part, by).await? {
            return Ok(Some(part));
        }
    }
    Ok(None)
}

/// Whoever handled a part of the case in any round. They neither verify, close nor call back (roles.md, 4.1).
pub(crate) async fn has_handled(db: &impl Db, case: Id, person: Id) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) FROM parts WHERE case_id = $1 AND handler_id = $2";
    Ok(db.count(sql, values![case, person]).await? > 0)
}

/// Refuses whoever handled the case.
pub(crate) async fn must_not_have_handled(
    db: &impl Db,
    case: Id,
    by: &By,
) -> Result<(), lianxin_access::Stop> {
    let Some(person) = by.person else { return Ok(()) };
    if has_handled(db, case, person).await? {
        return Err(Refused::forbidden("cases-refused-own-handling").into());
    }
    Ok(())
}

/// The organisation that a unit of the playbook is for a place: a department of the district, the place's own town,
/// the area's office.
pub async fn unit_for(
    db: &impl Db,
    playbook: &Playbook,
    code: &str,
    place: Id,
) -> Result<Option<Org>, Fault> {
    let Some(unit) = playbook.units.get(code) else { return org_by_code(db, code).await };
    if unit.kind.is_county_wide() {
        return org_by_code(db, code).await;
    }
    let above = orgs_above(db, place).await?;
    let find = |kind: &str| above.iter().find(|org| org.kind == kind).cloned();
    match unit.kind {
        UnitKind::Town => Ok(find("town")),
        UnitKind::Village => Ok(find("village")),
        UnitKind::AreaOffice => office_of(db, find("area"), code).await,
        _ => office_of(db, find("town"), code).await,
    }
}

async fn office_of(db: &impl Db, above: Option<Org>, code: &str) -> Result<Option<Org>, Fault> {
    match above {
        Some(above) => org_by_code(db, &format!("{}-{code}", above.code)).await,
        None => Ok(None),
    }
}

/// May this unit hold the case without a confirmed return? The lead and the supporting units of the item, and the
/// place's own village, area and town (`casework-data.md` 5: to whom).
pub(crate) async fn may_hold(
    db: &impl Db,
    playbook: &Playbook,
    item: &str,
    unit: Id,
    place: Id,
) -> Result<bool, Fault> {
    for own in above(db, unit).await? {
        if let Some(org) = org(db, own).await?
            && matches!(org.kind.as_str(), "village" | "area" | "town")
            && is_within(db, place, own).await?
        {
            return Ok(true);
        }
    }
    let Some(item) = playbook.responsibility.get(item) else { return Ok(true) };
    for code in std::iter::once(&item.lead_unit).chain(&item.supporting_units) {
        if unit_for(db, playbook, code, place).await?.is_some_and(|org| org.id == unit) {
            return Ok(true);
        }
    }
    Ok(false)
}
