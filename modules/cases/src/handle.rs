//! What a unit does with its part: sign, assign inside, contact the person, arrive, write down progress.

use lianxin_access::reach::is_within;
use lianxin_access::{Done, posts_of};
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, values};
use lianxin_playbook::Stage;

use crate::case::note;
use crate::clock::{Which, meet};
use crate::dispatch::add_part;
use crate::errand::begin_visit;
use crate::part::{Part, own_part, parts_of};
use crate::{Act, Case, State, reach};

/// Someone in the unit takes the order.
///
/// # Errors
/// `cases-refused-not-your-unit`; `cases-refused-earlier-handler` when a redo goes to the same person again.
pub async fn sign(act: Act<'_>, id: Id, revision: Option<i64>) -> Done<()> {
    let mut case = act.case("case.sign", id).await?;
    case.must_be_at(revision)?;
    let part = mine(act, &case).await?;
    if part.state != "dispatched" {
        return Err(Refused::conflict("cases-refused-signed-already").into());
    }
    let person = act.by.person.ok_or_else(|| Refused::forbidden("shell-refused-no-permission"))?;
    if part.is_lead() {
        not_the_earlier_handler(act, &case, person).await?;
        case.must_be(&[State::Dispatched])?;
        case.state = State::Signed.word().into();
        case.signed_at = Some(act.now());
        case.handler_id = Some(person);
    }
    let sql = "UPDATE parts SET state = 'signed', signed_at = $2, handler_id = $3 WHERE id = $1 AND state = 'dispatched'";
    act.tx.run(sql, values![part.id, act.now(), person]).await?;
    meet(act, id, Which::Part(part.id, Stage::Sign)).await?;
    case.change(act, |event| event.id("part", part.id).id("unit", part.unit_id), "case.sign").await?;
    if part.is_lead() {
        begin_visit(act, &mut case, part.id).await?;
    }
    Ok(())
}

/// The part of the person's own unit, or a refusal.
async fn mine(act: Act<'_>, case: &Case) -> Done<Part> {
    let part = own_part(act.tx, case.id, act.by).await?;
    Ok(part.ok_or_else(|| Refused::forbidden("cases-refused-not-your-unit"))?)
}

/// A redo is done by somebody else than the round that did not satisfy.
async fn not_the_earlier_handler(act: Act<'_>, case: &Case, person: Id) -> Done<()> {
    let sql =
        "SELECT COUNT(*) FROM parts WHERE case_id = $1 AND handler_id = $2 AND kind = 'lead' AND round < $3";
    if act.tx.count(sql, values![case.id, person, case.round]).await? > 0 {
        return Err(Refused::forbidden("cases-refused-earlier-handler").into());
    }
    Ok(())
}

/// Gives the part to a colleague of the unit (or below it); for hand-over as well. `helpers`: colleagues who lend a hand,
/// each with a part of their own.
///
/// # Errors
/// `cases-refused-colleague` when a person has no post there that may handle.
pub async fn assign(act: Act<'_>, id: Id, to: Id, helpers: &[Id], words: &str) -> Done<()> {
    let mut case = act.case("case.handle", id).await?;
    let part = mine(act, &case).await?;
    let Some(_) = seat(act, to, part.unit_id).await? else {
        return Err(Refused::field("to", "cases-refused-colleague").into());
    };
    let mut taken = false;
    if part.is_lead() {
        not_the_earlier_handler(act, &case, to).await?;
        case.handler_id = Some(to);
        if case.state() == State::Dispatched {
            case.state = State::Signed.word().into();
            case.signed_at = Some(act.now());
            taken = true;
        }
    }
    let sql = "UPDATE parts SET handler_id = $2, state = 'signed', signed_at = COALESCE(signed_at, $3) WHERE id = $1";
    act.tx.run(sql, values![part.id, to, act.now()]).await?;
    meet(act, id, Which::Part(part.id, Stage::Sign)).await?;
    let event = case.change(act, |event| event.id("part", part.id).id("to", to), "case.assign").await?;
    note(act.tx, id, event, words, false).await?;
    for helper in helpers.iter().filter(|helper| **helper != to) {
        lend_a_hand(act, &mut case, *helper, &part, words).await?;
    }
    if taken {
        begin_visit(act, &mut case, part.id).await?;
    }
    Ok(())
}

