//! What holds for every start and every limit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use lianxin_playbook::{Limit, Playbook, TimeUnit, from_local, load, to_local};
use proptest::prelude::*;

static ZHANGQIU: LazyLock<Playbook> =
    LazyLock::new(|| load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/zhangqiu")).unwrap());

/// Any second of 2023 to 2026.
fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    (0..1_460 * 86_400_i64).prop_map(|seconds| midnight(2023) + TimeDelta::seconds(seconds))
}

/// Any minute of 2023 to 2026.
fn minute() -> impl Strategy<Value = DateTime<Utc>> {
    (0..1_460 * 1_440_i64).prop_map(|minutes| midnight(2023) + TimeDelta::minutes(minutes))
}

fn midnight(year: i32) -> DateTime<Utc> {
    from_local(NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap())
}

fn any_limit() -> impl Strategy<Value = Limit> {
    (0_u32..60, prop::sample::select(TimeUnit::ALL)).prop_map(|(count, unit)| Limit::new(count, unit))
}

fn working(days: std::ops::Range<u32>) -> impl Strategy<Value = Limit> {
    let units = [TimeUnit::WorkingDays, TimeUnit::WorkingHours];
    (days, prop::sample::select(units.to_vec())).prop_map(|(count, unit)| Limit::new(count, unit))
}

/// True for a minute that is worked, told from the calendar alone.
fn is_worked(local: NaiveDateTime) -> bool {
    let minute = local.hour() * 60 + local.minute();
    ZHANGQIU.calendar.is_working_day(local.date())
        && ((540..720).contains(&minute) || (780..1_020).contains(&minute))
}

/// Counts minute by minute: the first instant at which so many worked minutes have passed.
fn after_worked_minutes(start: DateTime<Utc>, mut left: u32) -> DateTime<Utc> {
    let mut at = start;
    while left > 0 {
        if is_worked(to_local(at)) {
            left -= 1;
        }
        at += TimeDelta::minutes(1);
    }
    at
}

