//! The first card: who has it, what they do, what came of it.

use lianxin_db::{Db, Fault, values};
use lianxin_web::Page;

use crate::call_back::{Request, redo_until};
use crate::pages::names::Names;
use crate::rating_appeal::is_appealed;
use crate::{Case, SEALED, State, has_rated};

/// What the first card says.
pub(super) struct Standing {
    pub state: &'static str,
    pub icon: &'static str,
    pub status: String,
    /// One sentence: who does what.
    pub now: String,
    pub who: String,
    /// The answer in the unit's own words; for a refusal, where to go.
    pub answer: String,
}

pub(super) fn standing(page: &Page, case: &Case, names: &Names, town: &str) -> Standing {
    let (state, icon, word) = looks(case);
    let unit = match names.org(case.unit_id) {
        "" => town,
        unit => unit,
    };
    let handler = names.person(case.handler_id);
    let works = case.state().in_hand() && !handler.is_empty();
    let now = match case.state() {
        State::Refused => page.t(format!("cases-follow-ground-{}", case.ending)),
        _ => page.args(format!("cases-follow-now-{word}"), &[("unit", unit), ("town", town)]),
    };
    Standing {
        state,
        icon,
        status: page.t(format!("cases-follow-status-{word}")),
        now,
        who: if works { page.tw("cases-follow-handler", "name", handler) } else { String::new() },
        answer: case.answer.clone(),
    }
}

fn looks(case: &Case) -> (&'static str, &'static str, &'static str) {
    if case.suspended_at.is_some() && case.is_open() {
        return ("hold", "player-pause", "suspended");
    }
    match case.state() {
        State::Registered => ("soon", "inbox", "registered"),
        State::Refused if case.ending == SEALED => ("run", "lock", "sealed"),
        State::Refused => ("quiet", "arrow-forward-up", "refused"),
        State::Answered => ("ok", "circle-check", "answered"),
        State::Merged => ("run", "arrow-merge", "merged"),
        State::Accepted => ("run", "clipboard-check", "accepted"),
        State::Dispatched => ("run", "send", "dispatched"),
        State::Signed => ("run", "tool", "signed"),
        State::Done => ("ok", "circle-check", "done"),
        State::Closed => ("ok", "circle-check", "closed"),
        State::Ended => match case.ending.as_str() {
            "withdrawn" => ("quiet", "arrow-back-up", "withdrawn"),
            "not-possible" => ("quiet", "circle-x", "not-possible"),
            "out-of-duty" => ("quiet", "arrow-forward-up", "out-of-duty"),
            "explained" => ("ok", "circle-check", "explained"),
            _ => ("ok", "circle-check", "ended"),
        },
    }
}

/// What the requester may do now.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct May {
    pub add: bool,
    pub rate: bool,
    /// Within the window: ask for a redo.
    pub redo: bool,
    /// The window has passed.
    pub redo_late: bool,
    pub withdraw: bool,
}

pub(super) async fn may(
    db: &impl Db,
    county: &lianxin_web::County,
    page: &Page,
    case: &Case,
    request: &Request,
) -> Result<May, Fault> {
    let state = case.state();
    let over = matches!(state, State::Closed | State::Ended) && case.ending != "withdrawn";
    let in_window = redo_until(county, case).is_none_or(|until| page.now() <= until);
    let early = matches!(state, State::Registered | State::Accepted | State::Dispatched | State::Signed);
    Ok(May {
        add: case.is_open() && state != State::Closed
            || state == State::Refused
            || is_appealed(db, case.id, request.id).await?,
        rate: (over || matches!(state, State::Done | State::Answered)) && !has_rated(request, case),
        redo: over && in_window && case.round <= 2,
        redo_late: over && !in_window,
        withdraw: early && alone(db, case, request).await?,
    })
}

/// One of several who said the same cannot take it back for the others.
pub(super) async fn alone(db: &impl Db, case: &Case, request: &Request) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) FROM requests WHERE case_id = $1 AND id <> $2";
    Ok(db.count(sql, values![case.id, request.id]).await? == 0)
}
