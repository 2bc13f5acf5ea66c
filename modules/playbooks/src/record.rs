//! Writes down which playbook the program works by. A server that starts with other files than the last ones makes a
//! version: its files, what changed, and one event.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use lianxin_access::By;
use lianxin_base::Id;
use lianxin_db::{Db, Fault, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::{Change, Files, Playbook, changes_between};
use lianxin_seal::digest::{Sm3Stream, hex, sm3};
use lianxin_web::{County, Job};

use crate::read_version::files_of;
use crate::version::{Version, newest};

const DAY: u64 = 86_400;
pub(crate) const JOB: Job =
    Job { name: "playbook-record", every: DAY, run: |county| Box::pin(begin(county)) };

/// Once a start: two servers that run beside each other with different files must not take turns for ever.
#[derive(Default)]
struct Recorded(AtomicBool);

async fn begin(county: &County) -> Result<usize, Fault> {
    let recorded = county.shelf.get_or_insert(Recorded::default);
    if recorded.0.load(Ordering::Acquire) {
        return Ok(0);
    }
    let tx = county.store.begin().await?;
    let made = record(&tx, &county.playbook).await?;
    tx.commit().await?;
    recorded.0.store(true, Ordering::Release);
    Ok(usize::from(made.is_some()))
}

/// Writes a version down unless it is the one that is in force already. Event `playbook.begin` (data `number`, `version`,
/// `digest`, `changed`, `files`).
pub async fn record(tx: &Tx, playbook: &Playbook) -> Result<Option<Id>, Fault> {
    let digest = digest_of(&playbook.files);
    let before = newest(tx).await?;
    if before.as_ref().is_some_and(|version| version.digest == digest) {
        return Ok(None);
    }
    let changes = match &before {
        Some(version) => changes_between(&files_of(tx, version.id).await?, &playbook.files),
        None => vec![],
    };
    let id = tx.id();
    let number = before.as_ref().map_or(1, |version| version.number + 1);
    write_version(tx, id, number, &digest, playbook, changes.len()).await?;
    write_files(tx, id, &playbook.files).await?;
    write_changes(tx, id, &changes).await?;
    let files: BTreeSet<&str> = changes.iter().map(|change| change.table.as_str()).collect();
    let event = Event::new("playbook.begin", Subject { kind: "playbook", id, revision: 1 })
        .data("number", number)
        .data("version", playbook.version())
        .data("digest", digest)
        .data("changed", changes.len())
        .data("files", files.into_iter().map(str::to_owned).collect::<Vec<_>>());
    append(tx, By::system().actor(), event).await?;
    Ok(Some(id))
}

async fn write_version(
    tx: &Tx,
    id: Id,
    number: i64,
    digest: &str,
    playbook: &Playbook,
    changed: usize,
) -> Result<(), Fault> {
    tx.run(
        "INSERT INTO playbook_versions (id, number, name, effective, digest, since, changed, document, revision) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, '', 1)",
        values![id, number, playbook.version(), playbook.effective(), digest, tx.now(), changed as i64],
    )
    .await
    .map(|_| ())
}

async fn write_files(tx: &Tx, version: Id, files: &Files) -> Result<(), Fault> {
    for (file, content) in files {
        let digest = hex(&sm3(content));
        tx.run(
            "INSERT INTO playbook_files (digest, content) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            values![digest.as_str(), content.to_vec()],
        )
        .await?;
        let sql = "INSERT INTO playbook_version_files (version_id, file, digest) VALUES ($1, $2, $3)";
        tx.run(sql, values![version, file.as_str(), digest]).await?;
    }
    Ok(())
}

async fn write_changes(tx: &Tx, version: Id, changes: &[Change]) -> Result<(), Fault> {
    let rows = changes.iter().enumerate().flat_map(|(place, change)| {
        let field = change.field.clone().unwrap_or_default();
        let (was, became) = (change.old.clone(), change.new.clone());
        values![version, place as i64, change.table.as_str(), change.code.as_str(), field, was, became]
    });
    let head = "INSERT INTO playbook_changes (version_id, place, file, code, field, was, became)";
    tx.insert_all(head, 7, rows.collect(), "").await
}

/// SM3 over names and contents, each with its length, so that no two sets of files look alike.
pub(crate) fn digest_of(files: &Files) -> String {
    let mut digest = Sm3Stream::default();
    for (name, content) in files {
        for part in [name.as_bytes(), content] {
            digest.update(&(part.len() as u64).to_be_bytes());
            digest.update(part);
        }
    }
    hex(&digest.finish())
}

/// The version that this program works by, if it has been written down.
pub(crate) async fn in_force(db: &impl Db, county: &County) -> Result<Option<Version>, Fault> {
    crate::version::with_digest(db, &digest_of(&county.playbook.files)).await
}
