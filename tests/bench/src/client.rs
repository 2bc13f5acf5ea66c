//! A browser as far as the server can tell: connections that stay open, compressed answers, cookies. HTTP/1.1 on plain
//! sockets, because the generator shares the machine with what it measures.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use flate2::read::GzDecoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;

#[derive(Clone)]
pub struct Client {
    address: Arc<str>,
    idle: Arc<Mutex<Vec<TcpStream>>>,
}

/// What is about to be asked.
#[derive(Clone)]
pub struct Call {
    client: Client,
    head: String,
    body: String,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    /// As transferred, without the framing.
    pub body: Vec<u8>,
    /// Bytes on the wire, head and framing included.
    pub bytes: usize,
}

/// Nobody waits longer.
const PATIENCE: Duration = Duration::from_mins(1);
const MOST_HEADERS: usize = 64;

impl Client {
    /// `address`: 127.0.0.1:8080.
    pub fn new(address: &str) -> Self {
        Self { address: address.into(), idle: Arc::default() }
    }

    pub fn get(&self, path: &str) -> Call {
        self.call("GET", path)
    }

    /// A form as a page of the site sends it.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Call {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut call = self.call("POST", path).header("content-type", "application/x-www-form-urlencoded");
        call = call.header("content-length", &body.len().to_string());
        call.body = body;
        call
    }

    fn call(&self, method: &str, path: &str) -> Call {
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.address);
        Call { client: self.clone(), head, body: String::new() }
            .header("accept-encoding", "gzip")
            .header("accept-language", "zh-CN")
            .header("sec-fetch-site", "same-origin")
            .header("user-agent", "lianxin-bench")
    }

    async fn connection(&self) -> Outcome<(TcpStream, bool)> {
        if let Some(stream) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok((stream, true));
        }
        let stream = TcpStream::connect(&*self.address).await?;
        stream.set_nodelay(true)?;
        Ok((stream, false))
    }
}

impl Call {
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(name);
        self.head.push_str(": ");
        self.head.push_str(value);
        self.head.push_str("\r\n");
        self
    }

    #[must_use]
    pub fn cookie(self, cookie: &str) -> Self {
        if cookie.is_empty() { self } else { self.header("cookie", cookie) }
    }

    pub async fn send(self) -> Outcome<Answer> {
        tokio::time::timeout(PATIENCE, self.ask()).await?
    }

    async fn ask(self) -> Outcome<Answer> {
        let client = self.client.clone();
        let mut open = self.open().await?;
        let mut body = Vec::new();
        while let Some(piece) = open.piece().await? {
            body.extend_from_slice(&piece);
        }
        let Open { stream, status, headers, bytes, .. } = open;
        client.idle.lock().unwrap_or_else(PoisonError::into_inner).push(stream);
        Ok(Answer { status, headers, body, bytes })
    }

    /// The head of the answer; the body is read piece by piece and may go on for ever.
    pub async fn open(self) -> Outcome<Open> {
        let request = format!("{}\r\n{}", self.head, self.body);
        loop {
            let (mut stream, used) = self.client.connection().await?;
            // A connection that lay idle may have been closed meanwhile; a fresh one was not.
            let sent = stream.write_all(request.as_bytes()).await;
            match (sent, used) {
                (Ok(()), _) => match Open::read(stream).await {
                    Err(_) if used => {}
                    open => return open,
                },
                (Err(_), true) => {}
                (Err(error), false) => return Err(error.into()),
            }
        }
    }
}

/// An answer whose body is still on its way.
pub struct Open {
    stream: TcpStream,
    pub status: u16,
    headers: Vec<(String, String)>,
    waiting: Vec<u8>,
    left: Left,
    bytes: usize,
}

/// How the end of a body is told.
#[derive(Clone, Copy)]
enum Left {
    Bytes(usize),
    Chunks,
    Nothing,
}

