use std::future::Future;
use std::pin::Pin;

use lianxin_db::{Db, Fault, Store, Tx, values};

use crate::append::Recorded;

/// What a consumer does with a batch, inside the transaction that also moves its cursor.
pub type Taking<'a> = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send + 'a>>;

/// Someone who learns from the log: figures, notices, webhooks. It reads by `seq` only and may be fed the same event
/// again after a restore, so it must be idempotent.
pub trait Consumer: Send + Sync {
    fn name(&self) -> &'static str;
    fn take<'a>(&'a self, tx: &'a Tx, events: &'a [Recorded]) -> Taking<'a>;
}

const BATCH: i64 = 300;

/// Hands the next sealed events to `consumer`. Answers how many it took.
pub async fn feed(store: &Store, consumer: &dyn Consumer) -> Result<usize, Fault> {
    let cursor = cursor(&store.reader(), consumer.name()).await?;
    if !more(&store.reader(), cursor).await? {
        return Ok(0);
    }
    let tx = store.begin().await?;
    if tx.is_postgres() {
        tx.script("SELECT pg_advisory_xact_lock(hashtext(current_schema()), 3)").await?;
    }
    // Read again inside: another server may have fed it meanwhile.
    let cursor = self::cursor(&tx, consumer.name()).await?;
    let events: Vec<Recorded> = tx
        .rows(
            "SELECT e.id, e.at, e.person, e.post, e.verb, e.subject_kind, e.subject_id, e.revision, e.place, e.unit, e.data \
             FROM chain c JOIN events e ON e.id = c.event_id WHERE c.seq > $1 ORDER BY c.seq LIMIT $2",
            values![cursor, BATCH],
        )
        .await?;
    let many = i64::try_from(events.len()).unwrap_or(BATCH);
    consumer.take(&tx, &events).await?;
    tx.run(
        "INSERT INTO consumers (name, seq) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq",
        values![consumer.name(), cursor + many],
    )
    .await?;
    tx.commit().await?;
    Ok(events.len())
}

async fn cursor(db: &impl Db, name: &str) -> Result<i64, Fault> {
    Ok(db.value("SELECT seq FROM consumers WHERE name = $1", values![name]).await?.unwrap_or(0))
}

async fn more(db: &impl Db, cursor: i64) -> Result<bool, Fault> {
    // In order: without it PostgreSQL reads the whole chain for the one row at its end.
    let next = "SELECT seq FROM chain WHERE seq > $1 ORDER BY seq LIMIT 1";
    Ok(db.value::<i64>(next, values![cursor]).await?.is_some())
}

/// How many events the slowest consumer still has to read.
pub async fn lag(db: &impl Db) -> Result<i64, Fault> {
    let head: i64 = db.value("SELECT COALESCE(MAX(seq), 0) FROM chain", values![]).await?.unwrap_or(0);
    let slowest: i64 = db.value("SELECT COALESCE(MIN(seq), 0) FROM consumers", values![]).await?.unwrap_or(0);
    let waiting = db.count("SELECT COUNT(*) FROM events_unsealed", values![]).await?;
    Ok(head - slowest + waiting)
}
