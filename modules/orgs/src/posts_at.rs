use lianxin_access::{Post, Stop, post};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, values};

/// Who holds posts in an organisation at an instant, by role.
pub(crate) async fn posts_at(db: &impl Db, org: Id, now: Time) -> Result<Vec<Post>, Stop> {
    let sql = "SELECT id FROM posts WHERE org_id = $2 AND valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1) \
               ORDER BY role, valid_from, id LIMIT 200";
    let mut held = Vec::new();
    for id in db.column::<Id>(sql, values![now, org]).await? {
        held.extend(post(db, id, now).await?);
    }
    Ok(held)
}
