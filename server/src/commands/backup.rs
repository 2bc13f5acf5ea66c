use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Args;

use crate::backup::{pack, prove, told};
use crate::configuration::Options;
use crate::counties;
use crate::fail::Fail;

/// Pack a county into one sealed file while it goes on, and prove it by restoring it
///
/// Holds the store of one instant, the county's playbook, its photos and recordings. Compressed and sealed with a key made
/// from keys.toml, which is not in it: keep a copy of keys.toml apart, for without it the file opens nothing. The file
/// gets its name only when it has been restored in a scratch place, counted, verified and checked: the data folder, or
/// the database, needs room for one more copy of the store meanwhile.
///
/// Code 0: whole. Code 1: the copy is true, and the checks found something in the county itself. Code 2: no backup.
#[derive(Args, Debug)]
pub struct Backup {
    /// The file to make; never one that is there
    file: PathBuf,
    /// Do not restore it for proof: half the time, and a hope instead of a backup
    #[arg(long)]
    unproved: bool,
}

impl Backup {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        let configuration = options.read()?;
        let file = &self.file;
        if file.exists() {
            return Err(Fail::new(format!("{} is there already", file.display()), "choose another name"));
        }
        let code = counties::the_one(&configuration).await?;
        let county = counties::open(&configuration, &code).await?;
        let folder = parent(file);
        let failed = |error: &io::Error| told(folder, error);
        let draft = draft(folder, file).map_err(|error| failed(&error))?;
        // Opened copies lie only where the county lies already; the backup's folder may be anybody's.
        let scratch = Scratch::begin(&configuration.data, &code).map_err(|error| failed(&error))?;
        let to = draft.reopen().map_err(|error| failed(&error))?;
        let packed = pack(&configuration, &county, &scratch.0, to, file).await;
        let keys = (*county.keys).clone();
        county.store.close().await?;
        let (manifest, counts) = packed?;
        scratch.empty().map_err(|error| failed(&error))?;
        let findings = if self.unproved {
            vec![]
        } else {
            prove(&configuration, draft.path(), &scratch.0, keys).await?.findings
        };
        draft.persist_noclobber(file).map_err(|error| failed(&error.error))?;
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| failed(&error))?;
        let size = fs::metadata(file).map_err(|error| failed(&error))?.len();
        let rows: i64 = counts.rows.values().sum();
        let (seq, link) = counts.head.unwrap_or_default();
        println!("{code} {} rows, {} files, {size} bytes, as of {}", rows, counts.files, manifest.made_at);
        println!("head {link} ({seq} events)");
        println!(
            "{}",
            if self.unproved { "not proved" } else { "proved: restored, counted, verified, checked" }
        );
        if findings.is_empty() {
            return Ok(());
        }
        Err(Fail::found(
            format!("the copy is true, and the county itself breaks {}", findings.join(" ")),
            "see lianxin check",
        ))
    }
}

fn parent(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Beside the file that it becomes, readable by the owner alone; gone however this ends. What a kill left of an earlier
/// try is taken away.
fn draft(folder: &Path, file: &Path) -> io::Result<tempfile::NamedTempFile> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let (prefix, suffix) = (format!(".{name}."), ".part");
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let own = entry.file_name().to_string_lossy().into_owned();
        if own.starts_with(&prefix) && own.ends_with(suffix) {
            fs::remove_file(entry.path())?;
        }
    }
    tempfile::Builder::new().prefix(&prefix).suffix(suffix).tempfile_in(folder)
}

/// A folder in the data folder, empty at the start and gone at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn begin(data: &Path, code: &str) -> io::Result<Self> {
        let scratch = Self(data.join(format!(".backup-{code}")));
        scratch.empty()?;
        Ok(scratch)
    }

    fn empty(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::create_dir_all(&self.0)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
