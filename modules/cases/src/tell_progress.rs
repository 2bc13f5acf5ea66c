//! Another program says how far it is: a department's own system of work orders.

use lianxin_access::Done;
use lianxin_access::reach::is_within;
use lianxin_base::{Id, Refused};

use crate::Act;
use crate::case::{find, note, reaches_org};
use crate::handle::live_parts;
use crate::register::MOST_WORDS;

/// What a program tells. A program holds no post: its key's organisation must hold a part of the case that is in hand.
#[derive(Clone, Debug)]
pub struct TellProgress<'a> {
    pub case: Id,
    /// The revision that the program has seen.
    pub revision: Option<i64>,
    pub words: &'a str,
    /// The requester may read it.
    pub open: bool,
    pub token: Id,
    /// Over which organisation the key holds.
    pub org: Id,
}

/// Answers the event.
///
/// # Errors
/// `cases-refused-absent` out of reach; `cases-refused-changed`, `-moved-on`; `cases-refused-not-your-unit`;
/// `cases-refused-progress-words`, `-words-many` beside the field.
pub async fn tell_progress(act: Act<'_>, told: TellProgress<'_>) -> Done<Id> {
    let absent = || Refused::absent("cases-refused-absent");
    let mut case = find(act.tx, told.case).await?.ok_or_else(absent)?;
    if !reaches_org(act.tx, told.org, case.id).await? {
        return Err(absent().into());
    }
    case.must_be_at(told.revision)?;
    if !case.is_open() {
        return Err(Refused::conflict("cases-refused-moved-on").into());
    }
    let words = told.words.trim();
    if words.chars().count() < 2 {
        return Err(Refused::field("words", "cases-refused-progress-words").into());
    }
    if words.chars().count() > MOST_WORDS {
        return Err(Refused::field("words", "cases-refused-words-many").into());
    }
    if !holds_part(act, case.id, told.org).await? {
        return Err(Refused::forbidden("cases-refused-not-your-unit").into());
    }
    let event = case
        .change(act, |event| event.data("open", told.open).id("token", told.token), "case.progress")
        .await?;
    note(act.tx, case.id, event, words, told.open).await?;
    Ok(event)
}

async fn holds_part(act: Act<'_>, case: Id, org: Id) -> Done<bool> {
    for part in live_parts(act.tx, case).await? {
        if is_within(act.tx, part.unit_id, org).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
