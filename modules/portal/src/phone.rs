//! What makes a phone keep the county: a manifest to put it on the screen, a worker that answers without a network, and
//! the page that it answers with when nothing else was kept.

use askama::Template;
use axum::Json;
use axum::response::IntoResponse;
use http::{StatusCode, header};
use lianxin_orgs::{phone_near, tree};
use lianxin_web::{Answer, Ask, Page, asset_bytes, asset_url};
use serde_json::json;

#[derive(Template)]
#[template(path = "offline.html")]
struct Offline {
    page: Page,
    phone: String,
    phone_link: String,
}

/// `GET /app.webmanifest`: one for residents and staff; whoever is signed in lands on the desk.
pub(crate) async fn manifest(ask: Ask) -> Answer {
    let county = ask.county.playbook.county().name.read_in(ask.lang.tag()).to_owned();
    let manifest = json!({
        "id": ask.href("/"),
        "name": format!("{}·{county}", ask.t("shell-product")),
        "short_name": ask.t("shell-product"),
        "lang": ask.lang.tag(),
        "start_url": ask.href("/"),
        "scope": ask.href("/"),
        "display": "standalone",
        "background_color": "#faf7f1",
        "theme_color": "#9a1f1f",
        "icons": [{ "src": asset_url("seal.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any" }],
        "shortcuts": [
            { "name": ask.t("portal-report"), "url": ask.href("/report") },
            { "name": ask.t("portal-follow"), "url": ask.href("/follow") },
        ],
    });
    Ok(([(header::CONTENT_TYPE, "application/manifest+json")], Json(manifest)).into_response())
}

/// `GET /worker.js`: below the county, for a worker rules only over addresses beside its own.
pub(crate) async fn worker(_: Ask) -> Answer {
    let Some(script) = asset_bytes("worker.js") else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, script).into_response())
}

/// `GET /offline`
pub(crate) async fn offline(ask: Ask) -> Answer {
    let tree = tree(&ask.county).await?;
    let phone = match tree.root() {
        Some(root) => phone_near(&ask.reader(), root.id).await?.unwrap_or_default(),
        None => String::new(),
    };
    ask.html(&Offline {
        page: ask.page(ask.t("portal-offline-title")),
        phone_link: phone.chars().filter(char::is_ascii_digit).collect(),
        phone,
    })
}
