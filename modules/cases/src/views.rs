//! Lists that somebody keeps: a name and an address.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_events::{Event, Subject, append};

use crate::Act;

/// A kept list. The address is the query of `/cases`, written by [`crate::Filter::address`].
#[derive(Clone, Debug, FromQueryResult)]
pub struct View {
    pub id: Id,
    pub name: String,
    pub address: String,
}

const MOST_VIEWS: i64 = 20;
const LONGEST_NAME: usize = 20;

pub async fn views_of(db: &impl Db, person: Id) -> Result<Vec<View>, Fault> {
    let sql = "SELECT id, name, address FROM views WHERE person_id = $1 ORDER BY made_at, id";
    db.rows(sql, values![person]).await
}

/// # Errors
/// `cases-list-refused-view-name` beside its field; `cases-list-refused-views-many`.
pub async fn save_view(act: Act<'_>, id: Id, name: &str, address: &str) -> Done<()> {
    let grant = act.grant("case.see")?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Refused::field("name", "cases-list-refused-view-name").into());
    }
    let own = "SELECT COUNT(*) FROM views WHERE person_id = $1";
    if act.tx.count(own, values![grant.person_id]).await? >= MOST_VIEWS {
        return Err(Refused::conflict("cases-list-refused-views-many").into());
    }
    let sql = "INSERT INTO views (id, person_id, name, address, made_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (id) DO NOTHING";
    // The same form sent twice is one view.
    if act.tx.run(sql, values![id, grant.person_id, name, address, act.now()]).await? == 1 {
        append(act.tx, act.by.actor(), Event::new("view.save", Subject { kind: "view", id, revision: 1 }))
            .await?;
    }
    Ok(())
}

pub async fn drop_view(act: Act<'_>, id: Id) -> Done<()> {
    let grant = act.grant("case.see")?;
    let sql = "DELETE FROM views WHERE id = $1 AND person_id = $2";
    if act.tx.run(sql, values![id, grant.person_id]).await? == 1 {
        append(act.tx, act.by.actor(), Event::new("view.drop", Subject { kind: "view", id, revision: 2 }))
            .await?;
    }
    Ok(())
}
