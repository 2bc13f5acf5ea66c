use chrono::SecondsFormat;
use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_seal::digest::link;

use crate::append::Recorded;
use crate::seal::{array, canonical};

/// What a whole and unbroken chain looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub events: i64,
    /// The last link: this is what leaves the machine every day.
    pub head: [u8; 32],
    /// Committed, not yet sealed.
    pub waiting: i64,
}

/// The first place where the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A number is missing.
    #[error("the chain has a gap after number {after}")]
    Gap { after: i64 },
    /// The event that this link names is gone.
    #[error("event {event} (number {seq}) is gone")]
    Missing { seq: i64, event: Id },
    /// The event or the link was changed.
    #[error("event {event} (number {seq}) was changed")]
    Changed { seq: i64, event: Id },
    /// The link or its event holds what no program of ours writes.
    #[error("event number {seq} or its link holds what no program wrote")]
    Unreadable { seq: i64 },
    /// Events that neither wait nor stand in the chain.
    #[error("{events} events stand outside the chain")]
    Unlinked { events: i64 },
}

#[derive(FromQueryResult)]
struct Row {
    seq: i64,
    event_id: Id,
    hash: Vec<u8>,
}

/// Where the recomputed chain stands.
#[derive(Clone, Copy)]
struct Standing {
    seq: i64,
    hash: [u8; 32],
}

const BATCH: i64 = 1_000;

/// Recomputes every link from the events themselves. Give it a snapshot where others may write meanwhile.
pub async fn verify(db: &impl Db) -> Result<Result<Verified, Broken>, Fault> {
    let mut at = Standing { seq: 0, hash: [0; 32] };
    loop {
        match walk(db, at, BATCH).await {
            Ok(Ok(on)) if on.seq == at.seq => break,
            Ok(Ok(on)) => at = on,
            Ok(Err(broken)) => return Ok(Err(broken)),
            Err(fault) if fault.is_unreadable() => return narrow(db, at).await.map(Err),
            Err(fault) => return Err(fault),
        }
    }
    let waiting = db.count("SELECT COUNT(*) FROM events_unsealed", values![]).await?;
    let all = db.count("SELECT COUNT(*) FROM events", values![]).await?;
    if all != at.seq + waiting {
        return Ok(Err(Broken::Unlinked { events: all - at.seq - waiting }));
    }
    Ok(Ok(Verified { events: at.seq, head: at.hash, waiting }))
}

/// One link at a time, to tell which cannot be read.
async fn narrow(db: &impl Db, mut at: Standing) -> Result<Broken, Fault> {
    loop {
        match walk(db, at, 1).await {
            Ok(Ok(on)) if on.seq == at.seq => return Ok(Broken::Unreadable { seq: at.seq }),
            Ok(Ok(on)) => at = on,
            Ok(Err(broken)) => return Ok(broken),
            Err(fault) if fault.is_unreadable() => return Ok(Broken::Unreadable { seq: at.seq + 1 }),
            Err(fault) => return Err(fault),
        }
    }
}

/// The next links, at most `many`; the same standing when there are no more.
async fn walk(db: &impl Db, from: Standing, many: i64) -> Result<Result<Standing, Broken>, Fault> {
    let Standing { mut seq, mut hash } = from;
    let links: Vec<Row> = db
        .rows(
            "SELECT seq, event_id, hash FROM chain WHERE seq > $1 ORDER BY seq LIMIT $2",
            values![seq, many],
        )
        .await?;
    let events: Vec<Recorded> = db
        .rows(
            "SELECT e.id, e.at, e.person, e.post, e.verb, e.subject_kind, e.subject_id, e.revision, e.place, e.unit, \
             e.data FROM chain c JOIN events e ON e.id = c.event_id WHERE c.seq > $1 AND c.seq <= $2 ORDER BY c.seq",
            values![seq, seq + many],
        )
        .await?;
    let mut events = events.into_iter().peekable();
    for row in links {
        if row.seq != seq + 1 {
            return Ok(Err(Broken::Gap { after: seq }));
        }
        seq = row.seq;
        let Some(event) = events.next_if(|event| event.id == row.event_id) else {
            return Ok(Err(Broken::Missing { seq, event: row.event_id }));
        };
        hash = link(hash, seq, &canonical(&event));
        if hash != array(&row.hash) {
            return Ok(Err(Broken::Changed { seq, event: row.event_id }));
        }
    }
    match respelled(db, from.seq, seq).await? {
        Some((seq, event)) => Ok(Err(Broken::Changed { seq, event })),
        None => Ok(Ok(Standing { seq, hash })),
    }
}

/// SQLite keeps an instant as text, and several texts read as the same instant (`T` and `t`): only the one that the
/// program writes is whole.
async fn respelled(db: &impl Db, after: i64, until: i64) -> Result<Option<(i64, Id)>, Fault> {
    #[derive(FromQueryResult)]
    struct Spelled {
        seq: i64,
        id: Id,
        at: lianxin_base::Time,
        written: String,
    }
    if db.is_postgres() {
        return Ok(None);
    }
    let sql = "SELECT c.seq, e.id, e.at, CAST(e.at AS TEXT) AS written FROM chain c JOIN events e ON e.id = c.event_id \
               WHERE c.seq > $1 AND c.seq <= $2 ORDER BY c.seq";
    let rows: Vec<Spelled> = db.rows(sql, values![after, until]).await?;
    let wrong =
        rows.into_iter().find(|row| row.written != row.at.to_rfc3339_opts(SecondsFormat::AutoSi, false));
    Ok(wrong.map(|row| (row.seq, row.id)))
}
