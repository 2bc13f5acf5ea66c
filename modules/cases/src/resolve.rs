//! Done, says the unit; somebody else looks; only then is it closed.

use lianxin_access::{Done, Grant};
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, FromQueryResult, values};
use lianxin_playbook::{Pace, Stage};

use crate::case::note;
use crate::clock::{Of, Which, drop_clocks, meet, run_on, start};
use crate::errand::{ErrandItem, answer_of, items_of};
use crate::over::{close_beside, drop_orders, is_shared};
use crate::part::{Part, is_own, lead, must_not_have_handled};
use crate::{Act, Case, State, reach, whistle};

#[derive(Clone, Debug)]
pub struct Resolve {
    pub case: Id,
    pub revision: Option<i64>,
    /// solved explained not-possible out-of-duty
    pub ending: String,
    /// The answer, as the person reads it.
    pub answer: String,
    /// Why no photo shows the result; empty when one does.
    pub no_photo: String,
}

/// Honest ends. Closed is not “fixed”.
pub const ENDINGS: [&str; 5] = ["solved", "explained", "not-possible", "out-of-duty", "withdrawn"];

/// The lead answers: what came of it, with evidence. The promise is kept or broken now.
///
/// # Errors
/// `cases-refused-ending`, `-answer-short`, `-evidence` beside their fields; `-contact-first`;
/// `cases-refused-not-your-unit`.
pub async fn resolve(act: Act<'_>, order: Resolve) -> Done<()> {
    let mut case = act.case("case.handle", order.case).await?;
    case.must_be_at(order.revision)?;
    case.must_be(&[State::Signed])?;
    let part = lead(act.tx, case.id).await?.ok_or_else(|| Refused::conflict("cases-refused-moved-on"))?;
    if !is_own(act.tx, &part, act.by).await? {
        return Err(Refused::forbidden("cases-refused-not-your-unit").into());
    }
    if items_of(act.tx, case.id).await?.iter().any(ErrandItem::is_open) {
        return Err(Refused::conflict("cases-refused-items-open").into());
    }
    check(act, &case, &order).await?;
    let photo = order.no_photo.is_empty();
    settle(act, &mut case, &part, Outcome { ending: &order.ending, answer: order.answer, photo, told: true })
        .await
}

/// What came of a case.
pub(crate) struct Outcome<'a> {
    pub ending: &'a str,
    pub answer: String,
    /// A photo shows it.
    pub photo: bool,
    /// The answer is told as a whole; an errand has told it item by item.
    pub told: bool,
}

/// The lead part is done, what was promised is met or missed, and somebody else looks.
pub(crate) async fn settle(act: Act<'_>, case: &mut Case, part: &Part, outcome: Outcome<'_>) -> Done<()> {
    let handler = part.handler_id.or(act.by.person);
    let sql = "UPDATE parts SET state = 'done', done_at = $2, handler_id = $3, result = $4 WHERE id = $1";
    act.tx.run(sql, values![part.id, act.now(), handler, outcome.ending]).await?;
    if case.suspended_at.is_some() {
        // What stood still runs on to here: a send-back would count the standing time otherwise.
        run_on(act, case.id).await?;
    }
    whistle::close_with_case(act, case).await?;
    close_beside(act, case.id).await?;
    for stage in [
        Stage::Resolve,
        Stage::Plan,
        Stage::ReopenOnce,
        Stage::ReopenTwice,
        Stage::Arrive,
        Stage::Visit,
        Stage::BadRatingFix,
    ] {
        meet(act, case.id, Which::Stage(stage)).await?;
    }
    drop_clocks(act, case.id, Which::Stage(Stage::Papers)).await?;
    let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
    start(act, case, pace, Stage::Verify, Of::default()).await?;
    case.state = State::Done.word().into();
    case.done_at = Some(act.now());
    case.suspended_at = None;
    outcome.ending.clone_into(&mut case.ending);
    outcome.answer.trim().clone_into(&mut case.answer);
    let (ending, photo) = (outcome.ending.to_owned(), outcome.photo);
    let event = case
        .change(
            act,
            |event| event.data("ending", ending).data("photo", photo).id("part", part.id),
            "case.resolve",
        )
        .await?;
    if outcome.told {
        note(act.tx, case.id, event, &outcome.answer, true).await?;
    }
    Ok(())
}

async fn check(act: Act<'_>, case: &Case, order: &Resolve) -> Done<()> {
    let mut refused = Refused::invalid("cases-refused-form");
    if !ENDINGS[..4].contains(&order.ending.as_str()) {
        refused = refused.and_field("ending", "cases-refused-ending");
    }
    if order.answer.trim().chars().count() < 6 {
        refused = refused.and_field("answer", "cases-refused-answer-short");
    }
    let sql = "SELECT COUNT(*) FROM attachments WHERE case_id = $1 AND phase = 'after'";
    if order.no_photo.trim().is_empty() && act.tx.count(sql, values![case.id]).await? == 0 {
        refused = refused.and_field("no_photo", "cases-refused-evidence");
    }
    if !refused.fields.is_empty() {
        return Err(refused.into());
    }
    let sql = "SELECT COUNT(*) FROM clocks WHERE case_id = $1 AND stage = 'contact' AND result = ''";
    if case.contacted_at.is_none() && act.tx.count(sql, values![case.id]).await? > 0 {
        return Err(Refused::invalid("cases-refused-contact-first").into());
    }
    Ok(())
}

