//! Deadlines that rest on a year whose holidays were not announced (`casework-data.md` 2): when the playbook brings the
//! notice, they are computed anew from their beginning, with every extension and suspension since, and the person is told
//! if the date moves.

use lianxin_access::{By, Done, Stop};
use lianxin_base::Id;
use lianxin_db::{Db, Fault, values};
use lianxin_playbook::{Deadline, Limit, Pace, Stage};
use lianxin_web::{County, Job};

use crate::ask::{PROMISE, STANDS_STILL, asks_of};
use crate::case::find;
use crate::{Act, Asked, Case, ClockRow};

pub(crate) const JOB: Job = Job { name: "recompute-due", every: 600, run: |county| Box::pin(run(county)) };

const AT_ONCE: usize = 200;

async fn run(county: &County) -> Result<usize, Fault> {
    let sql = "SELECT * FROM clocks WHERE provisional AND result = '' AND stopped_at IS NULL ORDER BY id";
    let waiting: Vec<ClockRow> = county.store.reader().rows(sql, values![]).await?;
    let mut done = 0;
    for clock in &waiting {
        // Most wait for the notice: what one more look costs is a sum, not a transaction.
        if first(county, clock).is_some_and(|deadline| !deadline.provisional) {
            done += usize::from(recompute(county, clock.id).await?);
        }
        if done == AT_ONCE {
            break;
        }
    }
    Ok(done)
}

/// The deadline as it was at the beginning, by the calendar of today.
fn first(county: &County, clock: &ClockRow) -> Option<Deadline> {
    let rule = county.playbook.limits.limit(Pace::parse(&clock.pace)?, Stage::parse(&clock.stage)?)?;
    let limit: Limit = clock.allowed.parse().ok()?;
    let same = rule.limit == Some(limit);
    match same.then(|| county.playbook.clock.deadline_by(rule, clock.started_at)).flatten() {
        Some(deadline) => Some(deadline),
        None => Some(county.playbook.clock.deadline(clock.started_at, limit, rule.yellow_left)),
    }
}

/// And as it is by the hotline's own deadline, where that is earlier, and by everything that was decided since.
fn now(county: &County, case: &Case, clock: &ClockRow, asks: &[Asked]) -> Option<Deadline> {
    let stage = Stage::parse(&clock.stage)?;
    let calendar = &county.playbook.clock;
    let yellow = county.playbook.limits.limit(Pace::parse(&clock.pace)?, stage)?.yellow_left;
    let limit: Limit = clock.allowed.parse().ok()?;
    let mut deadline = first(county, clock)?;
    if let Some(hotline) = case.hotline_due.filter(|_| stage == Stage::Resolve) {
        deadline.due = deadline.due.min(hotline);
    }
    let mut decided: Vec<&Asked> =
        asks.iter().filter(|ask| ask.decided_at.is_some_and(|at| at >= clock.started_at)).collect();
    decided.sort_by_key(|ask| ask.decided_at);
    for ask in decided {
        deadline = match (ask.kind.as_str(), ask.state.as_str(), ask.decided_at, ask.lifted_at) {
            ("extend", "confirmed", ..) if PROMISE.contains(&stage) => match ask.amount.parse() {
                Ok(by) => calendar.extended(deadline, by, yellow),
                Err(_) => deadline,
            },
            ("suspend", "lifted", Some(from), Some(to))
                if PROMISE.contains(&stage) || STANDS_STILL.contains(&stage) =>
            {
                calendar.suspended(clock.started_at, limit, yellow, deadline, from, to)
            }
            _ => deadline,
        };
    }
    Some(deadline)
}

async fn recompute(county: &County, id: Id) -> Result<bool, Fault> {
    let by = By::system();
    let tx = county.store.begin().await?;
    match move_to(Act { tx: &tx, county, by: &by }, id).await {
        Ok(moved) => {
            tx.commit().await?;
            Ok(moved)
        }
        Err(Stop::Fault(fault)) => Err(fault),
        // Somebody acted in the same moment; the next round looks again.
        Err(Stop::Refused(_)) => {
            tx.rollback().await?;
            Ok(false)
        }
    }
}

async fn move_to(act: Act<'_>, id: Id) -> Done<bool> {
    let sql = "SELECT * FROM clocks WHERE id = $1 AND provisional AND result = '' AND stopped_at IS NULL";
    let Some(clock) = act.tx.row::<ClockRow>(sql, values![id]).await? else { return Ok(false) };
    let Some(mut case) = find(act.tx, clock.case_id).await? else { return Ok(false) };
    let asks = asks_of(act.tx, case.id).await?;
    let (Some(first), Some(deadline)) = (first(act.county, &clock), now(act.county, &case, &clock, &asks))
    else {
        return Ok(false);
    };
    if deadline.provisional {
        // An extension leads into a year that is not announced either.
        return Ok(false);
    }
    if is_wished_for(&clock) {
        let sql = "UPDATE clocks SET provisional = $2 WHERE id = $1";
        act.tx.run(sql, values![id, false]).await?;
        return Ok(true);
    }
    let sql =
        "UPDATE clocks SET original_due = $2, due_at = $3, yellow_at = $4, provisional = $5 WHERE id = $1";
    act.tx.run(sql, values![id, first.due, deadline.due, deadline.yellow, false]).await?;
    if deadline.due == clock.due_at {
        return Ok(true);
    }
    let sql = "UPDATE clocks SET yellow_told = $2, red_told = $2 WHERE id = $1";
    act.tx.run(sql, values![id, false]).await?;
    if clock.is_promise() {
        case.promise_original = case.promise_original.map(|_| first.due);
        case.promise_due = case.promise_due.map(|_| deadline.due);
    }
    let stage = clock.stage;
    case.change(
        act,
        |event| event.data("stage", stage).time("due_at", Some(deadline.due)),
        "case.recompute-due",
    )
    .await?;
    Ok(true)
}

/// The day that a person wished for does not rest on the calendar.
fn is_wished_for(clock: &ClockRow) -> bool {
    clock.stage == Stage::Visit.code() && clock.due_at != clock.original_due
}
