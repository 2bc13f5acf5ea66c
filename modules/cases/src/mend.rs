//! What the mends of the checks do: write derived rows anew from the rows that they are derived from.

use lianxin_base::Id;
use lianxin_db::{Db, Fault, values};
use lianxin_web::County;

use crate::case::find;
use crate::{reach, search};

/// Writes reach, deadline and search of every case anew, 200 cases a transaction. Answers how many cases it went
/// through. Nothing that a person wrote is touched.
pub async fn mend_derived(county: &County) -> Result<usize, Fault> {
    const BATCH: i64 = 200;
    let mut after = Id::nil();
    let mut done = 0;
    loop {
        let tx = county.store.begin().await?;
        let ids: Vec<Id> = tx
            .column("SELECT id FROM cases WHERE id > $1 ORDER BY id LIMIT $2", values![after, BATCH])
            .await?;
        let Some(last) = ids.last().copied() else {
            tx.rollback().await?;
            return Ok(done);
        };
        for id in &ids {
            let Some(case) = find(&tx, *id).await? else { continue };
            reach::rewrite(&tx, &case).await?;
            tx.run("DELETE FROM case_grams WHERE case_id = $1", values![*id]).await?;
            search::index(&tx, &case).await?;
        }
        tx.commit().await?;
        after = last;
        done += ids.len();
    }
}
