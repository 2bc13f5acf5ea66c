//! To whom: the responsibility list proposes, a person decides.

use lianxin_access::reach::is_within;
use lianxin_access::{Done, org};
use lianxin_base::{Id, Refused};
use lianxin_db::values;
use lianxin_playbook::{Pace, Stage, StartsAt};

use crate::case::note;
use crate::claim::must_be_free;
use crate::clock::{Of, Which, meet, start};
use crate::part::{may_hold, part};
use crate::{Act, Case, State, reach};

#[derive(Clone, Debug)]
pub struct Dispatch {
    pub case: Id,
    pub revision: Option<i64>,
    /// Makes a retry the same request.
    pub part: Id,
    pub unit: Id,
    pub supports: Vec<Id>,
    /// The item of the responsibility list; empty: the one that the case has.
    pub item: String,
    pub words: String,
    /// How the suggestion fared: accepted, changed, none.
    pub suggestion: &'static str,
}

/// Sends an accepted case to the unit that leads; others help.
///
/// # Errors
/// `cases-refused-unit` beside the field; `cases-refused-accused-unit` when the case complains about it;
/// `cases-refused-own-unit` when a department's work would go down to a village.
pub async fn dispatch(act: Act<'_>, order: Dispatch) -> Done<Id> {
    let mut case = act.case("case.dispatch", order.case).await?;
    case.must_be_at(order.revision)?;
    case.must_be(&[State::Accepted])?;
    must_be_free(act, &case).await?;
    if part(act.tx, order.part).await?.is_some() {
        // The same tap once more, after the order came back.
        return Err(Refused::conflict("cases-refused-moved-on").into());
    }
    if !order.item.is_empty() {
        case.item.clone_from(&order.item);
    }
    check_unit(act, &case, order.unit).await?;
    for support in &order.supports {
        check_unit(act, &case, *support).await?;
    }
    send(act, &mut case, order.part, order.unit).await?;
    for support in order.supports.iter().filter(|support| **support != order.unit) {
        add_part(act, &case, act.tx.id(), *support, "support").await?;
    }
    let (item, unit, suggestion) = (case.item.clone(), order.unit, order.suggestion);
    let event = case
        .change(
            act,
            |event| {
                event
                    .id("unit", unit)
                    .data("item", item)
                    .data("suggestion", suggestion)
                    .id("part", order.part)
            },
            "case.dispatch",
        )
        .await?;
    note(act.tx, case.id, event, &order.words, false).await?;
    reach::rewrite(act.tx, &case).await?;
    Ok(order.part)
}

async fn check_unit(act: Act<'_>, case: &Case, unit: Id) -> Done<()> {
    let wrong = || Refused::field("unit", "cases-refused-unit");
    let known = org(act.tx, unit).await?.filter(|org| org.valid_to.is_none()).ok_or_else(wrong)?;
    if let Some(accused) = case.accused_id
        && is_within(act.tx, unit, accused).await?
    {
        return Err(Refused::field("unit", "cases-refused-accused-unit").into());
    }
    if matches!(known.kind.as_str(), "district" | "grid" | "micro-grid") {
        return Err(wrong().into());
    }
    // What a department must do is not dispatched to the grass roots (国办函〔2025〕66号).
    let item = act.county.playbook.responsibility.get(&case.item);
    let county_wide = item.and_then(|item| act.county.playbook.units.get(&item.lead_unit));
    let departments_work = county_wide.is_some_and(|unit| unit.kind.is_county_wide());
    let village_helps = item.is_some_and(|item| item.supporting_units.iter().any(|code| code == "village"));
    if known.kind == "village" && departments_work && !village_helps {
        return Err(Refused::field("unit", "cases-refused-village-burden").into());
    }
    if case.returns == 0 && !may_hold(act.tx, &act.county.playbook, &case.item, unit, case.place_id).await? {
        return Err(Refused::field("unit", "cases-refused-unit-not-listed").into());
    }
    Ok(())
}

/// The lead part with its clocks; sign and contact start anew with each dispatch.
pub(crate) async fn send(act: Act<'_>, case: &mut Case, part: Id, unit: Id) -> Done<()> {
    meet(act, case.id, Which::Stage(Stage::Dispatch)).await?;
    add_part(act, case, part, unit, "lead").await?;
    let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
    start(act, case, pace, Stage::Sign, Of::part(part)).await?;
    start(act, case, pace, Stage::Arrive, Of::part(part)).await?;
    if speaks_from(act, pace) == Some(StartsAt::Dispatch)
        && case.contacted_at.is_none()
        && can_be_reached(act, case.id).await?
    {
        start(act, case, pace, Stage::Contact, Of::part(part)).await?;
    }
    case.state = State::Dispatched.word().into();
    case.unit_id = Some(unit);
    case.handler_id = None;
    case.signed_at = None;
    case.dispatched_at = Some(act.now());
    Ok(())
}

/// From when on somebody must speak with the person: a firm from the acceptance, others from the dispatch. An errand is
/// a visit, with a limit of its own.
pub(crate) fn speaks_from(act: Act<'_>, pace: Pace) -> Option<StartsAt> {
    if pace == Pace::Errand {
        return None;
    }
    act.county.playbook.limits.limit(pace, Stage::Contact).map(|rule| rule.starts_at)
}

pub(crate) async fn add_part(act: Act<'_>, case: &Case, id: Id, unit: Id, kind: &str) -> Done<()> {
    act.tx
        .run(
            "INSERT INTO parts (id, case_id, unit_id, kind, round, state, task, dispatched_by, dispatched_at, \
             return_barred, result) VALUES ($1, $2, $3, $4, $5, 'dispatched', '', $6, $7, $8, '')",
            values![id, case.id, unit, kind, case.round, act.by.person, act.now(), false],
        )
        .await?;
    Ok(())
}

/// Somebody left a phone or is known: a contact and a call-back are due.
pub(crate) async fn can_be_reached(act: Act<'_>, case: Id) -> Done<bool> {
    use lianxin_db::Db;
    let sql = "SELECT COUNT(*) FROM requests WHERE case_id = $1 AND (phone_sealed IS NOT NULL OR person_id IS NOT NULL)";
    Ok(act.tx.count(sql, values![case]).await? > 0)
}
