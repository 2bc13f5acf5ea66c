//! Photos and recordings of a case. Nothing that was sent is believed: pixels are made anew, kinds are told by content.
//!
//! ```text
//! files(data, county)?                      where the county's files lie
//! files.take_in(&county, "photo", bytes)    cleaned and in quarantine, no row yet
//! attach(act, case, Of.., &[taken])         rows, in the caller's transaction
//! files.release(&[taken])                   after the commit; a crash before it is mended by the job
//! ```

use std::path::Path;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use chrono::Duration;
use lianxin_base::{Id, Time, day_in_china};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_files::{
    AudioError, AudioLimits, FileKey, FileKind, FileStore, ImageError, ImageGate, ImageLimits, StoreError,
    check_audio,
};
use lianxin_seal::digest::{hex, parse_hex, sm3};
use lianxin_web::{Ask, County, Job};

use crate::Act;

/// What shows or tells a matter: a photo, a recorded voice.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Attachment {
    pub id: Id,
    pub case_id: Id,
    /// Whose it is, if a requester sent it; none for what staff took.
    pub request_id: Option<Id>,
    pub event_id: Option<Id>,
    /// photo voice
    pub kind: String,
    /// raised before after
    pub phase: String,
    pub file_key: String,
    pub small_key: String,
    pub digest: String,
    pub bytes: i64,
    pub made_at: Time,
}

impl Attachment {
    pub fn is_photo(&self) -> bool {
        self.kind == "photo"
    }
}

/// Who sent an attachment, beside which event, and what it shows.
#[derive(Clone, Copy, Debug)]
pub struct AttachedTo {
    pub case: Id,
    pub request: Option<Id>,
    pub event: Option<Id>,
    /// raised before after
    pub phase: &'static str,
}

/// A file that was looked at and waits in quarantine for its row.
#[derive(Clone, Debug)]
pub struct Taken {
    pub id: Id,
    key: FileKey,
    digest: String,
    bytes: i64,
}

impl Taken {
    pub fn is_photo(&self) -> bool {
        self.key.kind() == FileKind::Photo
    }

    /// The kept file's key as text, to be signed into a form.
    pub(crate) fn key(&self) -> &str {
        self.key.as_str()
    }
}

