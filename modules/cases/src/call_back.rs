//! Each person is called back. On their word the case ends, or goes back; twice, and it goes up.

use chrono::Timelike;
use lianxin_access::{Done, org, orgs_above};
use lianxin_base::{Id, Refused, Time, china, day_in_china};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_playbook::{Pace, Stage};
use lianxin_web::County;

use crate::case::{find, note};
use crate::clock::{Of, Which, drop_clocks, meet, start};
use crate::dispatch::send;
use crate::over::lapse_all;
use crate::part::must_not_have_handled;
use crate::rate::{begin_fix, is_bad};
use crate::{Act, Case, State, reach, resolve};

/// A requester as the caller sees it; name and phone stay sealed.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Request {
    pub id: Id,
    pub number: String,
    pub case_id: Id,
    pub first_case_id: Id,
    pub channel: String,
    pub words: String,
    pub place_id: Id,
    pub anonymous: bool,
    pub proxy: bool,
    pub person_id: Option<Id>,
    pub name_sealed: Option<Vec<u8>>,
    pub phone_sealed: Option<Vec<u8>>,
    pub phone_blind: Option<Vec<u8>>,
    pub lang: String,
    /// It was a second need within that request.
    pub origin_id: Option<Id>,
    pub registered_at: Time,
    pub called_back_at: Option<Time>,
    pub call_back_tries: i64,
    pub solved: String,
    pub satisfaction: i64,
    pub rated_at: Option<Time>,
    pub rating: i64,
}

pub async fn requests_of(db: &impl Db, case: Id) -> Result<Vec<Request>, Fault> {
    db.rows("SELECT * FROM requests WHERE case_id = $1 ORDER BY registered_at, id", values![case]).await
}

pub async fn request(db: &impl Db, id: Id) -> Result<Option<Request>, Fault> {
    db.row("SELECT * FROM requests WHERE id = $1", values![id]).await
}

#[derive(Clone, Debug)]
pub struct CallBack {
    pub id: Id,
    pub request: Id,
    /// phone landline visit message
    pub way: &'static str,
    pub heard: Option<Heard>,
    pub words: String,
}

/// What the person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    pub solved: Solved,
    /// 5 very satisfied … 1 very dissatisfied.
    pub satisfaction: i64,
    /// The person wants it done again; a not-solved master with several requesters may be split instead.
    pub then: Then,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solved {
    Yes,
    Partly,
    No,
}

impl Solved {
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
        }
    }
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Yes, Self::Partly, Self::No].into_iter().find(|solved| solved.word() == word)
    }
}

/// What follows from what was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing more.
    Rest,
    /// The case goes back.
    Redo,
    /// This person's matter is another one: a case of its own.
    Split,
}

/// Tries on three half days without an answer: left out of the rate, with the reason.
const TRIES: i64 = 3;

/// Calls one requester of a closed case.
///
/// # Errors
/// `cases-refused-satisfaction` beside the field; `cases-refused-same-half-day`; `cases-refused-own-handling`.
pub async fn call_back(act: Act<'_>, call: CallBack) -> Done<()> {
    let absent = || Refused::absent("cases-refused-absent");
    let request = request(act.tx, call.request).await?.ok_or_else(absent)?;
    let mut case = act.case("case.call-back", request.case_id).await?;
    case.must_be(&[State::Closed])?;
    must_not_have_handled(act.tx, case.id, act.by).await?;
    if request.called_back_at.is_some() {
        return Err(Refused::conflict("cases-refused-called-already").into());
    }
    let sql = "SELECT COUNT(*) FROM call_backs WHERE id = $1";
    if act.tx.count(sql, values![call.id]).await? > 0 {
        // The same tap once more.
        return Ok(());
    }
    if let Some(heard) = call.heard
        && !(1..=5).contains(&heard.satisfaction)
    {
        return Err(Refused::field("satisfaction", "cases-refused-satisfaction").into());
    }
    write(act, &case, &call).await?;
    match call.heard {
        Some(heard) => reached(act, &mut case, &request, &call, heard).await,
        None => not_reached(act, &mut case, &request, &call).await,
    }
}

