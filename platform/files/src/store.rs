use std::fs;
use std::io;
use std::path::{Path as FolderPath, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use lianxin_seal::digest::{Digest, sm3};
use lianxin_seal::{Keys, SealError};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt};

use crate::file_key::FileKey;
use crate::sealed_file;

/// Why a file could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{key}: there is no such file")]
    Missing { key: String },
    #[error("{key}: there is another file with this key already")]
    Taken { key: String },
    #[error("{key}: the file is not what was stored: its digest differs")]
    Changed { key: String },
    #[error("{key}: {why}")]
    Sealed { key: String, why: SealError },
    #[error("file store: {0}")]
    Store(#[from] Error),
    #[error("file store: {0}")]
    Io(#[from] io::Error),
}

impl StoreError {
    /// Stable code for texts and answers.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "file_missing",
            Self::Taken { .. } => "file_taken",
            Self::Changed { .. } => "file_changed",
            Self::Sealed { why, .. } => why.code(),
            Self::Store(_) | Self::Io(_) => "file_store",
        }
    }
}

/// What the row keeps of a stored file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    pub size: u64,
    pub digest: Digest,
}

const QUARANTINE: &str = "quarantine";
const KEPT: &str = "kept";

/// Files on the local disk, sealed. Each write is whole or not there, and on the disk when it returns.
///
/// An upload first lies in quarantine; the row that names it is written in the caller's transaction; after the
/// commit it is released. A crash between leaves a waiting file, which [`FileStore::waiting`] finds: release it
/// if its row exists, else discard it. So no row ever lacks its file.
#[derive(Debug, Clone)]
pub struct FileStore {
    disk: LocalFileSystem,
    folder: PathBuf,
    keys: Arc<Keys>,
}

