//! Office hours, walked by the minute: generated people work when offices are open.

use chrono::{Days, Duration, NaiveDate, NaiveDateTime};
use lianxin_base::{Time, day_in_china};
use lianxin_playbook::{Playbook, from_local, to_local};

/// Longer than any holiday with its weekends.
const LOOK: u64 = 60;

pub struct Hours<'a>(pub &'a Playbook);

impl Hours<'_> {
    fn sessions(&self, day: NaiveDate) -> Vec<(NaiveDateTime, NaiveDateTime)> {
        let calendar = &self.0.calendar;
        if !calendar.is_working_day(day) {
            return vec![];
        }
        calendar.sessions(day).iter().map(|(from, to)| (day.and_time(*from), day.and_time(*to))).collect()
    }

    /// So many office minutes later; with none, the next instant at which an office is open.
    pub fn later(&self, at: Time, minutes: i64) -> Time {
        let mut left = Duration::minutes(minutes.max(0));
        let start = to_local(at);
        for ahead in 0..LOOK {
            let Some(day) = start.date().checked_add_days(Days::new(ahead)) else { break };
            for (from, to) in self.sessions(day) {
                let from = from.max(start);
                if from >= to {
                    continue;
                }
                if left < to - from {
                    return from_local(from + left);
                }
                left -= to - from;
            }
        }
        at
    }

    /// So many office minutes earlier.
    pub fn earlier(&self, at: Time, minutes: i64) -> Time {
        let mut left = Duration::minutes(minutes.max(0));
        let end = to_local(at);
        for behind in 0..LOOK {
            let Some(day) = end.date().checked_sub_days(Days::new(behind)) else { break };
            for (from, to) in self.sessions(day).into_iter().rev() {
                let to = to.min(end);
                if from >= to {
                    continue;
                }
                if left < to - from {
                    return from_local(to - left);
                }
                left -= to - from;
            }
        }
        at
    }

    /// Ten o'clock on the working day so many working days before.
    pub fn days_before(&self, at: Time, days: u32) -> Time {
        let mut left = days;
        let mut day = day_in_china(at);
        for _ in 0..LOOK {
            if left == 0 {
                break;
            }
            day = day.checked_sub_days(Days::new(1)).unwrap_or(day);
            left -= u32::from(self.0.calendar.is_working_day(day));
        }
        day.and_hms_opt(10, 0, 0).map_or(at, from_local)
    }

    /// A share of the time from a start to a deadline: of office time, or of all time where the clock runs at night.
    pub fn share(&self, start: Time, due: Time, share: f64, round_the_clock: bool) -> Time {
        if round_the_clock {
            return start + Duration::seconds(((due - start).num_seconds() as f64 * share) as i64);
        }
        let minutes = self.0.clock.working_time(start, due).num_minutes() as f64;
        self.later(start, (minutes * share) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbooks;

    fn at(local: &str) -> Time {
        format!("{local}:00+08:00").parse().expect("a time")
    }

    #[test]
    fn offices_close_at_noon_at_night_and_on_sundays() {
        let playbook = playbooks::standard().expect("the standard playbook");
        let hours = Hours(&playbook);
        assert_eq!(hours.later(at("2026-05-22T16:30"), 60), at("2026-05-25T09:30"), "over the weekend");
        assert_eq!(hours.later(at("2026-05-20T11:50"), 20), at("2026-05-20T13:10"), "over noon");
        assert_eq!(hours.earlier(at("2026-05-25T09:30"), 60), at("2026-05-22T16:30"));
        assert_eq!(hours.days_before(at("2026-05-25T08:00"), 1), at("2026-05-22T10:00"));
    }

    #[test]
    fn half_of_a_working_time_is_a_working_instant() {
        let playbook = playbooks::standard().expect("the standard playbook");
        let hours = Hours(&playbook);
        let half = hours.share(at("2026-05-20T09:00"), at("2026-05-21T17:00"), 0.5, false);
        assert_eq!(half, at("2026-05-21T09:00"));
        let night = hours.share(at("2026-05-20T20:00"), at("2026-05-20T22:00"), 0.5, true);
        assert_eq!(night, at("2026-05-20T21:00"));
    }
}
