use lianxin_access::{By, Done};
use lianxin_base::{Id, Refused};
use lianxin_db::{Tx, values};
use lianxin_playbook::Roles;

use super::read::Home;
use super::{EDIT, note, reached};

/// Gives a household another number of the door or of the list. Event `household.renumber`.
pub async fn renumber(
    tx: &Tx,
    by: &By,
    roles: &Roles,
    household: Id,
    revision: i64,
    number: &str,
) -> Done<()> {
    let home = reached(tx, by, roles, EDIT, household).await?;
    let number = number.trim();
    if number.is_empty() || number.chars().count() > 40 {
        return Err(Refused::field("number", "people-refused-household-number").into());
    }
    let taken: i64 = lianxin_db::Db::count(
        tx,
        "SELECT COUNT(*) FROM households WHERE org_id = $1 AND number = $2 AND id <> $3",
        values![home.org_id, number, home.id],
    )
    .await?;
    if taken > 0 {
        return Err(Refused::field("number", "people-refused-household-twice").into());
    }
    note(tx, by, &Home { revision, ..home.clone() }, "household.renumber", |event| event).await?;
    tx.run("UPDATE households SET number = $2 WHERE id = $1", values![home.id, number]).await?;
    Ok(())
}
