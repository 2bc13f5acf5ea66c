//! A browser as far as the server can tell: connections that stay open, compressed answers, cookies.

use std::io::Read;
use std::time::Duration;

use bytes::Bytes;
use flate2::read::GzDecoder;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client as Connections;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::Outcome;

#[derive(Clone)]
pub struct Client {
    connections: Connections<HttpConnector, Full<Bytes>>,
    base: String,
}

/// What is about to be asked.
#[derive(Clone)]
pub struct Call {
    client: Client,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// As transferred.
    pub body: Bytes,
}

/// Nobody waits longer.
const PATIENCE: Duration = Duration::from_secs(60);

impl Client {
    pub fn new(base: String) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let connections = Connections::builder(TokioExecutor::new()).pool_max_idle_per_host(512).build(connector);
        Self { connections, base }
    }

    pub fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    /// A form as a page of the site sends it.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Call {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut call = self.call(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
        call.body = form.into();
        call
    }

    fn call(&self, method: Method, path: &str) -> Call {
        let call = Call {
            client: self.clone(),
            method,
            path: path.to_owned(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        };
        call.header("accept-encoding", "gzip")
            .header("accept-language", "zh-CN")
            .header("sec-fetch-site", "same-origin")
            .header("user-agent", "lianxin-bench")
    }
}

impl Call {
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    pub fn cookie(self, cookie: &str) -> Self {
        if cookie.is_empty() { self } else { self.header("cookie", cookie) }
    }

    pub async fn send(self) -> Outcome<Answer> {
        let answer = tokio::time::timeout(PATIENCE, self.open()).await??;
        let (parts, body) = answer.into_parts();
        let body = tokio::time::timeout(PATIENCE, body.collect()).await??.to_bytes();
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    /// The head of the answer; the body may go on for ever.
    pub async fn open(self) -> Outcome<Response<Incoming>> {
        let mut request = Request::new(Full::new(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = format!("{}{}", self.client.base, self.path).parse()?;
        *request.headers_mut() = self.headers;
        Ok(self.client.connections.request(request).await?)
    }
}

impl Answer {
    /// The words of the page.
    pub fn text(&self) -> Outcome<String> {
        let zipped = self.headers.get(header::CONTENT_ENCODING).is_some_and(|kind| kind == "gzip");
        if !zipped {
            return Ok(String::from_utf8_lossy(&self.body).into_owned());
        }
        let mut text = String::new();
        GzDecoder::new(&self.body[..]).read_to_string(&mut text)?;
        Ok(text)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// `name=value` of the cookie that the answer sets.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }

    /// An error unless the act was done: a form that worked leads somewhere else.
    pub fn led_on(self) -> Outcome<Self> {
        if self.status.is_redirection() { Ok(self) } else { Err(self.complaint()) }
    }

    pub fn is_ok(self) -> Outcome<Self> {
        if self.status.is_success() { Ok(self) } else { Err(self.complaint()) }
    }

    fn complaint(&self) -> Box<dyn std::error::Error + Send + Sync> {
        let text = self.text().unwrap_or_default();
        let words: Vec<&str> = text.split(['<', '>']).skip(1).step_by(2).map(str::trim).filter(|w| !w.is_empty()).collect();
        let gist: String = words.join(" ").chars().take(600).collect();
        format!("{}: {gist}", self.status).into()
    }
}
