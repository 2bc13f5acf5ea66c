//! `verify` finds each change of a single bit, whichever stored field of a sealed event or of the chain it is in.

#![allow(clippy::unwrap_used, clippy::panic)]

use lianxin_base::{Id, Time, World};
use lianxin_db::{Db, Place, Store, Value, values};
use lianxin_events::{Actor, Event, MIGRATIONS, Subject, append, seal, verify};

const EVENTS: [&str; 11] =
    ["id", "at", "person", "post", "verb", "subject_kind", "subject_id", "revision", "place", "unit", "data"];
const CHAIN: [&str; 3] = ["seq", "event_id", "hash"];

fn world() -> World {
    World::set("2026-05-20T02:15:00.123456Z".parse::<Time>().unwrap(), 370_114)
}

/// Three events that fill every field; the one in the middle is changed, so that both neighbours stand.
async fn sealed(place: &Place) -> Store {
    let store = Store::open(place, world()).await.unwrap();
    store.migrate(&[MIGRATIONS]).await.unwrap();
    let tx = store.begin().await.unwrap();
    for revision in 1..=3 {
        let (who, case, place) = (tx.id(), tx.id(), tx.id());
        let actor = Actor { person: Some(who), post: Some(tx.id()) };
        let subject = Subject { kind: "case", id: case, revision };
        let event = Event::new("case.accept", subject).place(place).unit(tx.id()).data("pace", "urgent");
        append(&tx, actor, event.time("due_at", tx.now())).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(seal(&store).await.unwrap(), 3);
    verify(&store.reader()).await.unwrap().unwrap();
    store
}

/// Which field of which row.
struct Field {
    table: &'static str,
    key: (&'static str, Value),
    column: &'static str,
}

impl Field {
    fn read(&self, what: &str) -> String {
        format!("SELECT {what} FROM {} WHERE {} = $1", self.table, self.key.0)
    }
    fn by(&self) -> Vec<Value> {
        vec![self.key.1.clone()]
    }
}

/// Every bit of one field, each as its own attempt. Answers how many the store took at all: PostgreSQL refuses text that
/// is no UTF-8 and instants out of its range by itself.
async fn flip_each(store: &Store, field: &Field) -> usize {
    let mut taken = 0;
    for bit in 0.. {
        let tx = store.begin().await.unwrap();
        let Some((bound, value)) = flipped(&tx, field, bit).await else { break };
        let Some(value) = value else { continue };
        let Field { table, key, column } = field;
        let update = format!("UPDATE {table} SET {column} = {bound} WHERE {} = $2", key.0);
        if tx.run(&update, vec![value, key.1.clone()]).await.is_ok_and(|rows| rows == 1) {
            let found = verify(&tx).await.unwrap();
            assert!(found.is_err(), "bit {bit} of {table}.{column} was changed and nobody noticed");
            taken += 1;
        }
        tx.rollback().await.unwrap();
    }
    taken
}

/// How the changed field is bound, and its value unless the column cannot hold it. None after the last bit.
async fn flipped(db: &impl Db, field: &Field, bit: usize) -> Option<(&'static str, Option<Value>)> {
    let number = |value: i64| (bit < 64).then(|| value ^ (1 << bit));
    match field.column {
        "revision" | "seq" => {
            let value: i64 = db.value(&field.read(field.column), field.by()).await.unwrap().unwrap();
            Some(("$1", Some(number(value)?.into())))
        }
        "at" if db.is_postgres() => {
            let value: Time = db.value(&field.read("at"), field.by()).await.unwrap().unwrap();
            let micros = number(value.timestamp_micros())?;
            Some(("$1", Time::from_timestamp_micros(micros).map(Into::into)))
        }
        "verb" | "subject_kind" | "data" | "at" => {
            let cast = if db.is_postgres() { "convert_to($, 'UTF8')" } else { "CAST($ AS BLOB)" };
            let read = field.read(&cast.replace('$', field.column));
            let bytes = bit_of(db.value(&read, field.by()).await.unwrap().unwrap(), bit)?;
            if db.is_postgres() {
                return Some(("$1", String::from_utf8(bytes).ok().map(Into::into)));
            }
            Some(("CAST($1 AS TEXT)", Some(bytes.into())))
        }
        "hash" => {
            let bytes = db.value(&field.read("hash"), field.by()).await.unwrap().unwrap();
            Some(("$1", Some(bit_of(bytes, bit)?.into())))
        }
        id => {
            let id: Id = db.value(&field.read(id), field.by()).await.unwrap().unwrap();
            let bytes = bit_of(id.as_bytes().to_vec(), bit)?;
            Some(("$1", Some(Id::from_slice(&bytes).unwrap().into())))
        }
    }
}

fn bit_of(mut bytes: Vec<u8>, bit: usize) -> Option<Vec<u8>> {
    *bytes.get_mut(bit / 8)? ^= 1 << (bit % 8);
    Some(bytes)
}

async fn every_bit(store: &Store) {
    let sql = "SELECT event_id FROM chain WHERE seq = 2";
    let event: Id = store.reader().value(sql, values![]).await.unwrap().unwrap();
    for column in EVENTS {
        let taken = flip_each(store, &Field { table: "events", key: ("id", event.into()), column }).await;
        assert!(taken >= 20, "only {taken} bits of events.{column} were tried");
    }
    // The last link has no successor that would give it away.
    for seq in [2_i64, 3] {
        for column in CHAIN {
            let taken = flip_each(store, &Field { table: "chain", key: ("seq", seq.into()), column }).await;
            assert!(taken >= 60, "only {taken} bits of chain.{column} were tried");
        }
    }
    verify(&store.reader()).await.unwrap().unwrap();
}

#[tokio::test]
async fn each_changed_bit_of_a_sealed_event_is_found_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let store = sealed(&Place::file(folder.path(), "370114")).await;
    every_bit(&store).await;
}

#[tokio::test]
async fn each_changed_bit_of_a_sealed_event_is_found_on_postgresql() {
    let Ok(url) = std::env::var("LIANXIN_TEST_POSTGRES") else {
        panic!("LIANXIN_TEST_POSTGRES is not set: `make test` starts a private cluster")
    };
    let schema = format!("flipped_{}", World::system().id().simple());
    let store = sealed(&Place::Schema { url, schema: schema.clone(), connections: 2 }).await;
    every_bit(&store).await;
    let tx = store.begin().await.unwrap();
    tx.script(&format!("DROP SCHEMA \"{schema}\" CASCADE")).await.unwrap();
    tx.commit().await.unwrap();
}
