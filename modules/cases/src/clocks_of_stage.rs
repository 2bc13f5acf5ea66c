//! The clocks of a stage that began in a period: what a trial of another limit counts again.

use lianxin_base::Time;
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_playbook::Stage;

/// A clock without its case: figures are made of it, nobody is named.
#[derive(Clone, Debug, FromQueryResult)]
pub struct RanClock {
    pub pace: String,
    pub category: String,
    pub started_at: Time,
    pub original_due: Time,
    pub due_at: Time,
    /// met, late, dropped; empty while it runs.
    pub result: String,
    pub ended_at: Option<Time>,
}

/// Every clock of the stage that began at or after `from` and before `to`.
pub async fn clocks_of_stage(
    db: &impl Db,
    stage: Stage,
    from: Time,
    to: Time,
) -> Result<Vec<RanClock>, Fault> {
    let sql = "SELECT k.pace, c.category, k.started_at, k.original_due, k.due_at, k.result, k.ended_at FROM clocks k \
               JOIN cases c ON c.id = k.case_id WHERE k.stage = $1 AND k.started_at >= $2 AND k.started_at < $3";
    db.rows(sql, values![stage.code(), from, to]).await
}