/// Why a photo or recording was not taken, as a text key; or the disk failed.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    #[error("not taken: {0}")]
    Refused(&'static str),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The files of a county: one folder, one photo decoded at a time.
#[derive(Debug)]
pub struct Files {
    store: FileStore,
    gate: ImageGate,
}

/// Opened when first needed; the job looks here and leaves a county alone that never kept a file.
#[derive(Default)]
struct Opened(OnceLock<Arc<Files>>);

/// The county's files under the data folder.
///
/// # Errors
/// A folder that cannot be made or read.
pub fn files(data: &Path, county: &County) -> Result<Arc<Files>, Fault> {
    let opened = county.shelf.get_or_insert(Opened::default);
    if let Some(files) = opened.0.get() {
        return Ok(files.clone());
    }
    let folder = data.join("files");
    let failed = |why: String| Fault::Open { place: folder.clone(), why };
    std::fs::create_dir_all(&folder).map_err(|error| failed(error.to_string()))?;
    let store = FileStore::open(&folder, county.keys.clone()).map_err(|error| failed(error.to_string()))?;
    let files = Arc::new(Files { store, gate: ImageGate::new(ImageLimits::default()) });
    Ok(opened.0.get_or_init(|| files).clone())
}

/// The county's files if they were opened before.
pub fn opened_files(county: &County) -> Option<Arc<Files>> {
    county.shelf.get_or_insert(Opened::default).0.get().cloned()
}

/// The same for a handler.
pub fn files_of(ask: &Ask) -> Result<Arc<Files>, Fault> {
    files(&ask.app.settings().data, &ask.county)
}

fn disk(error: &StoreError) -> Fault {
    Fault::Open { place: "files".into(), why: error.to_string() }
}

impl Files {
    /// Looks at a photo and puts it into quarantine, re-made from its pixels.
    pub async fn take_photo(&self, county: &County, bytes: Bytes) -> Result<Taken, NotTaken> {
        let clean = self.gate.clean(bytes).await.map_err(|error| NotTaken::Refused(photo_refused(error)))?;
        let taken = self.put(county, FileKind::Photo, clean.jpeg.into()).await?;
        let small = taken.key.thumbnail();
        self.store.put(&small, clean.thumbnail.into()).await.map_err(|error| disk(&error))?;
        Ok(taken)
    }

    /// Looks at a recording and puts it into quarantine.
    pub async fn take_voice(&self, county: &County, bytes: Bytes) -> Result<Taken, NotTaken> {
        let kind = check_audio(&bytes, &AudioLimits::default());
        let kind = kind.map_err(|error| NotTaken::Refused(voice_refused(error)))?;
        Ok(self.put(county, FileKind::Audio(kind), bytes).await?)
    }

    async fn put(&self, county: &County, kind: FileKind, bytes: Bytes) -> Result<Taken, Fault> {
        let world = county.store.world();
        let id = world.id();
        let key = FileKey::new(&county.code, day_in_china(world.now()), id, kind);
        let key =
            key.ok_or_else(|| Fault::Open { place: "files".into(), why: "the county has no code".into() })?;
        let stored = self.store.put(&key, bytes).await.map_err(|error| disk(&error))?;
        Ok(Taken { id, key, digest: hex(&stored.digest), bytes: stored.size as i64 })
    }

    /// A file that still waits: its form came back with something to mend.
    pub(crate) async fn waiting(&self, id: Id, key: &str) -> Result<Option<Taken>, Fault> {
        let Ok(key) = key.parse::<FileKey>() else { return Ok(None) };
        match self.store.get(&key).await {
            Ok(bytes) => Ok(Some(Taken { id, key, digest: hex(&sm3(&bytes)), bytes: bytes.len() as i64 })),
            Err(StoreError::Missing { .. }) => Ok(None),
            Err(error) => Err(disk(&error)),
        }
    }

    /// Moves files out of quarantine once their rows are committed.
    pub async fn release(&self, taken: &[Taken]) {
        for one in taken {
            let small = one.is_photo().then(|| one.key.thumbnail());
            for key in [Some(&one.key), small.as_ref()].into_iter().flatten() {
                // The row stands and the file can be read where it is; the job moves it later.
                if let Err(error) = self.store.release(key).await {
                    tracing::warn!(%key, %error, "a file waits for its release");
                }
            }
        }
    }

    /// The bytes of a waiting file or its thumbnail, with their content type.
    pub(crate) async fn read_waiting(
        &self,
        key: &str,
        small: bool,
    ) -> Result<Option<(Bytes, &'static str)>, Fault> {
        let Ok(key) = key.parse::<FileKey>() else { return Ok(None) };
        let key = if small && key.kind() == FileKind::Photo { key.thumbnail() } else { key };
        match self.store.get(&key).await {
            Ok(bytes) => Ok(Some((bytes, key.kind().content_type()))),
            Err(StoreError::Missing { .. }) => Ok(None),
            Err(error) => Err(disk(&error)),
        }
    }

    /// The bytes of an attachment, with their content type. None when the file is gone.
    pub async fn read(&self, of: &Attachment, small: bool) -> Result<Option<(Bytes, &'static str)>, Fault> {
        let small = small && !of.small_key.is_empty();
        let Ok(key) = if small { &of.small_key } else { &of.file_key }.parse::<FileKey>() else {
            return Ok(None);
        };
        let read = match parse_hex(&of.digest) {
            Some(digest) if !small => self.store.get_whole(&key, &digest).await,
            _ => self.store.get(&key).await,
        };
        match read {
            Ok(bytes) => Ok(Some((bytes, key.kind().content_type()))),
            Err(StoreError::Missing { .. }) => Ok(None),
            Err(error) => Err(disk(&error)),
        }
    }

    /// How many bytes a file has; none when it is gone.
    pub async fn size(&self, key: &str) -> Result<Option<i64>, Fault> {
        let Ok(key) = key.parse::<FileKey>() else { return Ok(None) };
        let size = self.store.size(&key).await.map_err(|error| disk(&error))?;
        Ok(size.and_then(|bytes| i64::try_from(bytes).ok()))
    }

    /// Deletes files whose rows are gone.
    pub async fn forget(&self, keys: &[FileKey]) {
        for key in keys {
            if let Err(error) = self.store.delete(key).await {
                tracing::warn!(%key, %error, "a file without a row is still on the disk");
            }
        }
    }

    /// Deletes files whose rows were not written.
    pub async fn discard(&self, taken: &[Taken]) {
        for one in taken {
            for key in [one.key.clone(), one.key.thumbnail()] {
                if let Err(error) = self.store.delete(&key).await {
                    tracing::warn!(%key, %error, "a file without a row is left to the job");
                }
            }
        }
    }
}

fn photo_refused(error: ImageError) -> &'static str {
    match error {
        ImageError::NotAnImage => "cases-refused-photo-none",
        ImageError::Damaged => "cases-refused-photo-damaged",
        ImageError::TooLarge { .. } | ImageError::TooManyPixels { .. } => "cases-refused-photo-large",
    }
}

