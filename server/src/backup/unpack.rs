//! Opens a backup and lets it grow in a draft. Names inside are believed only as far as they are ours.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Component, Path, PathBuf};

use lianxin_db::{CopyIn, Engine, Store, Table};
use lianxin_seal::{Keys, OpeningReader};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use super::manifest::{COUNTS, FORMAT, MANIFEST, STORE};
use super::{Counts, Draft, Manifest, told};
use crate::fail::Fail;
use lianxin::modules;

type Archive = tar::Archive<zstd::Decoder<'static, BufReader<OpeningReader<BufReader<File>>>>>;

/// A backup whose manifest has been read.
pub struct Opened {
    pub manifest: Manifest,
    file: PathBuf,
    keys: Keys,
}

/// Reads what stands first.
pub fn open(file: &Path, keys: Keys) -> Result<Opened, Fail> {
    let mut archive = archive(file, &keys).map_err(|error| told(file, &error))?;
    let mut text = Vec::new();
    let mut first = || -> io::Result<bool> {
        let Some(entry) = archive.entries()?.next() else { return Ok(false) };
        let mut entry = entry?;
        let named = entry.path()?.to_str() == Some(MANIFEST);
        entry.read_to_end(&mut text)?;
        Ok(named)
    };
    let named = first().map_err(|error| told(file, &error))?;
    let manifest: Option<Manifest> = serde_json::from_slice(&text).ok().filter(|_| named);
    let name = file.display();
    let Some(manifest) = manifest else {
        return Err(Fail::new(format!("{name} holds no county"), "give a file of `lianxin backup`"));
    };
    if manifest.format != FORMAT || !crate::configuration::is_county_code(&manifest.county) {
        let program = &manifest.program;
        return Err(Fail::new(
            format!("{name} was made by program {program}"),
            "restore it with that program",
        ));
    }
    Ok(Opened { manifest, file: file.to_owned(), keys })
}

fn archive(file: &Path, keys: &Keys) -> io::Result<Archive> {
    let sealed = BufReader::with_capacity(1 << 20, File::open(file)?);
    let packed = OpeningReader::new(keys, sealed)?;
    Ok(tar::Archive::new(zstd::Decoder::new(packed)?))
}

/// What the reading thread finds.
enum Found {
    /// A piece of a table.
    Rows(String, Vec<u8>),
    Counts(Counts),
}

/// Lets the county grow in the draft: store, playbook, files. Answers what must have come out.
pub async fn unpack(opened: &Opened, draft: &Draft) -> Result<Counts, Fail> {
    const WAITING: usize = 4;
    refuse_newer(&opened.manifest)?;
    let (to, mut found) = channel(WAITING);
    let (file, keys) = (opened.file.clone(), opened.keys.clone());
    let (folder, county) = (draft.folder.clone(), opened.manifest.county.clone());
    let reading = tokio::task::spawn_blocking(move || read(&file, &keys, &folder, &county, &to));
    let taken = match draft.place.engine() {
        Engine::Sqlite => counts_of(&mut found).await,
        Engine::Postgres => rows(opened, draft, &mut found).await,
    };
    // Closed, so that a reader that is still sending stops.
    drop(found);
    let read = joined(reading).await.map_err(|error| told(&opened.file, &error));
    match (taken, read) {
        // What stopped the reader explains why rows ended early.
        (_, Err(fail)) | (Err(fail), Ok(())) => Err(fail),
        (Ok(Some(counts)), Ok(())) => Ok(counts),
        (Ok(None), Ok(())) => Err(Fail::new(
            format!("{} has no end", opened.file.display()),
            "take another backup; nothing was restored",
        )),
    }
}

async fn joined(reading: JoinHandle<io::Result<()>>) -> io::Result<()> {
    reading.await.unwrap_or_else(|_| Err(io::Error::other("the reader broke off")))
}

/// A store that has had more than this program knows cannot be served by it.
fn refuse_newer(manifest: &Manifest) -> Result<(), Fail> {
    let known = modules::migrations();
    let unknown = manifest.migrations.iter().find(|(module, name, _)| {
        !known.iter().any(|own| own.module == module && own.files.iter().any(|file| file.name == name))
    });
    unknown.map_or(Ok(()), |(module, name, _)| {
        let program = &manifest.program;
        Err(Fail::new(
            format!("the backup has {module}/{name}, which this program does not know"),
            format!("restore it with program {program} or a later one"),
        ))
    })
}

