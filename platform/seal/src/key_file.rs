use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use crate::digest::{hex, parse_hex};
use crate::keys::{Keys, Ring, SealError, random_key};

const HEADER: &str = "\
# Keys of this Lianxin installation. Who has them reads every sealed phone and ID number.
# Keep a copy apart from the data's backup: without this file the sealed columns are lost for good.
# The highest version writes; lower ones read what was sealed before.
";

/// Why a key file could not be read or made. Messages name the file and the mend, never a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("key file {path}: not found; restore it from its copy, or make a new one for a new installation")]
    Missing { path: PathBuf },
    #[error("key file {path}: it is there already; a new one would lose what the old keys sealed")]
    Exists { path: PathBuf },
    #[error("key file {path}: others on this machine can read or write it; run chmod 600")]
    OpenToOthers { path: PathBuf },
    #[error("key file {path}: {reason}")]
    Malformed { path: PathBuf, reason: String },
    #[error("key file {path}: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("key file {path}: version 255 is in use; no further version can be made")]
    VersionsUsedUp { path: PathBuf },
    #[error(transparent)]
    Seal(#[from] SealError),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyLines {
    seal: BTreeMap<String, String>,
    blind: BTreeMap<String, String>,
}

impl Drop for KeyLines {
    fn drop(&mut self) {
        use zeroize::Zeroize;
        self.seal.values_mut().chain(self.blind.values_mut()).for_each(Zeroize::zeroize);
    }
}

impl Keys {
    /// Reads the key file. Refuses one that other users of the machine can read.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        refuse_open_file(path)?;
        let text = Zeroizing::new(fs::read_to_string(path).map_err(|error| io_error(path, error))?);
        parse(path, &text)
    }

    /// Makes new keys and writes them, mode 0600, whole or not at all; never over an existing file.
    pub fn make(path: &Path) -> Result<Self, KeyFileError> {
        let keys = Self::generate()?;
        write_new(path, &keys)?;
        Ok(keys)
    }

    /// [`Keys::load`], or [`Keys::make`] if there is no file. Only for a store without data: see
    /// [`Keys::fingerprints`]. Two processes that start together end up with the same keys.
    pub fn load_or_make(path: &Path) -> Result<Self, KeyFileError> {
        match Self::load(path) {
            Err(KeyFileError::Missing { .. }) => match Self::make(path) {
                Err(KeyFileError::Exists { .. }) => Self::load(path),
                made => made,
            },
            loaded => loaded,
        }
    }

    /// Adds a new version of the sealing key to the file; from now on it seals, and the older ones still open.
    pub fn add_seal_version(path: &Path) -> Result<Self, KeyFileError> {
        let mut keys = Self::load(path)?;
        let version = next_version(path, keys.seal.newest().0)?;
        keys.seal.add(version, random_key()?);
        replace(path, &keys)?;
        Ok(keys)
    }

    /// Adds a new version of the blind-index key to the file; the index must then be rebuilt
    /// (see [`Keys::blind_readable`]).
    pub fn add_blind_version(path: &Path) -> Result<Self, KeyFileError> {
        let mut keys = Self::load(path)?;
        let version = next_version(path, keys.blind.newest().0)?;
        keys.blind.add(version, random_key()?);
        replace(path, &keys)?;
        Ok(keys)
    }
}

fn next_version(path: &Path, newest: u8) -> Result<u8, KeyFileError> {
    newest.checked_add(1).ok_or_else(|| KeyFileError::VersionsUsedUp { path: path.into() })
}

#[cfg(unix)]
fn refuse_open_file(path: &Path) -> Result<(), KeyFileError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_err(|error| io_error(path, error))?.permissions().mode();
    // A group may read: orchestrators mount secrets as 0440.
    if mode & 0o027 == 0 { Ok(()) } else { Err(KeyFileError::OpenToOthers { path: path.into() }) }
}

#[cfg(not(unix))]
fn refuse_open_file(_path: &Path) -> Result<(), KeyFileError> {
    Ok(())
}

fn parse(path: &Path, text: &str) -> Result<Keys, KeyFileError> {
    let malformed = |reason: String| KeyFileError::Malformed { path: path.into(), reason };
    // The parser's own message would quote the line, and the line is a key.
    let lines: KeyLines = toml::from_str(text)
        .map_err(|_| malformed("expected tables [seal] and [blind] with lines VERSION = \"HEX\"".into()))?;
    let seal = ring(&lines.seal, "seal").map_err(malformed)?;
    let blind = ring(&lines.blind, "blind").map_err(malformed)?;
    Ok(Keys { seal, blind })
}

fn ring<const N: usize>(
    lines: &BTreeMap<String, String>,
    kind: &str,
) -> Result<Ring<Zeroizing<[u8; N]>>, String> {
    let mut keys = BTreeMap::new();
    for (name, text) in lines {
        let version = name.parse::<u8>().ok().filter(|version| *version > 0 && version.to_string() == *name);
        let version = version.ok_or_else(|| format!("[{kind}] versions are numbers from 1 to 255"))?;
        let key = parse_hex::<N>(text)
            .ok_or_else(|| format!("[{kind}] {version}: expected {} hexadecimal digits", N * 2))?;
        keys.insert(version, Zeroizing::new(key));
    }
    Ring::of(keys).ok_or_else(|| format!("[{kind}] holds no key"))
}

fn render(keys: &Keys) -> Zeroizing<String> {
    use std::fmt::Write as _;
    let mut text = Zeroizing::new(String::from(HEADER));
    text.push_str("\n[seal]\n");
    for (version, key) in keys.seal.all() {
        let _ = writeln!(text, "{version} = \"{}\"", *Zeroizing::new(hex(key.as_slice())));
    }
    text.push_str("\n[blind]\n");
    for (version, key) in keys.blind.all() {
        let _ = writeln!(text, "{version} = \"{}\"", *Zeroizing::new(hex(key.as_slice())));
    }
    text
}

fn write_new(path: &Path, keys: &Keys) -> Result<(), KeyFileError> {
    let draft = draft(path, keys)?;
    draft.persist_noclobber(path).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists { path: path.into() },
        _ => io_error(path, error.error),
    })?;
    sync_folder(path)
}

fn replace(path: &Path, keys: &Keys) -> Result<(), KeyFileError> {
    draft(path, keys)?.persist(path).map_err(|error| io_error(path, error.error))?;
    sync_folder(path)
}

/// A temporary file in the same folder; the library makes it with mode 0600.
fn draft(path: &Path, keys: &Keys) -> Result<NamedTempFile, KeyFileError> {
    let write = || {
        let mut draft = NamedTempFile::new_in(folder(path))?;
        draft.write_all(render(keys).as_bytes())?;
        draft.as_file().sync_all()?;
        Ok(draft)
    };
    write().map_err(|error| io_error(path, error))
}

fn sync_folder(path: &Path) -> Result<(), KeyFileError> {
    fs::File::open(folder(path)).and_then(|folder| folder.sync_all()).map_err(|error| io_error(path, error))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn io_error(path: &Path, source: io::Error) -> KeyFileError {
    match source.kind() {
        io::ErrorKind::NotFound => KeyFileError::Missing { path: path.into() },
        _ => KeyFileError::Io { path: path.into(), source },
    }
}
