//! At the person's home: the visit that was promised, and those that follow.

use lianxin_access::Done;
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, values};
use lianxin_playbook::{Pace, Stage};

use super::{ErrandItem, items_of};
use crate::case::note;
use crate::clock::{Of, Which, meet, start, start_visit};
use crate::part::{has_handled, lead, own_part};
use crate::{Act, State};

/// Somebody was there. `again`: another visit was agreed on, for that time.
///
/// # Errors
/// `cases-refused-visit-words`, `-visit-again` beside their fields; `cases-refused-not-your-unit`.
pub async fn visit(act: Act<'_>, id: Id, words: &str, again: Option<Time>) -> Done<Id> {
    let mut case = act.case("case.handle", id).await?;
    case.must_be(&[State::Dispatched, State::Signed, State::Done])?;
    // After the answer whoever had a part still brings the paper; before it, whoever has one comes.
    let part = own_part(act.tx, id, act.by).await?.filter(|part| part.kind != "whistle");
    let person = act.by.person.unwrap_or_default();
    let brings = case.state() == State::Done && has_handled(act.tx, id, person).await?;
    if part.is_none() && !brings {
        return Err(Refused::forbidden("cases-refused-not-your-unit").into());
    }
    // Whoever goes there, the next step is owed by the unit that leads.
    let owed_by = lead(act.tx, id).await?.or(part).map(|part| part.id);
    let items = items_of(act.tx, id).await?;
    if items.is_empty() {
        return Err(Refused::conflict("cases-refused-no-errand").into());
    }
    if words.trim().chars().count() < 2 {
        return Err(Refused::field("words", "cases-refused-visit-words").into());
    }
    if again.is_some_and(|again| again <= act.now()) {
        return Err(Refused::field("again", "cases-refused-visit-again").into());
    }
    meet(act, id, Which::Stage(Stage::Visit)).await?;
    let sql = "UPDATE errands SET visited_at = COALESCE(visited_at, $2) WHERE case_id = $1";
    act.tx.run(sql, values![id, act.now()]).await?;
    case.contacted_at = case.contacted_at.or(Some(act.now()));
    if case.state().in_hand() && items.iter().any(ErrandItem::lacks_papers) {
        // What is missing was told; from now on it has a limit, so that no order sleeps.
        let runs = "SELECT COUNT(*) FROM clocks WHERE case_id = $1 AND stage = 'papers' AND result = ''";
        if act.tx.count(runs, values![id]).await? == 0 {
            start(act, &case, Pace::Errand, Stage::Papers, Of { part: owed_by, ..Of::default() }).await?;
        }
    }
    if let (Some(_), true, Some(owed_by)) = (again, case.state().in_hand(), owed_by) {
        start_visit(act, &case, again, owed_by).await?;
    }
    let event =
        case.change(act, |event| event.id("part", owed_by).time("due_at", again), "case.visit").await?;
    note(act.tx, id, event, words, true).await?;
    Ok(event)
}
