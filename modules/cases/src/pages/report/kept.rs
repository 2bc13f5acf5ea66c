//! Photos and a recording that came with a form which must be mended: looked at, in quarantine, named in the form by a
//! token that only this form can use.

use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::header;
use lianxin_base::{FieldError, Id, Refused};
use lianxin_db::Fault;
use lianxin_web::{Answer, Ask, Form};

use crate::attach::{Files, NotTaken, Taken, files_of};

/// How many photos one report may have.
pub(super) const MOST_PHOTOS: usize = 3;

/// What came with a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Brought {
    pub taken: Vec<Taken>,
    /// What was wrong with the others.
    pub errors: Vec<FieldError>,
}

/// What was kept, as the form shows it again.
pub(crate) struct Kept {
    pub token: String,
    pub href: String,
    pub small: String,
}

impl Brought {
    pub fn photos(&self, ask: &Ask, form_id: Id) -> Vec<Kept> {
        self.taken.iter().filter(|one| one.is_photo()).filter_map(|one| kept_as(ask, form_id, one)).collect()
    }

    pub fn voice(&self, ask: &Ask, form_id: Id) -> Option<Kept> {
        self.taken.iter().find(|one| !one.is_photo()).and_then(|one| kept_as(ask, form_id, one))
    }
}

fn kept_as(ask: &Ask, form_id: Id, taken: &Taken) -> Option<Kept> {
    let plain = format!("{}|{}", taken.id, taken.key());
    let sealed = ask.county.keys.seal("forms", form_id, "kept", &plain).ok()?;
    let token = BASE64_URL_SAFE_NO_PAD.encode(sealed);
    let href = ask.href(&format!("/report/kept/{token}?form={form_id}"));
    Some(Kept { small: format!("{href}&small=1"), href, token })
}

fn opened(ask: &Ask, form_id: Id, token: &str) -> Option<(Id, String)> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    let plain = ask.county.keys.open("forms", form_id, "kept", &sealed).ok()?;
    let (id, key) = plain.split_once('|')?;
    Some((id.parse().ok()?, key.to_owned()))
}

/// Takes in what the form brings: what was kept before, then what is new. A file that is none is told beside its field
/// and the rest is kept.
pub(crate) async fn brought(ask: &Ask, form: &Form, form_id: Id) -> Result<Brought, Fault> {
    let mut brought = Brought::default();
    let wanted = form.files.iter().any(|file| matches!(file.field.as_str(), "photos" | "voice"));
    if !wanted && form.some("photos-kept").is_none() && form.some("voice-kept").is_none() {
        return Ok(brought);
    }
    let files = files_of(ask)?;
    for token in form.all("photos-kept").take(MOST_PHOTOS).chain(form.all("voice-kept").take(1)) {
        let Some((id, key)) = opened(ask, form_id, token) else { continue };
        brought.taken.extend(files.waiting(id, &key).await?);
    }
    for upload in form.files.iter().filter(|file| file.field == "photos") {
        if brought.taken.iter().filter(|one| one.is_photo()).count() >= MOST_PHOTOS {
            brought.refuse("photos", "cases-refused-photos-many");
            break;
        }
        let taken = files.take_photo(&ask.county, upload.bytes.clone()).await;
        brought.add("photos", taken)?;
    }
    if let Some(upload) = form.files.iter().find(|file| file.field == "voice") {
        let taken = take_voice(ask, &files, upload.bytes.clone()).await;
        brought.taken.retain(|one| taken.is_err() || one.is_photo());
        brought.add("voice", taken)?;
    }
    Ok(brought)
}

async fn take_voice(ask: &Ask, files: &Files, bytes: Bytes) -> Result<Taken, NotTaken> {
    files.take_voice(&ask.county, bytes).await
}

impl Brought {
    fn add(&mut self, field: &'static str, taken: Result<Taken, NotTaken>) -> Result<(), Fault> {
        match taken {
            Ok(taken) => self.taken.push(taken),
            Err(NotTaken::Refused(code)) => self.refuse(field, code),
            Err(NotTaken::Fault(fault)) => return Err(fault),
        }
        Ok(())
    }

    /// The same complaint about three photos is said once.
    fn refuse(&mut self, field: &'static str, code: &'static str) {
        if !self.errors.iter().any(|error| error.code == code) {
            self.errors.push(FieldError { field, code });
        }
    }
}

/// `GET /report/kept/{token}?form=`: what is kept, for the form that brought it.
pub(super) async fn kept(ask: Ask) -> Answer {
    let absent = || Refused::absent("shell-refused-absent");
    let form_id = ask.query("form").and_then(|id| id.parse().ok()).ok_or_else(absent)?;
    let (_, key) = opened(&ask, form_id, ask.param("token")).ok_or_else(absent)?;
    let read = files_of(&ask)?.read_waiting(&key, ask.query("small").is_some()).await?;
    let (bytes, kind) = read.ok_or_else(absent)?;
    Ok(file_answer(bytes, kind, "kept"))
}

/// A file of a stranger: shown, never run, never kept by a cache.
pub(crate) fn file_answer(bytes: Bytes, kind: &'static str, name: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}
