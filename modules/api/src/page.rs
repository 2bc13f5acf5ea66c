//! `GET /api/v1/`: the interface for people who write programs.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use lianxin_web::{Access, Answer, Ask, Page};

use crate::openapi::documented;

#[derive(Template)]
#[template(path = "interface.html")]
struct Interface {
    page: Page,
    document: String,
    open311: String,
    operations: Vec<Operation>,
}

struct Operation {
    id: &'static str,
    method: String,
    path: String,
    scope: &'static str,
    summary: String,
    params: Vec<(&'static str, String)>,
    body: &'static str,
    answer: &'static str,
}

pub async fn enter(ask: Ask) -> Answer {
    Ok(Redirect::to(&ask.href("/api/v1/")).into_response())
}

pub async fn page(ask: Ask) -> Answer {
    let operations = documented(&ask).map(|(route, doc)| Operation {
        id: doc.id,
        method: route.method.to_string(),
        path: ask.href(route.path),
        scope: if let Access::Token(scope) = route.access { scope } else { "" },
        summary: ask.t(&format!("api-op-{}", doc.id)),
        params: doc
            .params
            .iter()
            .map(|param| (param.name, ask.t(&format!("api-param-{}", param.name.to_lowercase()))))
            .collect(),
        body: doc.body.unwrap_or_default(),
        answer: doc.answers.first().map_or("", |(_, schema)| schema),
    });
    let operations = operations.collect();
    let template = Interface {
        page: ask.page(ask.t("api-title")),
        document: ask.href("/api/v1/openapi.json"),
        open311: ask.href("/open311/v2/services.json"),
        operations,
    };
    ask.html(&template)
}
