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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A number is missing.
    Gap { after: i64 },
    /// The event that this link names is gone.
    Missing { seq: i64, event: Id },
    /// The event or the link was changed.
    Changed { seq: i64, event: Id },
    /// Events that neither wait nor stand in the chain.
    Unlinked { events: i64 },
}

#[derive(FromQueryResult)]
struct Row {
    seq: i64,
    event_id: Id,
    hash: Vec<u8>,
}

const BATCH: i64 = 1_000;

/// Recomputes every link from the events themselves.
pub async fn verify(db: &impl Db) -> Result<Result<Verified, Broken>, Fault> {
    let (mut seq, mut hash) = (0, [0; 32]);
    loop {
        let links: Vec<Row> = db
            .rows(
                "SELECT seq, event_id, hash FROM chain WHERE seq > $1 ORDER BY seq LIMIT $2",
                values![seq, BATCH],
            )
            .await?;
        if links.is_empty() {
            break;
        }
        let events: Vec<Recorded> = db
            .rows(
                "SELECT e.id, e.at, e.person, e.post, e.verb, e.subject_kind, e.subject_id, e.revision, e.place, e.unit, \
                 e.data FROM chain c JOIN events e ON e.id = c.event_id WHERE c.seq > $1 AND c.seq <= $2 ORDER BY c.seq",
                values![seq, seq + BATCH],
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
    }
    let waiting = db.count("SELECT COUNT(*) FROM events_unsealed", values![]).await?;
    let all = db.count("SELECT COUNT(*) FROM events", values![]).await?;
    if all != seq + waiting {
        return Ok(Err(Broken::Unlinked { events: all - seq - waiting }));
    }
    Ok(Ok(Verified { events: seq, head: hash, waiting }))
}
