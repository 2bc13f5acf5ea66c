//! Each clock is explained by its events: when it began, what its deadline is, why it stands or ended.

use lianxin_base::Time;
use lianxin_cases::{Case, ClockRow, Part};
use lianxin_events::Recorded;
use lianxin_playbook::{Deadline, Limit, Pace, Playbook, Stage};

use super::Held;
use super::rows::Rows;
use crate::simulate::broken::Broken;

/// What an extension moves and a suspension stops.
const PROMISE: [&str; 5] = ["resolve", "plan", "reopen-1", "reopen-2", "result"];
const STANDS_STILL: [&str; 5] = ["contact", "arrive", "visit", "papers", "bad-rating-fix"];
/// What may run on after the end.
const AFTER_THE_END: [&str; 4] = ["mutual-score", "channel-told", "bad-rating-fix", "appeal-decide"];
/// What runs for a part that was done: both sides score, a bad rating is put right.
const AFTER_THE_PART: [&str; 3] = ["mutual-score", "bad-rating-fix", "appeal-decide"];

pub fn check(rows: &Rows, playbook: &Playbook) -> Held {
    for case in rows.cases.values() {
        for clock in Rows::of(&rows.clocks, case.id) {
            if let Some(why) = unexplained(rows, playbook, case, clock) {
                let log: Vec<String> = rows
                    .events_of("case", case.id)
                    .iter()
                    .map(|event| format!("{} {}", event.at.format("%m-%d %H:%M:%S"), event.verb))
                    .collect();
                let what = format!(
                    "{} {}, {} {why}; {clock:?}; events {log:?}",
                    case.number, case.state, clock.stage
                );
                return Err(Broken::new("each clock is explained by its events", what));
            }
        }
    }
    Ok(())
}

fn unexplained(rows: &Rows, playbook: &Playbook, case: &Case, clock: &ClockRow) -> Option<&'static str> {
    let events = rows.events_of("case", case.id);
    let happened = |at: Time| events.iter().any(|event| event.at == at);
    if !happened(clock.started_at) {
        return Some("began when nothing happened");
    }
    if let Some(why) = wrong_due(rows, playbook, case, clock, events) {
        return Some(why);
    }
    match (clock.result.as_str(), clock.ended_at) {
        ("", Some(_)) => Some("runs and has ended"),
        ("", None) => wrongly_running(rows, case, clock),
        (_, None) => Some("ended at no time"),
        (_, Some(at)) if !happened(at) => Some("ended when nothing happened"),
        _ => None,
    }
}

/// Deadlines are counted again along the events, by the rules T1 to T8.
fn wrong_due(
    rows: &Rows,
    playbook: &Playbook,
    case: &Case,
    clock: &ClockRow,
    events: &[Recorded],
) -> Option<&'static str> {
    let rule = playbook.limits.limit(Pace::parse(&clock.pace)?, Stage::parse(&clock.stage)?);
    let Some(rule) = rule else { return Some("is of no limit") };
    let Some(first) = playbook.clock.deadline_by(rule, clock.started_at) else { return Some("has no limit") };
    if first.due != clock.original_due {
        return Some("was promised for another time than its limit says");
    }
    let mut deadline = first;
    let own_promise = clock.stage == "resolve" && clock.round == 1;
    if let (true, Some(hotline)) = (own_promise, case.hotline_due) {
        deadline.due = deadline.due.min(hotline);
    }
    let mut stopped: Option<Time> = None;
    let after = events.iter().skip_while(|event| event.at != clock.started_at).skip(1);
    for event in after {
        // An answer ends a standstill before it ends the clock.
        if matches!(event.verb.as_str(), "case.lift-suspend" | "case.resolve")
            && let (Some(at), Some(limit)) = (stopped.take(), rule.limit)
        {
            deadline = run_on(playbook, clock, limit, rule.yellow_left, deadline, (at, event.at));
        }
        if clock.ended_at == Some(event.at) && !clock.result.is_empty() {
            break;
        }
        match event.verb.as_str() {
            "case.approve-extend" if PROMISE.contains(&clock.stage.as_str()) => {
                let ask = event.id_of("ask");
                let amount = Rows::of(&rows.asks, case.id)
                    .iter()
                    .find(|one| Some(one.id) == ask)
                    .and_then(|one| one.amount.parse::<Limit>().ok())?;
                deadline = playbook.clock.extended(deadline, amount, rule.yellow_left);
            }
            "case.approve-suspend"
                if PROMISE.contains(&clock.stage.as_str())
                    || STANDS_STILL.contains(&clock.stage.as_str()) =>
            {
                stopped = Some(event.at);
            }
            _ => {}
        }
    }
    if deadline.due != clock.due_at {
        return Some("is due at another time than its events say");
    }
    if clock.result.is_empty() && stopped != clock.stopped_at {
        return Some("stands or runs, and its events say otherwise");
    }
    let late = clock.ended_at.is_some_and(|at| at > clock.due_at) && stopped.is_none();
    match clock.result.as_str() {
        "met" if late => Some("was met after its deadline"),
        "late" if !late => Some("is called late and was not"),
        _ => None,
    }
}

fn run_on(
    playbook: &Playbook,
    clock: &ClockRow,
    limit: Limit,
    yellow: Option<Limit>,
    deadline: Deadline,
    (stopped, lifted): (Time, Time),
) -> Deadline {
    playbook.clock.suspended(clock.started_at, limit, yellow, deadline, stopped, lifted)
}

fn wrongly_running(rows: &Rows, case: &Case, clock: &ClockRow) -> Option<&'static str> {
    if !case.is_open() && !AFTER_THE_END.contains(&clock.stage.as_str()) {
        return Some("runs on after the end");
    }
    if let Some(part) = clock.part_id
        && !AFTER_THE_PART.contains(&clock.stage.as_str())
        && !Rows::of(&rows.parts, case.id).iter().any(|own| own.id == part && Part::is_live(own))
    {
        return Some("runs for a part that nobody holds");
    }
    if let Some(ask) = clock.ask_id
        && !Rows::of(&rows.asks, case.id).iter().any(|own| own.id == ask && own.state == "asked")
    {
        return Some("runs for what was decided");
    }
    let passed = clock.stopped_at.is_none() && clock.due_at < rows.now;
    if passed && !rows.red_told.contains(&clock.id) {
        return Some("has passed, and nobody was told");
    }
    None
}
