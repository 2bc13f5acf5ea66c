use std::collections::BTreeMap;

use lianxin_base::Time;
use lianxin_db::{Applied, Head, Table};
use serde::{Deserialize, Serialize};

/// What stands first in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    pub program: String,
    pub county: String,
    /// sqlite postgres
    pub engine: String,
    pub made_at: Time,
    /// One line per key that its sealed fields may need, never a key.
    pub keys: Vec<String>,
    /// Module, name and digest of each migration.
    pub migrations: Vec<(String, String, String)>,
    /// Tables with their columns, in the order in which they are packed; empty for SQLite.
    pub tables: Vec<(String, Vec<String>)>,
}

/// What stands last: what must come out again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub rows: BTreeMap<String, i64>,
    /// Number and link of the last sealed event, the link in hexadecimal.
    pub head: Option<(i64, String)>,
    pub files: u64,
    pub bytes: u64,
}

pub const FORMAT: u32 = 1;
pub const MANIFEST: &str = "manifest.json";
pub const COUNTS: &str = "counts.json";
pub const STORE: &str = "store.sqlite";

impl Manifest {
    pub fn applied(&self) -> Vec<Applied> {
        let own = |(module, name, digest): &(String, String, String)| Applied {
            module: module.clone(),
            name: name.clone(),
            digest: digest.clone(),
        };
        self.migrations.iter().map(own).collect()
    }

    pub fn table(&self, name: &str) -> Option<Table> {
        let (name, columns) = self.tables.iter().find(|(own, _)| own == name)?;
        Some(Table { name: name.clone(), columns: columns.clone() })
    }
}

/// The head of a chain as [`Counts`] writes it.
pub fn head(head: Head) -> Option<(i64, String)> {
    head.map(|(seq, hash)| (seq, lianxin_seal::digest::hex(&hash)))
}
