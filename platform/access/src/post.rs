use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};

/// A post as it is now: who, as what, where.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Post {
    pub id: Id,
    pub person_id: Id,
    pub person_name: String,
    pub role: String,
    pub org_id: Id,
    pub org_code: String,
    pub org_kind: String,
    pub org_zh: String,
    pub org_en: String,
    pub stands_in_for: Option<Id>,
    pub valid_to: Option<Time>,
}

const POST: &str = "SELECT p.id, p.person_id, n.name AS person_name, p.role, p.org_id, p.stands_in_for, p.valid_to, \
                    o.code AS org_code, o.kind AS org_kind, o.short_zh AS org_zh, o.short_en AS org_en \
                    FROM posts p JOIN persons n ON n.id = p.person_id JOIN orgs o ON o.id = p.org_id";
const NOW: &str = "p.valid_from <= $1 AND (p.valid_to IS NULL OR p.valid_to > $1)";

/// The posts that a person holds at an instant.
pub async fn posts_of(db: &impl Db, person: Id, at: Time) -> Result<Vec<Post>, Fault> {
    db.rows(
        &format!("{POST} WHERE {NOW} AND p.person_id = $2 ORDER BY p.valid_from, p.id"),
        values![at, person],
    )
    .await
}

/// One post, if it is held at that instant.
pub async fn post(db: &impl Db, id: Id, at: Time) -> Result<Option<Post>, Fault> {
    db.row(&format!("{POST} WHERE {NOW} AND p.id = $2"), values![at, id]).await
}

/// Everyone who holds a role in an organisation at an instant, stand-ins included.
pub async fn posts_with_role(db: &impl Db, role: &str, org: Id, at: Time) -> Result<Vec<Post>, Fault> {
    let sql = format!("{POST} WHERE {NOW} AND p.org_id = $2 AND p.role = $3 ORDER BY p.valid_from, p.id");
    db.rows(&sql, values![at, org, role]).await
}
