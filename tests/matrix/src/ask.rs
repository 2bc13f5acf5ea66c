//! One request through the real router, and what came of it.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body as Sent, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use http::{HeaderValue, Method, Request, header};
use lianxin_web::session_cookie;
use tower::ServiceExt;

use crate::aims::Body;
use crate::roster::Shows;

/// What the blanks of an aim stand for.
pub type Words = HashMap<&'static str, String>;

/// Fills `{name}` in. Panics at a word that is not known: a route that cannot be asked is not covered.
pub fn fill(text: &str, words: &Words, of: &str, encode: bool) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        // JSON has braces of its own.
        let known = after.split_once('}').filter(|(name, _)| is_word(name));
        let Some((name, behind)) = known else {
            filled.push_str(before);
            filled.push('{');
            rest = after;
            continue;
        };
        filled.push_str(before);
        let word = words.get(name).unwrap_or_else(|| panic!("the matrix cannot fill {{{name}}} of {of}"));
        if encode {
            filled.extend(form_urlencoded::byte_serialize(word.as_bytes()));
        } else {
            filled.push_str(word);
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// What is sent.
#[derive(Clone, Debug)]
pub struct Question {
    pub method: Method,
    /// Path and query, county included.
    pub path: String,
    pub body: Body,
    pub text: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Came {
    pub status: u16,
    pub to_sign_in: bool,
    body: Bytes,
    zipped: bool,
}

impl Came {
    /// A change was committed, or may have been.
    pub fn changed(&self) -> bool {
        self.status < 400 && !self.to_sign_in
    }

    /// Does the answer hold one of these words? Spreadsheets are opened.
    pub fn names(&self, words: &[&str]) -> bool {
        let text =
            if self.zipped { unzipped(&self.body) } else { String::from_utf8_lossy(&self.body).into() };
        words.iter().any(|word| text.contains(word))
    }
}

fn unzipped(bytes: &Bytes) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a spreadsheet");
    let mut text = String::new();
    for at in 0..archive.len() {
        archive.by_index(at).expect("an entry").read_to_string(&mut text).expect("text");
    }
    text
}

/// Asks as a browser of this site, or as a program, would.
pub async fn ask(router: &Router, question: &Question, shows: &Shows) -> Came {
    let kind = match question.body {
        Body::None => None,
        Body::Form(_) => Some("application/x-www-form-urlencoded"),
        Body::Json(_) => Some("application/json"),
    };
    let mut request = Request::new(Sent::from(question.text.clone()));
    *request.method_mut() = question.method.clone();
    *request.uri_mut() = question.path.parse().unwrap_or_else(|_| panic!("{} is no address", question.path));
    let headers = request.headers_mut();
    headers.insert(header::HOST, HeaderValue::from_static("lianxin.test"));
    headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("zh-CN"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(question.text.len()));
    if let Some(kind) = kind {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    match shows {
        Shows::Nothing | Shows::Session(_) => {
            headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        }
        Shows::Key(key) => {
            let line = format!("Bearer {key}");
            headers.insert(header::AUTHORIZATION, HeaderValue::from_str(&line).expect("a key"));
        }
    }
    if let Shows::Session(cookie) = shows {
        let line = format!("{}={cookie}", session_cookie(true));
        headers.insert(header::COOKIE, HeaderValue::from_str(&line).expect("a cookie"));
    }
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))));
    let answer = match router.clone().oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    let (parts, body) = answer.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let to = parts.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("");
    // A stream that stays open is only let in or not.
    let endless = kind.starts_with("text/event-stream");
    let zipped = kind.contains("spreadsheetml");
    let body = if endless { Bytes::new() } else { to_bytes(body, usize::MAX).await.expect("the answer") };
    Came { status: parts.status.as_u16(), to_sign_in: to.contains("/sign-in"), body, zipped }
}
