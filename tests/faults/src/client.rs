use std::time::Duration;

use ureq::Agent;
use ureq::http::Response;

/// One phone or program: it remembers its cookies and waits a while for an answer.
pub struct Client {
    agent: Agent,
    base: String,
    headers: Vec<(&'static str, String)>,
}

/// An answer.
#[derive(Debug)]
pub struct Heard {
    pub status: u16,
    pub body: String,
    pub cookies: String,
}

/// No answer, or half of one.
#[derive(Debug)]
pub struct NoAnswer(pub String);

const BOUNDARY: &str = "----lianxin-faults-5b0e";

impl Client {
    pub fn new(port: u16) -> Self {
        Self::patient(port, Duration::from_mins(1))
    }

    /// Waits at most this long for a whole answer.
    pub fn patient(port: u16, longest: Duration) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(longest))
            .build()
            .new_agent();
        Self { agent, base: format!("http://127.0.0.1:{port}"), headers: vec![] }
    }

    #[must_use]
    pub fn with_key(mut self, key: &str) -> Self {
        self.headers.push(("authorization", format!("Bearer {key}")));
        self
    }

    pub fn get(&self, path: &str) -> Result<Heard, NoAnswer> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        heard(request.call())
    }

    fn post(&self, path: &str, kind: &str, cookies: &str, body: &[u8]) -> Result<Heard, NoAnswer> {
        let mut request = self.agent.post(format!("{}{path}", self.base)).header("content-type", kind);
        request = request.header("origin", &self.base);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if !cookies.is_empty() {
            request = request.header("cookie", cookies);
        }
        heard(request.send(body))
    }

    pub fn post_json(&self, path: &str, body: &serde_json::Value) -> Result<Heard, NoAnswer> {
        self.post(path, "application/json", "", body.to_string().as_bytes())
    }

    pub fn post_form(&self, path: &str, cookies: &str, fields: &[(&str, &str)]) -> Result<Heard, NoAnswer> {
        self.post_with_photo(path, cookies, fields, None)
    }

    /// A form as a browser sends it, with a photo if there is one.
    pub fn post_with_photo(
        &self,
        path: &str,
        cookies: &str,
        fields: &[(&str, &str)],
        photo: Option<&[u8]>,
    ) -> Result<Heard, NoAnswer> {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part =
                format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        if let Some(photo) = photo {
            let head = "content-disposition: form-data; name=\"photos\"; filename=\"a.png\"\r\ncontent-type: image/png";
            body.extend_from_slice(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(photo);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.post(path, &format!("multipart/form-data; boundary={BOUNDARY}"), cookies, &body)
    }
}

fn heard(answer: Result<Response<ureq::Body>, ureq::Error>) -> Result<Heard, NoAnswer> {
    let mut answer = answer.map_err(|error| NoAnswer(error.to_string()))?;
    let cookies: Vec<&str> = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|value| value.to_str().ok()?.split(';').next())
        .collect();
    let (status, cookies) = (answer.status().as_u16(), cookies.join("; "));
    let body = answer.body_mut().read_to_string().map_err(|error| NoAnswer(error.to_string()))?;
    Ok(Heard { status, body, cookies })
}

impl Heard {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|_| panic!("no JSON ({}): {}", self.status, self.body))
    }
}
