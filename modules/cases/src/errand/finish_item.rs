//! An item has its result. With the last one the errand is done, and somebody else looks.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_db::values;
use lianxin_playbook::Playbook;

use super::papers_complete::complete;
use super::{ErrandItem, held, items_of};
use crate::case::note;
use crate::clock::{Which, meet};
use crate::part::{Part, lead, unit_for};
use crate::resolve::{Outcome, settle};
use crate::{Act, Case, State};

#[derive(Clone, Debug)]
pub struct FinishItem {
    pub item: Id,
    /// done explained not-possible
    pub ending: String,
    /// What came of it, as the person reads it.
    pub words: String,
}

/// Honest ends of an item.
pub const ITEM_ENDINGS: [&str; 3] = ["done", "explained", "not-possible"];

/// # Errors
/// `cases-refused-ending`, `-answer-short` beside their fields; `cases-refused-not-your-unit` for a unit that helps and
/// does not decide this item.
pub async fn finish_item(act: Act<'_>, order: FinishItem) -> Done<Id> {
    let (mut case, item, service, part) = held(act, order.item).await?;
    case.must_be(&[State::Signed])?;
    decides(act, &case, &part, &service.decided_by).await?;
    check(&order)?;
    if order.ending == "done" && item.papers_at.is_none() {
        // Done on the spot: complete papers and the result are one moment.
        complete(act, &mut case, &item, &service).await?;
    }
    let sql = "UPDATE errand_items SET state = $2, result = $3, done_at = $4 WHERE id = $1";
    act.tx.run(sql, values![item.id, order.ending.as_str(), order.words.trim(), act.now()]).await?;
    meet(act, case.id, Which::Item(item.id)).await?;
    worked(act, &part).await?;
    let items = items_of(act.tx, case.id).await?;
    case.answer = answer_of(&act.county.playbook, &items);
    let over = items.iter().all(|item| !item.is_open());
    let (code, ending) = (service.code.clone(), order.ending.clone());
    let event = case
        .change(
            act,
            |event| event.id("item", item.id).data("service", code).data("ending", ending),
            "case.finish-item",
        )
        .await?;
    note(act.tx, case.id, event, &order.words, true).await?;
    if over {
        let lead = lead(act.tx, case.id).await?.ok_or_else(|| Refused::conflict("cases-refused-moved-on"))?;
        let answer = case.answer.clone();
        let outcome = Outcome { ending: ending_of(&items), answer, photo: false, told: false };
        settle(act, &mut case, &lead, outcome).await?;
    }
    Ok(event)
}

/// The unit that leads, or the one that decides the item.
async fn decides(act: Act<'_>, case: &Case, part: &Part, code: &str) -> Done<()> {
    if part.is_lead() {
        return Ok(());
    }
    let unit = unit_for(act.tx, &act.county.playbook, code, case.place_id).await?;
    if unit.is_some_and(|unit| unit.id == part.unit_id) {
        return Ok(());
    }
    Err(Refused::forbidden("cases-refused-not-your-unit").into())
}

fn check(order: &FinishItem) -> Result<(), Refused> {
    let mut refused = Refused::invalid("cases-refused-form");
    if !ITEM_ENDINGS.contains(&order.ending.as_str()) {
        refused = refused.and_field("ending", "cases-refused-ending");
    }
    if order.words.trim().chars().count() < 4 {
        refused = refused.and_field("words", "cases-refused-answer-short");
    }
    if refused.fields.is_empty() { Ok(()) } else { Err(refused) }
}

/// Whoever decides an item has handled the case, and neither verifies nor calls back.
async fn worked(act: Act<'_>, part: &Part) -> Done<()> {
    if part.is_lead() {
        return Ok(());
    }
    let sql = "UPDATE parts SET handler_id = COALESCE(handler_id, $2), state = 'signed', \
               signed_at = COALESCE(signed_at, $3) WHERE id = $1";
    act.tx.run(sql, values![part.id, act.by.person, act.now()]).await?;
    Ok(())
}

/// One line for each item that has its result.
pub(crate) fn answer_of(playbook: &Playbook, items: &[ErrandItem]) -> String {
    let line = |item: &ErrandItem| {
        let name = playbook.service(&item.service).map_or(item.service.as_str(), |one| one.name.zh.as_str());
        format!("{name}：{}", item.result)
    };
    items.iter().filter(|item| !item.is_open()).map(line).collect::<Vec<_>>().join("\n")
}

/// Solved when one item was done; else explained, else not possible.
fn ending_of(items: &[ErrandItem]) -> &'static str {
    let any = |state: &str| items.iter().any(|item| item.state == state);
    match (any("done"), any("explained")) {
        (true, _) => "solved",
        (false, true) => "explained",
        _ => "not-possible",
    }
}
