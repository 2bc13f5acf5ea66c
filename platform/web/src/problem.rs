//! Refusals and faults in words: a page for people, RFC 9457 for programs. What went wrong and whose fault, what is
//! safe, what to do now. A fault is logged once under a number that the person can read out on the phone.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use lianxin_access::Stop;
use lianxin_base::Refused;
use serde_json::json;

use crate::{Ask, Failed, Page};

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

pub(crate) fn page(ask: &Ask, failed: &Failed) -> Response {
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

pub(crate) fn document(ask: &Ask, failed: &Failed) -> Response {
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
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

/// GeoReport v2: a list of errors with code and description; XML when the address ends in `.xml`.
pub(crate) fn open311(ask: &Ask, failed: &Failed) -> Response {
    let status = failed.status();
    fault_number(ask, failed);
    let text = failed.refused().map_or_else(|| ask.t("shell-fault"), |refused| sentence(ask, refused));
    let code = status.as_u16();
    if ask.path.split('?').next().is_some_and(|path| path.ends_with(".xml")) {
        let text = askama_escape(&text);
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<errors><error><code>{code}</code><description>{text}</description></error></errors>"
        );
        return (status, [(header::CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response();
    }
    let body = json!([{ "code": code, "description": text }]).to_string();
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}

fn askama_escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
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
        429 => "shell-advice-later",
        _ => "shell-advice-mend",
    }
}

/// Short and easy to read out: no letters that sound or look alike.
fn fault_number(ask: &Ask, failed: &Failed) -> Option<String> {
    let Stop::Fault(fault) = &*failed.0 else { return None };
    const LETTERS: &[u8] = b"2345679ACDEFHJKMNPRTWXY";
    let bytes: [u8; 6] = ask.county.store.world().random.bytes();
    let word: String =
        bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect();
    let number = format!("E-{word}");
    tracing::error!(number, path = ask.path.split('?').next(), %fault, "fault");
    Some(number)
}
