use lianxin_access::{By, Done};
use lianxin_base::{Id, Refused};
use lianxin_db::Tx;
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;
use lianxin_seal::Keys;

use super::add_member::ID_NUMBER;
use super::read::member;
use super::{SEE, reached};
use crate::person::{PHONE, TABLE, unreadable};

/// Why a sealed number is opened: a code, so that the log holds no words that somebody typed.
pub const OPENED_WHY: [&str; 4] = ["visit", "errand", "danger", "check"];

/// The numbers of a member; empty for one that is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revealed {
    pub name: String,
    pub phone: String,
    pub id_number: String,
}

/// Opens a member's numbers. Event `household.reveal` (data `household`, `person`, `why`): the person concerned can ask who read them.
pub async fn reveal(
    tx: &Tx,
    by: &By,
    roles: &Roles,
    keys: &Keys,
    household: Id,
    person: Id,
    why: &str,
) -> Done<Revealed> {
    let home = reached(tx, by, roles, SEE, household).await?;
    let why = OPENED_WHY.into_iter().find(|known| *known == why);
    let why = why.ok_or_else(|| Refused::field("why", "people-refused-opened-why"))?;
    let known = member(tx, home.id, person).await?;
    let known = known.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let open = |column: &str, sealed: &Option<Vec<u8>>| match sealed {
        Some(sealed) => keys.open(TABLE, person, column, sealed).map_err(unreadable),
        None => Ok(String::new()),
    };
    let revealed = Revealed {
        phone: open(PHONE, &known.phone_sealed)?,
        id_number: open(ID_NUMBER, &known.id_number_sealed)?,
        name: known.name,
    };
    // A reading is a thing of its own: it must not make the form of whoever changes the household old.
    let event = Event::new("household.reveal", Subject { kind: "opening", id: tx.id(), revision: 1 });
    let event = event.id("household", home.id).id("person", person).data("why", why);
    append(tx, by.actor(), event.place(home.org_id)).await?;
    Ok(revealed)
}
