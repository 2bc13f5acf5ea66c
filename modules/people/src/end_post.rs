use lianxin_access::{By, Done};
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Playbook;

use crate::grant_post::{GRANT, holders_of};
use crate::reaching::reaches;

/// A post that is held now or later, as a verb needs it.
#[derive(FromQueryResult)]
pub(crate) struct Row {
    pub id: Id,
    pub person_id: Id,
    pub role: String,
    pub org_id: Id,
    pub revision: i64,
}

/// Ends a post now. What the person held in it stays with the organisation; see [`crate::hand_over`] to pass it on.
pub async fn end_post(tx: &Tx, by: &By, playbook: &Playbook, post: Id) -> Done<()> {
    let row = running(tx, by, playbook, post).await?;
    let gives = playbook.roles.scope(&row.role, GRANT).is_some();
    if gives && holders_of(tx, playbook, Some(post)).await? == 0 {
        return Err(Refused::conflict("people-refused-last-admin").into());
    }
    close(tx, &row).await?;
    let subject = Subject { kind: "post", id: post, revision: row.revision + 1 };
    let event = Event::new("post.end", subject).unit(row.org_id).id("person", row.person_id);
    append(tx, by.actor(), event.data("role", row.role)).await?;
    Ok(())
}

/// The post, if it runs and whoever asks may end it.
pub(crate) async fn running(tx: &Tx, by: &By, playbook: &Playbook, post: Id) -> Done<Row> {
    let grant = by.grant(&playbook.roles, GRANT)?;
    let sql = "SELECT id, person_id, role, org_id, revision FROM posts WHERE id = $1 AND (valid_to IS NULL OR valid_to > $2)";
    let row: Option<Row> = tx.row(sql, values![post, tx.now()]).await?;
    let row = row.ok_or_else(|| Refused::absent("people-refused-post-over"))?;
    if by.person == Some(row.person_id) {
        return Err(Refused::forbidden("people-refused-own-post").into());
    }
    if !reaches(tx, &grant, row.org_id).await? {
        return Err(Refused::forbidden("shell-refused-no-permission").into());
    }
    Ok(row)
}

/// A post that has not begun ends where it would begin.
pub(crate) async fn close(tx: &Tx, row: &Row) -> Done<()> {
    let sql = "UPDATE posts SET valid_to = CASE WHEN valid_from > $2 THEN valid_from ELSE $2 END, revision = revision + 1 \
               WHERE id = $1 AND revision = $3";
    match tx.run(sql, values![row.id, tx.now(), row.revision]).await? {
        1 => Ok(()),
        _ => Err(Refused::conflict("shell-refused-changed").into()),
    }
}

/// Duties of a post that are not over.
pub(crate) async fn pass_duties(tx: &Tx, from: Id, to: Id) -> Result<(), Fault> {
    let sql = "UPDATE duties SET post_id = $2, revision = revision + 1 WHERE post_id = $1 AND to_at > $3";
    tx.run(sql, values![from, to, tx.now()]).await.map(|_| ())
}
