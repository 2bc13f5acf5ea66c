use lianxin_access::{By, Done};
use lianxin_base::{Id, Refused};
use lianxin_db::{Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;
use lianxin_seal::{Keys, Phone};

use crate::person::{PHONE, PHONE_INDEX, TABLE, person, unreadable};

/// A person that is to be known.
#[derive(Clone, Debug)]
pub struct NewPerson<'a> {
    pub id: Id,
    pub name: &'a str,
    pub phone: Option<&'a Phone>,
    /// The grid or village where the person lives.
    pub home: Option<Id>,
    pub household: Option<Id>,
}

/// Either of these lets a post make persons known: staff by whoever grants posts, residents by whoever keeps households.
pub(crate) const MAKE_PERSON: [&str; 2] = ["post.grant", "household.edit"];

/// The same id twice is one request.
pub async fn add_person(tx: &Tx, by: &By, roles: &Roles, keys: &Keys, new: NewPerson<'_>) -> Done<Id> {
    if !MAKE_PERSON.iter().any(|capability| by.may(roles, capability)) {
        return Err(Refused::forbidden("shell-refused-no-permission").into());
    }
    write_person(tx, by, keys, new).await
}

pub(crate) async fn write_person(tx: &Tx, by: &By, keys: &Keys, new: NewPerson<'_>) -> Done<Id> {
    let name = checked_name(new.name)?;
    if person(tx, new.id).await?.is_some() {
        return Ok(new.id);
    }
    let (sealed, blind) = seal_phone(keys, new.id, new.phone)?;
    tx.run(
        "INSERT INTO persons (id, name, phone_sealed, phone_blind, household_id, home_id, revision, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, 1, $7)",
        values![new.id, name, sealed, blind, new.household, new.home, tx.now()],
    )
    .await?;
    let event = Event::new("person.add", Subject { kind: "person", id: new.id, revision: 1 });
    append(tx, by.actor(), event.unit(new.home)).await?;
    Ok(new.id)
}

/// Sets or takes away a person's phone number.
pub async fn set_phone(
    tx: &Tx,
    by: &By,
    roles: &Roles,
    keys: &Keys,
    id: Id,
    phone: Option<&Phone>,
) -> Done<()> {
    let own = by.person == Some(id);
    if !own && !MAKE_PERSON.iter().any(|capability| by.may(roles, capability)) {
        return Err(Refused::forbidden("shell-refused-no-permission").into());
    }
    let before = person(tx, id).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let (sealed, blind) = seal_phone(keys, id, phone)?;
    tx.run(
        "UPDATE persons SET phone_sealed = $2, phone_blind = $3, revision = revision + 1 WHERE id = $1",
        values![id, sealed, blind],
    )
    .await?;
    let subject = Subject { kind: "person", id, revision: before.revision + 1 };
    append(tx, by.actor(), Event::new("person.set-phone", subject)).await?;
    Ok(())
}

type Sealed = (Option<Vec<u8>>, Option<Vec<u8>>);

fn seal_phone(keys: &Keys, id: Id, phone: Option<&Phone>) -> Result<Sealed, Refused> {
    let Some(phone) = phone else { return Ok((None, None)) };
    let sealed = keys.seal(TABLE, id, PHONE, phone.as_str()).map_err(unreadable)?;
    Ok((Some(sealed), Some(keys.blind(PHONE_INDEX, phone.as_str()).to_vec())))
}

pub(crate) fn checked_name(name: &str) -> Result<&str, Refused> {
    let name = name.trim();
    match name.chars().count() {
        0 => Err(Refused::field("name", "people-refused-no-name")),
        1..=60 => Ok(name),
        _ => Err(Refused::field("name", "people-refused-name-long")),
    }
}