/// Where a person sits who may handle for this unit.
async fn seat(act: Act<'_>, person: Id, unit: Id) -> Done<Option<Id>> {
    for post in posts_of(act.tx, person, act.now()).await? {
        let allowed = act.county.playbook.roles.scope(&post.role, "case.handle").is_some();
        let there =
            is_within(act.tx, post.org_id, unit).await? || is_within(act.tx, unit, post.org_id).await?;
        if allowed && there {
            return Ok(Some(post.org_id));
        }
    }
    Ok(None)
}

/// A colleague helps: a part of their own, signed, so that they reach the case and their work is seen.
async fn lend_a_hand(act: Act<'_>, case: &mut Case, helper: Id, of: &Part, words: &str) -> Done<()> {
    let seat = seat(act, helper, of.unit_id).await?;
    let seat = seat.ok_or_else(|| Refused::field("helpers", "cases-refused-colleague"))?;
    let sql = "SELECT COUNT(*) FROM parts WHERE case_id = $1 AND handler_id = $2 AND state IN ('dispatched', 'signed')";
    if act.tx.count(sql, values![case.id, helper]).await? > 0 {
        return Ok(());
    }
    let part = act.tx.id();
    add_part(act, case, part, seat, "support").await?;
    let sql = "UPDATE parts SET state = 'signed', signed_at = $2, handler_id = $3, task = $4 WHERE id = $1";
    act.tx.run(sql, values![part, act.now(), helper, words.trim()]).await?;
    case.change(act, |event| event.id("part", part).id("to", helper), "case.ask-help").await?;
    reach::rewrite(act.tx, case).await?;
    Ok(())
}

/// A real contact with the person: not opening the order, but speaking with them.
pub async fn contact(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let mut case = act.case("case.contact", id).await?;
    if !case.is_open() {
        return Err(Refused::conflict("cases-refused-moved-on").into());
    }
    if words.trim().chars().count() < 2 {
        return Err(Refused::field("words", "cases-refused-contact-words").into());
    }
    meet(act, id, Which::Stage(Stage::Contact)).await?;
    case.contacted_at = case.contacted_at.or(Some(act.now()));
    let event = case.change(act, |event| event, "case.contact").await?;
    note(act.tx, id, event, words, false).await?;
    Ok(())
}

/// Somebody is on the spot and has made it safe: whoever handles at that place may, also the grid worker next door.
pub async fn arrive(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let mut case = act.case("case.handle", id).await?;
    case.must_be(&[State::Dispatched, State::Signed])?;
    meet(act, id, Which::Stage(Stage::Arrive)).await?;
    let event = case.change(act, |event| event, "case.arrive").await?;
    note(act.tx, id, event, words, true).await?;
    Ok(())
}

/// What was found or done so far. `open`: the requester reads it too.
pub async fn progress(act: Act<'_>, id: Id, words: &str, open: bool) -> Done<Id> {
    let mut case = act.case("case.handle", id).await?;
    if !case.is_open() {
        return Err(Refused::conflict("cases-refused-moved-on").into());
    }
    if words.trim().chars().count() < 2 {
        return Err(Refused::field("words", "cases-refused-progress-words").into());
    }
    let event = case.change(act, |event| event.data("open", open), "case.progress").await?;
    note(act.tx, id, event, words, open).await?;
    Ok(event)
}

/// The plan of a long matter: steps and a date, within five working days (Jinan rule Art. 24).
pub async fn plan(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let mut case = act.case("case.handle", id).await?;
    case.must_be(&[State::Dispatched, State::Signed])?;
    // Also whoever helps: a firm's adviser writes the plan of a matter that a department leads.
    if mine(act, &case).await?.kind == "whistle" {
        return Err(Refused::forbidden("cases-refused-not-your-unit").into());
    }
    if words.trim().chars().count() < 10 {
        return Err(Refused::field("words", "cases-refused-plan-words").into());
    }
    meet(act, id, Which::Stage(Stage::Plan)).await?;
    let event = case.change(act, |event| event, "case.plan").await?;
    note(act.tx, id, event, words, true).await?;
    Ok(())
}

/// The parts that still wait, for pages that say who does what.
pub async fn live_parts(db: &impl Db, case: Id) -> Result<Vec<Part>, lianxin_db::Fault> {
    Ok(parts_of(db, case).await?.into_iter().filter(Part::is_live).collect())
}
