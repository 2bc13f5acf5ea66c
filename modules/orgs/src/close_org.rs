use lianxin_access::{By, Done, reach};
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;

use crate::KEEP_TREE;
use crate::rename_org::{one_row, open_org};
use crate::tree::raise_generation;

/// Closes an organisation that holds nothing any more, naming what came after it (villages that were joined). Its codes
/// stop working; its past stays. Answers what stands elsewhere now: itself, and whatever was joined with it before.
pub async fn close_org(
    tx: &Tx,
    by: &By,
    roles: &Roles,
    id: Id,
    revision: i64,
    replaced_by: Option<Id>,
) -> Done<Vec<Id>> {
    by.grant(roles, KEEP_TREE)?;
    let closing = open_org(tx, id, revision).await?;
    if closing.parent_id.is_none() {
        return Err(Refused::invalid("orgs-refused-root").into());
    }
    let below = "SELECT COUNT(*) FROM orgs WHERE parent_id = $1 AND valid_to IS NULL";
    if tx.count(below, values![id]).await? > 0 {
        return Err(Refused::invalid("orgs-refused-not-empty").into());
    }
    let posts = "SELECT COUNT(*) FROM posts WHERE org_id = $1 AND (valid_to IS NULL OR valid_to > $2)";
    if tx.count(posts, values![id, tx.now()]).await? > 0 {
        return Err(Refused::invalid("orgs-refused-has-posts").into());
    }
    if let Some(next) = replaced_by {
        let open = "SELECT COUNT(*) FROM orgs WHERE id = $1 AND valid_to IS NULL AND id <> $2";
        if tx.count(open, values![next, id]).await? != 1 {
            return Err(Refused::field("replaced_by", "orgs-refused-no-parent").into());
        }
    }
    let sql = "UPDATE orgs SET valid_to = $2, replaced_by = $3, revision = revision + 1 WHERE id = $1 AND revision = $4";
    one_row(tx.run(sql, values![id, tx.now(), replaced_by, closing.revision]).await?)?;
    // Its past must stay readable, and what is still open there goes on: a closed place stands below whatever came
    // after it, or where it stood.
    if let Some(next) = replaced_by.filter(|next| Some(*next) != closing.parent_id) {
        reach::move_under(tx, id, next, tx.now()).await?;
    }
    let codes = "UPDATE place_codes SET revoked_at = $2, revision = revision + 1 WHERE org_id = $1 AND revoked_at IS NULL";
    tx.run(codes, values![id, tx.now()]).await?;
    raise_generation(tx).await?;
    let subject = Subject { kind: "org", id, revision: closing.revision + 1 };
    append(tx, by.actor(), Event::new("org.close", subject).place(id).id("replaced_by", replaced_by)).await?;
    Ok(reach::below(tx, id).await?)
}
