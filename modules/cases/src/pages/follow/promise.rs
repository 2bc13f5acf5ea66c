//! By when the person is answered, in their words: how long is left, what was promised first if it was moved.

use lianxin_base::{Time, china};
use lianxin_playbook::{Clock, Limit};
use lianxin_web::{Page, span};

use crate::time_left::{Counting, Urgency, reading};
use crate::{Case, ClockRow};

/// What `ui::clock` shows.
pub(super) struct Promise {
    pub state: &'static str,
    pub words: String,
    pub percent: i64,
    pub date: String,
}

pub(super) const ANSWERS: [&str; 3] = ["resolve", "reopen-1", "reopen-2"];

/// The clock of the answer; before acceptance that of the acceptance. None for a case without a limit.
pub(super) fn promise(page: &Page, calendar: &Clock, case: &Case, clocks: &[ClockRow]) -> Option<Promise> {
    let newest = |stages: &[&str]| {
        clocks.iter().filter(|one| stages.contains(&&*one.stage)).max_by_key(|one| one.started_at)
    };
    let clock = newest(&ANSWERS).or_else(|| newest(&["visit"])).or_else(|| newest(&["accept", "sign"]))?;
    if let Some(answered) = answered(case, clock) {
        return Some(kept(page, calendar, clock, answered));
    }
    if !clock.is_running() {
        return None;
    }
    let left = reading(calendar, &clock.into(), page.now());
    let due = page.when(clock.due_at);
    let length = span(left.minutes, left.day, page.language());
    let (state, words) = match left.urgency {
        Urgency::Held => ("hold", page.t("cases-follow-clock-held")),
        Urgency::Late => ("late", page.tw("cases-follow-clock-late", "span", length)),
        urgency => {
            let whole = Counting::of(&clock.allowed).is_round_the_clock();
            let key = if whole { "cases-follow-clock-left-whole" } else { "cases-follow-clock-left" };
            (if urgency == Urgency::Soon { "soon" } else { "run" }, page.tw(key, "span", length))
        }
    };
    let date = match left.urgency {
        Urgency::Held => page.tw("cases-follow-clock-held-date", "when", due),
        _ => date(page, clock, &due),
    };
    let date = if clock.provisional { provisional(page, clock, &date) } else { date };
    Some(Promise { state, words, percent: left.percent, date })
}

/// The year's holidays are not announced yet: nobody is promised more than is known.
fn provisional(page: &Page, clock: &ClockRow, date: &str) -> String {
    let year = china(clock.due_at).format("%Y").to_string();
    let note = page.tw("cases-clock-provisional", "year", year);
    page.args("cases-follow-clock-provisional", &[("date", date), ("note", &note)])
}

fn answered(case: &Case, clock: &ClockRow) -> Option<Time> {
    let answers = ANSWERS.contains(&&*clock.stage);
    clock.ended_at.filter(|_| answers && case.done_at.is_some() && matches!(&*clock.result, "met" | "late"))
}

/// The promise stands with the date that it had first: a moved date is no secret.
fn date(page: &Page, clock: &ClockRow, due: &str) -> String {
    match clock.stage.as_str() {
        "accept" => return page.tw("cases-follow-clock-accept", "when", due),
        "sign" => return page.tw("cases-follow-clock-sign", "when", due),
        "visit" => return page.tw("cases-follow-clock-visit", "when", due),
        _ => {}
    }
    if clock.due_at != clock.original_due {
        let first = page.when(clock.original_due);
        return page.args("cases-follow-clock-moved", &[("when", due), ("first", &first)]);
    }
    let allowed = clock.allowed.parse::<Limit>().map(|limit| limit.words().read_in(page.lang).to_owned());
    page.args("cases-follow-clock-due", &[("when", due), ("limit", &allowed.unwrap_or_default())])
}

fn kept(page: &Page, calendar: &Clock, clock: &ClockRow, answered: Time) -> Promise {
    let counting = Counting::of(&clock.allowed);
    let late = answered > clock.due_at;
    let (from, to) = if late { (clock.due_at, answered) } else { (answered, clock.due_at) };
    let minutes = counting.minutes(calendar, from, to);
    let key = if late { "cases-follow-clock-was-late" } else { "cases-follow-clock-was-early" };
    let all = counting.minutes(calendar, clock.started_at, clock.due_at).max(1);
    let used = counting.minutes(calendar, clock.started_at, answered);
    let date = [("at", &*page.when(answered)), ("when", &*page.when(clock.due_at))];
    Promise {
        state: if late { "late" } else { "ok" },
        words: page.tw(key, "span", span(minutes, counting.day(), page.language())),
        percent: (used * 100 / all).clamp(0, 100),
        date: page.args("cases-follow-clock-was", &date),
    }
}
