//! One matter, said by many: merged into a master. Every requester keeps number, answer and call-back; nobody sees
//! the others. What turns out to be another matter is split off.

use lianxin_access::Done;
use lianxin_base::{Id, Refused, day_in_china};
use lianxin_db::values;
use lianxin_seal::CaseNumber;

use crate::accept::take_on;
use crate::call_back::Request;
use crate::case::note;
use crate::clock::{Which, drop_clocks};
use crate::number::next_serial;
use crate::register::insert_case;
use crate::{Act, Case, State, reach, search};

/// Merges other cases into a master; each was proposed and confirmed by hand.
///
/// # Errors
/// `cases-refused-merge-self`, `cases-refused-merge-state`.
pub async fn merge(act: Act<'_>, master: Id, others: &[Id]) -> Done<usize> {
    let mut master = act.case("case.merge", master).await?;
    if !master.is_open() || master.state() == State::Registered {
        return Err(Refused::conflict("cases-refused-merge-state").into());
    }
    for other in others {
        if *other == master.id {
            return Err(Refused::invalid("cases-refused-merge-self").into());
        }
        merge_one(act, &master, *other).await?;
        let other = *other;
        master.change(act, |event| event.id("other", other), "case.take-in").await?;
    }
    Ok(others.len())
}

async fn merge_one(act: Act<'_>, master: &Case, other: Id) -> Done<()> {
    let mut other = act.case("case.merge", other).await?;
    if !matches!(other.state(), State::Registered | State::Accepted | State::Dispatched | State::Signed) {
        return Err(Refused::conflict("cases-refused-merge-state").into());
    }
    drop_clocks(act, other.id, Which::All).await?;
    act.tx
        .run(
            "UPDATE parts SET state = 'dropped' WHERE case_id = $1 AND state IN ('dispatched', 'signed')",
            values![other.id],
        )
        .await?;
    act.tx.run("UPDATE requests SET case_id = $2 WHERE case_id = $1", values![other.id, master.id]).await?;
    other.state = State::Merged.word().into();
    other.master_id = Some(master.id);
    other.ended_at = Some(act.now());
    let into = master.id;
    other.change(act, |event| event.id("master", into), "case.merge").await?;
    // Its orders are dropped: who held one reaches it no longer.
    reach::rewrite(act.tx, &other).await?;
    Ok(())
}

/// A case of its own for one requester of a merged case.
pub(crate) async fn split(act: Act<'_>, from: &Case, request: &Request, words: &str) -> Done<Id> {
    let mut case = follow_on(act, from, &request.words).await?;
    act.tx.run("UPDATE requests SET case_id = $2 WHERE id = $1", values![request.id, case.id]).await?;
    case.contacted_at = Some(act.now());
    link(act, from.id, case.id, "split").await?;
    let request = request.id;
    let event =
        case.change(act, |event| event.id("from", from.id).id("request", request), "case.split").await?;
    note(act.tx, case.id, event, words, false).await?;
    Ok(case.id)
}

/// A child: one part of the matter that needs an order of its own.
pub async fn open_child(act: Act<'_>, parent: Id, category: &str, words: &str) -> Done<Id> {
    let parent = act.case("case.dispatch", parent).await?;
    if !parent.is_open() {
        return Err(Refused::conflict("cases-refused-moved-on").into());
    }
    if words.trim().chars().count() < 4 {
        return Err(Refused::field("words", "cases-refused-words-few").into());
    }
    let playbook = &act.county.playbook;
    let category = playbook.categories.get(category).filter(|category| !category.is_top());
    let category = category.ok_or_else(|| Refused::field("category", "cases-refused-category"))?;
    let mut like = parent.clone();
    like.category.clone_from(&category.code);
    category.pace.code().clone_into(&mut like.pace);
    like.item = playbook.primary_item(&category.code).map(|item| item.code.clone()).unwrap_or_default();
    let mut case = follow_on(act, &like, words).await?;
    case.parent_id = Some(parent.id);
    link(act, parent.id, case.id, "child").await?;
    let id = parent.id;
    case.change(act, |event| event.id("parent", id), "case.open-child").await?;
    Ok(case.id)
}

/// A new accepted case at the same place, in the same category, with a number of its own.
async fn follow_on(act: Act<'_>, from: &Case, words: &str) -> Done<Case> {
    let day = day_in_china(act.now());
    let serial = next_serial(act, day).await?;
    let number = CaseNumber::new(day, serial).map(|number| number.to_string());
    let mut case = Case {
        id: act.tx.id(),
        number: number.ok_or_else(|| Refused::invalid("cases-refused-form"))?,
        revision: 1,
        state: State::Registered.word().into(),
        title: crate::register::title_of(words),
        words: words.trim().into(),
        unit_id: None,
        handler_id: None,
        master_id: None,
        parent_id: None,
        round: 1,
        returns: 0,
        whistled: false,
        emergency: false,
        registered_at: act.now(),
        accepted_at: None,
        dispatched_at: None,
        signed_at: None,
        contacted_at: None,
        done_at: None,
        closed_at: None,
        ended_at: None,
        suspended_at: None,
        promise_due: None,
        promise_original: None,
        due_at: None,
        yellow_at: None,
        due_stage: String::new(),
        ending: String::new(),
        answer: String::new(),
        hotline_number: String::new(),
        hotline_due: None,
        ..from.clone()
    };
    insert_case(act, &case).await?;
    reach::rewrite(act.tx, &case).await?;
    search::index(act.tx, &case).await?;
    take_on(act, &mut case).await?;
    // The first revision is the making itself; `change` writes the second with its event.
    let subject = lianxin_events::Subject { kind: "case", id: case.id, revision: 1 };
    let event = lianxin_events::Event::new("case.register", subject)
        .place(case.place_id)
        .data("channel", case.channel.as_str());
    lianxin_events::append(act.tx, act.by.actor(), event).await?;
    Ok(case)
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
