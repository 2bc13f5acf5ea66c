//! What another limit would have done: the clocks of a month that ran by a rule are counted again. Nothing is written.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime};
use lianxin_base::{Time, day_in_china};
use lianxin_cases::{RanClock, clocks_of_stage};
use lianxin_db::{Db, Fault};
use lianxin_playbook::{Limit, LimitRule, Playbook, from_local};

/// How a month went, and how it would have gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trial {
    /// Clocks that ran by the rule and began in the month.
    pub counted: usize,
    /// Extended, suspended or dropped ones: what another limit would have meant for them nobody knows.
    pub left_out: usize,
    pub late: usize,
    pub would_be_late: usize,
    /// In time then, late by the other limit; by category, most first.
    pub newly_late: Vec<(String, usize)>,
}

/// The first instants of a month and of the next.
pub(crate) fn month(year: i32, month: u32) -> Option<(Time, Time)> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let next = first.checked_add_months(chrono::Months::new(1))?;
    let instant = |day: NaiveDate| from_local(day.and_time(NaiveTime::MIN));
    Some((instant(first), instant(next)))
}

/// The month before the one of an instant.
pub(crate) fn last_month(now: Time) -> (i32, u32) {
    let day = day_in_china(now);
    let before = day.checked_sub_months(chrono::Months::new(1)).unwrap_or(day);
    (before.year(), before.month())
}

pub(crate) async fn try_limit(
    db: &impl Db,
    playbook: &Playbook,
    rule: &LimitRule,
    limit: Limit,
    (from, to): (Time, Time),
    now: Time,
) -> Result<Trial, Fault> {
    let ran = clocks_of_stage(db, rule.stage, from, to).await?;
    let by_rule = ran.iter().filter(|clock| ran_by(playbook, rule, clock));
    Ok(count(playbook, rule, limit, by_rule, now))
}

/// A pace without a row of its own follows another one.
fn ran_by(playbook: &Playbook, rule: &LimitRule, clock: &RanClock) -> bool {
    let pace = lianxin_playbook::Pace::parse(&clock.pace);
    let own = pace.and_then(|pace| playbook.limits.limit(pace, rule.stage));
    own.is_some_and(|own| (own.pace, own.stage) == (rule.pace, rule.stage))
}

fn count<'a>(
    playbook: &Playbook,
    rule: &LimitRule,
    limit: Limit,
    clocks: impl Iterator<Item = &'a RanClock>,
    now: Time,
) -> Trial {
    let other = LimitRule { limit: Some(limit), yellow_left: None, ..rule.clone() };
    let mut trial = Trial::default();
    let mut newly: BTreeMap<&str, usize> = BTreeMap::new();
    for clock in clocks {
        let moved = clock.due_at != clock.original_due || clock.result == "dropped";
        let Some(due) = playbook.clock.deadline_by(&other, clock.started_at).filter(|_| !moved) else {
            trial.left_out += 1;
            continue;
        };
        let end = clock.ended_at.unwrap_or(now);
        trial.counted += 1;
        let (late, would_be) = (end > clock.original_due, end > due.due);
        trial.late += usize::from(late);
        trial.would_be_late += usize::from(would_be);
        if would_be && !late {
            *newly.entry(clock.category.as_str()).or_default() += 1;
        }
    }
    trial.newly_late = newly.into_iter().map(|(category, n)| (category.to_owned(), n)).collect();
    trial.newly_late.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    trial
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_playbook::{Pace, Stage};

    fn at(local: &str) -> Time {
        from_local(local.parse().unwrap_or_default())
    }

    fn clock(started: &str, due: &str, ended: &str) -> RanClock {
        RanClock {
            pace: "normal".into(),
            category: "C06".into(),
            started_at: at(started),
            original_due: at(due),
            due_at: at(due),
            result: "met".into(),
            ended_at: Some(at(ended)),
        }
    }

    #[test]
    fn a_shorter_limit_makes_late_what_was_in_time_and_leaves_out_what_was_moved() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu");
        let playbook = lianxin_playbook::load(&folder).unwrap_or_else(|wrong| unreachable!("{wrong:?}"));
        let Some(rule) = playbook.limits.limit(Pace::Normal, Stage::Resolve) else { unreachable!() };
        let start = "2026-05-20T10:15:00";
        let quick = clock(start, "2026-05-27T17:00:00", "2026-05-21T09:00:00");
        let slow = clock(start, "2026-05-27T17:00:00", "2026-05-26T09:00:00");
        let late = clock(start, "2026-05-27T17:00:00", "2026-06-02T09:00:00");
        let moved = RanClock { due_at: at("2026-06-03T17:00:00"), ..slow.clone() };
        let three = "3wd".parse().unwrap_or(Limit::new(3, lianxin_playbook::TimeUnit::WorkingDays));
        let trial = count(
            &playbook,
            rule,
            three,
            [&quick, &slow, &late, &moved].into_iter(),
            at("2026-06-10T09:00:00"),
        );
        assert_eq!((trial.counted, trial.left_out), (3, 1));
        assert_eq!((trial.late, trial.would_be_late), (1, 2));
        assert_eq!(trial.newly_late, [("C06".to_owned(), 1)]);
    }

    #[test]
    fn the_month_before_january_is_december() {
        assert_eq!(last_month(at("2026-01-31T10:00:00")), (2025, 12));
        assert_eq!(month(2026, 2), Some((at("2026-02-01T00:00:00"), at("2026-03-01T00:00:00"))));
        assert_eq!(month(2026, 13), None);
    }
}
