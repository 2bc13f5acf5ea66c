//! An errand is ordered, not dispatched: it goes to the work area of the place, which signs within half a day and then
//! comes, on the day that the person chose where that is later.

use lianxin_access::{By, Done, orgs_above};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, values};
use lianxin_playbook::{Pace, Playbook, Stage};

use super::{errand_of, items_of, papers_of};
use crate::case::note;
use crate::clock::{Of, start, start_visit};
use crate::dispatch::add_part;
use crate::{Act, Case, State};

/// The unit that takes an order: the work area of the place, or its town where no area is.
pub(crate) async fn taken_by(db: &impl Db, place: Id) -> Result<Option<Id>, Fault> {
    let above = orgs_above(db, place).await?;
    let of = |kind: &str| above.iter().find(|org| org.kind == kind).map(|org| org.id);
    Ok(of("area").or_else(|| of("town")))
}

/// Writes down what was ordered. With a unit the order is on its desk at once, and its clock to sign runs.
pub(crate) async fn order(
    act: Act<'_>,
    case: &mut Case,
    services: &[&str],
    wished: Option<Time>,
    unit: Option<Id>,
) -> Done<()> {
    let sql = "INSERT INTO errands (case_id, wished_at) VALUES ($1, $2)";
    act.tx.run(sql, values![case.id, wished]).await?;
    let mut rows = Vec::new();
    for (position, service) in services.iter().enumerate() {
        rows.extend(values![act.tx.id(), case.id, *service, position as i64, "ordered", ""]);
    }
    let head = "INSERT INTO errand_items (id, case_id, service, position, state, result)";
    act.tx.insert_all(head, 6, rows, "").await?;
    let Some(unit) = unit else { return Ok(()) };
    let part = act.tx.id();
    add_part(act, case, part, unit, "lead").await?;
    start(act, case, Pace::Errand, Stage::Sign, Of::part(part)).await?;
    case.state = State::Dispatched.word().into();
    case.unit_id = Some(unit);
    case.accepted_at = Some(act.now());
    case.dispatched_at = Some(act.now());
    let ordered: Vec<String> = services.iter().map(|service| (*service).to_owned()).collect();
    case.change(
        act,
        |event| event.id("unit", unit).data("services", ordered).time("wished_at", wished),
        "case.order",
    )
    .await?;
    Ok(())
}

/// Somebody took the order: the visit is due, and the person is told at once everything to have ready.
pub(crate) async fn begin_visit(act: Act<'_>, case: &mut Case, part: Id) -> Done<()> {
    let Some(errand) = errand_of(act.tx, case.id).await? else { return Ok(()) };
    if errand.visited_at.is_some() || case.round > 1 {
        return Ok(());
    }
    let due = start_visit(act, case, errand.wished_at, part).await?;
    let papers = papers_needed(act.tx, &act.county.playbook, case.id).await?;
    let by = By::system();
    let told = Act { by: &by, ..act };
    let event = case.change(told, |event| event.time("due_at", due), "case.tell-once").await?;
    note(act.tx, case.id, event, &papers, true).await?;
    Ok(())
}

/// The papers of every item that still lacks them, in the language of whoever ordered.
async fn papers_needed(db: &impl Db, playbook: &Playbook, case: Id) -> Result<String, Fault> {
    let items = items_of(db, case).await?;
    let open = items.iter().filter(|item| item.lacks_papers());
    let papers = papers_of(open.filter_map(|item| playbook.service(&item.service)));
    let sql = "SELECT lang FROM requests WHERE case_id = $1 ORDER BY registered_at, id LIMIT 1";
    let lang: Option<String> = db.value(sql, values![case]).await?;
    Ok(papers.read_in(lang.as_deref().unwrap_or("zh-CN")).to_owned())
}
