//! A JSON body, read only as far as it is allowed to be large, and checked before any handler sees it.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use lianxin_base::Refused;
use lianxin_seal::digest::sm3;
use lianxin_web::{App, Ask, Failed};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The largest body in bytes.
pub const LARGEST: usize = 256 * 1024;

/// What was sent, and the digest of what it says (spaces and the order of its fields aside).
#[derive(Debug)]
pub struct Body<T> {
    pub value: T,
    pub digest: [u8; 32],
}

impl<T: DeserializeOwned + Serialize> FromRequest<App> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, _: &App) -> Result<Self, Response> {
        let Some(ask) = request.extensions().get::<Ask>().cloned() else {
            return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response());
        };
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind != "application/json" {
            return Err(refused(415, "api-refused-content-type"));
        }
        let bytes =
            to_bytes(request.into_body(), LARGEST).await.map_err(|_| refused(413, "api-refused-large"))?;
        let value: Value = serde_json::from_slice(&bytes).map_err(|_| refused(400, "api-refused-json"))?;
        if let Some(path) = nul(&value, "") {
            return Err(shape(&ask, &path, "NUL"));
        }
        let value: T = serde_path_to_error::deserialize(value)
            .map_err(|error| shape(&ask, &error.path().to_string(), &error.inner().to_string()))?;
        let said = serde_json::to_vec(&value).map_err(|_| refused(400, "api-refused-json"))?;
        Ok(Self { value, digest: sm3(&said) })
    }
}

fn refused(status: u16, code: &'static str) -> Response {
    let mut refused = Refused::invalid(code);
    refused.status = status;
    Failed::from(refused).into_response()
}

/// A field that has not the shape of the schema; its name is the client's, so it is told here and not by its code.
fn shape(ask: &Ask, field: &str, detail: &str) -> Response {
    const CODE: &str = "api-refused-shape";
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let detail: String = detail.chars().take(200).collect();
    let field: String = field.chars().take(100).collect();
    let body = json!({
        "type": format!("urn:lianxin:problem:{CODE}"),
        "title": ask.t(CODE),
        "status": status.as_u16(),
        "code": CODE,
        "fields": [{ "field": field, "code": CODE, "detail": detail }],
    });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

/// Where the character NUL stands; PostgreSQL keeps none.
fn nul(value: &Value, path: &str) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(|| path.to_owned()),
        Value::Array(all) => all.iter().enumerate().find_map(|(at, one)| nul(one, &format!("{path}[{at}]"))),
        Value::Object(fields) => fields.iter().find_map(|(name, one)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            if name.contains('\0') { Some(path) } else { nul(one, &path) }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}
