//! By when the person is answered, in their words: how long is left, what was promised first if it was moved.

use lianxin_base::Time;
use lianxin_playbook::{Clock, Limit, TimeUnit};
use lianxin_web::{Page, span};

use crate::time_left::{WHOLE_DAY, WORKING_DAY};
use crate::{Case, ClockRow};

/// What `ui::clock` shows.
pub(super) struct Promise {
    pub state: &'static str,
    pub words: String,
    pub percent: i64,
    pub date: String,
}

const ANSWERS: [&str; 3] = ["resolve", "reopen-1", "reopen-2"];

/// The clock of the answer; before acceptance that of the acceptance. None for a case without a limit.
pub(super) fn promise(page: &Page, calendar: &Clock, case: &Case, clocks: &[ClockRow]) -> Option<Promise> {
    let newest = |stages: &[&str]| {
        clocks.iter().filter(|one| stages.contains(&&*one.stage)).max_by_key(|one| one.started_at)
    };
    let clock = newest(&ANSWERS).or_else(|| newest(&["accept"]))?;
    let length = |from: Time, to: Time| {
        let time = if runs_all_hours(clock) { to - from } else { calendar.working_time(from, to) };
        time.num_minutes().max(0)
    };
    let day = if runs_all_hours(clock) { WHOLE_DAY } else { WORKING_DAY };
    let all = length(clock.started_at, clock.due_at).max(1);
    let used = |at: Time| (length(clock.started_at, at) * 100 / all).clamp(0, 100);
    let now = page.now();
    let due = page.when(clock.due_at);
    if let Some(answered) = answered(case, clock) {
        return Some(kept(page, clock, answered, used(answered), &length, day));
    }
    if !clock.is_running() {
        return None;
    }
    if let Some(stopped) = clock.stopped_at {
        let words = page.t("cases-follow-clock-held");
        return Some(Promise {
            state: "hold",
            words,
            percent: used(stopped),
            date: page.tw("cases-follow-clock-held-date", "when", due),
        });
    }
    let late = now > clock.due_at;
    let minutes = if late { length(clock.due_at, now) } else { length(now, clock.due_at) };
    let key = match (late, runs_all_hours(clock)) {
        (true, _) => "cases-follow-clock-late",
        (false, true) => "cases-follow-clock-left-whole",
        (false, false) => "cases-follow-clock-left",
    };
    let soon = clock.yellow_at.is_some_and(|yellow| now >= yellow)
        || used(now) >= 75
        || lianxin_base::day_in_china(clock.due_at) == lianxin_base::day_in_china(now);
    Some(Promise {
        state: if late {
            "late"
        } else if soon {
            "soon"
        } else {
            "run"
        },
        words: page.tw(key, "span", span(minutes, day, page.language())),
        percent: if late { 100 } else { used(now) },
        date: date(page, clock, &due),
    })
}

fn runs_all_hours(clock: &ClockRow) -> bool {
    let limit = clock.allowed.parse::<Limit>();
    limit.is_ok_and(|limit| matches!(limit.unit, TimeUnit::Minutes | TimeUnit::Hours | TimeUnit::Days))
}

fn answered(case: &Case, clock: &ClockRow) -> Option<Time> {
    let answers = ANSWERS.contains(&&*clock.stage);
    clock.ended_at.filter(|_| answers && case.done_at.is_some() && matches!(&*clock.result, "met" | "late"))
}

/// The promise stands with the date that it had first: a moved date is no secret.
fn date(page: &Page, clock: &ClockRow, due: &str) -> String {
    if clock.stage == "accept" {
        return page.tw("cases-follow-clock-accept", "when", due);
    }
    if clock.due_at != clock.original_due {
        let first = page.when(clock.original_due);
        return page.args("cases-follow-clock-moved", &[("when", due), ("first", &first)]);
    }
    let allowed = clock.allowed.parse::<Limit>().map(|limit| limit.words().read_in(page.lang).to_owned());
    page.args("cases-follow-clock-due", &[("when", due), ("limit", &allowed.unwrap_or_default())])
}

fn kept(
    page: &Page,
    clock: &ClockRow,
    answered: Time,
    percent: i64,
    length: &impl Fn(Time, Time) -> i64,
    day: i64,
) -> Promise {
    let late = answered > clock.due_at;
    let minutes = if late { length(clock.due_at, answered) } else { length(answered, clock.due_at) };
    let key = if late { "cases-follow-clock-was-late" } else { "cases-follow-clock-was-early" };
    let date = [("at", &*page.when(answered)), ("when", &*page.when(clock.due_at))];
    Promise {
        state: if late { "late" } else { "ok" },
        words: page.tw(key, "span", span(minutes, day, page.language())),
        percent,
        date: page.args("cases-follow-clock-was", &date),
    }
}
