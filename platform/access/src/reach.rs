//! Who stands above whom, as it was and as it is.

use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};

/// Puts an organisation under another from an instant on (`None`: the root).
pub async fn place_under(tx: &Tx, org: Id, parent: Option<Id>, at: Time) -> Result<(), Fault> {
    let head = "INSERT INTO org_above (org_id, above_id, depth, valid_from, valid_to)";
    tx.run(&format!("{head} VALUES ($1, $1, 0, $2, NULL)"), values![org, at]).await?;
    if let Some(parent) = parent {
        let sql = format!(
            "{head} SELECT $1, above_id, depth + 1, $2, NULL FROM org_above WHERE org_id = $3 AND valid_to IS NULL"
        );
        tx.run(&sql, values![org, at, parent]).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Below {
    org_id: Id,
    depth: i64,
}

#[derive(FromQueryResult)]
struct Above {
    above_id: Id,
    depth: i64,
}

/// Moves an organisation with everything below it under another parent. What was, stays readable as it was.
pub async fn move_under(tx: &Tx, org: Id, parent: Id, at: Time) -> Result<(), Fault> {
    let subtree: Vec<Below> = tx
        .rows("SELECT org_id, depth FROM org_above WHERE above_id = $1 AND valid_to IS NULL ORDER BY depth, org_id", values![org])
        .await?;
    let above: Vec<Above> = tx
        .rows(
            "SELECT above_id, depth FROM org_above WHERE org_id = $1 AND valid_to IS NULL ORDER BY depth",
            values![parent],
        )
        .await?;
    let mut rows = Vec::new();
    for below in &subtree {
        // Ends only the rows that lead out of the moved subtree.
        tx.run(
            "UPDATE org_above SET valid_to = $1 WHERE org_id = $2 AND valid_to IS NULL AND above_id NOT IN \
             (SELECT org_id FROM org_above WHERE above_id = $3 AND valid_to IS NULL)",
            values![at, below.org_id, org],
        )
        .await?;
        for up in &above {
            rows.extend(values![below.org_id, up.above_id, below.depth + up.depth + 1, at, None::<Time>]);
        }
    }
    tx.insert_all("INSERT INTO org_above (org_id, above_id, depth, valid_from, valid_to)", 5, rows, "").await
}

/// The organisation and all above it now, nearest first.
pub async fn above(db: &impl Db, org: Id) -> Result<Vec<Id>, Fault> {
    db.column(
        "SELECT above_id FROM org_above WHERE org_id = $1 AND valid_to IS NULL ORDER BY depth",
        values![org],
    )
    .await
}

/// The same for an organisation that stands; nothing for one that was closed.
pub async fn above_standing(db: &impl Db, org: Id) -> Result<Vec<Id>, Fault> {
    db.column(
        "SELECT a.above_id FROM org_above a JOIN orgs o ON o.id = a.org_id WHERE a.org_id = $1 \
         AND a.valid_to IS NULL AND o.valid_to IS NULL ORDER BY a.depth",
        values![org],
    )
    .await
}

/// The organisation and all below it now.
pub async fn below(db: &impl Db, org: Id) -> Result<Vec<Id>, Fault> {
    db.column(
        "SELECT org_id FROM org_above WHERE above_id = $1 AND valid_to IS NULL ORDER BY depth, org_id",
        values![org],
    )
    .await
}

/// Is `org` the same as `above`, or below it, now?
pub async fn is_within(db: &impl Db, org: Id, above: Id) -> Result<bool, Fault> {
    let sql = "SELECT depth FROM org_above WHERE org_id = $1 AND above_id = $2 AND valid_to IS NULL";
    Ok(db.value::<i64>(sql, values![org, above]).await?.is_some())
}
