//! The person rates by number and query word, and a bad rating is put right or explained (`casework.md` 5).

use lianxin_access::Done;
use lianxin_base::{Id, Refused, Time};
use lianxin_db::values;
use lianxin_playbook::{Pace, Stage};

use crate::call_back::{Request, request};
use crate::case::{find, note};
use crate::clock::{Of, Which, drop_clocks, meet, start};
use crate::part::{is_own, part, parts_of};
use crate::rating_appeal::lapse_appeal;
use crate::{Act, Case, ClockRow, State};

/// Has this requester rated what the round in hand came to?
pub fn has_rated(request: &Request, case: &Case) -> bool {
    let answered = case.done_at.or(case.ended_at).unwrap_or(case.registered_at);
    request.rated_at.is_some_and(|rated| rated >= answered)
}

/// The person rates: five levels, once a round, voluntarily. A bad rating is put right or explained.
pub async fn rate(act: Act<'_>, request_id: Id, level: i64, words: &str) -> Done<()> {
    let absent = || Refused::absent("cases-refused-absent");
    let request = request(act.tx, request_id).await?.ok_or_else(absent)?;
    let mut case = find(act.tx, request.case_id).await?.ok_or_else(absent)?;
    case.must_be(&[State::Done, State::Closed, State::Ended, State::Answered])?;
    if !(1..=5).contains(&level) {
        return Err(Refused::field("rating", "cases-refused-satisfaction").into());
    }
    if has_rated(&request, &case) {
        return Err(Refused::conflict("cases-refused-rated-already").into());
    }
    let sql = "UPDATE requests SET rating = $2, rated_at = $3 WHERE id = $1";
    act.tx.run(sql, values![request_id, level, act.now()]).await?;
    let due = if is_bad(act, level) { begin_fix(act, &case, request_id).await? } else { None };
    let round = case.round;
    let event = case
        .change(
            act,
            |event| {
                event.id("request", request_id).data("rating", level).data("round", round).time("due_at", due)
            },
            "case.rate",
        )
        .await?;
    note(act.tx, case.id, event, words, false).await?;
    Ok(())
}

/// Is this level one of those that the county counts as bad?
pub(crate) fn is_bad(act: Act<'_>, level: i64) -> bool {
    let levels = &act.county.playbook.manifest.counting.satisfaction;
    levels.iter().any(|one| i64::from(one.level) == level && one.bad)
}

/// The unit that led checks a bad rating first, and has a limit for it. A later bad word of the same person takes the place
/// of the earlier one.
pub(crate) async fn begin_fix(act: Act<'_>, case: &Case, request: Id) -> Done<Option<Time>> {
    drop_clocks(act, case.id, Which::Request(request, Stage::BadRatingFix)).await?;
    lapse_appeal(act, case.id, request).await?;
    let parts = parts_of(act.tx, case.id).await?;
    let led = parts.iter().rfind(|part| part.is_lead() && part.state == "done").map(|part| part.id);
    let of = Of { part: led, request: Some(request), ..Of::default() };
    Ok(start(act, case, Pace::Any, Stage::BadRatingFix, of).await?)
}

/// How a bad rating was dealt with.
pub const FIXES: [&str; 3] = ["fixed", "dated", "explained"];

#[derive(Clone, Debug)]
pub struct FixRating {
    pub request: Id,
    /// fixed: put right; dated: takes longer, with a date; explained: there is no legal ground.
    pub how: String,
    /// As the person reads it.
    pub words: String,
}

/// The unit says what it did about a bad rating. A date alone does not stop the clock.
///
/// # Errors
/// `cases-refused-fix`, `-answer-short` beside their fields; `cases-refused-no-bad-rating`; `cases-refused-not-your-unit`.
pub async fn fix_rating(act: Act<'_>, order: FixRating) -> Done<()> {
    let absent = || Refused::absent("cases-refused-absent");
    let request = request(act.tx, order.request).await?.ok_or_else(absent)?;
    let held = ["case.handle", "case.press"];
    let held = held.into_iter().find(|one| act.by.may(&act.county.playbook.roles, one));
    let held = held.ok_or_else(|| Refused::forbidden("shell-refused-no-permission"))?;
    let mut case = act.case(held, request.case_id).await?;
    to_put_right(act, case.id, request.id).await?;
    let mut refused = Refused::invalid("cases-refused-form");
    if !FIXES.contains(&order.how.as_str()) {
        refused = refused.and_field("how", "cases-refused-fix");
    }
    if order.words.trim().chars().count() < 6 {
        refused = refused.and_field("words", "cases-refused-answer-short");
    }
    if !refused.fields.is_empty() {
        return Err(refused.into());
    }
    if order.how != "dated" {
        meet(act, case.id, Which::Request(request.id, Stage::BadRatingFix)).await?;
    }
    let how = order.how.clone();
    let event =
        case.change(act, |event| event.id("request", request.id).data("how", how), "case.fix-rating").await?;
    note(act.tx, case.id, event, &order.words, true).await?;
    Ok(())
}

/// The running clock of this person's bad rating, which the unit of whoever acts has to put right.
pub(crate) async fn to_put_right(act: Act<'_>, case: Id, request: Id) -> Done<ClockRow> {
    let fits = |clock: &ClockRow| {
        clock.is_running() && clock.stage == Stage::BadRatingFix.code() && clock.request_id == Some(request)
    };
    let clock = crate::clocks_of(act.tx, case).await?.into_iter().find(fits);
    let clock = clock.ok_or_else(|| Refused::conflict("cases-refused-no-bad-rating"))?;
    if let Some(led) = clock.part_id
        && let Some(led) = part(act.tx, led).await?
        && !is_own(act.tx, &led, act.by).await?
    {
        return Err(Refused::forbidden("cases-refused-not-your-unit").into());
    }
    Ok(clock)
}
