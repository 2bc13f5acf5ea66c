//! The papers go to the window of whoever decides: that unit has a part of the case from now on.

use lianxin_access::reach::is_within;
use lianxin_access::{Done, org};
use lianxin_base::{Id, Refused};
use lianxin_db::values;

use super::held;
use crate::case::note;
use crate::dispatch::add_part;
use crate::part::{parts_of, unit_for};
use crate::{Act, State, reach};

#[derive(Clone, Debug)]
pub struct HandIn {
    pub item: Id,
    /// Others that have to confirm something, beside the unit that decides.
    pub also: Vec<Id>,
    pub words: String,
}

/// Hands an item with complete papers to the unit that decides it.
///
/// # Errors
/// `cases-refused-papers-first`; `cases-refused-handed-in`; `cases-refused-unit` beside the field;
/// `cases-refused-accused-unit`.
pub async fn hand_in(act: Act<'_>, order: HandIn) -> Done<()> {
    let (mut case, item, service, _) = held(act, order.item).await?;
    case.must_be(&[State::Signed])?;
    if item.papers_at.is_none() {
        return Err(Refused::conflict("cases-refused-papers-first").into());
    }
    if item.handed_in_at.is_some() {
        return Err(Refused::conflict("cases-refused-handed-in").into());
    }
    let decides = unit_for(act.tx, &act.county.playbook, &service.decided_by, case.place_id).await?;
    let mut units: Vec<Id> = decides.into_iter().map(|unit| unit.id).chain(order.also).collect();
    units.dedup();
    if units.is_empty() {
        return Err(Refused::field("also", "cases-refused-unit").into());
    }
    let parts = parts_of(act.tx, case.id).await?;
    for unit in &units {
        let known = org(act.tx, *unit).await?.filter(|org| org.valid_to.is_none());
        known.ok_or_else(|| Refused::field("also", "cases-refused-unit"))?;
        if let Some(accused) = case.accused_id
            && is_within(act.tx, *unit, accused).await?
        {
            return Err(Refused::field("also", "cases-refused-accused-unit").into());
        }
        if !parts.iter().any(|part| part.is_live() && part.unit_id == *unit) {
            add_part(act, &case, act.tx.id(), *unit, "support").await?;
        }
    }
    let sql = "UPDATE errand_items SET state = 'handed-in', handed_in_at = $2 WHERE id = $1";
    act.tx.run(sql, values![item.id, act.now()]).await?;
    let named: Vec<String> = units.iter().map(ToString::to_string).collect();
    let event = case
        .change(
            act,
            |event| event.id("item", item.id).data("service", service.code).data("units", named),
            "case.hand-in",
        )
        .await?;
    note(act.tx, case.id, event, &order.words, true).await?;
    reach::rewrite(act.tx, &case).await?;
    Ok(())
}
