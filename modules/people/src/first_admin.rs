use lianxin_access::{By, Done, NewAccount, hash_code, open_with_code};
use lianxin_base::Id;
use lianxin_db::Tx;
use lianxin_playbook::Playbook;
use lianxin_seal::Keys;

use crate::add_person::{NewPerson, write_person};
use crate::grant_post::appoint_first_admin;

/// The person who appoints everybody else in a new county.
#[derive(Clone, Copy, Debug)]
pub struct FirstAdmin<'a> {
    pub name: &'a str,
    pub login: &'a str,
    /// Works once, for a day: an own password must follow.
    pub password: &'a str,
    /// The district itself.
    pub district: Id,
}

/// Seats the first administrator of a county that has none: person, post and a way to sign in.
///
/// # Errors
/// `people-refused-has-admin` when somebody can grant posts already.
pub async fn seat_first_admin(tx: &Tx, playbook: &Playbook, keys: &Keys, new: FirstAdmin<'_>) -> Done<Id> {
    let by = By::system();
    let person = NewPerson { id: tx.id(), name: new.name, phone: None, home: None, household: None };
    let person = write_person(tx, &by, keys, person).await?;
    appoint_first_admin(tx, &by, playbook, tx.id(), person, new.district).await?;
    let account = NewAccount {
        id: tx.id(),
        person_id: person,
        login: new.login,
        password: new.password,
        lang: "zh-CN",
    };
    let code = hash_code(new.password).await?;
    open_with_code(tx, &by, account, &code).await?;
    Ok(person)
}
