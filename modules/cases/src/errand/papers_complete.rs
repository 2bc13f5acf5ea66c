//! The papers of an item are complete: from now on its own limit runs, and the person has a date.

use lianxin_access::Done;
use lianxin_base::{Id, Refused, Time};
use lianxin_db::values;
use lianxin_playbook::{Service, Stage};

use super::{ErrandItem, held, items_of};
use crate::case::note;
use crate::clock::{Which, meet, start_item};
use crate::{Act, Case, State};

/// Answers the event, which photos of the papers join.
///
/// # Errors
/// `cases-refused-papers-already`; `cases-refused-not-your-unit`, `-moved-on`.
pub async fn papers_complete(act: Act<'_>, id: Id, words: &str) -> Done<Id> {
    let (mut case, item, service, _) = held(act, id).await?;
    case.must_be(&[State::Signed])?;
    if item.papers_at.is_some() {
        return Err(Refused::conflict("cases-refused-papers-already").into());
    }
    let due = complete(act, &mut case, &item, &service).await?;
    let code = service.code.clone();
    let event = case
        .change(
            act,
            |event| event.id("item", id).data("service", code).time("due_at", due),
            "case.papers-complete",
        )
        .await?;
    note(act.tx, case.id, event, words, true).await?;
    Ok(event)
}

/// Starts the limit of the item. The promise to the person is the latest of the items' dates.
pub(super) async fn complete(
    act: Act<'_>,
    case: &mut Case,
    item: &ErrandItem,
    service: &Service,
) -> Done<Option<Time>> {
    let sql = "UPDATE errand_items SET state = 'complete', papers_at = $2 WHERE id = $1";
    act.tx.run(sql, values![item.id, act.now()]).await?;
    let due = start_item(act, case, service.limit, item.id).await?;
    if items_of(act.tx, case.id).await?.iter().all(|item| !item.lacks_papers()) {
        meet(act, case.id, Which::Stage(Stage::Papers)).await?;
        // Everything is there: no further visit has to be kept for papers.
        crate::clock::drop_clocks(act, case.id, Which::Stage(Stage::Visit)).await?;
    }
    case.promise_due = case.promise_due.max(due);
    case.promise_original = case.promise_original.max(due);
    Ok(due)
}
