//! `GET /api/v1/cases/{id}`: one case with its parts and clocks.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use lianxin_base::{Id, Time};
use lianxin_cases::{clocks_of, parts_of, within};
use lianxin_orgs::tree;
use lianxin_web::{Answer, Ask};
use schemars::JsonSchema;
use serde::Serialize;

use super::grant;
use super::view::{CaseView, Named};
use crate::arguments::check;
use crate::once::token;
use crate::routes::SHOW_CASE;

/// A case with everything that was asked of units and every limit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeCase {
    #[serde(flatten)]
    pub case: CaseView,
    pub parts: Vec<PartView>,
    pub clocks: Vec<ClockView>,
}

/// What one unit has to do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PartView {
    pub id: Id,
    pub unit: Option<Named>,
    /// lead, support or whistle.
    pub kind: String,
    pub round: i64,
    /// dispatched, signed, returned, done or dropped.
    pub state: String,
    pub dispatched_at: Time,
    pub signed_at: Option<Time>,
    pub done_at: Option<Time>,
    pub result: String,
}

/// A limit that runs, ran or was stopped.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClockView {
    pub id: Id,
    pub stage: String,
    pub pace: String,
    pub round: i64,
    /// As the playbook says it: `4wh`, `5wd`.
    pub allowed: String,
    pub started_at: Time,
    /// As first promised.
    pub original_due: Time,
    pub due_at: Time,
    pub stopped_at: Option<Time>,
    /// met, late or dropped; empty while it runs.
    pub result: String,
    pub ended_at: Option<Time>,
}

pub async fn show(ask: Ask, headers: HeaderMap) -> Answer {
    check(&ask, &SHOW_CASE)?;
    let reader = ask.reader();
    let case = within(&reader, &grant(&token(&ask)?), ask.id("id")?).await?;
    let tag = tag(case.revision);
    if known(&headers, &tag) {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &tag));
    }
    let tree = tree(&ask.county).await?;
    let zh = ask.is_zh();
    let parts = parts_of(&reader, case.id).await?.into_iter().map(|part| PartView {
        id: part.id,
        unit: Named::of(&tree, part.unit_id, zh),
        kind: part.kind,
        round: part.round,
        state: part.state,
        dispatched_at: part.dispatched_at,
        signed_at: part.signed_at,
        done_at: part.done_at,
        result: part.result,
    });
    let clocks = clocks_of(&reader, case.id).await?.into_iter().map(|clock| ClockView {
        id: clock.id,
        stage: clock.stage,
        pace: clock.pace,
        round: clock.round,
        allowed: clock.allowed,
        started_at: clock.started_at,
        original_due: clock.original_due,
        due_at: clock.due_at,
        stopped_at: clock.stopped_at,
        result: clock.result,
        ended_at: clock.ended_at,
    });
    let whole =
        WholeCase { case: CaseView::of(&case, &tree, zh), parts: parts.collect(), clocks: clocks.collect() };
    Ok(tagged(Json(whole).into_response(), &tag))
}

/// The revision as an entity tag.
pub fn tag(revision: i64) -> String {
    format!("\"{revision}\"")
}

pub fn tagged(mut answer: Response, tag: &str) -> Response {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

fn known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').map(str::trim).any(|one| one.strip_prefix("W/").unwrap_or(one) == tag)
}
