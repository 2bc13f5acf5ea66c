//! Pressing: somebody above asks where it stands, and the head of the unit answers within a working day.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_playbook::{Pace, Stage};

use crate::Act;
use crate::case::note;
use crate::clock::{Of, Which, meet, start};
use crate::part::{lead, own_part};

/// # Errors
/// `cases-refused-moved-on` when no unit holds it.
pub async fn press(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let mut case = act.case("case.press", id).await?;
    let part = lead(act.tx, id).await?.ok_or_else(|| Refused::conflict("cases-refused-moved-on"))?;
    start(act, &case, Pace::Any, Stage::PressReply, Of::part(part.id)).await?;
    let event =
        case.change(act, |event| event.id("part", part.id).id("unit", part.unit_id), "case.press").await?;
    note(act.tx, id, event, words, false).await?;
    Ok(())
}

/// The unit says where it stands.
pub async fn answer_press(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let mut case = act.case("case.handle", id).await?;
    let part = own_part(act.tx, id, act.by).await?;
    let part = part.ok_or_else(|| Refused::forbidden("cases-refused-not-your-unit"))?;
    if words.trim().chars().count() < 4 {
        return Err(Refused::field("words", "cases-refused-answer-short").into());
    }
    meet(act, id, Which::Part(part.id, Stage::PressReply)).await?;
    let event = case.change(act, |event| event.id("part", part.id), "case.answer-press").await?;
    note(act.tx, id, event, words, false).await?;
    Ok(())
}
