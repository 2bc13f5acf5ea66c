//! Playbooks: Zhangqiu's is carried inside the program, others are folders.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use lianxin_playbook::{Files, Mistake, Playbook, load, load_files};

use crate::fail::Fail;

static ZHANGQIU: Dir = include_dir!("$CARGO_MANIFEST_DIR/../playbooks/zhangqiu");

/// The files of the playbook that comes with the program.
pub fn files() -> Files {
    let named = |file: &'static include_dir::File<'static>| {
        (file.path().display().to_string(), Cow::Borrowed(file.contents()))
    };
    ZHANGQIU.files().map(named).collect()
}

/// The playbook that comes with the program.
pub fn standard() -> Result<Playbook, Fail> {
    load_files(&files()).map_err(|mistakes| wrong("the standard playbook", &mistakes))
}

/// The playbook in a folder, or the standard one.
pub fn read(folder: Option<&Path>) -> Result<Playbook, Fail> {
    match folder {
        Some(folder) => load(folder).map_err(|mistakes| wrong(&folder.display().to_string(), &mistakes)),
        None => standard(),
    }
}

/// The playbook of a county: its own copy in the data folder, else the standard one if it is that county's.
pub fn of_county(data: &Path, code: &str) -> Result<Playbook, Fail> {
    let own = kept_at(data, code);
    let playbook = if own.is_dir() { read(Some(&own))? } else { standard()? };
    if playbook.county().code == code {
        return Ok(playbook);
    }
    Err(Fail::new(
        format!("{} holds no playbook of {code}", own.display()),
        "copy the county's playbook there",
    ))
}

/// Where a county's own playbook is kept: `DIR/playbooks/370114`.
pub fn kept_at(data: &Path, code: &str) -> PathBuf {
    data.join("playbooks").join(code)
}

/// Copies a playbook's files to the data folder, whole or not at all.
pub fn keep(folder: &Path, data: &Path, code: &str) -> Result<(), Fail> {
    let kept = kept_at(data, code);
    let failed = |error: std::io::Error| {
        Fail::new(
            format!("cannot copy the playbook to {} ({error})", kept.display()),
            "free space or mend rights",
        )
    };
    let shelf = data.join("playbooks");
    std::fs::create_dir_all(&shelf).map_err(failed)?;
    let draft = tempfile::tempdir_in(&shelf).map_err(failed)?;
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.path().is_file() {
            std::fs::copy(entry.path(), draft.path().join(entry.file_name())).map_err(failed)?;
        }
    }
    std::fs::rename(draft.path(), &kept).map_err(failed)?;
    // The folder has moved: there is nothing left to remove.
    let _ = draft.keep();
    Ok(())
}

fn wrong(name: &str, mistakes: &[Mistake]) -> Fail {
    let first = mistakes.first().map(Mistake::en).unwrap_or_default();
    let more = mistakes.len().saturating_sub(1);
    let mend = if more == 0 {
        "mend it there".to_owned()
    } else {
        format!("mend it and {more} more; `lianxin playbook check` lists them all")
    };
    Fail::new(format!("{name} is no playbook yet, {first}"), mend)
}