/// Somebody who handled nothing looks at the result, on site or by photo.
pub async fn verify(act: Act<'_>, id: Id, revision: Option<i64>, words: &str) -> Done<()> {
    let mut case = to_verify(act, id, revision).await?;
    meet(act, id, Which::Stage(Stage::Verify)).await?;
    case.state = State::Closed.word().into();
    case.closed_at = Some(act.now());
    let waiting = begin_call_backs(act, &case).await?;
    if waiting == 0 {
        end(act, &mut case);
    }
    drop_clocks(act, id, Which::Stage(Stage::Contact)).await?;
    let event = case.change(act, |event| event.data("call_backs", waiting), "case.verify").await?;
    note(act.tx, id, event, words, false).await?;
    Ok(())
}

pub(crate) fn end(act: Act<'_>, case: &mut Case) {
    case.state = State::Ended.word().into();
    case.ended_at = Some(act.now());
}

async fn to_verify(act: Act<'_>, id: Id, revision: Option<i64>) -> Done<Case> {
    let case = act.case("case.verify", id).await?;
    case.must_be_at(revision)?;
    case.must_be(&[State::Done])?;
    must_not_have_handled(act.tx, id, act.by).await?;
    Ok(case)
}

/// It is not as the unit says: back to the unit, on the clock that it had.
pub async fn send_back(act: Act<'_>, id: Id, revision: Option<i64>, words: &str) -> Done<()> {
    let mut case = to_verify(act, id, revision).await?;
    if words.trim().chars().count() < 4 {
        return Err(Refused::field("words", "cases-refused-send-back-words").into());
    }
    meet(act, id, Which::Stage(Stage::Verify)).await?;
    let sql = "UPDATE parts SET state = 'signed', done_at = NULL WHERE case_id = $1 AND kind = 'lead' AND state = 'done' AND round = $2";
    act.tx.run(sql, values![id, case.round]).await?;
    // The promise was not kept after all, so its clock runs on from where it started.
    let sql = "UPDATE clocks SET result = '', ended_at = NULL WHERE case_id = $1 AND round = $2 AND \
               stage IN ('resolve', 'reopen-1', 'reopen-2') AND result IN ('met', 'late') AND ended_at = $3";
    act.tx.run(sql, values![id, case.round, case.done_at]).await?;
    open_items_again(act, &mut case).await?;
    case.state = State::Signed.word().into();
    case.done_at = None;
    let event = case.change(act, |event| event, "case.send-back").await?;
    note(act.tx, id, event, words, false).await?;
    Ok(())
}

/// The item with which an errand was done is open again; its limit runs on.
async fn open_items_again(act: Act<'_>, case: &mut Case) -> Done<()> {
    let items = items_of(act.tx, case.id).await?;
    for item in items.iter().filter(|item| item.done_at.is_some() && item.done_at == case.done_at) {
        let state = match (item.handed_in_at, item.papers_at) {
            (Some(_), _) => "handed-in",
            (None, Some(_)) => "complete",
            _ => "ordered",
        };
        let sql = "UPDATE errand_items SET state = $2, done_at = NULL, result = '' WHERE id = $1";
        act.tx.run(sql, values![item.id, state]).await?;
    }
    if items.is_empty() {
        return Ok(());
    }
    let items = items_of(act.tx, case.id).await?;
    case.answer = answer_of(&act.county.playbook, &items);
    if items.iter().any(ErrandItem::lacks_papers) {
        start(act, case, Pace::Errand, Stage::Papers, Of::default()).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Reachable {
    id: Id,
}

/// A call-back clock for each requester who can be reached. Answers how many.
async fn begin_call_backs(act: Act<'_>, case: &Case) -> Done<i64> {
    let requests: Vec<Reachable> = act
        .tx
        .rows(
            "SELECT id FROM requests WHERE case_id = $1 AND (phone_sealed IS NOT NULL OR person_id IS NOT NULL) ORDER BY id",
            values![case.id],
        )
        .await?;
    let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
    let (pace, stage) =
        if requests.len() > 1 { (Pace::Any, Stage::MergedCallBack) } else { (pace, Stage::CallBack) };
    for request in &requests {
        // A new round asks anew.
        let sql = "UPDATE requests SET called_back_at = NULL, call_back_tries = 0, solved = '', satisfaction = 0 WHERE id = $1";
        act.tx.run(sql, values![request.id]).await?;
        start(act, case, pace, stage, Of::request(request.id)).await?;
    }
    Ok(requests.len() as i64)
}

/// The person takes it back.
pub async fn withdraw(act: Act<'_>, case: &mut Case, words: &str) -> Done<()> {
    if !matches!(case.state(), State::Registered | State::Accepted | State::Dispatched | State::Signed) {
        return Err(Refused::conflict("cases-refused-moved-on").into());
    }
    if is_shared(act, case.id).await? {
        return Err(Refused::conflict("cases-refused-withdraw-others").into());
    }
    drop_orders(act, case.id).await?;
    case.suspended_at = None;
    case.ending = "withdrawn".into();
    end(act, case);
    let event = case.change(act, |event| event, "case.withdraw").await?;
    note(act.tx, case.id, event, words, true).await?;
    reach::rewrite(act.tx, case).await?;
    Ok(())
}

/// For pages: would this person be allowed to verify?
pub async fn may_verify(db: &impl Db, grant: &Grant, case: &Case) -> Result<bool, lianxin_db::Fault> {
    Ok(case.state() == State::Done && !crate::part::has_handled(db, case.id, grant.person_id).await?)
}
