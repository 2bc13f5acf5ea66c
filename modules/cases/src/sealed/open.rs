use chrono::Duration;
use lianxin_access::Done;
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, values};

use super::note::{matter_of, sealed_note};
use super::{Matter, SealedNote};
use crate::call_back::requests_of;
use crate::case::find;
use crate::register_rows::sealing;
use crate::{Act, Contact};

/// What the body reads.
#[derive(Clone, Debug)]
pub struct Unsealed {
    pub note: SealedNote,
    pub matter: Matter,
    /// Who said it; nobody for an anonymous one.
    pub contacts: Vec<Contact>,
}

/// Opens what was handed to the own body. Event `sealed.open` (data `note`).
///
/// # Errors
/// `cases-refused-reason` beside the field; absent for what was handed to another body.
pub async fn open_sealed(act: Act<'_>, id: Id, why: &str) -> Done<Unsealed> {
    let absent = || Refused::absent("cases-refused-absent");
    let grant = act.grant("sealed.open")?;
    let note = sealed_note(act.tx, &grant, id).await?.ok_or_else(absent)?;
    if why.trim().chars().count() < 4 {
        return Err(Refused::field("reason", "cases-refused-reason").into());
    }
    let mut case = find(act.tx, note.case_id).await?.ok_or_else(absent)?;
    let sql = "INSERT INTO sealed_openings (id, note_id, opened_by, post_id, why, at) VALUES ($1, $2, $3, $4, $5, $6)";
    let actor = act.by.actor();
    act.tx.run(sql, values![act.tx.id(), id, actor.person, actor.post, why.trim(), act.now()]).await?;
    case.change(act, |event| event.id("note", id).id("unit", note.unit_id), "sealed.open").await?;
    Ok(Unsealed {
        matter: matter_of(&act.county.keys, &note)?,
        contacts: contacts(act, case.id).await?,
        note,
    })
}

async fn contacts(act: Act<'_>, case: Id) -> Result<Vec<Contact>, Fault> {
    let keys = &act.county.keys;
    let mut contacts = Vec::new();
    for request in requests_of(act.tx, case).await? {
        let open = |column: &str, sealed: &Option<Vec<u8>>| match sealed {
            Some(sealed) => {
                keys.open("requests", request.id, column, sealed).map_err(|error| sealing(&error))
            }
            None => Ok(String::new()),
        };
        let (name, phone) = (open("name", &request.name_sealed)?, open("phone", &request.phone_sealed)?);
        if !name.is_empty() || !phone.is_empty() {
            contacts.push(Contact { name, phone });
        }
    }
    Ok(contacts)
}

/// The person opened it within the hour: its photos may be looked at.
pub async fn opened_lately(db: &impl Db, note: Id, person: Id, now: Time) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) FROM sealed_openings WHERE note_id = $1 AND opened_by = $2 AND at > $3";
    Ok(db.count(sql, values![note, person, now - Duration::hours(1)]).await? > 0)
}
