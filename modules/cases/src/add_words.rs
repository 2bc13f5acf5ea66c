//! The requester says more, or answers: words and photos join the case, and whoever holds it reads them.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};

use crate::attach::{AttachedTo, Taken, attach};
use crate::call_back::request;
use crate::case::{find, note};
use crate::rating_appeal::is_appealed;
use crate::register::MOST_WORDS;
use crate::{Act, State, sealed};

/// # Errors
/// `cases-refused-add-words` beside the field when neither words nor photos come; `cases-refused-words-many`;
/// `cases-refused-moved-on` after the end: then a redo is asked for instead. Whose rating is appealed may still answer.
pub async fn add_words(act: Act<'_>, request_id: Id, words: &str, taken: &[Taken]) -> Done<()> {
    let absent = || Refused::absent("cases-refused-absent");
    let request = request(act.tx, request_id).await?.ok_or_else(absent)?;
    let mut case = find(act.tx, request.case_id).await?.ok_or_else(absent)?;
    let hears = case.is_open() || case.state() == State::Refused;
    if !hears && !is_appealed(act.tx, case.id, request_id).await? {
        return Err(Refused::conflict("cases-refused-moved-on").into());
    }
    let words = words.trim();
    if words.chars().count() < 2 && taken.is_empty() {
        return Err(Refused::field("words", "cases-refused-add-words").into());
    }
    if words.chars().count() > MOST_WORDS {
        return Err(Refused::field("words", "cases-refused-words-many").into());
    }
    let photos = taken.len() as i64;
    let event = case
        .change(act, |event| event.id("request", request_id).data("photos", photos), "case.add-words")
        .await?;
    let to = AttachedTo { case: case.id, request: Some(request_id), event: Some(event), phase: "raised" };
    attach(act, to, taken).await?;
    if case.ending == sealed::ENDING {
        return Ok(sealed::add(act, case.id, words).await?);
    }
    note(act.tx, case.id, event, words, true).await?;
    Ok(())
}