async fn write(act: Act<'_>, case: &Case, call: &CallBack) -> Result<(), Fault> {
    let (solved, satisfaction) =
        call.heard.map_or(("", 0), |heard| (heard.solved.word(), heard.satisfaction));
    act.tx
        .run(
            "INSERT INTO call_backs (id, case_id, request_id, round, way, reached, solved, satisfaction, called_by, called_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            values![
                call.id,
                case.id,
                call.request,
                case.round,
                call.way,
                call.heard.is_some(),
                solved,
                satisfaction,
                act.by.person,
                act.now()
            ],
        )
        .await
        .map(|_| ())
}

async fn reached(
    act: Act<'_>,
    case: &mut Case,
    request: &Request,
    call: &CallBack,
    heard: Heard,
) -> Done<()> {
    let sql = "UPDATE requests SET called_back_at = $2, call_back_tries = call_back_tries + 1, solved = $3, satisfaction = $4 WHERE id = $1";
    act.tx.run(sql, values![request.id, act.now(), heard.solved.word(), heard.satisfaction]).await?;
    meet_call(act, case.id, request.id).await?;
    // A bad word that is not done again is put right or explained all the same.
    let bad = heard.then == Then::Rest && is_bad(act, heard.satisfaction);
    let due = if bad { begin_fix(act, case, request.id).await? } else { None };
    let said = |event: lianxin_events::Event| {
        event
            .id("request", request.id)
            .data("reached", true)
            .data("solved", heard.solved.word())
            .data("satisfaction", heard.satisfaction)
            .time("due_at", due)
    };
    let event = finish(act, case, said).await?;
    note(act.tx, case.id, event, &call.words, false).await?;
    match heard.then {
        Then::Rest => Ok(()),
        Then::Redo => reopen(act, case, &call.words).await,
        Then::Split => crate::merge::split(act, case, request, &call.words).await.map(|_| ()),
    }
}

async fn meet_call(act: Act<'_>, case: Id, request: Id) -> Result<(), Fault> {
    meet(act, case, Which::Request(request, Stage::CallBack)).await?;
    meet(act, case, Which::Request(request, Stage::MergedCallBack)).await
}

/// The case ends when nobody waits for a call any more.
async fn finish(
    act: Act<'_>,
    case: &mut Case,
    data: impl FnOnce(lianxin_events::Event) -> lianxin_events::Event,
) -> Done<Id> {
    let sql = "SELECT COUNT(*) FROM clocks WHERE case_id = $1 AND stage IN ('call-back', 'merged-call-back') AND result = ''";
    if act.tx.count(sql, values![case.id]).await? == 0 {
        resolve::end(act, case);
    }
    case.change(act, data, "case.call-back").await
}

async fn not_reached(act: Act<'_>, case: &mut Case, request: &Request, call: &CallBack) -> Done<()> {
    another_half_day(act, request.id, call.id).await?;
    let tries = request.call_back_tries + 1;
    act.tx.run("UPDATE requests SET call_back_tries = $2 WHERE id = $1", values![request.id, tries]).await?;
    if tries >= TRIES {
        meet_call(act, case.id, request.id).await?;
        for rate in ["resolution", "satisfaction"] {
            exclude(act, case.id, Some(request.id), rate, "no-answer").await?;
        }
    }
    let event = finish(act, case, |event| {
        event.id("request", request.id).data("reached", false).data("tries", tries)
    })
    .await?;
    note(act.tx, case.id, event, &call.words, false).await?;
    Ok(())
}

/// Three tries within ten minutes are one try.
async fn another_half_day(act: Act<'_>, request: Id, this: Id) -> Done<()> {
    let sql = "SELECT called_at FROM call_backs WHERE request_id = $1 AND id <> $2 AND reached = $3";
    let half = |at| (day_in_china(at), china(at).hour() >= 12);
    for before in act.tx.column::<Time>(sql, values![request, this, false]).await? {
        if half(before) == half(act.now()) {
            return Err(Refused::conflict("cases-refused-same-half-day").into());
        }
    }
    Ok(())
}

