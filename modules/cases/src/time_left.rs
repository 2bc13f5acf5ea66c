//! What a clock says: how long is left or over, in the clock's own time (working time or round the clock), how much is
//! used, and whether it is soon.

use lianxin_base::{Id, Time, day_in_china};
use lianxin_db::{Db, Fault, FromQueryResult, Value, placeholders};
use lianxin_playbook::{Clock, Limit, TimeUnit};

use crate::{Case, State};

/// Minutes of a working day and of a calendar day, for saying a length in days.
pub const WORKING_DAY: i64 = 420;
pub const WHOLE_DAY: i64 = 1_440;

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    Running,
    /// Due today, yellow, or three quarters used.
    Soon,
    Late,
    /// Stands still by decision.
    Held,
    /// Honestly ended, or never began.
    Over,
    /// Open, and no limit runs.
    None,
}

/// The nearest limit of a case, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLeft {
    pub urgency: Urgency,
    /// Left, or over when late.
    pub minutes: i64,
    /// Minutes of one day in the clock's own time.
    pub day: i64,
    /// Used part, 0 to 100.
    pub percent: i64,
    pub due: Option<Time>,
    /// What must be done by then: code of the stage.
    pub stage: String,
}

/// When the limit that binds a case began, and in which time it counts.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Running {
    pub case_id: Id,
    pub started_at: Time,
    pub due_at: Time,
    pub allowed: String,
    pub stopped_at: Option<Time>,
}

/// The limits that run for these cases, the nearest of each first.
pub async fn running_of(db: &impl Db, cases: &[Id]) -> Result<Vec<Running>, Fault> {
    if cases.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "SELECT case_id, started_at, due_at, allowed, stopped_at FROM clocks WHERE case_id IN ({}) AND result = '' \
         AND stage <> 'mutual-score' ORDER BY due_at, stage",
        placeholders(1, cases.len())
    );
    db.rows(&sql, cases.iter().map(|id| Value::from(*id)).collect()).await
}

/// Pure: what the clock of a case says now.
pub fn time_left(calendar: &Clock, case: &Case, running: &[Running], now: Time) -> TimeLeft {
    let own: Vec<&Running> = running.iter().filter(|one| one.case_id == case.id).collect();
    let binding = own.iter().find(|one| one.stopped_at.is_none() && Some(one.due_at) == case.due_at);
    let stopped = own.iter().find(|one| one.stopped_at.is_some());
    let held = case.suspended_at.is_some() && case.is_open();
    let nothing = |urgency| TimeLeft {
        urgency,
        minutes: 0,
        day: WORKING_DAY,
        percent: 0,
        due: None,
        stage: case.due_stage.clone(),
    };
    if !case.is_open() || matches!(case.state(), State::Ended) {
        return nothing(Urgency::Over);
    }
    if held {
        let percent = stopped.map_or(0, |one| used(calendar, one, one.stopped_at.unwrap_or(now)));
        return TimeLeft { percent, due: stopped.map(|one| one.due_at), ..nothing(Urgency::Held) };
    }
    let Some(due) = case.due_at else { return nothing(Urgency::None) };
    let whole = binding.is_some_and(|one| counts_all_hours(one));
    let length = |from: Time, to: Time| {
        let span =
            if whole { (to - from).max(chrono::TimeDelta::zero()) } else { calendar.working_time(from, to) };
        span.num_minutes()
    };
    let late = now > due;
    let percent = binding.map_or(if late { 100 } else { 0 }, |one| used(calendar, one, now));
    let soon = case.yellow_at.is_some_and(|yellow| now >= yellow)
        || day_in_china(due) == day_in_china(now)
        || percent >= 75;
    TimeLeft {
        urgency: if late {
            Urgency::Late
        } else if soon {
            Urgency::Soon
        } else {
            Urgency::Running
        },
        minutes: if late { length(due, now) } else { length(now, due) },
        day: if whole { WHOLE_DAY } else { WORKING_DAY },
        percent: if late { 100 } else { percent },
        due: Some(due),
        stage: case.due_stage.clone(),
    }
}

fn counts_all_hours(running: &Running) -> bool {
    let limit = running.allowed.parse::<Limit>();
    limit.is_ok_and(|limit| matches!(limit.unit, TimeUnit::Minutes | TimeUnit::Hours | TimeUnit::Days))
}

fn used(calendar: &Clock, running: &Running, at: Time) -> i64 {
    let length = |from: Time, to: Time| {
        let span = if counts_all_hours(running) { to - from } else { calendar.working_time(from, to) };
        span.num_minutes().max(0)
    };
    let all = length(running.started_at, running.due_at);
    if all == 0 { 100 } else { (length(running.started_at, at) * 100 / all).clamp(0, 100) }
}
