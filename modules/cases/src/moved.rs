//! Villages and grids that stand elsewhere take their cases along: who reaches them is written anew, history is not.

use lianxin_base::Id;
use lianxin_db::{Db, Fault, Tx, Value, placeholders};
use lianxin_web::Following;

use crate::reach::no_deadline;

/// In the transaction of the move, so that no list shows a case to those who have lost it.
pub(crate) fn moved<'a>(tx: &'a Tx, orgs: &'a [Id]) -> Following<'a> {
    Box::pin(rewrite_all(tx, orgs))
}

const AT_ONCE: usize = 400;

async fn rewrite_all(tx: &Tx, orgs: &[Id]) -> Result<(), Fault> {
    let mut cases = std::collections::BTreeSet::new();
    for some in orgs.chunks(AT_ONCE) {
        let list = placeholders(1, some.len());
        let sql = format!(
            "SELECT id FROM cases WHERE place_id IN ({list}) UNION SELECT case_id FROM parts WHERE unit_id IN ({list})"
        );
        cases.extend(tx.column::<Id>(&sql, some.iter().map(|id| Value::from(*id)).collect()).await?);
    }
    let cases: Vec<Id> = cases.into_iter().collect();
    for some in cases.chunks(AT_ONCE) {
        rewrite_some(tx, some).await?;
    }
    Ok(())
}

/// What `reach::rewrite` does for one case, in two statements for many.
async fn rewrite_some(tx: &Tx, cases: &[Id]) -> Result<(), Fault> {
    let ids = || cases.iter().map(|id| Value::from(*id));
    let list = placeholders(1, cases.len());
    tx.run(&format!("DELETE FROM case_reach WHERE case_id IN ({list})"), ids().collect()).await?;
    let list = placeholders(2, cases.len());
    let sql = format!(
        "INSERT INTO case_reach (unit_id, case_id, why, open, state, category, due_at) \
         SELECT m.unit_id, m.case_id, MAX(m.why), c.state NOT IN ('refused', 'answered', 'merged', 'ended'), c.state, \
         c.category, CASE WHEN c.due_at IS NOT NULL AND c.state NOT IN ('refused', 'answered', 'merged', 'ended') \
         THEN c.due_at ELSE $1 END FROM ( \
           SELECT a.above_id AS unit_id, o.id AS case_id, 'place' AS why FROM cases o \
           JOIN org_above a ON a.org_id = o.place_id AND a.valid_to IS NULL WHERE o.id IN ({list}) \
           AND (o.ending <> 'petition' OR EXISTS (SELECT 1 FROM orgs g WHERE g.id = a.above_id AND g.kind IN ('town', 'district'))) \
           UNION ALL SELECT a.above_id, p.case_id, 'part' FROM parts p \
           JOIN org_above a ON a.org_id = p.unit_id AND a.valid_to IS NULL \
           WHERE p.case_id IN ({list}) AND p.state NOT IN ('returned', 'dropped')) m \
         JOIN cases c ON c.id = m.case_id \
         WHERE c.ending <> 'sealed' AND (c.accused_id IS NULL OR NOT EXISTS (SELECT 1 FROM org_above x \
           WHERE x.org_id = m.unit_id AND x.above_id = c.accused_id AND x.valid_to IS NULL)) \
         GROUP BY m.unit_id, m.case_id, c.state, c.category, c.due_at"
    );
    let bound = std::iter::once(Value::from(no_deadline())).chain(ids()).collect();
    tx.run(&sql, bound).await.map(|_| ())
}
