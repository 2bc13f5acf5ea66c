use std::collections::BTreeMap;
use std::future::{Future, IntoFuture};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use lianxin_web::{County, session_cookie};
use tower::ServiceExt;

use crate::{Seen, Trial, Who};

const BOUNDARY: &str = "----lianxin-trial-6f1c2d";

/// A request about to be sent: `.await` sends it through the real router, as a browser of this site would.
#[must_use = "a request is sent by .await"]
#[derive(Clone)]
pub struct Call {
    pub(crate) place: Place,
    method: Method,
    pub(crate) path: String,
    headers: HeaderMap,
    pub(crate) jar: BTreeMap<String, String>,
    who: Option<Who>,
    peer: IpAddr,
    body: Content,
}

/// Where requests go.
#[derive(Clone)]
pub(crate) struct Place {
    pub router: Router,
    pub county: Arc<County>,
}

#[derive(Clone, Default)]
struct Content {
    fields: Vec<(String, String)>,
    files: Vec<(String, String, Vec<u8>)>,
    multipart: bool,
    raw: Option<Vec<u8>>,
}

impl Call {
    pub(crate) fn new(trial: &Trial, method: Method, path: &str) -> Self {
        let place = Place { router: trial.router.clone(), county: trial.county.clone() };
        let base = format!("/{}", place.county.code);
        let below = path.starts_with(&format!("{base}/")) || path == base;
        let path = if below { path.to_owned() } else { format!("{base}{path}") };
        Self::at(place, method, path)
    }

    pub(crate) fn at(place: Place, method: Method, path: String) -> Self {
        let call = Self {
            place,
            method,
            path,
            headers: HeaderMap::new(),
            jar: BTreeMap::new(),
            who: None,
            peer: IpAddr::from([127, 0, 0, 1]),
            body: Content::default(),
        };
        call.header("host", "lianxin.test")
            .header("accept-language", "zh-CN")
            .header("sec-fetch-site", "same-origin")
    }

    /// A path that stands above counties: `/q/7KD3`.
    pub fn above(mut self) -> Self {
        let base = format!("/{}", self.place.county.code);
        if let Some(above) = self.path.strip_prefix(&base) {
            self.path = String::from(above);
        }
        self
    }

    /// Signed in as this person.
    pub fn by(mut self, who: &Who) -> Self {
        self.who = Some(who.clone());
        self
    }

    /// With a program's key, and without what only browsers send.
    pub fn with_token(mut self, token: &str) -> Self {
        self.headers.remove("sec-fetch-site");
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        self.headers.insert(name, HeaderValue::from_str(value).expect("a header's value"));
        self
    }

    pub fn without(mut self, header: &str) -> Self {
        self.headers.remove(header);
        self
    }

    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        self.jar.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn in_english(self) -> Self {
        self.header("accept-language", "en")
    }

    /// As htmx asks: for the changed block alone.
    pub fn fragment(self) -> Self {
        self.header("hx-request", "true")
    }

    /// As another site's form would send it.
    pub fn from_elsewhere(self) -> Self {
        self.header("sec-fetch-site", "cross-site")
    }

    /// From this network address.
    pub fn from_address(mut self, address: &str) -> Self {
        self.peer = address.parse().expect("an address");
        self
    }

    /// One more field of the form.
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.body.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A field as the person fills it in: replaces what stood there.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.body.fields.retain(|(own, _)| own != name);
        self.field(name, value)
    }

    /// A file field; the form goes as multipart.
    pub fn file(mut self, field: &str, file_name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.body.files.push((field.to_owned(), file_name.to_owned(), bytes.into()));
        self.multipart()
    }

    pub fn multipart(mut self) -> Self {
        self.body.multipart = true;
        self
    }

    pub fn json(self, value: &serde_json::Value) -> Self {
        self.raw("application/json", value.to_string())
    }

    /// A body as it is.
    pub fn raw(mut self, content_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.body.raw = Some(bytes.into());
        self.header("content-type", content_type)
    }

    /// The value of a field as it would be sent, for tests that read what a form holds.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.body.fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    async fn send(mut self) -> Seen {
        if let Some(who) = &self.who {
            let cookie = who.cookie(&self.place.county.store).await;
            self.jar.insert(session_cookie(true).into_owned(), cookie);
        }
        let mut path = self.path.clone();
        let mut bytes = Vec::new();
        if self.method.is_safe() && !self.body.fields.is_empty() {
            let mark = if path.contains('?') { '&' } else { '?' };
            path = format!("{path}{mark}{}", encoded(&self.body.fields));
        } else {
            let (kind, body) = self.body.encode();
            if let Some(kind) = kind {
                self.headers.insert(header::CONTENT_TYPE, kind);
            }
            self.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
            bytes = body;
        }
        let mut request = Request::new(Body::from(bytes));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = path.parse().unwrap_or_else(|_| panic!("{path} is no address"));
        *request.headers_mut() = self.headers.clone();
        let cookies: Vec<String> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            let cookies = HeaderValue::from_str(&cookies.join("; ")).expect("cookies");
            request.headers_mut().insert(header::COOKIE, cookies);
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.peer, 40_000)));
        let answer = match self.place.router.clone().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        Seen::read(self, answer).await
    }

    /// The same person and browser, elsewhere.
    pub(crate) fn onward(&self, method: Method, path: String) -> Self {
        let mut next = Self::at(self.place.clone(), method, path);
        next.jar.clone_from(&self.jar);
        next.who.clone_from(&self.who);
        next.peer = self.peer;
        if let Some(lang) = self.headers.get(header::ACCEPT_LANGUAGE) {
            next.headers.insert(header::ACCEPT_LANGUAGE, lang.clone());
        }
        next
    }
}

impl IntoFuture for Call {
    type Output = Seen;
    type IntoFuture = Pin<Box<dyn Future<Output = Seen> + Send>>;
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

fn encoded(fields: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

impl Content {
    fn encode(&self) -> (Option<HeaderValue>, Vec<u8>) {
        if let Some(raw) = &self.raw {
            return (None, raw.clone());
        }
        if self.multipart {
            let kind = format!("multipart/form-data; boundary={BOUNDARY}");
            return (HeaderValue::from_str(&kind).ok(), self.parts());
        }
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        (Some(kind), encoded(&self.fields).into_bytes())
    }

    fn parts(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, value) in &self.fields {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(value.as_bytes());
            body.extend_from_slice(b"\r\n");
        }
        for (name, file, bytes) in &self.files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        body
    }
}