fn voice_refused(error: AudioError) -> &'static str {
    match error {
        AudioError::NotAudio | AudioError::Empty => "cases-refused-voice-none",
        AudioError::TooLarge { .. } => "cases-refused-voice-large",
    }
}

/// Writes the rows of taken files, in the transaction of the change that they belong to.
pub async fn attach(act: Act<'_>, to: AttachedTo, taken: &[Taken]) -> Result<(), Fault> {
    for one in taken {
        let kind = if one.is_photo() { "photo" } else { "voice" };
        let small = if one.is_photo() { one.key.thumbnail().to_string() } else { String::new() };
        act.tx
            .run(
                "INSERT INTO attachments (id, case_id, request_id, event_id, kind, phase, file_key, small_key, digest, \
                 bytes, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                values![
                    one.id,
                    to.case,
                    to.request,
                    to.event,
                    kind,
                    to.phase,
                    one.key.as_str(),
                    small,
                    one.digest.as_str(),
                    one.bytes,
                    act.now()
                ],
            )
            .await?;
    }
    Ok(())
}

/// Everything that shows or tells a case, oldest first.
pub async fn attachments_of(db: &impl Db, case: Id) -> Result<Vec<Attachment>, Fault> {
    db.rows("SELECT * FROM attachments WHERE case_id = $1 ORDER BY made_at, id", values![case]).await
}

pub async fn attachment(db: &impl Db, id: Id) -> Result<Option<Attachment>, Fault> {
    db.row("SELECT * FROM attachments WHERE id = $1", values![id]).await
}

/// Files that were left in quarantine: released if their row stands, else deleted. A form that came back with something
/// to mend has a day to be sent again.
pub(crate) const SWEEP: Job = Job { name: "cases-files", every: 3600, run: |county| Box::pin(sweep(county)) };

async fn sweep(county: &County) -> Result<usize, Fault> {
    let Some(files) = opened_files(county) else { return Ok(0) };
    let before = county.store.world().now() - Duration::days(1);
    let waiting = files.store.waiting(before).await.map_err(|error| disk(&error))?;
    let mut done = 0;
    for key in waiting.iter().filter(|key| key.as_str().starts_with(&format!("{}/", county.code))) {
        let sql = "SELECT COUNT(*) FROM attachments WHERE file_key = $1 OR small_key = $1";
        let known = county.store.reader().count(sql, values![key.as_str()]).await? > 0;
        let moved = if known { files.store.release(key).await } else { files.store.delete(key).await };
        moved.map_err(|error| disk(&error))?;
        done += 1;
    }
    Ok(done)
}
