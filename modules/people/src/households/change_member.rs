use lianxin_access::{By, Done};
use lianxin_base::{Id, Refused};
use lianxin_db::{Tx, values};
use lianxin_playbook::Roles;
use lianxin_seal::{IdNumber, Keys, Phone};

use super::add_member::{check_relation, known_by_number, set_id_number};
use super::read::{Home, member};
use super::{EDIT, note, reached};
use crate::add_person::checked_name;
use crate::person::{PHONE, PHONE_INDEX, TABLE, unreadable};

/// What is known of a member from now on. A number that is not given stays as it is.
#[derive(Clone, Debug)]
pub struct MemberChange<'a> {
    pub household: Id,
    /// The revision of the household that the person saw.
    pub revision: i64,
    pub person: Id,
    pub name: &'a str,
    pub relation: &'a str,
    pub phone: Option<&'a Phone>,
    pub id_number: Option<&'a IdNumber>,
}

/// Event `household.change-member` (data `person`); what was changed is not in it.
pub async fn change_member(
    tx: &Tx,
    by: &By,
    roles: &Roles,
    keys: &Keys,
    change: MemberChange<'_>,
) -> Done<()> {
    let home = reached(tx, by, roles, EDIT, change.household).await?;
    let home = Home { revision: change.revision, ..home };
    let known = member(tx, home.id, change.person).await?;
    known.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let name = checked_name(change.name)?;
    check_relation(tx, &home, change.relation, Some(change.person)).await?;
    let other = known_by_number(tx, keys, change.id_number).await?;
    if other.is_some_and(|other| other.id != change.person) {
        return Err(Refused::field("id_number", "people-refused-member-twice").into());
    }
    let sql = "UPDATE persons SET name = $2, revision = revision + 1 WHERE id = $1";
    tx.run(sql, values![change.person, name]).await?;
    if let Some(phone) = change.phone {
        let sealed = keys.seal(TABLE, change.person, PHONE, phone.as_str()).map_err(unreadable)?;
        let blind = keys.blind(PHONE_INDEX, phone.as_str()).to_vec();
        let sql = "UPDATE persons SET phone_sealed = $2, phone_blind = $3 WHERE id = $1";
        tx.run(sql, values![change.person, sealed, blind]).await?;
    }
    if let Some(number) = change.id_number {
        set_id_number(tx, keys, change.person, number).await?;
    }
    relate(tx, &home, change.person, change.relation).await?;
    note(tx, by, &home, "household.change-member", |event| event.id("person", change.person)).await
}

/// Somebody who was known to live here before relations were written down gets one.
async fn relate(tx: &Tx, home: &Home, person: Id, relation: &str) -> Done<()> {
    let sql = "UPDATE household_members SET relation = $3 WHERE household_id = $1 AND person_id = $2 AND left_at IS NULL";
    if tx.run(sql, values![home.id, person, relation]).await? == 0 {
        tx.run(
            "INSERT INTO household_members (id, household_id, person_id, relation, joined_at, left_why) \
             VALUES ($1, $2, $3, $4, $5, '')",
            values![tx.id(), home.id, person, relation, tx.now()],
        )
        .await?;
    }
    Ok(())
}
