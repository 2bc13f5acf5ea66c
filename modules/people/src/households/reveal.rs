use lianxin_access::{By, Done};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, values};
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

/// Opens a member's numbers. Event `household.reveal` (data `household`, `person`, `why`); the person concerned reads who
/// did.
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
    let id = tx.id();
    let sql = "INSERT INTO number_openings (id, person_id, household_id, opened_by, post_id, why, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let actor = by.actor();
    tx.run(sql, values![id, person, home.id, actor.person, actor.post, why, tx.now()]).await?;
    let event = Event::new("household.reveal", Subject { kind: "opening", id, revision: 1 });
    let event = event.id("household", home.id).id("person", person).data("why", why);
    append(tx, actor, event.place(home.org_id)).await?;
    Ok(revealed)
}

/// Somebody opened a person's numbers.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Opening {
    pub person_id: Id,
    pub opened_by: Option<Id>,
    pub post_id: Option<Id>,
    /// One of [`OPENED_WHY`].
    pub why: String,
    pub at: Time,
}

/// Who opened the numbers of this person, newest first.
pub async fn openings_of(db: &impl Db, person: Id) -> Result<Vec<Opening>, Fault> {
    let sql = "SELECT person_id, opened_by, post_id, why, at FROM number_openings WHERE person_id = $1 ORDER BY at DESC, id DESC";
    db.rows(sql, values![person]).await
}

/// Who opened numbers of those who live in this household.
pub(super) async fn openings_in(db: &impl Db, household: Id) -> Result<Vec<Opening>, Fault> {
    let sql = "SELECT person_id, opened_by, post_id, why, at FROM number_openings WHERE household_id = $1 ORDER BY at, id";
    db.rows(sql, values![household]).await
}