impl FileStore {
    /// Opens the folder, which must exist.
    pub fn open(folder: &FolderPath, keys: Arc<Keys>) -> Result<Self, StoreError> {
        let disk = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { disk, folder: folder.into(), keys })
    }

    /// Puts a file into quarantine. The same bytes again are the same request; other bytes are refused.
    pub async fn put(&self, key: &FileKey, bytes: Bytes) -> Result<Stored, StoreError> {
        let stored = Stored { size: bytes.len() as u64, digest: sm3(&bytes) };
        match self.get(key).await {
            Ok(there) if there == bytes => return Ok(stored),
            Ok(_) => return Err(StoreError::Taken { key: key.to_string() }),
            Err(StoreError::Missing { .. }) => {}
            Err(error) => return Err(error),
        }
        let sealed = sealed_file::seal(&self.keys, key, bytes).await?;
        self.disk.put(&waiting_at(key), sealed.into()).await?;
        Ok(stored)
    }

    /// Moves a file out of quarantine once its row is committed. Doing it twice does no harm.
    pub async fn release(&self, key: &FileKey) -> Result<(), StoreError> {
        match self.disk.rename(&waiting_at(key), &kept_at(key)).await {
            Err(Error::NotFound { .. }) => {
                self.disk.head(&kept_at(key)).await.map(drop).map_err(|error| told(key, error))
            }
            moved => Ok(moved?),
        }
    }

    /// Reads a file, also one that is committed and not yet released.
    pub async fn get(&self, key: &FileKey) -> Result<Bytes, StoreError> {
        for path in places(key) {
            match self.read(&path).await {
                Err(Error::NotFound { .. }) => {}
                read => return sealed_file::open(&self.keys, key, read?).await,
            }
        }
        Err(StoreError::Missing { key: key.to_string() })
    }

    /// How many bytes a file has, also one that is committed and not yet released; none when it is gone.
    pub async fn size(&self, key: &FileKey) -> Result<Option<u64>, StoreError> {
        for path in places(key) {
            match self.size_at(&path).await {
                Err(Error::NotFound { .. }) => {}
                size => return Ok(Some(size?)),
            }
        }
        Ok(None)
    }

    /// Reads a file and makes sure that it is the one that was stored.
    pub async fn get_whole(&self, key: &FileKey, digest: &Digest) -> Result<Bytes, StoreError> {
        let bytes = self.get(key).await?;
        if sm3(&bytes) == *digest { Ok(bytes) } else { Err(StoreError::Changed { key: key.to_string() }) }
    }

    /// Deletes a file wherever it lies. Deleting what is gone does no harm.
    pub async fn delete(&self, key: &FileKey) -> Result<(), StoreError> {
        for path in [kept_at(key), waiting_at(key)] {
            match self.disk.delete(&path).await {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Files that have been in quarantine since before `before`, by the disk's own clock: their transactions have
    /// ended long ago, one way or the other. Leave an hour at least.
    pub async fn waiting(&self, before: DateTime<Utc>) -> Result<Vec<FileKey>, StoreError> {
        self.keys(QUARANTINE, before).await
    }

    /// Kept files of one county and month (`370114/2026/05`) older than `before`, to be compared with the rows:
    /// a file without a row is an orphan (a deletion that a crash cut short).
    pub async fn kept(&self, month: &str, before: DateTime<Utc>) -> Result<Vec<FileKey>, StoreError> {
        self.keys(&format!("{KEPT}/{month}"), before).await
    }

    /// Removes drafts that a crash in the middle of a write left behind, older than `before`; gives their number.
    pub async fn clear_drafts(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let folder = self.folder.join(QUARANTINE);
        let cleared = tokio::task::spawn_blocking(move || clear_drafts(&folder, before)).await;
        Ok(cleared.map_err(io::Error::other).and_then(|cleared| cleared)?)
    }

    async fn read(&self, path: &Path) -> Result<Bytes, Error> {
        self.disk.get(path).await?.bytes().await
    }

    /// Without what sealing added.
    async fn size_at(&self, path: &Path) -> Result<u64, Error> {
        let size = self.disk.head(path).await?.size;
        let start = self.disk.get_range(path, 0..size.min(sealed_file::MARK.len() as u64)).await?;
        Ok(sealed_file::size_within(&start, size))
    }

    async fn keys(&self, folder: &str, before: DateTime<Utc>) -> Result<Vec<FileKey>, StoreError> {
        let base = if folder.starts_with(QUARANTINE) { QUARANTINE } else { KEPT };
        let prefix = Path::from(folder);
        let listed: Vec<_> = self.disk.list(Some(&prefix)).try_collect().await?;
        let old = listed.into_iter().filter(|file| file.last_modified < before);
        let mut keys: Vec<FileKey> = old
            .filter_map(|file| file.location.as_ref().strip_prefix(base)?.strip_prefix('/')?.parse().ok())
            .collect();
        keys.sort();
        Ok(keys)
    }
}

/// The library writes `NAME#1` and renames it; a listing passes such files over.
fn clear_drafts(folder: &FolderPath, before: DateTime<Utc>) -> io::Result<u64> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    let mut cleared = 0;
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            cleared += clear_drafts(&entry.path(), before)?;
        } else if entry.file_name().to_string_lossy().contains('#')
            && DateTime::<Utc>::from(entry.metadata()?.modified()?) < before
        {
            fs::remove_file(entry.path())?;
            cleared += 1;
        }
    }
    Ok(cleared)
}

/// Where a file may lie. Kept is looked at twice: a file may be released between the looks.
fn places(key: &FileKey) -> [Path; 3] {
    [kept_at(key), waiting_at(key), kept_at(key)]
}

fn waiting_at(key: &FileKey) -> Path {
    Path::from(format!("{QUARANTINE}/{key}"))
}

fn kept_at(key: &FileKey) -> Path {
    Path::from(format!("{KEPT}/{key}"))
}

fn told(key: &FileKey, error: Error) -> StoreError {
    match error {
        Error::NotFound { .. } => StoreError::Missing { key: key.to_string() },
        error => error.into(),
    }
}
