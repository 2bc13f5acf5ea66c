//! Yes or no to what a unit asks for (`ask.rs`), by somebody who did not ask; and what becomes of it when nobody decides.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, Fault, values};
use lianxin_playbook::{Addressee, Limit, Pace, Stage};

use crate::ask::{Asked, PROMISE, STANDS_STILL, granted, rule_of};
use crate::case::{find, note};
use crate::clock::{Of, Which, drop_clocks, extend, meet, run_on, start, stop};
use crate::part::{Part, part, parts_of};
use crate::rating_appeal::appeal_decided;
use crate::{Act, Case, State, reach};

/// Yes or no, by somebody who did not ask. Everyone concerned is told; the original limit stays visible.
///
/// # Errors
/// `cases-refused-own-ask`; `cases-refused-second-decider` when a second return goes to the first decider or the
/// dispatcher of the order; `cases-refused-decider` when the playbook names another role.
pub async fn decide(act: Act<'_>, ask: Id, yes: bool, words: &str) -> Done<()> {
    let absent = || Refused::absent("cases-refused-absent");
    let asked: Asked =
        act.tx.row("SELECT * FROM asks WHERE id = $1", values![ask]).await?.ok_or_else(absent)?;
    let mut case = act.case(asked.decided_with(), asked.case_id).await?;
    if asked.state != "asked" {
        return Err(Refused::conflict("cases-refused-decided-already").into());
    }
    if asked.asked_by.is_some() && asked.asked_by == act.by.person {
        return Err(Refused::forbidden("cases-refused-own-ask").into());
    }
    // Who leaves a rating out says why, as does whoever refuses.
    if (!yes || asked.is_appeal()) && words.trim().chars().count() < 4 {
        return Err(Refused::field("words", "cases-refused-decision-words").into());
    }
    meet(act, case.id, Which::Ask(ask)).await?;
    let state = if yes { "confirmed" } else { "refused" };
    let sql =
        "UPDATE asks SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND state = 'asked'";
    act.tx.run(sql, values![ask, state, act.by.person, act.now()]).await?;
    let verb = match (asked.kind.as_str(), yes) {
        ("return", yes) => return_decided(act, &mut case, &asked, yes).await?,
        ("extend", yes) => extension_decided(act, &mut case, &asked, yes).await?,
        ("appeal", yes) => appeal_decided(act, &case, &asked, yes).await?,
        (_, yes) => suspension_decided(act, &mut case, yes).await?,
    };
    let (due, request, told) = (case.promise_due, asked.request_id, yes || asked.is_appeal());
    let event = case
        .change(
            act,
            |event| event.id("ask", ask).id("request", request).time("due_at", due).data("kind", asked.kind),
            verb,
        )
        .await?;
    note(act.tx, case.id, event, words, told).await?;
    if verb == "case.confirm-return" {
        reach::rewrite(act.tx, &case).await?;
    }
    Ok(())
}

