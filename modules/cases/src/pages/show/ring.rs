//! The clock of a case as people read it: words first, then the date, then the limit it follows.

use lianxin_base::{Time, china};
use lianxin_playbook::{Limit, Stage, TimeUnit};
use lianxin_web::{Ask, Page, span};

use crate::pages::clock_words::ClockWords;
use crate::pages::names::Names;
use crate::time_left::{Counting, Urgency, reading};
use crate::{Asked, Case, ClockRow, State};

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

/// The clock that people ask about: the promise while it runs, else the nearest deadline, else how it ended.
pub(crate) fn ring(
    ask: &Ask,
    page: &Page,
    case: &Case,
    clocks: &[ClockRow],
    asks: &[Asked],
    names: &Names,
) -> Option<Ring> {
    let running = |clock: &&ClockRow| clock.is_running();
    let promise = clocks.iter().rev().find(|clock| clock.is_running() && clock.is_promise());
    let nearest = clocks
        .iter()
        .filter(running)
        .filter(|clock| clock.stopped_at.is_none() && clock.stage != Stage::MutualScore.code())
        .min_by_key(|clock| clock.due_at);
    let mut ring = match promise.or(nearest) {
        Some(clock) if case.state() != State::Ended => run(ask, page, clock),
        _ => ended(ask, case, clocks)?,
    };
    ring.more = more(ask, case, clocks, (promise, nearest), asks, names);
    Some(ring)
}

fn run(ask: &Ask, page: &Page, clock: &ClockRow) -> Ring {
    let calendar = &ask.county.playbook.clock;
    let counting = Counting::of(&clock.allowed);
    let left = reading(calendar, &clock.into(), ask.now);
    let said = ClockWords::new(page, &left);
    let used = counting.minutes(calendar, clock.started_at, ask.now.min(clock.due_at));
    let late = left.urgency == Urgency::Late;
    let (short, unit) = short(ask, left.minutes, left.day, late);
    Ring {
        label: ask.args(
            "cases-show-clock-label",
            &[
                ("stage", &stage_name(ask, &clock.stage)),
                ("limit", &limit_words(ask, &clock.allowed)),
                ("used", &span(used, counting.day(), ask.lang)),
                ("words", &said.words),
            ],
        ),
        short,
        unit,
        percent: left.percent,
        note: limit_note(ask, &clock.allowed),
        state: said.state,
        words: said.words,
        date: said.date,
        more: Vec::new(),
    }
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
    let clock = clocks.iter().rev().find(|clock| clock.is_promise() && !clock.result.is_empty())?;
    if !matches!(clock.result.as_str(), "met" | "late") || case.ending == "withdrawn" {
        return None;
    }
    let at = clock.ended_at?;
    let late = clock.result == "late";
    let used = length(ask, &clock.allowed, clock.started_at, at);
    let over = length(ask, &clock.allowed, clock.due_at, at);
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
    clocks: &[ClockRow],
    (promise, nearest): (Option<&ClockRow>, Option<&ClockRow>),
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
    if let Some(clock) = promise.or(nearest)
        && clock.provisional
    {
        let year = china(clock.due_at).format("%Y").to_string();
        lines.push(ask.args("cases-clock-provisional", &[("year", &year)]));
    }
    if let Some(promise) = promise
        && promise.due_at != promise.original_due
        && case.hotline_due != Some(promise.due_at)
    {
        let before = ask.when().say(promise.original_due);
        lines.push(ask.args("cases-show-clock-original", &[("at", &before)]));
    }
    let granted = |asked: &&Asked| {
        matches!(asked.kind.as_str(), "extend" | "suspend")
            && matches!(asked.state.as_str(), "confirmed" | "lifted")
    };
    for asked in asks.iter().filter(granted) {
        let who = names.person(asked.decided_by);
        let key = if asked.kind == "extend" { "cases-show-extended-by" } else { "cases-show-suspended-by" };
        let amount = limit_words(ask, &asked.amount);
        let at = asked.decided_at.map_or_else(String::new, |at| ask.when().say(at));
        lines.push(ask.args(key, &[("who", who), ("amount", &amount), ("at", &at)]));
    }
    let fix = clocks.iter().find(|clock| clock.is_running() && clock.stage == Stage::BadRatingFix.code());
    if let Some(fix) = fix {
        lines.push(ask.args("cases-show-clock-fix", &[("at", &ask.when().say(fix.due_at))]));
    }
    if let Some(hotline) = case.hotline_due {
        let at = ask.when().say(hotline);
        lines.push(ask.args("cases-show-clock-hotline", &[("at", &at), ("number", &case.hotline_number)]));
    }
    lines
}

/// How long it was between two instants, as this limit counts.
pub(crate) fn length(ask: &Ask, allowed: &str, from: Time, to: Time) -> String {
    let counting = Counting::of(allowed);
    span(counting.minutes(&ask.county.playbook.clock, from, to), counting.day(), ask.lang)
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
