//! The versions that were in force, as they were written down.

use chrono::NaiveDate;
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};

/// A version of the playbook that the program worked by.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Version {
    pub id: Id,
    /// 1, 2, 3 in the order in which they came into force.
    pub number: i64,
    /// As its authors call it: 2026.1
    pub name: String,
    /// From which day it holds, as it says itself.
    pub effective: NaiveDate,
    pub digest: String,
    /// Since when the program works by it.
    pub since: Time,
    /// How many cells it changed in the one before it.
    pub changed: i64,
    pub approved_on: Option<NaiveDate>,
    pub approved_by: Option<Id>,
    pub approved_post: Option<Id>,
    pub document: String,
    pub noted_at: Option<Time>,
    pub revision: i64,
}

const VERSION: &str = "SELECT id, number, name, effective, digest, since, changed, approved_on, approved_by, \
                       approved_post, document, noted_at, revision FROM playbook_versions";

/// All versions, newest first.
pub async fn versions(db: &impl Db) -> Result<Vec<Version>, Fault> {
    db.rows(&format!("{VERSION} ORDER BY number DESC"), values![]).await
}

pub(crate) async fn newest(db: &impl Db) -> Result<Option<Version>, Fault> {
    db.row(&format!("{VERSION} ORDER BY number DESC LIMIT 1"), values![]).await
}

pub(crate) async fn numbered(db: &impl Db, number: i64) -> Result<Option<Version>, Fault> {
    db.row(&format!("{VERSION} WHERE number = $1"), values![number]).await
}

/// The latest version with this digest: the one that a program with these files works by.
pub(crate) async fn with_digest(db: &impl Db, digest: &str) -> Result<Option<Version>, Fault> {
    db.row(&format!("{VERSION} WHERE digest = $1 ORDER BY number DESC LIMIT 1"), values![digest]).await
}

/// One cell that a version changed; a row that came or went has no field.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ChangeRow {
    pub file: String,
    pub code: String,
    pub field: String,
    pub was: Option<String>,
    pub became: Option<String>,
}

/// What a version changed, as it was written down when it came into force.
pub async fn changes_of(db: &impl Db, version: Id) -> Result<Vec<ChangeRow>, Fault> {
    let sql =
        "SELECT file, code, field, was, became FROM playbook_changes WHERE version_id = $1 ORDER BY place";
    db.rows(sql, values![version]).await
}
