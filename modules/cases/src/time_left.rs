//! What a clock says: how long is left or over, in the clock's own time (working time or round the clock), how much is
//! used, and whether it is soon. Pages only put this in words.

use lianxin_base::{Id, Time, day_in_china};
use lianxin_db::{Db, Fault, FromQueryResult, Value, placeholders};
use lianxin_playbook::{Clock, Limit, TimeUnit};

use crate::clock::RUNS;
use crate::{Case, ClockRow, State};

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

/// A clock, counted.
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

/// When a limit that runs began, and in which time it counts.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Running {
    pub case_id: Id,
    pub stage: String,
    pub started_at: Time,
    pub due_at: Time,
    pub yellow_at: Option<Time>,
    pub allowed: String,
    pub stopped_at: Option<Time>,
}

impl From<&ClockRow> for Running {
    fn from(clock: &ClockRow) -> Self {
        Self {
            case_id: clock.case_id,
            stage: clock.stage.clone(),
            started_at: clock.started_at,
            due_at: clock.due_at,
            yellow_at: clock.yellow_at,
            allowed: clock.allowed.clone(),
            stopped_at: clock.stopped_at,
        }
    }
}

/// In which time a limit counts: working time, or round the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counting {
    whole: bool,
}

impl Counting {
    /// Of a limit as it is written down: `5wd`, `24h`.
    pub fn of(allowed: &str) -> Self {
        let limit = allowed.parse::<Limit>();
        let whole = limit
            .is_ok_and(|limit| matches!(limit.unit, TimeUnit::Minutes | TimeUnit::Hours | TimeUnit::Days));
        Self { whole }
    }

    pub fn is_round_the_clock(self) -> bool {
        self.whole
    }

    /// Minutes of one day.
    pub fn day(self) -> i64 {
        if self.whole { WHOLE_DAY } else { WORKING_DAY }
    }

    /// Minutes between two instants, none when the second is not later.
    pub fn minutes(self, calendar: &Clock, from: Time, to: Time) -> i64 {
        let span = if self.whole { to - from } else { calendar.working_time(from, to) };
        span.num_minutes().max(0)
    }
}

/// The limits that run for these cases, the nearest of each first.
pub async fn running_of(db: &impl Db, cases: &[Id]) -> Result<Vec<Running>, Fault> {
    if cases.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "SELECT case_id, stage, started_at, due_at, yellow_at, allowed, stopped_at FROM clocks WHERE case_id IN ({}) \
         AND {RUNS} AND stage <> 'mutual-score' ORDER BY due_at, stage",
        placeholders(1, cases.len())
    );
    db.rows(&sql, cases.iter().map(|id| Value::from(*id)).collect()).await
}

/// Pure: what one clock says now.
pub fn reading(calendar: &Clock, clock: &Running, now: Time) -> TimeLeft {
    let counting = Counting::of(&clock.allowed);
    let said = |urgency, minutes, percent| TimeLeft {
        urgency,
        minutes,
        day: counting.day(),
        percent,
        due: Some(clock.due_at),
        stage: clock.stage.clone(),
    };
    let used = |at: Time| {
        let all = counting.minutes(calendar, clock.started_at, clock.due_at);
        let used = counting.minutes(calendar, clock.started_at, at);
        if all == 0 { 100 } else { (used * 100 / all).clamp(0, 100) }
    };
    if let Some(stopped) = clock.stopped_at {
        return said(Urgency::Held, 0, used(stopped));
    }
    if now > clock.due_at {
        return said(Urgency::Late, counting.minutes(calendar, clock.due_at, now), 100);
    }
    let percent = used(now);
    let soon = clock.yellow_at.is_some_and(|yellow| now >= yellow)
        || day_in_china(clock.due_at) == day_in_china(now)
        || percent >= 75;
    let urgency = if soon { Urgency::Soon } else { Urgency::Running };
    said(urgency, counting.minutes(calendar, now, clock.due_at), percent)
}

/// Pure: what the clock of a case says now, the nearest of those that run.
pub fn time_left(calendar: &Clock, case: &Case, running: &[Running], now: Time) -> TimeLeft {
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
    let mut own = running.iter().filter(|one| one.case_id == case.id);
    if case.suspended_at.is_some() {
        let stopped = own.find(|one| one.stopped_at.is_some());
        return stopped.map_or_else(|| nothing(Urgency::Held), |one| reading(calendar, one, now));
    }
    let Some(due) = case.due_at else { return nothing(Urgency::None) };
    match own.find(|one| one.stopped_at.is_none() && one.due_at == due) {
        Some(binding) => reading(calendar, binding, now),
        // A deadline whose clock was not read: it still says how late it is.
        None => {
            let bare = Running {
                case_id: case.id,
                stage: case.due_stage.clone(),
                started_at: now.min(due),
                due_at: due,
                yellow_at: case.yellow_at,
                allowed: String::new(),
                stopped_at: None,
            };
            reading(calendar, &bare, now)
        }
    }
}