async fn return_decided(act: Act<'_>, case: &mut Case, asked: &Asked, yes: bool) -> Done<&'static str> {
    let part = part(act.tx, asked.part_id).await?.ok_or_else(|| Refused::absent("cases-refused-absent"))?;
    let second = case.returns > 1;
    if second {
        second_decider(act, case, &part, asked.id).await?;
    }
    if yes {
        // Departments that the town called stay called.
        for own in
            parts_of(act.tx, case.id).await?.iter().filter(|own| own.is_live() && own.kind != "whistle")
        {
            drop_clocks(act, case.id, Which::AllOfPart(own.id)).await?;
            act.tx.run("UPDATE parts SET state = 'returned' WHERE id = $1", values![own.id]).await?;
        }
        case.state = State::Accepted.word().into();
        case.unit_id = None;
        case.handler_id = None;
        start(act, case, Pace::parse(&case.pace).unwrap_or(Pace::Any), Stage::Dispatch, Of::default())
            .await?;
        return Ok("case.confirm-return");
    }
    let sql = "UPDATE parts SET return_barred = $2 WHERE id = $1";
    act.tx.run(sql, values![part.id, second]).await?;
    if part.signed_at.is_none() {
        let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
        start(act, case, pace, Stage::Sign, Of::part(part.id)).await?;
    }
    Ok("case.refuse-return")
}

/// The second return is decided by a town officer, by another person than before, and binds.
async fn second_decider(act: Act<'_>, case: &Case, part: &Part, this: Id) -> Done<()> {
    let sql =
        "SELECT COUNT(*) FROM asks WHERE case_id = $1 AND kind = 'return' AND decided_by = $2 AND id <> $3";
    let person = act.by.person.unwrap_or_default();
    let decided_before = act.tx.count(sql, values![case.id, person, this]).await? > 0;
    if decided_before || part.dispatched_by == Some(person) || act.by.role() == "dispatcher" {
        return Err(Refused::forbidden("cases-refused-second-decider").into());
    }
    Ok(())
}

async fn extension_decided(act: Act<'_>, case: &mut Case, asked: &Asked, yes: bool) -> Done<&'static str> {
    if !yes {
        return Ok("case.refuse-extend");
    }
    let rule = rule_of(act, case).and_then(|rule| rule.extension.as_ref());
    let before = usize::try_from(granted(act, case.id).await?.saturating_sub(1)).unwrap_or(0);
    let decider = rule.and_then(|rule| rule.decided_by.get(before).or(rule.decided_by.last()));
    if let Some(Addressee::Role(role)) = decider {
        may_decide(act, role)?;
    }
    let amount: Limit =
        asked.amount.parse().map_err(|_| Refused::field("amount", "cases-refused-extension"))?;
    if let Some(due) = extend(act, case.id, &PROMISE, amount).await? {
        case.promise_due = Some(due);
    }
    Ok("case.approve-extend")
}

/// The role that the playbook names, or one that stands above it.
fn may_decide(act: Act<'_>, role: &str) -> Result<(), Refused> {
    if stands_high_enough(act.by.role(), role) {
        Ok(())
    } else {
        Err(Refused::forbidden("cases-refused-decider").with("role", role))
    }
}

pub(crate) fn stands_high_enough(own: &str, named: &str) -> bool {
    const LADDER: [&str; 3] = ["area-secretary", "town-leader", "district-supervisor"];
    let step = |role: &str| LADDER.iter().position(|step| *step == role);
    match (step(own), step(named)) {
        (Some(own), Some(named)) => own >= named,
        (None, named) => named.is_none(),
        (Some(_), None) => true,
    }
}

async fn suspension_decided(act: Act<'_>, case: &mut Case, yes: bool) -> Done<&'static str> {
    if !yes {
        return Ok("case.refuse-suspend");
    }
    stop(act, case.id, &PROMISE).await?;
    stop(act, case.id, &STANDS_STILL).await?;
    case.suspended_at = Some(act.now());
    Ok("case.approve-suspend")
}

/// The reason is gone: the clocks run on (rule T7).
pub async fn lift(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let mut case = act.case("case.suspend-approve", id).await?;
    if case.suspended_at.is_none() {
        return Err(Refused::conflict("cases-refused-not-suspended").into());
    }
    let due = run_on(act, id).await?;
    case.promise_due = due.or(case.promise_due);
    case.suspended_at = None;
    let sql = "UPDATE asks SET state = 'lifted', lifted_at = $2 WHERE case_id = $1 AND kind = 'suspend' AND state = 'confirmed'";
    act.tx.run(sql, values![id, act.now()]).await?;
    let due = case.promise_due;
    let event = case.change(act, |event| event.time("due_at", due), "case.lift-suspend").await?;
    note(act.tx, id, event, words, true).await?;
    Ok(())
}

/// Nobody decided by the deadline: no extension, no suspension, a return is not confirmed, and a rating counts.
pub(crate) async fn lapse(act: Act<'_>, ask: &Asked) -> Done<()> {
    let Some(mut case) = find(act.tx, ask.case_id).await? else { return Ok(()) };
    let sql = "UPDATE asks SET state = 'lapsed', decided_at = $2 WHERE id = $1 AND state = 'asked'";
    if act.tx.run(sql, values![ask.id, act.now()]).await? == 0 {
        return Ok(());
    }
    meet(act, case.id, Which::Ask(ask.id)).await?;
    if ask.kind == "return" && part(act.tx, ask.part_id).await?.is_some_and(|part| part.signed_at.is_none()) {
        let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
        start(act, &case, pace, Stage::Sign, Of::part(ask.part_id)).await?;
    }
    let (id, request, kind) = (ask.id, ask.request_id, ask.kind.clone());
    case.change(act, |event| event.id("ask", id).id("request", request).data("kind", kind), "case.lapse-ask")
        .await?;
    Ok(())
}

/// There is nothing left to decide: the case went on, was answered or is over.
pub(crate) async fn drop_asks(act: Act<'_>, case: Id, asks: &[Id]) -> Result<(), Fault> {
    for ask in asks {
        drop_clocks(act, case, Which::Ask(*ask)).await?;
        let sql = "UPDATE asks SET state = 'lapsed', decided_at = $2 WHERE id = $1";
        act.tx.run(sql, values![*ask, act.now()]).await?;
    }
    Ok(())
}
