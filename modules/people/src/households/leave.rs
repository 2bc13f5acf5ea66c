use lianxin_access::{By, Done};
use lianxin_base::{Id, Refused};
use lianxin_db::{Tx, values};
use lianxin_playbook::Roles;

use super::read::{Home, member};
use super::{EDIT, note, reached};

/// Why somebody no longer lives in a household.
pub const LEFT_WHY: [&str; 3] = ["moved", "died", "mistake"];

/// Somebody no longer lives here. The person stays known, the time here stays readable. Event `household.leave`
/// (data `person`, `why`).
pub async fn leave(
    tx: &Tx,
    by: &By,
    roles: &Roles,
    household: Id,
    revision: i64,
    person: Id,
    why: &str,
) -> Done<()> {
    let home = reached(tx, by, roles, EDIT, household).await?;
    let home = Home { revision, ..home };
    let why = LEFT_WHY.into_iter().find(|known| *known == why);
    let why = why.ok_or_else(|| Refused::field("why", "people-refused-left-why"))?;
    let known = member(tx, home.id, person).await?;
    known.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let sql =
        "UPDATE persons SET household_id = NULL, revision = revision + 1 WHERE id = $1 AND household_id = $2";
    tx.run(sql, values![person, home.id]).await?;
    let sql = "UPDATE household_members SET left_at = $3, left_why = $4 \
               WHERE household_id = $1 AND person_id = $2 AND left_at IS NULL";
    tx.run(sql, values![home.id, person, tx.now(), why]).await?;
    note(tx, by, &home, "household.leave", |event| event.id("person", person).data("why", why)).await
}
