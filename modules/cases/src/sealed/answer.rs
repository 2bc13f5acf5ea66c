use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_db::values;

use super::note::sealed_note;
use crate::Act;
use crate::case::{find, note};

/// What the body says of how far it is: the person reads it, and the dispatcher of a petition matter. Event
/// `sealed.answer` (data `note`).
///
/// # Errors
/// `cases-refused-answer-short` beside the field; absent for what was handed to another body.
pub async fn answer_sealed(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let absent = || Refused::absent("cases-refused-absent");
    let grant = act.grant("sealed.open")?;
    let sealed = sealed_note(act.tx, &grant, id).await?.ok_or_else(absent)?;
    if words.trim().chars().count() < 4 {
        return Err(Refused::field("words", "cases-refused-answer-short").into());
    }
    let mut case = find(act.tx, sealed.case_id).await?.ok_or_else(absent)?;
    act.tx.run("UPDATE sealed_notes SET answered_at = $2 WHERE id = $1", values![id, act.now()]).await?;
    let event =
        case.change(act, |event| event.id("note", id).id("unit", sealed.unit_id), "sealed.answer").await?;
    note(act.tx, case.id, event, words, true).await?;
    Ok(())
}
