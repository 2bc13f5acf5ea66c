use lianxin_access::{Grant, Scope, reach};
use lianxin_base::Id;
use lianxin_db::{Db, Fault, values};

/// The kind of place that a scope is counted by; none: the organisation of the post itself.
fn kind_of(scope: Scope) -> Option<&'static str> {
    match scope {
        Scope::Village => Some("village"),
        Scope::Area => Some("area"),
        Scope::Town => Some("town"),
        _ => None,
    }
}

/// Is an organisation inside what a permission covers? A post in an office of a town covers the town.
pub async fn reaches(db: &impl Db, grant: &Grant, org: Id) -> Result<bool, Fault> {
    match grant.scope {
        Scope::County => return Ok(true),
        Scope::Own | Scope::Household | Scope::Assigned | Scope::Granted => return Ok(false),
        _ => {}
    }
    let top = match kind_of(grant.scope) {
        Some(kind) => nearest(db, grant.org_id, kind).await?.unwrap_or(grant.org_id),
        None => grant.org_id,
    };
    reach::is_within(db, org, top).await
}

async fn nearest(db: &impl Db, org: Id, kind: &str) -> Result<Option<Id>, Fault> {
    let sql = "SELECT o.id FROM org_above a JOIN orgs o ON o.id = a.above_id \
               WHERE a.org_id = $1 AND a.valid_to IS NULL AND o.kind = $2 ORDER BY a.depth LIMIT 1";
    db.value(sql, values![org, kind]).await
}

/// The organisation over which a permission holds; none: the whole county.
pub(crate) async fn top_of(db: &impl Db, grant: &Grant) -> Result<Option<Id>, Fault> {
    if grant.scope == Scope::County {
        return Ok(None);
    }
    let top = match kind_of(grant.scope) {
        Some(kind) => nearest(db, grant.org_id, kind).await?,
        None => None,
    };
    Ok(Some(top.unwrap_or(grant.org_id)))
}
