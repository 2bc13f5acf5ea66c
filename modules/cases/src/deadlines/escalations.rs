//! What is red and still not done goes up, step by step, when the time that the playbook names has passed as well.

use std::sync::{Mutex, PoisonError};

use chrono::Duration;
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, Tx, values};
use lianxin_playbook::{Limit, LimitRule, TimeUnit};
use lianxin_web::County;

use super::{PASSING, PIECE, Passing, notify, rule_of, write};
use crate::case::find;

/// All that is late is walked through; steps are hours and days apart.
const EVERY: Duration = Duration::minutes(5);

/// When it was last walked through. Lost with the process, and then done anew.
#[derive(Default)]
struct Walked(Mutex<Option<Time>>);

pub(super) async fn escalate_all(county: &County) -> Result<usize, Fault> {
    let now = county.store.world().now();
    let walked = county.shelf.get_or_insert(Walked::default);
    let last = *walked.0.lock().unwrap_or_else(PoisonError::into_inner);
    // A clock that was set back does not stop it.
    if last.is_some_and(|last| last <= now && now - last < EVERY) {
        return Ok(0);
    }
    let mut told = 0;
    let mut after = (Time::UNIX_EPOCH, Id::nil());
    loop {
        let sql = format!(
            "{PASSING} due_at < $1 AND red_told = $2 AND then_told = $3 AND (due_at, id) > ($4, $5) \
             ORDER BY due_at, id LIMIT $6"
        );
        let some: Vec<Passing> =
            county.store.reader().rows(&sql, values![now, true, false, after.0, after.1, PIECE]).await?;
        let Some(next) = some.last() else { break };
        after = (next.due_at, next.id);
        let due: Vec<&Passing> = some.iter().filter(|clock| may_be_due(county, clock, now)).collect();
        if !due.is_empty() {
            told += escalate_some(county, &due).await?;
        }
    }
    *walked.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    Ok(told)
}

/// Without asking the store: not before the first step.
fn may_be_due(county: &County, clock: &Passing, now: Time) -> bool {
    let first = rule_of(county, clock).and_then(|rule| goes_up_at(county, rule, 0, clock.due_at));
    first.is_none_or(|first| first <= now)
}

/// When a step is due after the deadline; none when there is no such step.
fn goes_up_at(county: &County, rule: &LimitRule, step: usize, due_at: Time) -> Option<Time> {
    let after = rule.then_goes_to.get(step)?.after.unwrap_or(Limit::new(1, TimeUnit::WorkingDays));
    Some(county.playbook.clock.deadline(due_at, after, None).due)
}

async fn escalate_some(county: &County, clocks: &[&Passing]) -> Result<usize, Fault> {
    let tx = county.store.begin().await?;
    let mut told = 0;
    for clock in clocks {
        told += escalate(county, &tx, clock).await?;
    }
    if told == 0 {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    Ok(told)
}

async fn escalate(county: &County, tx: &Tx, clock: &Passing) -> Result<usize, Fault> {
    let runs =
        "SELECT COUNT(*) FROM clocks WHERE id = $1 AND result = '' AND stopped_at IS NULL AND then_told = $2";
    if tx.count(runs, values![clock.id, false]).await? == 0 {
        // Done meanwhile.
        return Ok(0);
    }
    let told = "SELECT COUNT(*) FROM events WHERE subject_kind = 'clock' AND subject_id = $1 AND verb = 'clock.escalate'";
    let step = usize::try_from(tx.count(told, values![clock.id]).await?).unwrap_or(usize::MAX);
    let known = rule_of(county, clock).zip(find(tx, clock.case_id).await?);
    let next = known.as_ref().and_then(|(rule, case)| Some((rule, case, rule.then_goes_to.get(step)?)));
    let Some((rule, case, next)) = next else { return over(tx, clock).await };
    if goes_up_at(county, rule, step, clock.due_at).is_some_and(|at| at > tx.now()) {
        return Ok(0);
    }
    write(tx, case, clock, "clock.escalate").await?;
    notify(tx, case, clock, rule, &next.to, "escalate").await?;
    if step + 1 == rule.then_goes_to.len() {
        over(tx, clock).await?;
    }
    Ok(1)
}

/// Nobody is left above.
async fn over(tx: &Tx, clock: &Passing) -> Result<usize, Fault> {
    tx.run("UPDATE clocks SET then_told = $2 WHERE id = $1", values![clock.id, true]).await?;
    Ok(1)
}
