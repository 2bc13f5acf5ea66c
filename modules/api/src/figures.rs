//! `GET /api/v1/figures`: how many cases of some days stand where. The rates by which people are measured stand on the
//! board with their denominators; these are plain counts.

use axum::Json;
use axum::response::IntoResponse;
use chrono::Duration;
use lianxin_base::{Id, Refused, Time};
use lianxin_cases::State;
use lianxin_db::{Db, FromQueryResult, values};
use lianxin_web::{Answer, Ask};
use schemars::JsonSchema;
use serde::Serialize;

use crate::arguments::{check, instant};
use crate::once::token;
use crate::routes::SHOW_FIGURES;

/// Counts of the cases that were registered from `from` until before `to` and reach the key's organisation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Figures {
    pub from: Time,
    pub to: Time,
    /// When it was counted.
    pub as_of: Time,
    pub registered: i64,
    pub open: i64,
    /// Open with a deadline that has passed.
    pub late: i64,
    pub states: Vec<StateCount>,
}

/// How many stand in one state.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StateCount {
    pub state: String,
    pub count: i64,
}

#[derive(FromQueryResult)]
struct Row {
    state: String,
    many: i64,
    late: i64,
}

const MOST_DAYS: i64 = 92;
const DAYS: i64 = 30;

pub async fn figures(ask: Ask) -> Answer {
    check(&ask, &SHOW_FIGURES)?;
    // What was registered at this very instant counts as well.
    let to = ask.query("to").and_then(instant).unwrap_or(ask.now + Duration::milliseconds(1));
    let from = ask.query("from").and_then(instant).unwrap_or(to - Duration::days(DAYS));
    if from > to || to - from > Duration::days(MOST_DAYS) {
        return Err(Refused::field("from", "api-refused-span").into());
    }
    let sql = "SELECT r.state, COUNT(*) AS many, COUNT(CASE WHEN r.open = $4 AND r.due_at < $5 THEN 1 END) AS late \
               FROM case_reach r WHERE r.unit_id = $1 AND r.case_id >= $2 AND r.case_id < $3 GROUP BY r.state";
    let asked = values![token(&ask)?.org_id, first_id(from), first_id(to), true, ask.now];
    let rows: Vec<Row> = ask.reader().rows(sql, asked).await?;
    let many = |state: State| rows.iter().find(|row| row.state == state.word()).map_or(0, |row| row.many);
    let figures = Figures {
        from,
        to,
        as_of: ask.now,
        registered: rows.iter().map(|row| row.many).sum(),
        open: State::ALL.into_iter().filter(|state| state.is_open()).map(many).sum(),
        late: rows.iter().map(|row| row.late).sum(),
        states: State::ALL
            .into_iter()
            .map(|state| StateCount { state: state.word().to_owned(), count: many(state) })
            .collect(),
    };
    Ok(Json(figures).into_response())
}

/// The smallest id of an instant: ids sort by the instant at which a case was registered.
fn first_id(at: Time) -> Id {
    Id::from_u128(u128::try_from(at.timestamp_millis()).unwrap_or(0) << 80)
}
