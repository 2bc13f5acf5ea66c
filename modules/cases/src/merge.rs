//! One matter, said by many: merged into a master. Every requester keeps number, answer and call-back; nobody sees
//! the others. What turns out to be another matter is split off.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_db::values;

use crate::call_back::Request;
use crate::case::note;
use crate::open_child::follow_on;
use crate::over::drop_orders;
use crate::{Act, Case, State, reach};

/// Merges other cases into a master; each was proposed and confirmed by hand.
///
/// # Errors
/// `cases-refused-merge-self`, `-merge-state`; `-merge-accused` when the master's readers must not read it.
pub async fn merge(act: Act<'_>, master: Id, others: &[Id]) -> Done<usize> {
    let mut master = act.case("case.merge", master).await?;
    // Once people are called back, nobody would call those who join.
    if !master.is_open() || matches!(master.state(), State::Registered | State::Closed) {
        return Err(Refused::conflict("cases-refused-merge-state").into());
    }
    for other in others {
        if *other == master.id {
            return Err(Refused::invalid("cases-refused-merge-self").into());
        }
        // Its words are read in the master from now on: by nobody who might not have read them before.
        master.sensitive |= merge_one(act, &master, *other).await?;
        let other = *other;
        master.change(act, |event| event.id("other", other), "case.take-in").await?;
    }
    Ok(others.len())
}

/// Answers whether it was sensitive.
async fn merge_one(act: Act<'_>, master: &Case, other: Id) -> Done<bool> {
    let mut other = act.case("case.merge", other).await?;
    if !matches!(other.state(), State::Registered | State::Accepted | State::Dispatched | State::Signed) {
        return Err(Refused::conflict("cases-refused-merge-state").into());
    }
    if other.accused_id.is_some() && other.accused_id != master.accused_id {
        return Err(Refused::conflict("cases-refused-merge-accused").into());
    }
    drop_orders(act, other.id).await?;
    other.suspended_at = None;
    act.tx.run("UPDATE requests SET case_id = $2 WHERE case_id = $1", values![other.id, master.id]).await?;
    other.state = State::Merged.word().into();
    other.master_id = Some(master.id);
    other.ended_at = Some(act.now());
    let into = master.id;
    other.change(act, |event| event.id("master", into), "case.merge").await?;
    // Its orders are dropped: who held one reaches it no longer.
    reach::rewrite(act.tx, &other).await?;
    Ok(other.sensitive)
}

/// A case of its own for one requester of a merged case.
pub(crate) async fn split(act: Act<'_>, from: &Case, request: &Request, words: &str) -> Done<Id> {
    let mut case = follow_on(act, from, &request.words, None).await?;
    act.tx.run("UPDATE requests SET case_id = $2 WHERE id = $1", values![request.id, case.id]).await?;
    case.contacted_at = Some(act.now());
    link(act, from.id, case.id, "split").await?;
    let request = request.id;
    let event =
        case.change(act, |event| event.id("from", from.id).id("request", request), "case.split").await?;
    note(act.tx, case.id, event, words, false).await?;
    Ok(case.id)
}

/// Two cases have to do with each other, or somebody looked and says that they do not.
pub async fn link(act: Act<'_>, one: Id, other: Id, kind: &str) -> Done<()> {
    let (one, other) = if one < other { (one, other) } else { (other, one) };
    let sql = "INSERT INTO case_links (one_id, other_id, kind, made_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (one_id, other_id) DO UPDATE SET kind = excluded.kind";
    act.tx.run(sql, values![one, other, kind, act.now()]).await?;
    Ok(())
}

/// A person says: related, or not the same. Written down either way, so that the suggestion does not come back.
pub async fn relate(act: Act<'_>, one: Id, other: Id, related: bool) -> Done<()> {
    let mut case = act.case("case.merge", one).await?;
    act.case("case.merge", other).await?;
    let kind = if related { "related" } else { "not-same" };
    link(act, one, other, kind).await?;
    case.change(act, |event| event.id("other", other).data("kind", kind), "case.relate").await?;
    Ok(())
}
