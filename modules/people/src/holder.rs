use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Value, values};

/// A post with its holder, for lists.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Holder {
    pub id: Id,
    pub person_id: Id,
    pub person_name: String,
    pub role: String,
    pub org_id: Id,
    pub stands_in_for: Option<Id>,
    pub valid_from: Time,
    pub valid_to: Option<Time>,
}

/// Which posts to list. Keyset: the next page begins after the last post of this one.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    /// At this organisation and all below it.
    pub under: Option<Id>,
    /// At this organisation alone.
    pub at: Option<Id>,
    pub role: Option<String>,
    /// The beginning of a name.
    pub name: Option<String>,
    pub after: Option<(String, Id)>,
    pub limit: i64,
}

const HOLDER: &str = "SELECT p.id, p.person_id, n.name AS person_name, p.role, p.org_id, p.stands_in_for, p.valid_from, \
                      p.valid_to FROM posts p JOIN persons n ON n.id = p.person_id";

/// The posts that are held now, by name.
pub async fn holders(db: &impl Db, now: Time, which: &Holders) -> Result<Vec<Holder>, Fault> {
    let mut bound: Vec<Value> = values![now];
    let mut sql = String::from(HOLDER);
    if let Some(under) = which.under {
        bound.push(under.into());
        sql += " JOIN org_above a ON a.org_id = p.org_id AND a.valid_to IS NULL AND a.above_id = $2";
    }
    sql += " WHERE p.valid_from <= $1 AND (p.valid_to IS NULL OR p.valid_to > $1)";
    let mut and = |condition: &str, value: Value| {
        bound.push(value);
        sql += &condition.replace('?', &format!("${}", bound.len()));
    };
    if let Some(at) = which.at {
        and(" AND p.org_id = ?", at.into());
    }
    if let Some(role) = &which.role {
        and(" AND p.role = ?", role.as_str().into());
    }
    if let Some(name) = which.name.as_deref().filter(|name| !name.is_empty()) {
        and(" AND n.name >= ?", name.into());
        and(" AND n.name < ?", format!("{name}\u{10FFFF}").into());
    }
    if let Some((name, id)) = &which.after {
        and(" AND (n.name, p.id) > (?", name.as_str().into());
        and(", ?)", (*id).into());
    }
    and(" ORDER BY n.name, p.id LIMIT ?", which.limit.clamp(1, 1_000).into());
    db.rows(&sql, bound).await
}

/// Every post that a person held, holds or will hold, the latest first.
pub async fn posts_ever_of(db: &impl Db, person: Id) -> Result<Vec<Holder>, Fault> {
    db.rows(&format!("{HOLDER} WHERE p.person_id = $1 ORDER BY p.valid_from DESC, p.id"), values![person])
        .await
}
