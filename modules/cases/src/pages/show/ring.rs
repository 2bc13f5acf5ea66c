//! The clock of a case as people read it: words first, then the date, then the limit it follows.

use lianxin_base::{Time, day_in_china};
use lianxin_playbook::{Limit, Stage, TimeUnit};
use lianxin_web::{Ask, span};

use crate::{Asked, Case, ClockRow, State};

use super::names::Names;

/// What `ui::ring` shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ring {
    /// run soon late hold ok
    pub state: &'static str,
    pub label: String,
    pub short: String,
    pub unit: String,
    pub percent: i64,
    pub words: String,
    pub date: String,
    pub note: String,
    /// The original limit, the hotline's own, who approved: one line each.
    pub more: Vec<String>,
}

const PROMISE: [Stage; 3] = [Stage::Resolve, Stage::ReopenOnce, Stage::ReopenTwice];

fn is_promise(clock: &ClockRow) -> bool {
    PROMISE.iter().any(|stage| stage.code() == clock.stage)
}

/// How much time lies between two instants, in minutes, as this limit counts: working time for working hours and days.
#[derive(Clone, Copy)]
pub(crate) struct Measure {
    pub working: bool,
    /// Minutes of one day.
    pub day: i64,
}

pub(crate) fn measure(ask: &Ask, allowed: &str) -> Measure {
    let unit = allowed.parse::<Limit>().map(|limit| limit.unit);
    if !matches!(unit, Ok(TimeUnit::WorkingDays | TimeUnit::WorkingHours)) {
        return Measure { working: false, day: 1440 };
    }
    let sessions = ask.county.playbook.calendar.sessions(day_in_china(ask.now));
    let day: i64 = sessions.iter().map(|(from, to)| (*to - *from).num_minutes()).sum();
    Measure { working: true, day: if day > 0 { day } else { 420 } }
}

pub(crate) fn minutes(ask: &Ask, measure: Measure, from: Time, to: Time) -> i64 {
    let length = if measure.working { ask.county.playbook.clock.working_time(from, to) } else { to - from };
    length.num_minutes().max(0)
}

/// The clock that people ask about: the promise while it runs, else the nearest deadline, else how it ended.
pub(crate) fn ring(
    ask: &Ask,
    case: &Case,
    clocks: &[ClockRow],
    asks: &[Asked],
    names: &Names,
) -> Option<Ring> {
    let running = |clock: &&ClockRow| clock.is_running();
    let promise = clocks.iter().rev().find(|clock| clock.is_running() && is_promise(clock));
    let nearest = clocks
        .iter()
        .filter(running)
        .filter(|clock| clock.stopped_at.is_none() && clock.stage != Stage::MutualScore.code())
        .min_by_key(|clock| clock.due_at);
    let mut ring = match promise.or(nearest) {
        Some(clock) if case.state() != State::Ended => run(ask, clock),
        _ => ended(ask, case, clocks)?,
    };
    ring.more = more(ask, case, promise, nearest, asks, names);
    Some(ring)
}

fn run(ask: &Ask, clock: &ClockRow) -> Ring {
    let measure = measure(ask, &clock.allowed);
    let whole = minutes(ask, measure, clock.started_at, clock.due_at).max(1);
    let left = minutes(ask, measure, ask.now, clock.due_at);
    let over = minutes(ask, measure, clock.due_at, ask.now);
    let used = (whole - left).clamp(0, whole);
    let late = ask.now > clock.due_at && clock.stopped_at.is_none();
    let state = state_of(ask, clock, late, left, whole);
    let amount = span(if late { over } else { left }, measure.day, ask.lang);
    let words = match state {
        "hold" => ask.t("cases-show-clock-hold"),
        "late" => ask.args("cases-show-clock-late", &[("time", &amount)]),
        _ => ask.args("cases-show-clock-left", &[("time", &amount)]),
    };
    let stage = stage_name(ask, &clock.stage);
    let due = ask.when().say(clock.due_at);
    let date = ask.args("cases-show-clock-due", &[("at", &due), ("stage", &stage)]);
    let (short, unit) = short(ask, if late { over } else { left }, measure.day, late);
    Ring {
        label: ask.args(
            "cases-show-clock-label",
            &[
                ("stage", &stage),
                ("limit", &limit_words(ask, &clock.allowed)),
                ("used", &span(used, measure.day, ask.lang)),
                ("words", &words),
            ],
        ),
        short,
        unit,
        percent: (used * 100 / whole).clamp(0, 100),
        note: limit_note(ask, &clock.allowed),
        state,
        words,
        date,
        more: Vec::new(),
    }
}

