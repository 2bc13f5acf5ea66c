//! `GET /api/v1/cases/{id}/events`: what happened, without who did it.

use axum::Json;
use axum::response::IntoResponse;
use lianxin_base::{Id, Time};
use lianxin_cases::within;
use lianxin_events::{Recorded, of_subject};
use lianxin_orgs::{Tree, tree};
use lianxin_web::{Answer, Ask};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::grant;
use super::view::Named;
use crate::arguments::check;
use crate::once::token;
use crate::routes::LIST_EVENTS;

/// The life of a case, oldest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EventList {
    pub events: Vec<EventView>,
}

/// One thing that happened.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EventView {
    pub id: Id,
    pub at: Time,
    /// `case.register`, `case.dispatch`, …
    pub verb: String,
    /// The revision of the case that it made.
    pub revision: i64,
    pub unit: Option<Named>,
    /// Codes, numbers and times.
    pub data: Map<String, Value>,
}

/// What leads to no person. A name that a later event brings is left out until somebody looked at it.
const TOLD: [&str; 14] = [
    "anonymous",
    "channel",
    "due_at",
    "emergency",
    "ending",
    "ground",
    "kind",
    "open",
    "pace",
    "photo",
    "round",
    "stage",
    "original_due",
    "tries",
];

pub async fn events(ask: Ask) -> Answer {
    check(&ask, &LIST_EVENTS)?;
    let reader = ask.reader();
    let case = within(&reader, &grant(&token(&ask)?), ask.id("id")?).await?;
    let tree = tree(&ask.county).await?;
    let events = of_subject(&reader, "case", case.id).await?;
    let events = events.into_iter().map(|event| view(event, &tree, ask.is_zh())).collect();
    Ok(Json(EventList { events }).into_response())
}

fn view(event: Recorded, tree: &Tree, zh: bool) -> EventView {
    let mut data = match event.json() {
        Value::Object(data) => data,
        _ => Map::new(),
    };
    data.retain(|name, _| TOLD.contains(&name.as_str()));
    EventView {
        id: event.id,
        at: event.at,
        unit: event.unit.and_then(|unit| Named::of(tree, unit, zh)),
        revision: event.revision,
        data,
        verb: event.verb,
    }
}
