//! The integrity checks of a county, each night, beside everything else: they only read, and nobody waits for them.

use std::sync::Arc;
use std::time::Duration;

use chrono::{TimeDelta, Timelike};
use lianxin_base::{Time, china};
use lianxin_db::Fault;
use lianxin_web::{App, County};
use tokio::sync::watch;

const LOOK: Duration = Duration::from_mins(1);
/// Between these hours in China a county is quiet.
const NIGHT: std::ops::Range<u32> = 2..6;
const A_DAY: TimeDelta = TimeDelta::hours(20);
/// A server that is off at night checks by day rather than never.
const TOO_LONG: TimeDelta = TimeDelta::hours(48);

pub async fn keep_checked(app: App, county: Arc<County>, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopped.changed() => return,
        }
        let run = tokio::spawn(check_if_due(app.clone(), county.clone()));
        let outcome = tokio::select! {
            outcome = run => outcome,
            _ = stopped.changed() => return,
        };
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => tracing::error!(county = county.code, %fault, "the checks could not be kept"),
            Err(error) => tracing::error!(county = county.code, %error, "the checks broke off"),
        }
    }
}

async fn check_if_due(app: App, county: Arc<County>) -> Result<(), Fault> {
    let last = lianxin_checks::last_runs(&county.store.reader()).await?;
    let oldest = last.iter().map(|run| run.checked_at).min();
    if !is_due(county.store.world().now(), oldest) {
        return Ok(());
    }
    let ran = lianxin_checks::run(&county, app.modules()).await;
    for one in ran.iter().filter(|one| !one.is_whole()) {
        let (number, found) = (one.number, &one.found);
        tracing::warn!(county = county.code, number, ?found, "a check found something; see lianxin check");
    }
    lianxin_checks::keep(&county, &ran).await
}

/// At night once; by day only when it never happened or too long ago, by a clock that may have been set back.
fn is_due(now: Time, last: Option<Time>) -> bool {
    let Some(last) = last else { return true };
    let since = now - last;
    let at_night = NIGHT.contains(&china(now).hour());
    since >= TOO_LONG || since < TimeDelta::zero() || (at_night && since >= A_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn checks_run_once_a_night_and_make_up_for_nights_that_were_missed() {
        let night = at("2026-05-20T19:00:00Z");
        assert!(is_due(night, None));
        assert!(is_due(night, Some(at("2026-05-19T19:30:00Z"))));
        assert!(!is_due(night, Some(at("2026-05-20T18:30:00Z"))));
        let noon = at("2026-05-21T04:00:00Z");
        assert!(!is_due(noon, Some(night)));
        assert!(is_due(noon, Some(at("2026-05-19T03:00:00Z"))));
        assert!(is_due(noon, Some(at("2026-05-21T09:00:00Z"))), "the clock was set back");
    }
}
