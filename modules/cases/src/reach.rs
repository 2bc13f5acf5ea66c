//! Who can see a case. Written down when the case changes, never computed when a list is read.

use std::collections::BTreeMap;

use chrono::DateTime;
use lianxin_access::orgs_above;
use lianxin_access::reach::{above, is_within};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, Tx, values};

use crate::{Case, sealed};

/// Where a case without a running deadline stands in lists that go by time left: at the end.
pub(crate) fn no_deadline() -> Time {
    DateTime::from_timestamp(253_370_764_800, 0).unwrap_or_default()
}

/// By when a list puts it. What has ended waits for nobody: all of it stands at the end, the newest found by its id.
fn due_in_lists(case: &Case) -> Time {
    case.due_at.filter(|_| case.is_open()).unwrap_or_else(no_deadline)
}

/// The organisations that reach a case, and why, recomputed from the tree. The integrity check compares this with
/// what is written down.
pub async fn reach_of(db: &impl Db, case: &Case) -> Result<BTreeMap<Id, &'static str>, Fault> {
    if case.ending == sealed::ENDING {
        // It is the body's alone, which opens it on a page of its own.
        return Ok(BTreeMap::new());
    }
    let mut reach = BTreeMap::new();
    for org in orgs_of_place(db, case).await? {
        reach.insert(org, "place");
    }
    let sql =
        "SELECT DISTINCT unit_id FROM parts WHERE case_id = $1 AND state NOT IN ('returned', 'dropped')";
    for unit in db.column::<Id>(sql, values![case.id]).await? {
        for org in above(db, unit).await? {
            reach.entry(org).or_insert("part");
        }
    }
    if let Some(accused) = case.accused_id {
        let mut kept = BTreeMap::new();
        for (org, why) in reach {
            if !is_within(db, org, accused).await? {
                kept.insert(org, why);
            }
        }
        return Ok(kept);
    }
    Ok(reach)
}

/// From the place up. Of a matter that is in the petition channel the village and the work area learn nothing.
async fn orgs_of_place(db: &impl Db, case: &Case) -> Result<Vec<Id>, Fault> {
    if case.ending != "petition" {
        return above(db, case.place_id).await;
    }
    let orgs = orgs_above(db, case.place_id).await?;
    let told = orgs.into_iter().filter(|org| matches!(org.kind.as_str(), "town" | "district"));
    Ok(told.map(|org| org.id).collect())
}

/// Writes the reach of a case anew: after a dispatch, a return, a move of its place, an accusation.
pub(crate) async fn rewrite(tx: &Tx, case: &Case) -> Result<(), Fault> {
    tx.run("DELETE FROM case_reach WHERE case_id = $1", values![case.id]).await?;
    let reach = reach_of(tx, case).await?;
    write(tx, case, reach.into_iter()).await
}

pub(crate) async fn write(
    tx: &Tx,
    case: &Case,
    reach: impl Iterator<Item = (Id, &'static str)>,
) -> Result<(), Fault> {
    let due = due_in_lists(case);
    let mut rows = Vec::new();
    for (org, why) in reach {
        rows.extend(values![
            org,
            case.id,
            why,
            case.is_open(),
            case.state.as_str(),
            case.category.as_str(),
            due
        ]);
    }
    let head = "INSERT INTO case_reach (unit_id, case_id, why, open, state, category, due_at)";
    tx.insert_all(head, 7, rows, "").await
}

/// Copies what lists filter and sort by.
pub(crate) async fn mirror(tx: &Tx, case: &Case) -> Result<(), Fault> {
    let due = due_in_lists(case);
    tx.run(
        "UPDATE case_reach SET open = $2, state = $3, category = $4, due_at = $5 WHERE case_id = $1",
        values![case.id, case.is_open(), case.state.as_str(), case.category.as_str(), due],
    )
    .await
    .map(|_| ())
}

/// The condition that a unit reaches a case, where few rows ask. Each of them is looked up: as a join PostgreSQL reads all that
/// the unit reaches, which it takes for few (90,000 rows of a town at a million cases, 18 ms of a desk's 35).
pub(crate) fn is_reached(unit: &str, case: &str) -> String {
    format!("(SELECT COUNT(*) FROM case_reach r WHERE r.unit_id = {unit} AND r.case_id = {case}) > 0")
}
