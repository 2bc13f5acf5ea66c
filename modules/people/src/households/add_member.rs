use lianxin_access::{By, Done};
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, FromQueryResult, Tx, values};
use lianxin_playbook::Roles;
use lianxin_seal::{IdNumber, Keys, Phone};

use super::read::{Home, members};
use super::{EDIT, note, reached};
use crate::add_person::{NewPerson, write_person};
use crate::person::{TABLE, person, unreadable};

/// How somebody is related to the head of the household.
pub const RELATIONS: [&str; 5] = ["head", "spouse", "child", "parent", "other"];

pub(crate) const ID_NUMBER: &str = "id_number_sealed";
pub(crate) const ID_NUMBER_INDEX: &str = "id_number";

#[derive(Clone, Debug)]
pub struct NewMember<'a> {
    pub household: Id,
    /// Of the person, made by the form: a retry is the same request.
    pub person: Id,
    pub name: &'a str,
    pub relation: &'a str,
    pub phone: Option<&'a Phone>,
    pub id_number: Option<&'a IdNumber>,
}

/// Somebody lives in the household from now on. A person whose ID number is known already is that person. Event
/// `household.add-member` (data `person`, `relation`).
pub async fn add_member(tx: &Tx, by: &By, roles: &Roles, keys: &Keys, new: NewMember<'_>) -> Done<Id> {
    let home = reached(tx, by, roles, EDIT, new.household).await?;
    if person(tx, new.person).await?.is_some_and(|known| known.household_id == Some(home.id)) {
        return Ok(new.person);
    }
    check_relation(tx, &home, new.relation, None).await?;
    let id = match known_by_number(tx, keys, new.id_number).await? {
        Some(known) => join(tx, &home, known).await?,
        None => write(tx, by, keys, &home, &new).await?,
    };
    tx.run(
        "INSERT INTO household_members (id, household_id, person_id, relation, joined_at, left_why) \
         VALUES ($1, $2, $3, $4, $5, '')",
        values![tx.id(), home.id, id, new.relation, tx.now()],
    )
    .await?;
    let relation = new.relation.to_owned();
    note(tx, by, &home, "household.add-member", |event| event.id("person", id).data("relation", relation))
        .await?;
    Ok(id)
}

/// A known relation, and one head at most.
pub(crate) async fn check_relation(db: &impl Db, home: &Home, relation: &str, own: Option<Id>) -> Done<()> {
    if !RELATIONS.contains(&relation) {
        return Err(Refused::field("relation", "people-refused-relation").into());
    }
    let is_head = |one: &super::read::Member| one.relation.as_deref() == Some("head") && Some(one.id) != own;
    if relation == "head" && members(db, home.id).await?.iter().any(is_head) {
        return Err(Refused::field("relation", "people-refused-second-head").into());
    }
    Ok(())
}

#[derive(FromQueryResult)]
pub(crate) struct Known {
    pub id: Id,
    pub household_id: Option<Id>,
}

pub(crate) async fn known_by_number(
    db: &impl Db,
    keys: &Keys,
    number: Option<&IdNumber>,
) -> Done<Option<Known>> {
    let Some(number) = number else { return Ok(None) };
    for blind in keys.blind_readable(ID_NUMBER_INDEX, number.as_str()) {
        let sql = "SELECT id, household_id FROM persons WHERE id_number_blind = $1 ORDER BY made_at LIMIT 1";
        if let Some(known) = db.row(sql, values![blind.to_vec()]).await? {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

/// Nobody lives in two households: who moves leaves the other one first.
async fn join(tx: &Tx, home: &Home, known: Known) -> Done<Id> {
    match known.household_id {
        Some(own) if own == home.id => {
            return Err(Refused::field("id_number", "people-refused-member-here").into());
        }
        Some(_) => return Err(Refused::field("id_number", "people-refused-member-elsewhere").into()),
        None => {}
    }
    let sql = "UPDATE persons SET household_id = $2, home_id = $3, revision = revision + 1 WHERE id = $1";
    tx.run(sql, values![known.id, home.id, home.org_id]).await?;
    Ok(known.id)
}

async fn write(tx: &Tx, by: &By, keys: &Keys, home: &Home, new: &NewMember<'_>) -> Done<Id> {
    let person = NewPerson {
        id: new.person,
        name: new.name,
        phone: new.phone,
        home: Some(home.org_id),
        household: Some(home.id),
    };
    let id = write_person(tx, by, keys, person).await?;
    if let Some(number) = new.id_number {
        set_id_number(tx, keys, id, number).await?;
    }
    Ok(id)
}

pub(crate) async fn set_id_number(tx: &Tx, keys: &Keys, person: Id, number: &IdNumber) -> Done<()> {
    let sealed = keys.seal(TABLE, person, ID_NUMBER, number.as_str()).map_err(unreadable)?;
    let blind = keys.blind(ID_NUMBER_INDEX, number.as_str()).to_vec();
    let sql = "UPDATE persons SET id_number_sealed = $2, id_number_blind = $3 WHERE id = $1";
    tx.run(sql, values![person, sealed, blind]).await?;
    Ok(())
}