impl Open {
    async fn read(mut stream: TcpStream) -> Outcome<Self> {
        let mut waiting = Vec::with_capacity(4_096);
        loop {
            if stream.read_buf(&mut waiting).await? == 0 {
                return Err("the connection was closed".into());
            }
            let mut kept = [httparse::EMPTY_HEADER; MOST_HEADERS];
            let mut head = httparse::Response::new(&mut kept);
            let httparse::Status::Complete(length) = head.parse(&waiting)? else { continue };
            let status = head.code.unwrap_or(0);
            let headers: Vec<(String, String)> = head
                .headers
                .iter()
                .map(|one| (one.name.to_ascii_lowercase(), String::from_utf8_lossy(one.value).into_owned()))
                .collect();
            let bytes = waiting.len();
            waiting.drain(..length);
            let value =
                |name: &str| headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
            let left = match (value("transfer-encoding"), value("content-length")) {
                (Some(_), _) => Left::Chunks,
                (None, Some(length)) => Left::Bytes(length.parse()?),
                (None, None) => Left::Nothing,
            };
            return Ok(Self { stream, status, headers, waiting, left, bytes });
        }
    }

    /// The next piece of the body; none at its end.
    pub async fn piece(&mut self) -> Outcome<Option<Vec<u8>>> {
        match self.left {
            Left::Nothing | Left::Bytes(0) => Ok(None),
            Left::Bytes(length) => {
                self.fill(length).await?;
                self.left = Left::Nothing;
                Ok(Some(self.waiting.drain(..length).collect()))
            }
            Left::Chunks => self.chunk().await,
        }
    }

    async fn chunk(&mut self) -> Outcome<Option<Vec<u8>>> {
        loop {
            match httparse::parse_chunk_size(&self.waiting) {
                Ok(httparse::Status::Complete((head, size))) => {
                    let (size, ends) = (usize::try_from(size)?, size == 0);
                    self.fill(head + size + 2).await?;
                    self.waiting.drain(..head);
                    let piece = self.waiting.drain(..size).collect();
                    self.waiting.drain(..2);
                    if ends {
                        self.left = Left::Nothing;
                        return Ok(None);
                    }
                    return Ok(Some(piece));
                }
                Ok(httparse::Status::Partial) => self.fill(self.waiting.len() + 1).await?,
                Err(_) => return Err("a chunk has no size".into()),
            }
        }
    }

    async fn fill(&mut self, length: usize) -> Outcome<()> {
        while self.waiting.len() < length {
            let read = self.stream.read_buf(&mut self.waiting).await?;
            if read == 0 {
                return Err("the connection was closed".into());
            }
            self.bytes += read;
        }
        Ok(())
    }
}

impl Answer {
    /// The words of the page.
    pub fn text(&self) -> Outcome<String> {
        if self.header("content-encoding") != "gzip" {
            return Ok(String::from_utf8_lossy(&self.body).into_owned());
        }
        let mut text = String::new();
        GzDecoder::new(&self.body[..]).read_to_string(&mut text)?;
        Ok(text)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str())
    }

    /// `name=value` of the cookie that the answer sets.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }

    /// An error unless the act was done: a form that worked leads somewhere else.
    pub fn led_on(self) -> Outcome<Self> {
        if (300..400).contains(&self.status) { Ok(self) } else { Err(self.complaint()) }
    }

    /// An error unless the page itself came.
    pub fn came(self) -> Outcome<Self> {
        if self.status == 200 { Ok(self) } else { Err(self.complaint()) }
    }

    fn complaint(&self) -> Box<dyn std::error::Error + Send + Sync> {
        let text = self.text().unwrap_or_default();
        let words: Vec<&str> =
            text.split(['<', '>']).step_by(2).map(str::trim).filter(|words| !words.is_empty()).collect();
        let gist: String = words.join(" ").chars().take(600).collect();
        format!("{} {} {gist}", self.status, self.header("location")).into()
    }
}
