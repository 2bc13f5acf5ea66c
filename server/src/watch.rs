//! Counts, times and logs each request. Never the query, which may hold a query word or a search, and never the
//! address of the person: the route says enough.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

use crate::metrics;

pub async fn watch(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("none", MatchedPath::as_str);
    let answer = next.run(request).await;
    let (status, took) = (answer.status().as_u16(), began.elapsed());
    metrics::request(known(method.as_str()), route, status, took);
    if status == 500 || status == 503 {
        metrics::fault("request");
    }
    tracing::info!(%method, route, status, ms = took.as_millis() as u64, "request");
    answer
}

/// Anybody can invent methods; figures must not grow with them.
fn known(method: &str) -> &str {
    match method {
        "GET" | "POST" | "HEAD" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => method,
        _ => "other",
    }
}
