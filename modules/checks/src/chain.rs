//! The log: whole, read by consumers no further than it goes, and nothing in it from a day that has not come.

use chrono::Duration;
use lianxin_db::{Db, Fault, values};
use lianxin_events::verify;
use lianxin_web::{County, Found};

use crate::store::found;

pub(crate) async fn whole(county: &County) -> Result<Found, Fault> {
    let first = match verify(&county.store.snapshot().await?).await? {
        Ok(_) => vec![],
        Err(broken) => vec![broken.to_string()],
    };
    Ok(found(first))
}

const AHEAD: &str = "SELECT name FROM consumers WHERE seq > (SELECT COALESCE(MAX(seq), 0) FROM chain)";

pub(crate) async fn consumers(county: &County) -> Result<Found, Fault> {
    Ok(found(county.store.reader().column(&format!("{AHEAD} ORDER BY name"), values![]).await?))
}

/// Consumers are idempotent: whoever stands beyond the end reads everything again.
pub(crate) async fn read_again(county: &County) -> Result<usize, Fault> {
    let tx = county.store.begin().await?;
    let many = tx.run(&format!("UPDATE consumers SET seq = 0 WHERE name IN ({AHEAD})"), values![]).await?;
    tx.commit().await?;
    Ok(many as usize)
}

/// A clock that was stepped back leaves events in the future. Five minutes are no finding: two servers differ.
pub(crate) async fn future(county: &County) -> Result<Found, Fault> {
    let limit = county.store.world().now() + Duration::minutes(5);
    let reader = county.store.reader();
    let sql = "SELECT COUNT(*) FROM events WHERE at > $1";
    let broken = reader.count(sql, values![limit]).await?;
    if broken == 0 {
        return Ok(Found::default());
    }
    let sql = "SELECT verb FROM events WHERE at > $1 ORDER BY at DESC, id LIMIT 5";
    Ok(Found { broken, first: reader.column(sql, values![limit]).await? })
}
