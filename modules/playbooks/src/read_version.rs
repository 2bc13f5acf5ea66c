//! Reads a version's playbook from the store, as it was.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_playbook::{Files, Playbook, load_files};
use lianxin_web::County;

use crate::record::digest_of;
use crate::version::Version;

#[derive(FromQueryResult)]
struct Kept {
    file: String,
    content: Vec<u8>,
}

/// The files of a version.
pub(crate) async fn files_of(db: &impl Db, version: Id) -> Result<Files, Fault> {
    let sql = "SELECT v.file, f.content FROM playbook_version_files v JOIN playbook_files f ON f.digest = v.digest \
               WHERE v.version_id = $1 ORDER BY v.file";
    let kept: Vec<Kept> = db.rows(sql, values![version]).await?;
    Ok(kept.into_iter().map(|one| (one.file, Cow::Owned(one.content))).collect())
}

/// Earlier playbooks that were read lately; one is some megabytes.
#[derive(Default)]
struct Read(Mutex<HashMap<String, Arc<Playbook>>>);

const KEPT: usize = 4;

/// The playbook of a version; none when this program can no longer load it.
pub(crate) async fn playbook_of(county: &County, version: &Version) -> Result<Option<Arc<Playbook>>, Fault> {
    if version.digest == digest_of(&county.playbook.files) {
        return Ok(Some(county.playbook.clone()));
    }
    let read = county.shelf.get_or_insert(Read::default);
    let known = read.0.lock().unwrap_or_else(PoisonError::into_inner).get(&version.digest).cloned();
    if known.is_some() {
        return Ok(known);
    }
    let files = files_of(&county.store.reader(), version.id).await?;
    let Ok(playbook) = load_files(&files) else { return Ok(None) };
    let playbook = Arc::new(playbook);
    let mut kept = read.0.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(version.digest.clone(), playbook.clone());
    Ok(Some(playbook))
}
