use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, Store, values};
use lianxin_seal::digest::link;

use crate::append::Recorded;

/// Events sealed at one go: long enough to catch up fast, short enough not to keep writers waiting.
const BATCH: i64 = 500;

#[derive(FromQueryResult)]
pub(crate) struct Link {
    pub seq: i64,
    pub hash: Vec<u8>,
}

/// Numbers and links of events, in the order in which they are given: for sealing, and for a log written in bulk.
#[derive(Clone, Debug, Default)]
pub struct Links {
    seq: i64,
    hash: [u8; 32],
}

impl Links {
    fn after(head: Option<&Link>) -> Self {
        head.map_or_else(Self::default, |head| Self { seq: head.seq, hash: array(&head.hash) })
    }

    /// The number and link of the next event.
    pub fn next(&mut self, event: &Recorded) -> (i64, [u8; 32]) {
        self.seq += 1;
        self.hash = link(self.hash, self.seq, &canonical(event));
        (self.seq, self.hash)
    }
}

/// Gives committed events their number and link, outside the write path. Answers how many it sealed.
///
/// The queue is a table, not a watermark: on PostgreSQL transactions commit in another order than they began, and a
/// watermark over ids or transaction numbers would step over the late ones.
pub async fn seal(store: &Store) -> Result<usize, Fault> {
    let tx = store.begin().await?;
    if tx.is_postgres() {
        // One sealer per county, even with two servers.
        tx.script("SELECT pg_advisory_xact_lock(hashtext(current_schema()), 2)").await?;
    }
    let waiting: Vec<Recorded> = tx
        .rows(
            "SELECT e.id, e.at, e.person, e.post, e.verb, e.subject_kind, e.subject_id, e.revision, e.place, e.unit, e.data \
             FROM events_unsealed u JOIN events e ON e.id = u.event_id ORDER BY u.event_id LIMIT $1",
            values![BATCH],
        )
        .await?;
    if waiting.is_empty() {
        tx.rollback().await?;
        return Ok(0);
    }
    let head: Option<Link> =
        tx.row("SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1", values![]).await?;
    let mut links = Links::after(head.as_ref());
    let mut rows = Vec::with_capacity(waiting.len() * 3);
    for event in &waiting {
        let (seq, hash) = links.next(event);
        rows.extend(values![seq, event.id, hash.to_vec()]);
    }
    tx.insert_all("INSERT INTO chain (seq, event_id, hash)", 3, rows, "").await?;
    for piece in waiting.chunks(500) {
        let list = lianxin_db::placeholders(1, piece.len());
        let ids = piece.iter().map(|event| event.id.into()).collect();
        tx.run(&format!("DELETE FROM events_unsealed WHERE event_id IN ({list})"), ids).await?;
    }
    tx.commit().await?;
    Ok(waiting.len())
}

/// The bytes that the link covers: every field, each with its length, so that no two events look alike.
pub(crate) fn canonical(event: &Recorded) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256 + event.data.len());
    let mut put = |field: &[u8]| {
        bytes.extend_from_slice(&u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(field);
    };
    let optional = |id: Option<Id>| id.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
    put(event.id.as_bytes());
    put(&event.at.timestamp_micros().to_be_bytes());
    put(&optional(event.person));
    put(&optional(event.post));
    put(event.verb.as_bytes());
    put(event.subject_kind.as_bytes());
    put(event.subject_id.as_bytes());
    put(&event.revision.to_be_bytes());
    put(&optional(event.place));
    put(&optional(event.unit));
    put(event.data.as_bytes());
    bytes
}

pub(crate) fn array(bytes: &[u8]) -> [u8; 32] {
    bytes.try_into().unwrap_or([0; 32])
}
