//! Packs a county while it goes on. One thread writes; what it writes comes in pieces, so that memory stays small.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use lianxin_db::{Engine, Snapshot, applied_to, head_of, rows_of, tables_of};
use lianxin_seal::SealingWriter;
use lianxin_web::County;
use tar::{Builder, EntryType, Header};

use super::manifest::{COUNTS, FORMAT, MANIFEST, STORE, head};
use super::{Counts, Manifest, told};
use crate::configuration::Configuration;
use crate::fail::Fail;
use crate::playbooks;

/// One entry on its way to the archive.
enum Entry {
    Bytes(String, Vec<u8>),
    /// Copied as it is; one that has gone meanwhile is left out.
    File(String, PathBuf),
}

const WAITING: usize = 4;
const LEVEL: i32 = 3;

/// Writes the whole county to `to`, which must be new and belongs to the caller, and answers what is in it.
pub async fn pack(
    configuration: &Configuration,
    county: &County,
    scratch: &Path,
    to: File,
    name: &Path,
) -> Result<(Manifest, Counts), Fail> {
    let (entries, waiting) = sync_channel(WAITING);
    let keys = county.keys.clone();
    let writer = std::thread::spawn(move || write(&keys, to, &waiting));
    let packed = send(configuration, county, scratch, &entries).await;
    drop(entries);
    finish(packed, writer, name)
}

/// Why the writer stopped explains why nothing more could be sent to it.
fn finish(
    packed: Result<(Manifest, Counts), Fail>,
    writer: JoinHandle<io::Result<()>>,
    name: &Path,
) -> Result<(Manifest, Counts), Fail> {
    let written = writer.join().unwrap_or_else(|_| Err(io::Error::other("the writer broke off")));
    written.map_err(|error| told(name, &error))?;
    packed
}

async fn send(
    configuration: &Configuration,
    county: &County,
    scratch: &Path,
    to: &SyncSender<Entry>,
) -> Result<(Manifest, Counts), Fail> {
    let reader = county.store.reader();
    let engine = county.store.engine();
    let tables = tables_of(&reader).await?;
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        county: county.code.clone(),
        engine: if engine == Engine::Sqlite { "sqlite" } else { "postgres" }.to_owned(),
        made_at: county.store.world().now(),
        keys: county.keys.fingerprints(),
        migrations: applied_to(&reader)
            .await?
            .into_iter()
            .map(|one| (one.module, one.name, one.digest))
            .collect(),
        tables: match engine {
            Engine::Sqlite => vec![],
            Engine::Postgres => {
                tables.iter().map(|table| (table.name.clone(), table.columns.clone())).collect()
            }
        },
    };
    give(to, Entry::Bytes(MANIFEST.into(), json(&manifest)?))?;
    let mut counts = match engine {
        Engine::Sqlite => store_file(county, scratch, to).await?,
        Engine::Postgres => {
            let mut counts = Counts::default();
            let mut copy = county.store.copy_out().await?;
            for table in &tables {
                let mut piece = 0;
                let rows = copy
                    .table(table, async |bytes| {
                        piece += 1;
                        give(to, Entry::Bytes(format!("tables/{}/{piece:07}", table.name), bytes))
                    })
                    .await?;
                counts.rows.insert(table.name.clone(), rows);
            }
            counts.head = head(copy.head().await?);
            copy.end().await?;
            counts
        }
    };
    // After the rows: a row that was copied has its file by now, in quarantine or kept.
    folders(configuration, county, to, &mut counts)?;
    give(to, Entry::Bytes(COUNTS.into(), json(&counts)?))?;
    Ok((manifest, counts))
}

/// The store of one instant in a file of its own, counted there.
async fn store_file(county: &County, scratch: &Path, to: &SyncSender<Entry>) -> Result<Counts, Fail> {
    let copy = scratch.join(STORE);
    county.store.copy_into(&copy).await?;
    let store =
        lianxin_db::Store::open(&lianxin_db::Place::File(copy.clone()), county.store.world().clone()).await?;
    let snapshot: Snapshot = store.snapshot().await?;
    let tables = tables_of(&snapshot).await?;
    let counts = Counts {
        rows: rows_of(&snapshot, &tables).await?,
        head: head(head_of(&snapshot).await?),
        ..Counts::default()
    };
    drop(snapshot);
    store.close().await?;
    give(to, Entry::File(STORE.into(), copy))?;
    Ok(counts)
}

fn folders(
    configuration: &Configuration,
    county: &County,
    to: &SyncSender<Entry>,
    counts: &mut Counts,
) -> Result<(), Fail> {
    let data = &configuration.data;
    let mut all = Vec::new();
    list(&playbooks::kept_at(data, &county.code), "playbook", &mut all)?;
    // A file moves from quarantine to kept, never back: in this order none is missed.
    for shelf in ["quarantine", "kept"] {
        let folder = data.join("files").join(shelf).join(&county.code);
        list(&folder, &format!("files/{shelf}/{}", county.code), &mut all)?;
    }
    for (name, path) in all {
        if name.starts_with("files/") {
            let Ok(there) = fs::metadata(&path) else { continue };
            (counts.files, counts.bytes) = (counts.files + 1, counts.bytes + there.len());
        }
        give(to, Entry::File(name, path))?;
    }
    Ok(())
}

fn list(folder: &Path, name: &str, all: &mut Vec<(String, PathBuf)>) -> Result<(), Fail> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(|error| told(folder, &error))?,
    };
    for entry in entries {
        let entry = entry.map_err(|error| told(folder, &error))?;
        let below = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            list(&entry.path(), &below, all)?;
        } else if !below.contains('#') {
            // The file store writes NAME#1 and renames it: that is no file yet.
            all.push((below, entry.path()));
        }
    }
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Fail> {
    serde_json::to_vec_pretty(value).map_err(|error| Fail::new(error, "report it"))
}

fn give(to: &SyncSender<Entry>, entry: Entry) -> Result<(), Fail> {
    to.send(entry).map_err(|_| Fail::new("the backup could not be written", "free some space"))
}

/// The thread that writes: tar, zstd, seal, disk.
fn write(keys: &lianxin_seal::Keys, to: File, waiting: &Receiver<Entry>) -> io::Result<()> {
    let sealed = SealingWriter::new(keys, BufWriter::with_capacity(1 << 20, to))?;
    let mut packed = zstd::Encoder::new(sealed, LEVEL)?;
    packed.include_checksum(true)?;
    packed.multithread(1)?;
    let mut archive = Builder::new(packed);
    let mut whole = false;
    while let Ok(entry) = waiting.recv() {
        match entry {
            Entry::Bytes(name, content) => {
                whole = name == COUNTS;
                archive.append(&header(&name, content.len() as u64)?, content.as_slice())?;
            }
            Entry::File(name, path) => {
                let file = match File::open(&path) {
                    // Released or deleted since it was listed.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    file => file?,
                };
                let size = file.metadata()?.len();
                archive.append(&header(&name, size)?, io::Read::take(file, size))?;
            }
        }
    }
    if !whole {
        // The sender gave up: a stream without an end is what this must stay.
        return Ok(());
    }
    let mut to = archive.into_inner()?.finish()?.finish()?;
    to.flush()?;
    to.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

fn header(name: &str, size: u64) -> io::Result<Header> {
    let mut header = Header::new_gnu();
    header.set_path(name)?;
    header.set_entry_type(EntryType::Regular);
    header.set_size(size);
    header.set_mode(0o600);
    header.set_cksum();
    Ok(header)
}
