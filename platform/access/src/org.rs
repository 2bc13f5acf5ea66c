use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};

use crate::reach::place_under;

/// An organisation: a place or a unit.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Org {
    pub id: Id,
    pub code: String,
    /// `district` `town` `area` `village` `grid` `micro-grid` · `department` `body` `office` `firm`
    pub kind: String,
    pub name_zh: String,
    pub name_en: String,
    pub short_zh: String,
    pub short_en: String,
    pub parent_id: Option<Id>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub valid_to: Option<Time>,
    pub revision: i64,
}

impl Org {
    pub fn name(&self, zh: bool) -> &str {
        if zh { &self.name_zh } else { &self.name_en }
    }
    pub fn short(&self, zh: bool) -> &str {
        if zh { &self.short_zh } else { &self.short_en }
    }
    pub fn is_place(&self) -> bool {
        matches!(self.kind.as_str(), "district" | "town" | "area" | "village" | "grid" | "micro-grid")
    }
}

pub(crate) const ORG: &str = "SELECT o.id, o.code, o.kind, o.name_zh, o.name_en, o.short_zh, o.short_en, o.parent_id, \
                              o.lon, o.lat, o.valid_to, o.revision FROM orgs o";

pub async fn org(db: &impl Db, id: Id) -> Result<Option<Org>, Fault> {
    db.row(&format!("{ORG} WHERE o.id = $1"), values![id]).await
}

pub async fn org_by_code(db: &impl Db, code: &str) -> Result<Option<Org>, Fault> {
    db.row(&format!("{ORG} WHERE o.code = $1"), values![code]).await
}

/// The organisation and all above it now, nearest first.
pub async fn orgs_above(db: &impl Db, id: Id) -> Result<Vec<Org>, Fault> {
    let sql = format!(
        "{ORG} JOIN org_above a ON a.above_id = o.id WHERE a.org_id = $1 AND a.valid_to IS NULL ORDER BY a.depth"
    );
    db.rows(&sql, values![id]).await
}

/// All below it now with the given kind, by code.
pub async fn orgs_below(db: &impl Db, id: Id, kind: &str) -> Result<Vec<Org>, Fault> {
    let sql = format!(
        "{ORG} JOIN org_above a ON a.org_id = o.id WHERE a.above_id = $1 AND a.valid_to IS NULL AND o.kind = $2 \
         AND o.valid_to IS NULL ORDER BY o.code"
    );
    db.rows(&sql, values![id, kind]).await
}

/// Those directly below it now, by code.
pub async fn children(db: &impl Db, id: Id) -> Result<Vec<Org>, Fault> {
    db.rows(&format!("{ORG} WHERE o.parent_id = $1 AND o.valid_to IS NULL ORDER BY o.code"), values![id])
        .await
}

/// The district itself.
pub async fn root(db: &impl Db) -> Result<Option<Org>, Fault> {
    db.row(
        &format!("{ORG} WHERE o.parent_id IS NULL AND o.kind = 'district' AND o.valid_to IS NULL"),
        values![],
    )
    .await
}

/// Writes a new organisation under its parent; the caller writes the event.
pub async fn add_org(tx: &Tx, org: &Org) -> Result<(), Fault> {
    tx.run(
        "INSERT INTO orgs (id, code, kind, name_zh, name_en, short_zh, short_en, parent_id, lon, lat, valid_from, valid_to, \
         replaced_by, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL, 1)",
        values![
            org.id,
            org.code.as_str(),
            org.kind.as_str(),
            org.name_zh.as_str(),
            org.name_en.as_str(),
            org.short_zh.as_str(),
            org.short_en.as_str(),
            org.parent_id,
            org.lon,
            org.lat,
            tx.now()
        ],
    )
    .await?;
    place_under(tx, org.id, org.parent_id, tx.now()).await
}
