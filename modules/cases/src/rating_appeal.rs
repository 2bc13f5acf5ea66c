//! A unit that holds a bad rating to be against the facts, or not about its work, asks the district to look at it
//! (`casework.md` 5: wrong or malicious, appeal review). The rating is neither changed nor hidden; where the appeal is right,
//! it is left out of the figures, with the reason and who approved. Whose rating it is reads the wish, may answer it, and
//! reads the decision. The clock of putting it right runs on: an appeal wins no time.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, Fault, values};
use lianxin_playbook::Stage;

use crate::ask::{Asked, Wish, words_needed, write};
use crate::call_back::{exclude, request};
use crate::clock::{ClockRow, Which, drop_clocks};
use crate::decide::drop_asks;
use crate::rate::to_put_right;
use crate::{Act, Case, State};

/// Why a rating should not count.
pub const APPEAL_GROUNDS: [&str; 3] = ["against-facts", "not-our-work", "abuse"];

/// Only then: before, whoever verifies may send the work back, which puts the rating right.
pub(crate) const OVER: [State; 3] = [State::Closed, State::Ended, State::Answered];

/// What the figures leave out by the decision: `exclusions.reason`.
pub(crate) const APPEAL: &str = "appeal";

/// A unit's wish that a bad rating be left out.
#[derive(Clone, Debug)]
pub struct Appeal {
    pub ask: Id,
    pub request: Id,
    /// One of [`APPEAL_GROUNDS`].
    pub ground: String,
    /// As the person reads it.
    pub words: String,
}

/// Asks that a bad rating be left out: once the work was verified, once for each bad word of a person, and while it waits to be
/// put right. Event
/// `case.appeal-rating` (data `ask`, `request`, `ground`).
///
/// # Errors
/// `cases-refused-no-bad-rating`, `cases-refused-not-your-unit`; `cases-refused-ground`, `-ask-words` beside their fields;
/// `cases-refused-appealed-already`; `cases-refused-asked-already` while something else waits for a decision.
pub async fn appeal_rating(act: Act<'_>, order: Appeal) -> Done<()> {
    let absent = || Refused::absent("cases-refused-absent");
    let request = request(act.tx, order.request).await?.ok_or_else(absent)?;
    let mut case = act.case("rating.appeal", request.case_id).await?;
    case.must_be(&OVER)?;
    let clock = to_put_right(act, case.id, request.id).await?;
    let mut refused = Refused::invalid("cases-refused-form");
    if !APPEAL_GROUNDS.contains(&order.ground.as_str()) {
        refused = refused.and_field("ground", "cases-refused-ground");
    }
    if let Err(short) = words_needed(&order.words) {
        refused.fields.extend(short.fields);
    }
    if !refused.fields.is_empty() {
        return Err(refused.into());
    }
    let asks = crate::asks_of(act.tx, case.id).await?;
    if asks.iter().any(|asked| was_appealed(asked, &clock)) {
        return Err(Refused::conflict("cases-refused-appealed-already").into());
    }
    if asks.iter().any(|asked| asked.state == "asked" || asked.id == order.ask) {
        return Err(Refused::conflict("cases-refused-asked-already").into());
    }
    // Both start the clock in the moment in which they were said.
    let rate = if request.rated_at == Some(clock.started_at) { "rating" } else { "satisfaction" };
    let part = clock.part_id.unwrap_or_default();
    let wish = Wish {
        kind: "appeal",
        ground: &order.ground,
        words: &order.words,
        about: Some((request.id, rate)),
        ..Wish::default()
    };
    write(act, &mut case, part, order.ask, wish).await
}

/// Was the bad word appealed that this clock runs for?
pub(crate) fn was_appealed(asked: &Asked, clock: &ClockRow) -> bool {
    asked.is_appeal() && asked.request_id == clock.request_id && asked.asked_at >= clock.started_at
}

/// Left out of the figures, and nothing is left to put right; or it counts, and is put right.
pub(crate) async fn appeal_decided(
    act: Act<'_>,
    case: &Case,
    asked: &Asked,
    yes: bool,
) -> Done<&'static str> {
    let Some(request) = asked.request_id.filter(|_| yes) else { return Ok("case.refuse-appeal") };
    exclude(act, case.id, Some(request), &asked.rate, APPEAL).await?;
    drop_clocks(act, case.id, Which::Request(request, Stage::BadRatingFix)).await?;
    Ok("case.accept-appeal")
}

/// A later word of the same person takes the place of the appealed one: there is nothing left to decide.
pub(crate) async fn lapse_appeal(act: Act<'_>, case: Id, request: Id) -> Result<(), Fault> {
    let sql =
        "SELECT id FROM asks WHERE case_id = $1 AND request_id = $2 AND kind = 'appeal' AND state = 'asked'";
    let asks: Vec<Id> = act.tx.column(sql, values![case, request]).await?;
    drop_asks(act, case, &asks).await
}

/// Does an appeal of this person's rating wait for its decision?
pub(crate) async fn is_appealed(db: &impl Db, case: Id, request: Id) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) FROM asks WHERE case_id = $1 AND request_id = $2 AND state = 'asked'";
    Ok(db.count(sql, values![case, request]).await? > 0)
}
