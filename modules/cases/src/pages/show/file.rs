//! A photo or recording of a case, for those who may read the case.

use axum::response::IntoResponse;
use http::header;
use lianxin_base::Refused;
use lianxin_web::{Answer, Ask};

use crate::attach::{attachment, files_of};

use super::seen::Seen;

/// `?small` asks for the thumbnail.
pub(crate) async fn file(ask: Ask) -> Answer {
    let absent = || Refused::absent("shell-refused-absent");
    let seen = Seen::of(&ask).await?;
    let id = ask.id("file")?;
    let found = attachment(&ask.reader(), id).await?;
    let found = found.filter(|file| file.case_id == seen.case.id && seen.reads_whole());
    let found = found.ok_or_else(absent)?;
    let small = ask.queries().iter().any(|(name, _)| name == "small");
    let (bytes, kind) = files_of(&ask)?.read(&found, small).await?.ok_or_else(absent)?;
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, no-store")];
    Ok((headers, bytes).into_response())
}
