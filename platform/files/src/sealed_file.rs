//! A kept file on the disk: `"lx-file1" | sealed bytes`, bound to the file's key, so that none can be put in the place of
//! another. What people show of an accusation or of a neighbour is as personal as their words, and a disk that is thrown
//! away or a copied folder must not show it.
//!
//! A file without the mark was kept before files were sealed and is read as it is; the digest in its row still tells
//! whether it was changed.

use std::sync::Arc;

use bytes::Bytes;
use lianxin_seal::{Keys, OVERHEAD, SealError};
use uuid::Uuid;

use crate::file_key::FileKey;
use crate::store::StoreError;

/// No photo, recording or workbook that is taken in begins like this.
pub(crate) const MARK: &[u8; 8] = b"lx-file1";
const TABLE: &str = "files";

pub(crate) async fn seal(keys: &Arc<Keys>, key: &FileKey, plain: Bytes) -> Result<Bytes, StoreError> {
    let (keys, name) = (keys.clone(), key.to_string());
    apart(key, move || {
        let sealed = keys.seal_bytes(TABLE, Uuid::nil(), &name, &plain)?;
        Ok([MARK.as_slice(), &sealed].concat())
    })
    .await
}

pub(crate) async fn open(keys: &Arc<Keys>, key: &FileKey, there: Bytes) -> Result<Bytes, StoreError> {
    if !there.starts_with(MARK) {
        return Ok(there);
    }
    let (keys, name) = (keys.clone(), key.to_string());
    apart(key, move || keys.open_bytes(TABLE, Uuid::nil(), &name, &there[MARK.len()..])).await
}

/// How many bytes the file holds whose first bytes are `start` and which takes `size` on the disk.
pub(crate) fn size_within(start: &[u8], size: u64) -> u64 {
    if start == MARK { size.saturating_sub((MARK.len() + OVERHEAD) as u64) } else { size }
}

/// A long recording takes a tenth of a second; nobody else waits for it.
async fn apart(
    key: &FileKey,
    work: impl FnOnce() -> Result<Vec<u8>, SealError> + Send + 'static,
) -> Result<Bytes, StoreError> {
    let done = tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)?;
    done.map(Bytes::from).map_err(|why| StoreError::Sealed { key: key.to_string(), why })
}
