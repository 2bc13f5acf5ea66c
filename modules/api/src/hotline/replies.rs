//! `GET /api/v1/hotline/replies`: what came of the hotline's orders, in the order in which it happened. The hotline
//! keeps the last position that it has seen and asks for what came after.

use std::collections::HashMap;

use axum::Json;
use axum::response::IntoResponse;
use lianxin_base::{Id, Time};
use lianxin_cases::cases_of;
use lianxin_db::{Db, Fault, FromQueryResult, Tx, Value, placeholders, values};
use lianxin_events::{Consumer, Recorded, Taking};
use lianxin_seal::mask_in_text;
use lianxin_web::{Answer, Ask};
use schemars::JsonSchema;
use serde::Serialize;

use crate::arguments::{check, number};
use crate::once::token;
use crate::routes::LIST_REPLIES;

/// Which step of a case the hotline hears of.
fn step(verb: &str) -> Option<&'static str> {
    Some(match verb {
        "case.accept" => "accepted",
        "case.refuse" => "refused",
        "case.answer-at-once" => "answered",
        "case.resolve" => "done",
        "case.verify" => "closed",
        "case.call-back" => "called-back",
        "case.reopen" => "reopened",
        "case.merge" => "merged",
        "case.withdraw" => "withdrawn",
        _ => return None,
    })
}

/// Learns from events what the hotline must hear.
pub struct Replies;

impl Consumer for Replies {
    fn name(&self) -> &'static str {
        "hotline-replies"
    }
    fn take<'a>(&'a self, tx: &'a Tx, events: &'a [Recorded]) -> Taking<'a> {
        Box::pin(take(tx, events))
    }
}

#[derive(FromQueryResult)]
struct Order {
    id: Id,
    hotline_number: String,
}

async fn take(tx: &Tx, events: &[Recorded]) -> Result<(), Fault> {
    let told: Vec<(&Recorded, &str)> = events
        .iter()
        .filter(|event| event.subject_kind == "case")
        .filter_map(|event| Some((event, step(&event.verb)?)))
        .collect();
    if told.is_empty() {
        return Ok(());
    }
    let ids: Vec<Value> = told.iter().map(|(event, _)| event.subject_id.into()).collect();
    let sql = format!(
        "SELECT id, hotline_number FROM cases WHERE hotline_number <> '' AND id IN ({})",
        placeholders(1, ids.len())
    );
    let orders: HashMap<Id, String> = tx
        .rows::<Order>(&sql, ids)
        .await?
        .into_iter()
        .map(|order| (order.id, order.hotline_number))
        .collect();
    let last: Option<i64> =
        tx.value("SELECT COALESCE(MAX(position), 0) FROM hotline_replies", values![]).await?;
    let mut position = last.unwrap_or(0);
    for (event, step) in told {
        let Some(hotline) = orders.get(&event.subject_id) else { continue };
        let known =
            tx.count("SELECT COUNT(*) FROM hotline_replies WHERE event_id = $1", values![event.id]).await?;
        if known > 0 {
            continue;
        }
        position += 1;
        let sql = "INSERT INTO hotline_replies (position, event_id, case_id, hotline_number, step, at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        tx.run(sql, values![position, event.id, event.subject_id, hotline.as_str(), step, event.at]).await?;
    }
    Ok(())
}

/// Some replies. Ask again with the last position.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReplyList {
    pub replies: Vec<Reply>,
    /// The last position of this answer; null when nothing is new.
    pub after: Option<i64>,
}

/// One step of one order.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Reply {
    pub position: i64,
    pub hotline_number: String,
    /// Of the case here.
    pub number: String,
    /// accepted, refused, answered, done, closed, called-back, reopened, merged or withdrawn.
    pub step: String,
    pub at: Time,
    /// As the case stands now.
    pub state: String,
    pub ending: String,
    /// The answer to the person; left out for a sensitive case.
    pub answer: Option<String>,
    pub promise_due: Option<Time>,
}

#[derive(FromQueryResult)]
struct Row {
    position: i64,
    case_id: Id,
    hotline_number: String,
    step: String,
    at: Time,
}

pub async fn replies(ask: Ask) -> Answer {
    check(&ask, &LIST_REPLIES)?;
    let reader = ask.reader();
    let sql = "SELECT p.position, p.case_id, p.hotline_number, p.step, p.at FROM hotline_replies p \
               JOIN case_reach r ON r.case_id = p.case_id AND r.unit_id = $1 \
               WHERE p.position > $2 ORDER BY p.position LIMIT $3";
    let asked = values![token(&ask)?.org_id, number(&ask, "after", 0), number(&ask, "limit", 100)];
    let rows: Vec<Row> = reader.rows(sql, asked).await?;
    let ids: Vec<Id> = rows.iter().map(|row| row.case_id).collect();
    let cases: HashMap<Id, _> =
        cases_of(&reader, &ids).await?.into_iter().map(|case| (case.id, case)).collect();
    let after = rows.last().map(|row| row.position);
    let reply = |row: Row| {
        let case = cases.get(&row.case_id)?;
        Some(Reply {
            position: row.position,
            hotline_number: row.hotline_number,
            number: case.number.clone(),
            step: row.step,
            at: row.at,
            state: case.state.clone(),
            ending: case.ending.clone(),
            answer: (!case.sensitive).then(|| mask_in_text(&case.answer)),
            promise_due: case.promise_due,
        })
    };
    let replies = rows.into_iter().filter_map(reply).collect();
    Ok(Json(ReplyList { replies, after }).into_response())
}
