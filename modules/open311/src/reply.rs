use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use lianxin_db::Fault;
use lianxin_web::Answer;

use crate::format::Format;
use crate::wire::Wire;

/// An answer in the format that was asked for. What is public may be read by pages of other sites.
pub fn reply(status: StatusCode, format: Format, root: &'static str, wire: &Wire) -> Answer {
    let (kind, body) = match format {
        Format::Json => ("application/json; charset=utf-8", wire.json().to_string().into_bytes()),
        Format::Xml => ("text/xml; charset=utf-8", wire.xml(root).map_err(|error| unwritten(&error))?),
    };
    let mut answer: Response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(answer)
}

fn unwritten(error: &std::io::Error) -> Fault {
    Fault::Open { place: "answer".into(), why: error.to_string() }
}
