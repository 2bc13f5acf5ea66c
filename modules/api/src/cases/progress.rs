//! `POST /api/v1/cases/{id}/progress`: another system says how far it is.

use axum::Json;
use axum::response::IntoResponse;
use http::{HeaderMap, StatusCode, header};
use lianxin_access::{Done, Token};
use lianxin_base::{Id, Refused};
use lianxin_cases::{Act, MOST_WORDS, TellProgress, find, tell_progress};
use lianxin_web::{Answer, Ask, Failed};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::show::{tag, tagged};
use crate::arguments::check;
use crate::body::Body;
use crate::once::{self, Call, token};
use crate::routes::TELL_PROGRESS;

/// How far it is.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProgress {
    /// Yours, as for a new case.
    pub id: Id,
    #[schemars(length(min = 2, max = 5000))]
    pub words: String,
    /// The requester may read it.
    #[serde(default)]
    pub open: bool,
}

/// What was written down.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ToldProgress {
    pub case_id: Id,
    pub event_id: Id,
    /// The revision of the case that it made.
    pub revision: i64,
}

pub async fn progress(ask: Ask, headers: HeaderMap, body: Body<NewProgress>) -> Answer {
    check(&ask, &TELL_PROGRESS)?;
    let token = token(&ask)?;
    let case = ask.id("id")?;
    let seen = seen(&headers)?;
    let words = body.value.words.trim().chars().count();
    if words < 2 {
        return Err(Refused::field("words", "cases-refused-progress-words").into());
    }
    if words > MOST_WORDS {
        return Err(Refused::field("words", "cases-refused-words-many").into());
    }
    let told = once::again(&ask, || write(&ask, &token, case, seen, &body)).await;
    let (told, first) = told.map_err(|stop| gone_on(Failed::from(stop), seen.is_some()))?;
    let status = if first { StatusCode::CREATED } else { StatusCode::OK };
    let tag = tag(told.revision);
    Ok(tagged((status, Json(told)).into_response(), &tag))
}

/// The revision of `If-Match`.
fn seen(headers: &HeaderMap) -> Result<Option<i64>, Refused> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let revision =
        text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).and_then(|text| text.parse().ok());
    revision.map(Some).ok_or_else(|| Refused::field("If-Match", "api-refused-argument"))
}

/// A condition of the client's own that failed has a status of its own (RFC 9110, 13.1.1).
fn gone_on(failed: Failed, conditional: bool) -> Failed {
    match failed.refused() {
        Some(refused) if conditional && refused.code == "cases-refused-changed" => {
            let mut refused = refused.clone();
            refused.status = 412;
            refused.into()
        }
        _ => failed,
    }
}

async fn write(
    ask: &Ask,
    token: &Token,
    case: Id,
    seen: Option<i64>,
    body: &Body<NewProgress>,
) -> Done<(ToldProgress, bool)> {
    let sent = &body.value;
    let tx = ask.begin().await?;
    if let Some(call) = once::before(&tx, token, "progress", sent.id, &body.digest).await? {
        if call.case_id != case {
            return Err(Refused::conflict("shell-refused-other-body").into());
        }
        let event_id = call.event_id.unwrap_or(call.id);
        return Ok((ToldProgress { case_id: case, event_id, revision: call.revision }, false));
    }
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let told = TellProgress {
        case,
        revision: seen,
        words: &sent.words,
        open: sent.open,
        token: token.id,
        org: token.org_id,
    };
    let event_id = tell_progress(act, told).await?;
    let revision = find(&tx, case).await?.map_or(0, |case| case.revision);
    let call = Call {
        id: sent.id,
        token_id: token.id,
        kind: "progress".into(),
        body: body.digest.to_vec(),
        case_id: case,
        event_id: Some(event_id),
        revision,
        made_at: tx.now(),
    };
    once::keep(&tx, &call).await?;
    ask.commit(tx).await?;
    Ok((ToldProgress { case_id: case, event_id, revision }, true))
}
