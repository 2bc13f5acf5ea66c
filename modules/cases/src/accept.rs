//! A dispatcher accepts: what it is, by when it will be answered, and the promise to the person.

use lianxin_access::{Done, reach::is_within};
use lianxin_base::{Id, Refused, Time};
use lianxin_playbook::{Pace, Stage, StartsAt};

use crate::case::note;
use crate::claim::must_be_free;
use crate::clock::{Of, Which, meet, start};
use crate::dispatch::{can_be_reached, speaks_from};
use crate::over::drop_orders;
use crate::{Act, Case, State, reach};

#[derive(Clone, Debug)]
pub struct Accept {
    pub case: Id,
    pub revision: Option<i64>,
    pub category: String,
    /// advice help complaint report suggestion
    pub kind: String,
    /// The item of the responsibility list; empty: the category's own.
    pub item: String,
    pub title: String,
    /// The unit complained about: it gets no reach to the case.
    pub accused: Option<Id>,
}

pub const KINDS: [&str; 5] = ["advice", "help", "complaint", "report", "suggestion"];

/// Accepts a registered case. Answers the promise: by when the person is answered.
///
/// # Errors
/// `cases-refused-category` and `cases-refused-kind` beside their fields; `cases-refused-moved-on`, `-changed`.
pub async fn accept(act: Act<'_>, order: Accept) -> Done<Option<Time>> {
    let mut case = act.case("case.accept", order.case).await?;
    case.must_be_at(order.revision)?;
    case.must_be(&[State::Registered])?;
    must_be_free(act, &case).await?;
    classify(act, &mut case, &order)?;
    if let Some(accused) = order.accused {
        accuse(act, &mut case, accused).await?;
    }
    take_on(act, &mut case).await?;
    let (category, kind, due) = (case.category.clone(), case.kind.clone(), case.promise_due);
    let emergency = case.emergency;
    case.change(
        act,
        |event| {
            event
                .data("category", category)
                .data("kind", kind)
                .data("passed_on", emergency)
                .time("due_at", due)
        },
        "case.accept",
    )
    .await?;
    if case.accused_id.is_some() {
        reach::rewrite(act.tx, &case).await?;
    }
    Ok(case.promise_due)
}

/// What it is, and with it which limits apply.
fn classify(act: Act<'_>, case: &mut Case, order: &Accept) -> Result<(), Refused> {
    let playbook = &act.county.playbook;
    let category = playbook.categories.get(&order.category).filter(|category| !category.is_top());
    let category = category.ok_or_else(|| Refused::field("category", "cases-refused-category"))?;
    if !KINDS.contains(&order.kind.as_str()) {
        return Err(Refused::field("kind", "cases-refused-kind"));
    }
    if category.is_sealed() {
        return Err(Refused::field("category", "cases-refused-sealed"));
    }
    let pace = pace_of(case, category.pace);
    case.category.clone_from(&category.code);
    case.kind.clone_from(&order.kind);
    case.sensitive = category.sensitive;
    case.item = match (&*order.item, playbook.primary_item(&category.code)) {
        ("", Some(item)) => item.code.clone(),
        (item, _) => item.to_owned(),
    };
    pace.code().clone_into(&mut case.pace);
    if !order.title.trim().is_empty() {
        case.title = crate::title_of(&order.title);
    }
    Ok(())
}

/// Which limits apply (`casework-data.md` 1, last part): an emergency is urgent, an errand has the limits of its items, a
/// firm's difficulty those of enterprises unless its matter takes longer by itself, the rest those of its category.
pub(crate) fn pace_of(case: &Case, category: Pace) -> Pace {
    if case.emergency {
        return Pace::Urgent;
    }
    match (case.service.is_empty(), case.channel.as_str(), category) {
        (false, ..) => Pace::Errand,
        (true, "firm", Pace::Fast | Pace::Normal) => Pace::Enterprise,
        (true, _, pace) => pace,
    }
}

/// The unit that a case complains about never handles it, and never reads it.
async fn accuse(act: Act<'_>, case: &mut Case, accused: Id) -> Done<()> {
    if is_within(act.tx, act.by.org_id().unwrap_or_default(), accused).await? {
        return Err(Refused::field("accused", "cases-refused-own-accusation").into());
    }
    case.accused_id = Some(accused);
    Ok(())
}

/// Starts the clocks of an accepted case: the promise, the plan of a long one, the dispatch.
pub(crate) async fn take_on(act: Act<'_>, case: &mut Case) -> Done<()> {
    let pace = Pace::parse(&case.pace).unwrap_or(Pace::Normal);
    for stage in [Stage::Accept, Stage::EmergencyPassOn] {
        meet(act, case.id, Which::Stage(stage)).await?;
    }
    case.state = State::Accepted.word().into();
    case.accepted_at = Some(act.now());
    start(act, case, pace, Stage::Dispatch, Of::default()).await?;
    start(act, case, pace, Stage::Plan, Of::default()).await?;
    if speaks_from(act, pace) == Some(StartsAt::Acceptance) && can_be_reached(act, case.id).await? {
        start(act, case, pace, Stage::Contact, Of::default()).await?;
    }
    let promise = start(act, case, pace, Stage::Resolve, Of::default()).await?;
    case.promise_original = promise;
    // The hotline's own deadline binds as well; the earlier rules and both are shown.
    case.promise_due = match (promise, case.hotline_due) {
        (Some(own), Some(hotline)) => Some(own.min(hotline)),
        (own, hotline) => own.or(hotline),
    };
    if let (Some(due), true) = (case.promise_due, case.promise_due != promise) {
        let sql = "UPDATE clocks SET due_at = $2 WHERE case_id = $1 AND stage = 'resolve' AND result = ''";
        act.tx.run(sql, lianxin_db::values![case.id, due]).await?;
    }
    Ok(())
}

/// Advice that can be given on the spot: answered, ended, in no rate.
pub async fn answer_at_once(act: Act<'_>, id: Id, category: &str, words: &str) -> Done<()> {
    let mut case = act.case("case.answer-at-once", id).await?;
    case.must_be(&[State::Registered, State::Accepted])?;
    must_be_free(act, &case).await?;
    if words.trim().chars().count() < 5 {
        return Err(Refused::field("answer", "cases-refused-answer-short").into());
    }
    if act.county.playbook.categories.get(category).is_some() {
        category.clone_into(&mut case.category);
    }
    crate::clock::meet(act, case.id, Which::Stage(Stage::Accept)).await?;
    // Departments that were called meanwhile need not come any more.
    drop_orders(act, case.id).await?;
    case.state = State::Answered.word().into();
    case.kind = "advice".into();
    case.ending = "explained".into();
    words.trim().clone_into(&mut case.answer);
    case.accepted_at = case.accepted_at.or(Some(act.now()));
    case.ended_at = Some(act.now());
    let event = case.change(act, |event| event, "case.answer-at-once").await?;
    note(act.tx, id, event, words, true).await?;
    reach::rewrite(act.tx, &case).await?;
    Ok(())
}
