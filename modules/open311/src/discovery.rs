//! `GET /open311/discovery.{format}`, above the counties: where each county's interface is.

use axum::extract::{OriginalUri, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use lianxin_web::{App, County, Lang};

use crate::format::Format;
use crate::reply::reply;
use crate::wire::Wire;

pub async fn discovery(State(app): State<App>, OriginalUri(uri): OriginalUri) -> Response {
    let changeset = app.counties().map(|county| changeset(county)).max().unwrap_or_default();
    let endpoints = app.counties().map(|county| endpoint(&app, county)).collect();
    let found = Wire::Group(vec![
        ("changeset", Wire::text(changeset)),
        ("contact", Wire::text(both(&app, "open311-contact"))),
        ("key_service", Wire::text(both(&app, "open311-key-service"))),
        ("endpoints", Wire::List("endpoint", endpoints)),
    ]);
    reply(StatusCode::OK, Format::of(uri.path()), "discovery", &found)
        .unwrap_or_else(IntoResponse::into_response)
}

fn endpoint(app: &App, county: &County) -> Wire {
    let address = app.settings().address.trim_end_matches('/');
    let kind = if app.settings().demo { "test" } else { "production" };
    Wire::Group(vec![
        ("specification", Wire::text("http://wiki.open311.org/GeoReport_v2")),
        ("url", Wire::text(format!("{address}/{}/open311/v2", county.code))),
        ("changeset", Wire::text(changeset(county))),
        ("type", Wire::text(kind)),
        ("formats", Wire::List("format", vec![Wire::text("text/xml"), Wire::text("application/json")])),
    ])
}

/// Services change with the playbook.
fn changeset(county: &County) -> String {
    format!("{} 00:00 {}", county.playbook.effective(), county.playbook.version())
}

/// Nobody says here in which language to answer.
fn both(app: &App, key: &str) -> String {
    let say = |lang| app.texts().say(lang, key, &[("address", &app.settings().address)]);
    format!("{} / {}", say(Lang::Zh), say(Lang::En))
}
