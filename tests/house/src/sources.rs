//! The files of the house that people write by hand.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the whole house.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the house stands")
}

pub struct Source {
    /// From the root: `modules/orgs/src/lib.rs`.
    pub path: String,
    pub text: String,
}

const NOT_BY_HAND: [&str; 6] = ["target", "node_modules", "dist", ".git", ".cluster", "data"];

/// All files with one of these endings.
pub fn sources(endings: &[&str]) -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    walk(&root, &mut |path| {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if endings.contains(&ending) {
            let text = fs::read_to_string(path).unwrap_or_default();
            let path = path.strip_prefix(&root).unwrap_or(path).display().to_string();
            found.push(Source { path, text });
        }
    });
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn walk(folder: &Path, see: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && !NOT_BY_HAND.iter().any(|skip| name == *skip) {
            walk(&path, see);
        } else if kind.is_file() {
            see(&path);
        }
    }
}
