//! What stands above the counties: the way in, wrong addresses, and what tells machines how the server is.

use askama::Template;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode, header};
use lianxin_db::{Db, values};
use lianxin_web::{Access, App, Lang, Module, Route, asset_url};

use crate::metrics;

pub fn module() -> Module {
    let texts = (include_str!("../text/zh-CN.ftl"), include_str!("../text/en.ftl"));
    let mut module = Module::new("front", texts);
    module.routes = vec![
        Route::get("/", Access::Public, enter).above_counties(),
        Route::get("/healthz", Access::Public, health).above_counties(),
        Route::get("/readyz", Access::Public, ready).above_counties(),
        Route::get("/metrics", Access::Public, figures).above_counties(),
    ];
    module
}

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    lang: &'static str,
    title: String,
    product: String,
    advice: String,
    seal: String,
    styles: String,
    counties: Vec<Way>,
}

struct Way {
    code: String,
    name: String,
}

async fn enter(State(app): State<App>, headers: HeaderMap) -> Response {
    let mut counties = app.counties();
    if let (Some(only), None) = (counties.next(), counties.next()) {
        return Redirect::to(&format!("/{}/", only.code)).into_response();
    }
    page(&app, &headers, StatusCode::OK, "front-title", None)
}

/// The process answers.
async fn health() -> &'static str {
    "ok\n"
}

/// Every county's store answers.
async fn ready(State(app): State<App>) -> Response {
    let mut silent = Vec::new();
    for county in app.counties() {
        if county.store.reader().value::<i64>("SELECT COUNT(*) FROM migrations", values![]).await.is_err() {
            silent.push(county.code.clone());
        }
    }
    if silent.is_empty() {
        return "ready\n".into_response();
    }
    (StatusCode::SERVICE_UNAVAILABLE, format!("no answer from the store of {}\n", silent.join(", ")))
        .into_response()
}

/// How busy which routes are is not everybody's business (ASVS 5.0, 13.4.5).
async fn figures(State(app): State<App>, request: Request) -> Response {
    if !lianxin_web::is_monitor(&app, request.headers(), request.extensions()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics::text()).into_response()
}

/// Any address that no route knows.
#[allow(clippy::unused_async, reason = "a handler is a future")]
pub async fn nowhere(State(app): State<App>, headers: HeaderMap) -> Response {
    page(&app, &headers, StatusCode::NOT_FOUND, "front-nowhere", Some("front-nowhere-advice"))
}

/// Puts words to answers that have none: an unknown county, a body cut off, a handler that broke off.
pub async fn word(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let answer = next.run(request).await;
    if answer.headers().contains_key(header::CONTENT_TYPE) && !is_plain(&answer) {
        return answer;
    }
    let (title, advice) = match answer.status() {
        StatusCode::NOT_FOUND => ("front-nowhere", "front-nowhere-advice"),
        StatusCode::INTERNAL_SERVER_ERROR => ("front-fault", "front-fault-advice"),
        StatusCode::SERVICE_UNAVAILABLE => ("front-busy", "front-busy-advice"),
        StatusCode::REQUEST_TIMEOUT => ("front-slow", "front-slow-advice"),
        StatusCode::PAYLOAD_TOO_LARGE => ("front-large", "front-large-advice"),
        _ => return answer,
    };
    page(&app, &headers, answer.status(), title, Some(advice))
}

/// The layers of the web library answer with a bare English sentence.
fn is_plain(answer: &Response) -> bool {
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    answer.status() == StatusCode::PAYLOAD_TOO_LARGE
        && kind.is_some_and(|kind| kind.starts_with("text/plain"))
}

fn page(app: &App, headers: &HeaderMap, status: StatusCode, title: &str, advice: Option<&str>) -> Response {
    let lang = language(headers);
    let say = |key: &str| app.texts().say(lang, key, &[]);
    let ways = app.counties().map(|county| Way {
        code: county.code.clone(),
        name: county.playbook.county().name.read_in(lang.tag()).to_owned(),
    });
    let front = Front {
        lang: lang.tag(),
        title: say(title),
        product: say("shell-product"),
        advice: advice.map(say).unwrap_or_default(),
        seal: asset_url("seal.svg"),
        styles: asset_url("resident.css"),
        counties: ways.collect(),
    };
    let Ok(text) = front.render() else { return status.into_response() };
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    (status, headers, Html(text)).into_response()
}

fn language(headers: &HeaderMap) -> Lang {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    asked.and_then(|list| list.split(',').find_map(Lang::parse)).unwrap_or_default()
}