async fn counts_of(found: &mut Receiver<Found>) -> Result<Option<Counts>, Fail> {
    let mut last = None;
    while let Some(found) = found.recv().await {
        if let Found::Counts(counts) = found {
            last = Some(counts);
        }
    }
    Ok(last)
}

/// Tables come one after the other; each is one COPY.
async fn rows(opened: &Opened, draft: &Draft, found: &mut Receiver<Found>) -> Result<Option<Counts>, Fail> {
    let store: Store = draft.store().await?;
    let mut copy: CopyIn = store.copy_in(&modules::migrations(), &opened.manifest.applied()).await?;
    let (mut next, mut last) = (found.recv().await, None);
    while let Some(one) = next.take() {
        match one {
            Found::Counts(counts) => {
                last = Some(counts);
                next = found.recv().await;
            }
            Found::Rows(name, piece) => next = table(opened, &mut copy, &name, piece, found).await?,
        }
    }
    if last.is_some() {
        copy.end().await?;
    }
    store.close().await?;
    Ok(last)
}

/// Answers what came after this table.
async fn table(
    opened: &Opened,
    copy: &mut CopyIn,
    name: &str,
    first: Vec<u8>,
    found: &mut Receiver<Found>,
) -> Result<Option<Found>, Fail> {
    let table: Table = opened.manifest.table(name).ok_or_else(|| {
        Fail::new(format!("the backup has rows of {name}, which it does not name"), "take another backup")
    })?;
    let (mut waiting, mut after) = (Some(first), None);
    let next = async || -> Result<Option<Vec<u8>>, Fail> {
        if let Some(piece) = waiting.take() {
            return Ok(Some(piece));
        }
        match found.recv().await {
            Some(Found::Rows(own, piece)) if own == name => Ok(Some(piece)),
            other => {
                after = other;
                Ok(None)
            }
        }
    };
    copy.table(&table, next).await?;
    Ok(after)
}

/// The thread that reads, and puts files where they belong.
fn read(file: &Path, keys: &Keys, folder: &Path, county: &str, to: &Sender<Found>) -> io::Result<()> {
    let mut archive = archive(file, keys)?;
    for entry in archive.entries()? {
        let mut entry = entry?;
        let name = entry.path()?.to_string_lossy().into_owned();
        let size = usize::try_from(entry.size()).unwrap_or(usize::MAX);
        let found = match name.split('/').collect::<Vec<_>>()[..] {
            [MANIFEST] => continue,
            [COUNTS] => {
                let counts = serde_json::from_reader(&mut entry).map_err(io::Error::other)?;
                Found::Counts(counts)
            }
            ["tables", table, _] => {
                let mut piece = Vec::with_capacity(size.min(64 << 20));
                entry.read_to_end(&mut piece)?;
                Found::Rows(table.to_owned(), piece)
            }
            _ => {
                put(&mut entry, &target(folder, county, &name)?)?;
                continue;
            }
        };
        if to.blocking_send(found).is_err() {
            return Ok(());
        }
    }
    // The end of the archive is not yet the end of the stream, and only that one is proved.
    let mut rest = archive.into_inner();
    io::copy(&mut rest, &mut io::sink())?;
    io::copy(&mut rest.finish(), &mut io::sink())?;
    Ok(())
}

fn target(folder: &Path, county: &str, name: &str) -> io::Result<PathBuf> {
    let ours = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    let shelf = name == STORE || name.starts_with("playbook/") || name.starts_with("files/");
    if !ours || !shelf {
        return Err(io::Error::other(format!("the backup holds {name}, which is nothing of a county")));
    }
    Ok(folder.join(if name == STORE { format!("{county}.sqlite") } else { name.to_owned() }))
}

fn put(entry: &mut impl Read, target: &Path) -> io::Result<()> {
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = File::create_new(target)?;
    io::copy(entry, &mut file)?;
    file.sync_all()
}