/// Soon: the last quarter, or due today.
fn state_of(ask: &Ask, clock: &ClockRow, late: bool, left: i64, whole: i64) -> &'static str {
    if clock.stopped_at.is_some() {
        return "hold";
    }
    if late {
        return "late";
    }
    let yellow = clock.yellow_at.is_some_and(|at| at <= ask.now);
    let today = day_in_china(clock.due_at) == day_in_china(ask.now);
    if yellow || today || left * 4 <= whole { "soon" } else { "run" }
}

fn short(ask: &Ask, minutes: i64, day: i64, late: bool) -> (String, String) {
    let hours = format!("{}:{:02}", minutes / 60, minutes % 60);
    let (short, unit) = if minutes < day {
        (hours, "cases-show-ring-hours")
    } else {
        ((minutes / day).to_string(), "cases-show-ring-days")
    };
    let short = if late { format!("+{short}") } else { short };
    (short, ask.t(unit))
}

fn ended(ask: &Ask, case: &Case, clocks: &[ClockRow]) -> Option<Ring> {
    let clock = clocks.iter().rev().find(|clock| is_promise(clock) && !clock.result.is_empty())?;
    if !matches!(clock.result.as_str(), "met" | "late") || case.ending == "withdrawn" {
        return None;
    }
    let measure = measure(ask, &clock.allowed);
    let at = clock.ended_at?;
    let late = clock.result == "late";
    let used = span(minutes(ask, measure, clock.started_at, at), measure.day, ask.lang);
    let over = span(minutes(ask, measure, clock.due_at, at), measure.day, ask.lang);
    let words = if late {
        ask.args("cases-show-clock-ended-late", &[("time", &over)])
    } else {
        ask.t("cases-show-clock-ended")
    };
    let limit = limit_words(ask, &clock.allowed);
    let date = ask.args("cases-show-clock-used", &[("time", &used), ("limit", &limit)]);
    Some(Ring {
        state: if late { "late" } else { "ok" },
        label: format!("{words}，{date}"),
        short: ask.t(if late { "cases-show-ring-late" } else { "cases-show-ring-ok" }),
        unit: String::new(),
        percent: 100,
        words,
        date,
        note: ask.when().say(at),
        more: Vec::new(),
    })
}

fn more(
    ask: &Ask,
    case: &Case,
    promise: Option<&ClockRow>,
    nearest: Option<&ClockRow>,
    asks: &[Asked],
    names: &Names,
) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some(promise), Some(nearest)) = (promise, nearest)
        && promise.id != nearest.id
    {
        let stage = stage_name(ask, &nearest.stage);
        let due = ask.when().say(nearest.due_at);
        let key = if ask.now > nearest.due_at { "cases-show-clock-missed" } else { "cases-show-clock-first" };
        lines.push(ask.args(key, &[("stage", &stage), ("at", &due)]));
    }
    if let Some(promise) = promise
        && promise.due_at != promise.original_due
        && case.hotline_due != Some(promise.due_at)
    {
        let before = ask.when().say(promise.original_due);
        lines.push(ask.args("cases-show-clock-original", &[("at", &before)]));
    }
    let granted =
        |asked: &&Asked| asked.kind != "return" && matches!(asked.state.as_str(), "confirmed" | "lifted");
    for asked in asks.iter().filter(granted) {
        let who = names.person(asked.decided_by);
        let key = if asked.kind == "extend" { "cases-show-extended-by" } else { "cases-show-suspended-by" };
        let amount = limit_words(ask, &asked.amount);
        let at = asked.decided_at.map_or_else(String::new, |at| ask.when().say(at));
        lines.push(ask.args(key, &[("who", &who), ("amount", &amount), ("at", &at)]));
    }
    if let Some(hotline) = case.hotline_due {
        let at = ask.when().say(hotline);
        lines.push(ask.args("cases-show-clock-hotline", &[("at", &at), ("number", &case.hotline_number)]));
    }
    lines
}

pub(crate) fn stage_name(ask: &Ask, stage: &str) -> String {
    let words = Stage::parse(stage).map(Stage::words);
    words.map_or_else(|| stage.to_owned(), |words| words.read_in(ask.lang.tag()).to_owned())
}

pub(crate) fn limit_words(ask: &Ask, allowed: &str) -> String {
    allowed.parse::<Limit>().map(|limit| limit.words().read_in(ask.lang.tag()).to_owned()).unwrap_or_default()
}

fn limit_note(ask: &Ask, allowed: &str) -> String {
    let Ok(limit) = allowed.parse::<Limit>() else { return String::new() };
    let key = match limit.unit {
        TimeUnit::WorkingDays | TimeUnit::WorkingHours => "cases-show-limit-working",
        _ => "cases-show-limit-round",
    };
    let words = limit.words();
    let words = words.read_in(ask.lang.tag()).split('，').next().unwrap_or_default().to_owned();
    ask.args(key, &[("limit", &words)])
}
