//! Up to when the figures have counted.

use lianxin_base::Time;
use lianxin_db::{Db, Fault, values};

use crate::count_up::BOARD;

/// Now, when nothing waits; else the instant of the last event that was counted.
pub async fn fresh_until(db: &impl Db, now: Time) -> Result<Time, Fault> {
    let sql = "SELECT COALESCE((SELECT seq FROM consumers WHERE name = $1), 0)";
    let read: i64 = db.value(sql, values![BOARD]).await?.unwrap_or(0);
    // In order: without it PostgreSQL reads the whole chain for the one row at its end.
    let next = "SELECT seq FROM chain WHERE seq > $1 ORDER BY seq LIMIT 1";
    let waiting = db.value::<i64>(next, values![read]).await?.is_some()
        || db
            .value::<lianxin_base::Id>("SELECT event_id FROM events_unsealed LIMIT 1", values![])
            .await?
            .is_some();
    if !waiting {
        return Ok(now);
    }
    let sql = "SELECT e.at FROM chain c JOIN events e ON e.id = c.event_id WHERE c.seq = $1";
    Ok(db.value::<Time>(sql, values![read]).await?.unwrap_or(now).min(now))
}
