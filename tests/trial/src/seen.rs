use axum::body::to_bytes;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};

use crate::Call;
use crate::page::{self, Node};

/// What came back.
#[derive(Clone)]
pub struct Seen {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
    call: Call,
}

impl Seen {
    pub(crate) async fn read(mut call: Call, answer: Response) -> Self {
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("the answer can be read");
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let pair = line.to_str().expect("a cookie").split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else { continue };
            if value.is_empty() {
                call.jar.remove(name);
            } else {
                call.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        Self { status: parts.status, headers: parts.headers, body, call }
    }

    /// The address that was asked for.
    pub fn path(&self) -> &str {
        &self.call.path
    }

    #[allow(clippy::must_use_candidate, clippy::return_self_not_must_use)]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.call.path, self.gist());
        self
    }

    #[allow(clippy::must_use_candidate, clippy::return_self_not_must_use)]
    pub fn ok(self) -> Self {
        self.is(200)
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        let location = self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
        location
            .unwrap_or_else(|| panic!("{} leads nowhere: {} {}", self.call.path, self.status, self.gist()))
    }

    /// Goes where the redirect leads, as the same person.
    pub fn follow(&self) -> Call {
        assert!(self.status.is_redirection(), "{}: {} {}", self.call.path, self.status, self.gist());
        self.call.onward(Method::GET, self.resolve(self.location()))
    }

    /// Goes on to another page as the same person: `/370114/cases`.
    pub fn go(&self, path: &str) -> Call {
        self.call.onward(Method::GET, self.resolve(path))
    }

    /// Presses the link that this selector finds.
    pub fn press(&self, selector: &str) -> Call {
        let link = self.one(selector);
        let href = link.attr("href").unwrap_or_else(|| panic!("{selector} is no link: {}", link.html));
        self.go(href)
    }

    /// The form that this selector finds, with what it holds already: fill in with `set`, send with `.await`.
    pub fn form(&self, selector: &str) -> Call {
        let form =
            page::form(&self.body_text(), selector).unwrap_or_else(|why| panic!("{}: {why}", self.call.path));
        let method = if form.post { Method::POST } else { Method::GET };
        let mut call = self.call.onward(method, self.resolve(&form.action));
        if form.multipart {
            call = call.multipart();
        }
        form.fields.iter().fold(call, |call, (name, value)| call.field(name, value))
    }

    pub fn body_text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{} is no JSON: {}", self.call.path, self.gist()))
    }

    /// The header's value, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// All elements that a CSS selector finds.
    pub fn all(&self, selector: &str) -> Vec<Node> {
        page::all(&self.body_text(), selector)
    }

    /// The one element that it finds; none or several fail.
    pub fn one(&self, selector: &str) -> Node {
        let mut found = self.all(selector);
        assert_eq!(found.len(), 1, "{selector} on {} ({}): {}", self.call.path, self.status, self.gist());
        found.remove(0)
    }

    pub fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// The text of the one element, blanks made one.
    pub fn text(&self, selector: &str) -> String {
        self.one(selector).text
    }

    /// The texts of all elements.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(|node| node.text).collect()
    }

    /// Does a person read these words on the page?
    pub fn says(&self, words: &str) -> bool {
        page::words(&self.body_text()).contains(words)
    }

    fn resolve(&self, href: &str) -> String {
        let own = self.call.path.split('?').next().unwrap_or_default();
        let href = href.split('#').next().unwrap_or_default();
        let href = href.strip_prefix("https://lianxin.test").unwrap_or(href);
        match href.chars().next() {
            None => self.call.path.clone(),
            Some('?') => format!("{own}{href}"),
            Some('/') => href.to_owned(),
            Some(_) => format!("{}/{href}", own.rsplit_once('/').map_or("", |(folder, _)| folder)),
        }
    }

    /// The first words of the answer, for messages of failed tests.
    fn gist(&self) -> String {
        page::words(&self.body_text()).chars().take(600).collect()
    }
}
