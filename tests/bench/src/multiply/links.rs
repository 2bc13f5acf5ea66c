//! The log of the copies: ids that stand inside an event are the copy's too, and the whole log is sealed anew.

use std::collections::HashSet;

use lianxin_base::Id;
use lianxin_db::{Db, values};
use lianxin_events::{Links, Recorded};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::Work;
use super::tables::TABLES;
use crate::Outcome;
use crate::ground::Ground;

#[derive(FromQueryResult)]
struct One {
    id: Id,
}

#[derive(FromQueryResult)]
struct Told {
    id: Id,
    data: String,
}

/// Beside the data of each event that tells own ids: the same with `########` for the last eight digits of them.
pub(super) async fn mark_own_ids(work: &Work) -> Outcome<()> {
    let backend = work.db.get_database_backend();
    let mut own = HashSet::new();
    for table in &TABLES {
        let first = table.own.first().copied().unwrap_or("id");
        let sql = format!("SELECT DISTINCT {first} AS id FROM bench_{}", table.name);
        let ids = One::find_by_statement(Statement::from_string(backend, sql)).all(&work.db).await?;
        own.extend(ids.into_iter().map(|one| one.id.to_string()));
    }
    let sql = "SELECT id, data FROM bench_events";
    let events = Told::find_by_statement(Statement::from_string(backend, sql)).all(&work.db).await?;
    work.run("ALTER TABLE bench_events ADD COLUMN pattern TEXT").await?;
    work.run("CREATE INDEX bench_events_by_id ON bench_events (id)").await?;
    work.run("BEGIN").await?;
    for event in events {
        if let Some(data) = marked(&event.data, &own) {
            let sql = "UPDATE bench_events SET pattern = $2 WHERE id = $1";
            let values = [event.id.into(), data.into()];
            work.db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        }
    }
    work.run("COMMIT").await
}

const WRITTEN: usize = 36;
const KEPT: usize = 28;

/// The data with marks, if it tells an own id.
fn marked(data: &str, own: &HashSet<String>) -> Option<String> {
    let mut out = String::with_capacity(data.len());
    let mut rest = data;
    let mut found = false;
    while let Some(at) = rest.find('"') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        match after.get(..WRITTEN).filter(|text| own.contains(*text)) {
            Some(id) => {
                out.push_str(&id[..KEPT]);
                out.push_str("########");
                rest = &after[WRITTEN..];
                found = true;
            }
            None => rest = after,
        }
    }
    out.push_str(rest);
    found.then_some(out)
}

const BATCH: i64 = 10_000;

/// Seals the whole log from its beginning and tells every consumer that it has read it: what they keep was copied.
pub(super) async fn seal(ground: &Ground) -> Outcome<()> {
    let county = ground.open().await?;
    let store = &county.store;
    let tx = store.begin().await?;
    tx.run("DELETE FROM chain", values![]).await?;
    tx.run("DELETE FROM events_unsealed", values![]).await?;
    tx.commit().await?;
    let (mut links, mut last, mut seq) = (Links::default(), Id::nil(), 0);
    loop {
        let events: Vec<Recorded> = store
            .reader()
            .rows(
                "SELECT id, at, person, post, verb, subject_kind, subject_id, revision, place, unit, data FROM events \
                 WHERE id > $1 ORDER BY id LIMIT $2",
                values![last, BATCH],
            )
            .await?;
        let Some(end) = events.last().map(|event| event.id) else { break };
        let mut rows = Vec::with_capacity(events.len() * 3);
        for event in &events {
            let (number, hash) = links.next(event);
            rows.extend(values![number, event.id, hash.to_vec()]);
            seq = number;
        }
        let tx = store.begin().await?;
        tx.insert_all("INSERT INTO chain (seq, event_id, hash)", 3, rows, "").await?;
        tx.commit().await?;
        last = end;
    }
    let tx = store.begin().await?;
    tx.run("UPDATE consumers SET seq = $1", values![seq]).await?;
    tx.commit().await?;
    Ok(county.store.close().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_tells_the_copy_its_own_ids_and_leaves_the_others() {
        let own = HashSet::from(["0199d0a0-0000-7000-8000-0000aabbccdd".to_owned()]);
        let data = r#"{"request":"0199d0a0-0000-7000-8000-0000aabbccdd","unit":"0199d0a0-0000-7000-8000-000011112222"}"#;
        let marked = marked(data, &own).expect("an own id");
        assert!(marked.contains("8000-0000########\""));
        assert!(marked.contains("000011112222"));
    }
}
