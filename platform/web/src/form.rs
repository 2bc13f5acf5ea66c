use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::multipart::Field;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use http::header::CONTENT_TYPE;
use lianxin_base::{Id, Refused};

use crate::Failed;
use crate::room::Room;

/// A posted form, with its files. Everything is bounded: a form of 64 KB text a field, files as the limits say.
#[derive(Clone, Debug, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    pub files: Vec<Upload>,
    /// The memory that it holds, counted among all forms that are being read.
    room: Room,
}

/// One file as it came: nothing about it is believed yet.
#[derive(Clone, Debug)]
pub struct Upload {
    pub field: String,
    pub name: String,
    pub bytes: Bytes,
}

/// All of one form together: three photos, a voice and the words.
const WHOLE: usize = 40 * 1024 * 1024;
const FIELD: usize = 64 * 1024;
const FIELDS: usize = 2_000;

impl Form {
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// The text if there is any.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    pub fn id(&self, name: &str) -> Option<Id> {
        self.some(name)?.parse().ok()
    }

    pub fn number(&self, name: &str) -> Option<i64> {
        self.some(name)?.parse().ok()
    }

    pub fn decimal(&self, name: &str) -> Option<f64> {
        self.some(name)?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    pub fn ticked(&self, name: &str) -> bool {
        matches!(self.text(name), "1" | "on" | "yes" | "true")
    }

    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// From `a=1&b=2`.
    pub fn decode(body: &[u8]) -> Self {
        let fields = form_urlencoded::parse(body)
            .take(FIELDS)
            .map(|(name, value)| (name.into_owned(), value.into_owned()));
        Self { fields: fields.collect(), ..Self::default() }
    }
}

impl<S: Sync> FromRequest<S> for Form {
    type Rejection = Failed;

    async fn from_request(mut request: Request, _: &S) -> Result<Self, Failed> {
        // The guard had to look for a key in it.
        if let Some(form) = request.extensions_mut().remove::<Self>() {
            return Ok(form);
        }
        let form = Self::read(request).await?;
        // PostgreSQL keeps no NUL, and no browser sends one.
        if form.fields.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
            return Err(unreadable().into());
        }
        Ok(form)
    }
}

impl Form {
    async fn read(mut request: Request) -> Result<Self, Failed> {
        let kind = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
            .to_owned();
        let announced = request
            .headers()
            .get(http::header::CONTENT_LENGTH)
            .and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|bytes| bytes > WHOLE as u64) {
            return Err(too_large().into());
        }
        if kind.starts_with("multipart/form-data") {
            DefaultBodyLimit::max(WHOLE).apply(&mut request);
            let parts: Multipart = request.extract().await.map_err(|_| unreadable())?;
            read(parts).await
        } else {
            let body: Result<Bytes, BytesRejection> = request.extract().await;
            let body = body.map_err(|error| {
                if error.status() == http::StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { unreadable() }
            })?;
            Ok(Self::decode(&body))
        }
    }
}

async fn read(mut parts: Multipart) -> Result<Form, Failed> {
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(|error| cut(&error))? {
        if form.fields.len() + form.files.len() >= FIELDS {
            return Err(too_large().into());
        }
        take(&mut form, part).await?;
    }
    Ok(form)
}

async fn take(form: &mut Form, mut part: Field<'_>) -> Result<(), Failed> {
    let field = part.name().unwrap_or_default().to_owned();
    let file = part.file_name().map(str::to_owned);
    let most = if file.is_some() { WHOLE } else { FIELD };
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| cut(&error))? {
        if bytes.len() + chunk.len() > most {
            return Err(too_large().into());
        }
        if !form.room.take(chunk.len()) {
            return Err(busy().into());
        }
        bytes.extend_from_slice(&chunk);
    }
    let bytes = Bytes::from(bytes);
    match file {
        // A browser sends an empty file for a file field that was left alone.
        Some(_) if bytes.is_empty() => {}
        Some(name) => form.files.push(Upload { field, name, bytes }),
        None => form.fields.push((field, String::from_utf8_lossy(&bytes).into_owned())),
    }
    Ok(())
}

fn cut(error: &axum::extract::multipart::MultipartError) -> Refused {
    if error.status() == http::StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { unreadable() }
}

fn too_large() -> Refused {
    let mut refused = Refused::invalid("shell-refused-too-large");
    refused.status = 413;
    refused
}

/// Too many forms at one time: what was typed is still in the browser.
fn busy() -> Refused {
    let mut refused = Refused::invalid("shell-refused-busy");
    refused.status = 503;
    refused
}

fn unreadable() -> Refused {
    Refused::invalid("shell-refused-unreadable")
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn what_was_typed_is_read_and_trimmed() {
        let form = Form::decode("what=%E8%B7%AF%E7%81%AF+&tick=on&select=1&select=2&n=x".as_bytes());
        assert_eq!(form.text("what"), "路灯");
        assert!(form.ticked("tick"));
        assert_eq!(form.all("select").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(form.number("n"), None);
        assert_eq!(form.some("absent"), None);
    }
}