/// Counts day by day: 17:00 of the n-th working day after the day of the start.
fn after_working_days(start: DateTime<Utc>, mut left: u32) -> DateTime<Utc> {
    let mut date = to_local(start).date();
    while left > 0 {
        date = date.succ_opt().unwrap();
        if ZHANGQIU.calendar.is_working_day(date) {
            left -= 1;
        }
    }
    from_local(date.and_hms_opt(17, 0, 0).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn a_later_start_never_gives_an_earlier_deadline(one in instant(), other in instant(), limit in any_limit()) {
        let (first, second) = (one.min(other), one.max(other));
        let due = |start| ZHANGQIU.clock.deadline(start, limit, None).due;
        prop_assert!(due(first) <= due(second));
    }

    #[test]
    fn a_longer_limit_never_gives_an_earlier_deadline(start in instant(), limit in any_limit(), more in 0_u32..40) {
        let longer = Limit::new(limit.count + more, limit.unit);
        let due = |limit| ZHANGQIU.clock.deadline(start, limit, None).due;
        prop_assert!(due(limit) <= due(longer));
        prop_assert!(due(limit) >= start);
    }

    #[test]
    fn working_deadlines_fall_into_office_hours_of_a_working_day(start in instant(), limit in working(1..60)) {
        let due = ZHANGQIU.clock.deadline(start, limit, None).due;
        prop_assert!(ZHANGQIU.calendar.is_working_day(to_local(due).date()));
        prop_assert!(ZHANGQIU.clock.is_open(due - TimeDelta::microseconds(1)));
    }

    #[test]
    fn working_hours_equal_a_count_by_the_minute(start in minute(), hours in 1_u32..30) {
        let due = ZHANGQIU.clock.deadline(start, Limit::new(hours, TimeUnit::WorkingHours), None).due;
        prop_assert_eq!(due, after_worked_minutes(start, hours * 60));
        prop_assert_eq!(ZHANGQIU.clock.working_time(start, due), TimeDelta::hours(i64::from(hours)));
    }

    #[test]
    fn working_days_equal_a_count_by_the_day(start in instant(), days in 1_u32..40) {
        let due = ZHANGQIU.clock.deadline(start, Limit::new(days, TimeUnit::WorkingDays), None).due;
        prop_assert_eq!(due, after_working_days(start, days));
        prop_assert_eq!(ZHANGQIU.clock.working_days(start, due), days);
    }

    #[test]
    fn yellow_lies_between_start_and_deadline_and_leaves_what_it_says(start in minute(), days in 2_u32..20) {
        let (limit, left) = (Limit::new(days, TimeUnit::WorkingDays), Limit::new(4, TimeUnit::WorkingHours));
        let deadline = ZHANGQIU.clock.deadline(start, limit, Some(left));
        let yellow = deadline.yellow.unwrap();
        prop_assert!(start <= yellow && yellow <= deadline.due);
        prop_assert_eq!(ZHANGQIU.clock.working_time(yellow, deadline.due), TimeDelta::hours(4));
        let before = yellow - TimeDelta::seconds(1);
        prop_assert!(ZHANGQIU.clock.working_time(before, deadline.due) > TimeDelta::hours(4));
    }

    #[test]
    fn working_time_adds_up(one in instant(), two in instant(), three in instant()) {
        let mut at = [one, two, three];
        at.sort();
        let time = |from: usize, to: usize| ZHANGQIU.clock.working_time(at[from], at[to]);
        prop_assert_eq!(time(0, 1) + time(1, 2), time(0, 2));
    }

    #[test]
    fn a_suspension_never_brings_a_deadline_forward(
        start in instant(), limit in any_limit(), decided in 0_i64..2_000, days in 0_i64..40,
    ) {
        let clock = &ZHANGQIU.clock;
        let first = clock.deadline(start, limit, None);
        let decided = start + TimeDelta::minutes(decided);
        let lifted = decided + TimeDelta::days(days);
        let after = clock.suspended(start, limit, None, first, decided, lifted);
        prop_assert!(after.due >= first.due);
        if to_local(decided).date() == to_local(lifted).date() && limit.unit == TimeUnit::WorkingDays {
            prop_assert_eq!(after, first);
        }
    }

    #[test]
    fn a_suspension_gives_back_each_working_day_it_took(start in minute(), wait in 1_i64..4, days in 1_i64..30) {
        let clock = &ZHANGQIU.clock;
        let limit = Limit::new(20, TimeUnit::WorkingDays);
        let first = clock.deadline(start, limit, None);
        let decided = start + TimeDelta::days(wait);
        let lifted = decided + TimeDelta::days(days);
        let after = clock.suspended(start, limit, None, first, decided, lifted);
        let from = to_local(decided).date();
        let taken = (0..days).filter(|day| ZHANGQIU.calendar.is_working_day(from + TimeDelta::days(*day))).count();
        prop_assert_eq!(clock.working_days(first.due, after.due) as usize, taken);
    }

    #[test]
    fn a_suspended_hour_clock_keeps_the_time_that_was_left(start in minute(), used in 1_i64..300, hours in 1_i64..200) {
        let clock = &ZHANGQIU.clock;
        let limit = Limit::new(7, TimeUnit::WorkingHours);
        let first = clock.deadline(start, limit, None);
        let decided = start + TimeDelta::minutes(used);
        prop_assume!(decided <= first.due);
        let lifted = decided + TimeDelta::hours(hours);
        let after = clock.suspended(start, limit, None, first, decided, lifted);
        let ran = clock.working_time(start, decided) + clock.working_time(lifted, after.due);
        prop_assert_eq!(ran, TimeDelta::hours(7));
    }

    #[test]
    fn an_extension_in_working_days_counts_from_the_deadline_in_force(start in instant(), days in 1_u32..10, more in 1_u32..10) {
        let clock = &ZHANGQIU.clock;
        let limit = |count| Limit::new(count, TimeUnit::WorkingDays);
        let extended = clock.extended(clock.deadline(start, limit(days), None), limit(more), None);
        prop_assert_eq!(extended.due, clock.deadline(start, limit(days + more), None).due);
    }

    #[test]
    fn local_time_comes_back_as_it_went(at in instant()) {
        prop_assert_eq!(from_local(to_local(at)), at);
    }
}
