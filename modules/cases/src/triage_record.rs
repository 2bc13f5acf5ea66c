//! How suggestions fared, day by day: counted from the events of dispatch, so that the page costs the same for ever.

use chrono::NaiveDate;
use lianxin_base::day_in_china;
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Consumer, Recorded, Taking};

/// Counts what dispatchers did with the suggestion.
pub struct TriageRecord;

impl Consumer for TriageRecord {
    fn name(&self) -> &'static str {
        "cases-triage"
    }
    fn take<'a>(&'a self, tx: &'a Tx, events: &'a [Recorded]) -> Taking<'a> {
        Box::pin(async move {
            for event in events.iter().filter(|event| event.verb == "case.dispatch") {
                count(tx, event).await?;
            }
            Ok(())
        })
    }
}

async fn count(tx: &Tx, event: &Recorded) -> Result<(), Fault> {
    let fared = event.text("suggestion").unwrap_or_else(|| "none".into());
    let sql = "INSERT INTO triage_days (day, fared, many) VALUES ($1, $2, 1) \
               ON CONFLICT (day, fared) DO UPDATE SET many = triage_days.many + 1";
    tx.run(sql, values![day_in_china(event.at), fared]).await.map(|_| ())
}

/// Dispatches since a day: as suggested, otherwise, without a suggestion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fared {
    pub accepted: i64,
    pub changed: i64,
    pub none: i64,
}

#[derive(FromQueryResult)]
struct Row {
    fared: String,
    many: i64,
}

pub async fn fared_since(db: &impl Db, day: NaiveDate) -> Result<Fared, Fault> {
    let sql =
        "SELECT fared, CAST(SUM(many) AS BIGINT) AS many FROM triage_days WHERE day >= $1 GROUP BY fared";
    let mut fared = Fared::default();
    for row in db.rows::<Row>(sql, values![day]).await? {
        match row.fared.as_str() {
            "accepted" => fared.accepted = row.many,
            "changed" => fared.changed = row.many,
            _ => fared.none += row.many,
        }
    }
    Ok(fared)
}
