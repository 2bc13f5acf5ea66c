//! What changed between two playbooks.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::load::raw_tables;
use crate::tables::RawTable;
use crate::{Files, Playbook};

/// One difference. A row that came or went is one change with the code alone and no field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// File without its ending: `limits`, `units`; `playbook` for the settings.
    pub table: String,
    /// Key of the row; for limits pace and stage, as in `normal resolve`. Empty for settings.
    pub code: String,
    /// Column, or key of a setting; none if the whole row came or went.
    pub field: Option<String>,
    /// None: it was not there.
    pub old: Option<String>,
    /// None: it is no longer there.
    pub new: Option<String>,
}

/// Every difference between two playbooks, by table, code and field.
pub fn changes(old: &Playbook, new: &Playbook) -> Vec<Change> {
    changes_between(&old.files, &new.files)
}

/// The same for the files of two versions, also of one that this program can no longer load.
pub fn changes_between(old: &Files, new: &Files) -> Vec<Change> {
    let none = BTreeMap::new();
    let (old, new) = (raw_tables(old), raw_tables(new));
    let old_tables = by_file(&old);
    let new_tables = by_file(&new);
    let files: BTreeSet<_> = old_tables.keys().chain(new_tables.keys()).copied().collect();
    let mut all = Vec::new();
    for file in files {
        let before = old_tables.get(file).copied().unwrap_or(&none);
        let after = new_tables.get(file).copied().unwrap_or(&none);
        let table = file.rsplit_once('.').map_or(file, |(name, _)| name);
        changed_rows(table, before, after, &mut all);
    }
    all
}

type Rows = BTreeMap<String, BTreeMap<String, String>>;

fn by_file(tables: &[RawTable]) -> BTreeMap<&str, &Rows> {
    tables.iter().map(|table| (table.file.as_str(), &table.rows)).collect()
}

fn changed_rows(table: &str, old: &Rows, new: &Rows, all: &mut Vec<Change>) {
    let codes: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for code in codes {
        match (old.get(code), new.get(code)) {
            (Some(before), Some(after)) => changed_cells(table, code, before, after, all),
            (before, after) => all.push(Change {
                table: table.to_owned(),
                code: code.clone(),
                field: None,
                old: before.map(name_of),
                new: after.map(name_of),
            }),
        }
    }
}

fn changed_cells(
    table: &str,
    code: &str,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    all: &mut Vec<Change>,
) {
    let fields: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for field in fields {
        let (before, after) = (old.get(field), new.get(field));
        if before != after {
            all.push(Change {
                table: table.to_owned(),
                code: code.to_owned(),
                field: Some(field.clone()),
                old: before.cloned(),
                new: after.cloned(),
            });
        }
    }
}

/// What a person calls a row: its Chinese name where it has one.
fn name_of(row: &BTreeMap<String, String>) -> String {
    ["name_zh", "item_zh", "stage_zh", "word_zh", "label_zh", "reason_zh"]
        .iter()
        .find_map(|column| row.get(*column))
        .cloned()
        .unwrap_or_default()
}
