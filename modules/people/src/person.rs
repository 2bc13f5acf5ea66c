use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_seal::{Keys, Phone, SealError};

/// A person as the system knows them. The phone number is sealed: see [`masked_phone`].
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Person {
    pub id: Id,
    pub name: String,
    pub household_id: Option<Id>,
    /// The grid or village where the person lives.
    pub home_id: Option<Id>,
    pub revision: i64,
    pub made_at: Time,
}

const PERSON: &str = "SELECT id, name, household_id, home_id, revision, made_at FROM persons";

/// The table and column that a phone number is sealed for, and the purpose of its blind index.
pub(crate) const TABLE: &str = "persons";
pub(crate) const PHONE: &str = "phone_sealed";
pub(crate) const PHONE_INDEX: &str = "phone";

pub async fn person(db: &impl Db, id: Id) -> Result<Option<Person>, Fault> {
    db.row(&format!("{PERSON} WHERE id = $1"), values![id]).await
}

/// Whoever gave this number, under any key that still reads.
pub async fn persons_by_phone(db: &impl Db, keys: &Keys, phone: &Phone) -> Result<Vec<Person>, Fault> {
    let mut found = Vec::new();
    for blind in keys.blind_readable(PHONE_INDEX, phone.as_str()) {
        let sql = format!("{PERSON} WHERE phone_blind = $1 ORDER BY made_at");
        found.extend(db.rows::<Person>(&sql, values![blind.to_vec()]).await?);
    }
    Ok(found)
}

/// 139****4471, or nothing when no number is known.
pub async fn masked_phone(
    db: &impl Db,
    keys: &Keys,
    person: Id,
) -> Result<Option<String>, lianxin_access::Stop> {
    Ok(own_phone(db, keys, person).await?.map(|phone| lianxin_seal::mask_phone(&phone)))
}

/// A key that is missing or a cell that was changed: not the person's fault, and nothing of it is shown.
pub(crate) fn unreadable(_: SealError) -> Refused {
    let mut refused = Refused::invalid("people-refused-sealed");
    refused.status = 503;
    refused
}

/// The number itself, for the person it belongs to.
pub async fn own_phone(
    db: &impl Db,
    keys: &Keys,
    person: Id,
) -> Result<Option<String>, lianxin_access::Stop> {
    let sql = "SELECT phone_sealed FROM persons WHERE id = $1 AND phone_sealed IS NOT NULL";
    let Some(sealed) = db.value::<Vec<u8>>(sql, values![person]).await? else { return Ok(None) };
    Ok(Some(keys.open(TABLE, person, PHONE, &sealed).map_err(unreadable)?))
}
