//! Refusals and faults in words: a page for people, RFC 9457 for programs. What went wrong and whose fault, what is
//! safe, what to do now. A fault is logged once under a number that the person can read out on the phone.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use lianxin_access::Stop;
use lianxin_base::Refused;
use serde_json::json;

use crate::{Ask, Failed, Kind, Page, xml_text};

#[derive(Template)]
#[template(path = "problem.html")]
struct Problem {
    page: Page,
    heading: String,
    safe: String,
    advice: String,
    number: Option<String>,
    signed_in: bool,
}

/// When it is worth while to try again, for those who wait by a clock.
fn with_wait(mut answer: Response) -> Response {
    if matches!(answer.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        answer.headers_mut().entry(header::RETRY_AFTER).or_insert(http::HeaderValue::from_static("60"));
    }
    answer
}

pub(crate) fn word(ask: &Ask, kind: Kind, failed: &Failed) -> Response {
    with_wait(match kind {
        Kind::Page => page(ask, failed),
        Kind::Api => document(ask, failed),
        // Open311 has error lists of its own; its handlers word what they refuse, this words what never reached them.
        Kind::Open311 => open311(ask, failed),
    })
}

fn page(ask: &Ask, failed: &Failed) -> Response {
    let number = fault_number(ask, failed);
    let (heading, advice) = match failed.refused() {
        Some(refused) => (sentence(ask, refused), ask.t(advice_key(refused.status))),
        None => (ask.t("shell-fault"), ask.t("shell-fault-advice")),
    };
    let template = Problem {
        page: ask.page(ask.t("shell-problem-title")),
        heading,
        safe: ask.t("shell-problem-safe"),
        advice,
        number,
        signed_in: ask.session.is_some(),
    };
    ask.html_with(failed.status(), &template).unwrap_or_else(|_| failed.status().into_response())
}

fn document(ask: &Ask, failed: &Failed) -> Response {
    let status = failed.status();
    let number = fault_number(ask, failed);
    let body = match failed.refused() {
        Some(refused) => json!({
            "type": format!("urn:lianxin:problem:{}", refused.code),
            "title": sentence(ask, refused),
            "status": status.as_u16(),
            "code": refused.code,
            "fields": refused.fields.iter().map(|field| json!({
                "field": field.field, "code": field.code, "detail": ask.t(field.code),
            })).collect::<Vec<_>>(),
        }),
        None => json!({
            "type": "urn:lianxin:problem:fault", "title": ask.t("shell-fault"), "status": status.as_u16(),
            "code": "fault", "instance": number,
        }),
    };
    let mut answer =
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response();
    if status == StatusCode::UNAUTHORIZED {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, http::HeaderValue::from_static("Bearer"));
    }
    answer
}

/// GeoReport v2: a list of errors with code and description; XML when the address ends in `.xml`. 403 for a missing or
/// wrong key, 404 for what is not there, 400 for everything else that the client can mend.
fn open311(ask: &Ask, failed: &Failed) -> Response {
    fault_number(ask, failed);
    let status = match failed.status() {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => StatusCode::FORBIDDEN,
        StatusCode::NOT_FOUND => StatusCode::NOT_FOUND,
        StatusCode::TOO_MANY_REQUESTS => StatusCode::TOO_MANY_REQUESTS,
        status if status.is_client_error() => StatusCode::BAD_REQUEST,
        status => status,
    };
    let code = status.as_u16();
    let errors: Vec<(u16, String)> = match failed.refused() {
        Some(refused) if !refused.fields.is_empty() => {
            let said =
                |field: &lianxin_base::FieldError| (code, format!("{}: {}", field.field, ask.t(field.code)));
            refused.fields.iter().map(said).collect()
        }
        Some(refused) => vec![(code, sentence(ask, refused))],
        None => vec![(code, ask.t("shell-fault"))],
    };
    let file = std::path::Path::new(ask.path.split('?').next().unwrap_or_default());
    if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml")) {
        let one = |(code, text): &(u16, String)| {
            format!("<error><code>{code}</code><description>{}</description></error>", xml_text(text))
        };
        let errors: String = errors.iter().map(one).collect();
        let body = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<errors>{errors}</errors>");
        return (status, [(header::CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response();
    }
    let one = |(code, text): &(u16, String)| json!({ "code": code, "description": text });
    let body = errors.iter().map(one).collect::<serde_json::Value>().to_string();
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}

/// The store did not answer before we even knew who asks.
pub(crate) fn unavailable(failed: &Failed) -> Response {
    tracing::error!(fault = %failed.0, "the store did not answer");
    let text = "连心暂时读不到数据，您已提交的都在。请稍后再试。\nLianxin cannot read its data just now. What you sent is safe. Try again soon.";
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "10")], text).into_response()
}

fn sentence(ask: &Ask, refused: &Refused) -> String {
    let args: Vec<(&str, &str)> = refused.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    ask.args(refused.code, &args)
}

fn advice_key(status: u16) -> &'static str {
    match status {
        403 => "shell-advice-forbidden",
        404 => "shell-advice-absent",
        409 => "shell-advice-conflict",
        413 => "shell-advice-large",
        429 | 503 => "shell-advice-later",
        _ => "shell-advice-mend",
    }
}

/// Short and easy to read out: no letters that sound or look alike.
fn fault_number(ask: &Ask, failed: &Failed) -> Option<String> {
    const LETTERS: &[u8] = b"2345679ACDEFHJKMNPRTWXY";
    let Stop::Fault(fault) = &*failed.0 else { return None };
    let bytes: [u8; 6] = ask.county.store.world().random.bytes();
    let word: String =
        bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect();
    let number = format!("E-{word}");
    tracing::error!(number, path = ask.path.split('?').next(), %fault, "fault");
    Some(number)
}