pub(crate) async fn exclude(
    act: Act<'_>,
    case: Id,
    request: Option<Id>,
    rate: &str,
    reason: &str,
) -> Result<(), Fault> {
    let sql = "INSERT INTO exclusions (id, case_id, request_id, rate, reason, approved_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    act.tx
        .run(sql, values![act.tx.id(), case, request, rate, reason, act.by.person, act.now()])
        .await
        .map(|_| ())
}

/// Back to the unit for the first time, one level up for the second; there is no third round, the file gets a
/// written explanation.
pub(crate) async fn reopen(act: Act<'_>, case: &mut Case, words: &str) -> Done<()> {
    let stage = match case.round {
        1 => Stage::ReopenOnce,
        2 => Stage::ReopenTwice,
        _ => return Err(Refused::conflict("cases-refused-no-third-round").into()),
    };
    // A bad rating that waits to be put right is put right by the redo.
    lapse_all(act, case.id).await?;
    drop_clocks(act, case.id, Which::AllBut(Stage::BadRatingFix)).await?;
    let unit = if case.round == 1 { same_unit(case) } else { next_level(act, case).await? };
    case.round += 1;
    case.done_at = None;
    case.closed_at = None;
    case.ended_at = None;
    case.ending = String::new();
    let due = start(act, case, Pace::Any, stage, Of::default()).await?;
    case.promise_due = due;
    case.promise_original = due;
    match unit {
        Some(unit) => send(act, case, act.tx.id(), unit).await?,
        None => case.state = State::Accepted.word().into(),
    }
    let round = case.round;
    let event =
        case.change(act, |event| event.data("round", round).time("due_at", due), "case.reopen").await?;
    note(act.tx, case.id, event, words, true).await?;
    reach::rewrite(act.tx, case).await?;
    Ok(())
}

fn same_unit(case: &Case) -> Option<Id> {
    case.unit_id
}

/// Village to area, area to town; a department's matter goes to the town of the place, whose leader calls everyone
/// together.
async fn next_level(act: Act<'_>, case: &Case) -> Done<Option<Id>> {
    let Some(unit) = case.unit_id else { return Ok(None) };
    let Some(unit) = org(act.tx, unit).await? else { return Ok(None) };
    let above = orgs_above(act.tx, case.place_id).await?;
    let wanted = if unit.kind == "village" { "area" } else { "town" };
    Ok(above.iter().find(|org| org.kind == wanted).map(|org| org.id).or(case.unit_id))
}

/// The person says, with number and query word, that it is not solved: within five working days of the end.
///
/// # Errors
/// `cases-refused-redo-words` beside the field; `cases-refused-redo-late`; `cases-refused-no-third-round`.
pub async fn ask_redo(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let absent = || Refused::absent("cases-refused-absent");
    let mut case = find(act.tx, id).await?.ok_or_else(absent)?;
    case.must_be(&[State::Closed, State::Ended])?;
    if case.ending == "withdrawn" {
        return Err(Refused::conflict("cases-refused-moved-on").into());
    }
    if words.trim().chars().count() < 4 {
        return Err(Refused::field("words", "cases-refused-redo-words").into());
    }
    if redo_until(act.county, &case).is_some_and(|until| act.now() > until) {
        return Err(Refused::conflict("cases-refused-redo-late").into());
    }
    reopen(act, &mut case, words).await
}

/// Until when a redo may be asked for; none where the playbook sets no window.
pub fn redo_until(county: &County, case: &Case) -> Option<Time> {
    let from = case.ended_at.or(case.closed_at).unwrap_or(case.registered_at);
    let window = county.playbook.limits.limit(Pace::Any, Stage::ReopenWindow)?;
    county.playbook.clock.deadline_by(window, from).map(|until| until.due)
}
