//! A draft that is whole becomes a county. The store comes last: before it has its name there is no county, and what an
//! interrupted restore left is known by its mark and taken away by the next.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use lianxin_db::Place;

use super::{Draft, told};
use crate::configuration::Configuration;
use crate::fail::Fail;
use crate::{counties, playbooks};

const MARK: &str = "settling";

/// From the draft to where the county looks for it.
fn moves(data: &Path, draft: &Path, county: &str) -> [(PathBuf, PathBuf); 3] {
    let shelf = |shelf: &str| {
        (draft.join("files").join(shelf).join(county), data.join("files").join(shelf).join(county))
    };
    [shelf("quarantine"), shelf("kept"), (draft.join("playbook"), playbooks::kept_at(data, county))]
}

/// Restoring never writes over anything.
pub async fn refuse_what_is_there(configuration: &Configuration, county: &str) -> Result<(), Fail> {
    let data = &configuration.data;
    if counties::codes(configuration).await?.iter().any(|code| code == county) {
        return Err(Fail::new(
            format!("county {county} is there already"),
            "restore into another --data or --database; nothing is ever written over",
        ));
    }
    let draft = data.join(format!(".restoring-{county}"));
    let interrupted = draft.join(MARK).exists();
    for (_, target) in moves(data, &draft, county) {
        if !target.exists() {
            continue;
        }
        if !interrupted {
            return Err(Fail::new(
                format!("{} is there already", target.display()),
                "restore into an empty --data; nothing is ever written over",
            ));
        }
        fs::remove_dir_all(&target).map_err(|error| told(&target, &error))?;
    }
    Ok(())
}

/// Gives the draft its name. Keys that were given are kept beside the data unless there are some.
pub async fn settle(
    configuration: &Configuration,
    draft: &Draft,
    county: &str,
    keys: Option<&Path>,
) -> Result<(), Fail> {
    let data = &configuration.data;
    let failed = |error: &io::Error| told(data, error);
    File::create(draft.folder.join(MARK)).and_then(|mark| mark.sync_all()).map_err(|error| failed(&error))?;
    sync(&draft.folder).map_err(|error| failed(&error))?;
    if let Some(given) = keys {
        keep_keys(given, &counties::keys_at(data)).map_err(|error| failed(&error))?;
    }
    for (from, to) in moves(data, &draft.folder, county) {
        take_over(&from, &to).map_err(|error| failed(&error))?;
    }
    match &draft.place {
        Place::File(file) => {
            fs::rename(file, data.join(format!("{county}.sqlite"))).map_err(|error| failed(&error))?;
        }
        Place::Schema { url, schema, .. } => {
            counties::script(url, &format!("ALTER SCHEMA \"{schema}\" RENAME TO \"c{county}\"")).await?;
        }
    }
    sync(data).map_err(|error| failed(&error))?;
    // The county stands; a mark that cannot be removed is removed by the next restore.
    let _ = fs::remove_dir_all(&draft.folder);
    Ok(())
}

fn take_over(from: &Path, to: &Path) -> io::Result<()> {
    if !from.exists() {
        return Ok(());
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
        fs::rename(from, to)?;
        return sync(parent);
    }
    Ok(())
}

/// Readable by the owner alone, whole or not at all, never over others.
fn keep_keys(given: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        return Ok(());
    }
    let folder = to.parent().unwrap_or(Path::new("."));
    let mut draft = tempfile::NamedTempFile::new_in(folder)?;
    io::copy(&mut File::open(given)?, &mut draft)?;
    draft.as_file().sync_all()?;
    draft.persist_noclobber(to).map_err(|error| error.error)?;
    sync(folder)
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
