use std::collections::BTreeMap;

use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use serde_json::Value as Json;

/// Who did it, and in which post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    pub person: Option<Id>,
    pub post: Option<Id>,
}

/// What it was done to. The revision is the one that the change makes: two people who change the same revision make
/// the same number, and the log takes only one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: &'static str,
    pub id: Id,
    pub revision: i64,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Event {
    verb: &'static str,
    subject: Subject,
    place: Option<Id>,
    unit: Option<Id>,
    data: BTreeMap<&'static str, Json>,
}

impl Event {
    pub fn new(verb: &'static str, subject: Subject) -> Self {
        Self { verb, subject, place: None, unit: None, data: BTreeMap::new() }
    }
    #[must_use]
    pub fn place(mut self, place: Id) -> Self {
        self.place = Some(place);
        self
    }
    #[must_use]
    pub fn unit(mut self, unit: impl Into<Option<Id>>) -> Self {
        self.unit = unit.into();
        self
    }
    /// An id, a code, a number or a time. Never words that a person typed.
    #[must_use]
    pub fn data(mut self, name: &'static str, value: impl Into<Json>) -> Self {
        self.data.insert(name, value.into());
        self
    }
    #[must_use]
    pub fn id(self, name: &'static str, id: impl Into<Option<Id>>) -> Self {
        match id.into() {
            Some(id) => self.data(name, id.to_string()),
            None => self,
        }
    }
    #[must_use]
    pub fn time(self, name: &'static str, at: impl Into<Option<Time>>) -> Self {
        match at.into() {
            Some(at) => self.data(name, at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)),
            None => self,
        }
    }
}

/// An event as it stands in the log.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Recorded {
    pub id: Id,
    pub at: Time,
    pub person: Option<Id>,
    pub post: Option<Id>,
    pub verb: String,
    pub subject_kind: String,
    pub subject_id: Id,
    pub revision: i64,
    pub place: Option<Id>,
    pub unit: Option<Id>,
    pub data: String,
}

impl Recorded {
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.data).unwrap_or(Json::Null)
    }
    pub fn text(&self, name: &str) -> Option<String> {
        self.json().get(name).and_then(Json::as_str).map(str::to_owned)
    }
    pub fn id_of(&self, name: &str) -> Option<Id> {
        self.text(name).and_then(|text| text.parse().ok())
    }
    pub fn time_of(&self, name: &str) -> Option<Time> {
        self.text(name).and_then(|text| text.parse().ok())
    }
}

/// Writes the event in the transaction of its change.
pub async fn append(tx: &Tx, actor: Actor, event: Event) -> Result<Id, Fault> {
    let id = tx.id();
    let data = serde_json::to_string(&event.data).unwrap_or_else(|_| "{}".to_owned());
    let Subject { kind, id: subject, revision } = event.subject;
    tx.run(
        "INSERT INTO events (id, at, person, post, verb, subject_kind, subject_id, revision, place, unit, data) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        values![id, tx.now(), actor.person, actor.post, event.verb, kind, subject, revision, event.place, event.unit, data],
    )
    .await?;
    tx.run("INSERT INTO events_unsealed (event_id) VALUES ($1)", values![id]).await?;
    Ok(id)
}

/// The same for many at once: imports.
pub async fn append_all(tx: &Tx, actor: Actor, events: Vec<Event>) -> Result<(), Fault> {
    let (mut rows, mut unsealed) = (Vec::with_capacity(events.len() * 11), Vec::with_capacity(events.len()));
    for event in events {
        let id = tx.id();
        let data = serde_json::to_string(&event.data).unwrap_or_else(|_| "{}".to_owned());
        let Subject { kind, id: subject, revision } = event.subject;
        let (person, post, at) = (actor.person, actor.post, tx.now());
        rows.extend(values![
            id,
            at,
            person,
            post,
            event.verb,
            kind,
            subject,
            revision,
            event.place,
            event.unit,
            data
        ]);
        unsealed.extend(values![id]);
    }
    let head = "INSERT INTO events (id, at, person, post, verb, subject_kind, subject_id, revision, place, unit, data)";
    tx.insert_all(head, 11, rows, "").await?;
    tx.insert_all("INSERT INTO events_unsealed (event_id)", 1, unsealed, "").await
}

/// The whole life of one thing, oldest first.
pub async fn of_subject(db: &impl Db, kind: &str, id: Id) -> Result<Vec<Recorded>, Fault> {
    let sql = "SELECT id, at, person, post, verb, subject_kind, subject_id, revision, place, unit, data FROM events \
               WHERE subject_kind = $1 AND subject_id = $2 ORDER BY revision";
    db.rows(sql, values![kind, id]).await
}
