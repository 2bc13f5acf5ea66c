//! What must always be true of the figures: they are what the rows say.

use std::collections::BTreeSet;

use lianxin_base::Id;
use lianxin_db::{Db, Fault, values};
use lianxin_events::Recorded;
use lianxin_web::{Check, County, Found};

use crate::count_up::{BOARD, case_of};
use crate::{rebuild, recount};

pub(crate) const CHECKS: [Check; 1] = [Check {
    number: "B01",
    run: |county| Box::pin(figures_equal_a_recount(county)),
    mend: Some(|county| Box::pin(count_anew(county))),
}];

async fn figures_equal_a_recount(county: &County) -> Result<Found, Fault> {
    const SHOWN: usize = 5;
    let snapshot = county.store.snapshot().await?;
    let differences = recount(&snapshot).await?;
    // What the figures have not read yet is late, not wrong.
    let waiting = waiting(&snapshot).await?;
    let cases =
        differences.wrong_cases.iter().filter(|id| !waiting.contains(id)).map(|id| format!("case:{id}"));
    let sums = differences.wrong_sums.iter().map(|sum| format!("{}:{}:{}", sum.name, sum.day, sum.org));
    let all: Vec<String> = cases.chain(sums).collect();
    let broken = i64::try_from(all.len()).unwrap_or(i64::MAX);
    Ok(Found { broken, first: all.into_iter().take(SHOWN).collect() })
}

/// Cases of events that this consumer still has to read.
async fn waiting(db: &impl Db) -> Result<BTreeSet<Id>, Fault> {
    let columns = "e.id, e.at, e.person, e.post, e.verb, e.subject_kind, e.subject_id, e.revision, e.place, e.unit, e.data";
    let sql = format!(
        "SELECT {columns} FROM chain c JOIN events e ON e.id = c.event_id \
         WHERE c.seq > COALESCE((SELECT seq FROM consumers WHERE name = $1), 0) \
         UNION ALL SELECT {columns} FROM events_unsealed u JOIN events e ON e.id = u.event_id"
    );
    let events: Vec<Recorded> = db.rows(&sql, values![BOARD]).await?;
    Ok(events.iter().filter_map(case_of).collect())
}

/// Throws the figures away and counts every case. Whoever looks meanwhile sees figures that grow.
async fn count_anew(county: &County) -> Result<usize, Fault> {
    let tx = county.store.begin().await?;
    tx.run("DELETE FROM figures", values![]).await?;
    tx.run("DELETE FROM contributions", values![]).await?;
    tx.commit().await?;
    rebuild(&county.store).await
}
