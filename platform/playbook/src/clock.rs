//! The working-day clock: deadlines, yellow, suspension, extension and working time, by rules T1 to T8.
//!
//! All functions are pure. Instants go in and come out in UTC; days and hours inside are those of
//! Asia/Shanghai, which has had no summer time since 1992. The table of working days runs from 1992
//! to 2120; an instant outside is taken as the nearest day inside, and its deadline is provisional.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::limits::{Limit, LimitRule, TimeUnit};

const FIRST_YEAR: i32 = 1992;
const LAST_YEAR: i32 = 2120;
const MICROS_OF_SECOND: i64 = 1_000_000;
const MICROS_OF_HOUR: i64 = 3_600 * MICROS_OF_SECOND;
const MICROS_OF_DAY: i64 = 24 * MICROS_OF_HOUR;
const SHANGHAI: i64 = 8 * MICROS_OF_HOUR;

/// When something must be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deadline {
    /// Done at or before this instant is in time. For calendar days it is the last microsecond of the day.
    pub due: DateTime<Utc>,
    /// From this instant on little is left; none if the limit never turns yellow.
    pub yellow: Option<DateTime<Utc>>,
    /// Rests on a year whose notice of holidays is not loaded; compute it again when it is.
    pub provisional: bool,
}

impl Deadline {
    pub fn is_late(&self, at: DateTime<Utc>) -> bool {
        at > self.due
    }

    pub fn is_yellow(&self, at: DateTime<Utc>) -> bool {
        at <= self.due && self.yellow.is_some_and(|yellow| at >= yellow)
    }
}

/// The time on a wall clock in Shanghai, as an instant.
pub fn from_local(local: NaiveDateTime) -> DateTime<Utc> {
    let utc = local.checked_sub_signed(TimeDelta::microseconds(SHANGHAI)).unwrap_or(NaiveDateTime::MIN);
    DateTime::from_naive_utc_and_offset(utc, Utc)
}

/// What a wall clock in Shanghai shows.
pub fn to_local(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc().checked_add_signed(TimeDelta::microseconds(SHANGHAI)).unwrap_or(NaiveDateTime::MAX)
}

/// A calendar made ready to count: a deadline costs a few array reads.
#[derive(Debug, Clone)]
pub struct Clock {
    /// Days from the epoch to the first day of the table.
    first: i64,
    /// Working time before the midnight that begins each day, in microseconds; one more entry than days.
    worked_before: Vec<i64>,
    /// Working days before each day; one more entry than days.
    working_before: Vec<u32>,
    /// The day of each working day.
    working: Vec<u32>,
    /// Office hours: first day in force, sessions in microseconds of the day.
    hours: Vec<(i64, Vec<(i64, i64)>)>,
    /// Whether the notice is loaded, by year from `FIRST_YEAR`.
    settled: Vec<bool>,
}

/// A place in the table: day and microsecond of the day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    day: i64,
    micros: i64,
}

impl Clock {
    pub fn new(calendar: &Calendar) -> Self {
        let first_date = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default();
        let first = days_from_epoch(first_date);
        let mut clock = Self {
            first,
            worked_before: vec![0],
            working_before: vec![0],
            working: Vec::new(),
            hours: calendar
                .hours()
                .iter()
                .map(|one| (days_from_epoch(one.from) - first, sessions(one)))
                .collect(),
            settled: (FIRST_YEAR..=LAST_YEAR).map(|year| calendar.is_settled(year, year)).collect(),
        };
        let mut worked = 0;
        for (day, date) in first_date.iter_days().take_while(|date| date.year() <= LAST_YEAR).enumerate() {
            if calendar.is_working_day(date) {
                clock.working.push(day as u32);
                worked += clock.sessions(day as i64).iter().map(|(from, to)| to - from).sum::<i64>();
            }
            clock.worked_before.push(worked);
            clock.working_before.push(clock.working.len() as u32);
        }
        clock
    }

    /// The deadline of a limit that starts at an instant, and when it turns yellow.
    ///
    /// `0wd` is the same day: 17:00, or 17:00 of the next working day if that has passed.
    pub fn deadline(&self, start: DateTime<Utc>, limit: Limit, yellow_left: Option<Limit>) -> Deadline {
        let due = self.due(start, limit);
        let provisional = self.is_provisional(start, due, limit.unit);
        Deadline { due, yellow: yellow_left.map(|left| self.yellow(due, left).max(start)), provisional }
    }

    /// The deadline of a rule; none where the service item's own limit counts.
    pub fn deadline_by(&self, rule: &LimitRule, start: DateTime<Utc>) -> Option<Deadline> {
        let limit = rule.limit?;
        if rule.persons_right && limit.unit == TimeUnit::Days {
            return Some(self.deadline_of_right(start, limit.count, rule.yellow_left));
        }
        Some(self.deadline(start, limit, rule.yellow_left))
    }

    /// Rule T6 for what a person may do: a last day that is a day off moves to the next working day.
    pub fn deadline_of_right(&self, start: DateTime<Utc>, days: u32, yellow_left: Option<Limit>) -> Deadline {
        let end = self.place(self.due(start, Limit::new(days, TimeUnit::Days)));
        let next = self.working_before[end.day as usize] as usize;
        let day = self.working.get(next).map_or(end.day, |day| i64::from(*day));
        let due = self.instant(Place { day, ..end });
        let provisional = self.is_provisional(start, due, TimeUnit::WorkingDays);
        Deadline { due, yellow: yellow_left.map(|left| self.yellow(due, left).max(start)), provisional }
    }

    /// Rule T7: the deadline after a suspension from its decision to its lifting.
    ///
    /// A suspension decided after the deadline, or lifted before it was decided, changes nothing.
    pub fn suspended(
        &self,
        start: DateTime<Utc>,
        limit: Limit,
        yellow_left: Option<Limit>,
        in_force: Deadline,
        decided: DateTime<Utc>,
        lifted: DateTime<Utc>,
    ) -> Deadline {
        if decided > in_force.due || lifted <= decided {
            return in_force;
        }
        let due = match limit.unit {
            TimeUnit::Minutes | TimeUnit::Hours => later(lifted, in_force.due - decided),
            TimeUnit::WorkingHours => self.run_on(lifted, self.worked(in_force.due) - self.worked(decided)),
            TimeUnit::WorkingDays | TimeUnit::Days => {
                let from = self.place(decided).day.max(self.place(start).day + 1);
                let to = self.place(lifted).day;
                self.moved(in_force.due, from, to, limit.unit)
            }
        };
        let due = due.max(in_force.due);
        let provisional = in_force.provisional || self.is_provisional(decided, due, limit.unit);
        Deadline { due, yellow: self.yellow_after(in_force, due, yellow_left, lifted), provisional }
    }

    /// What a person chose binds where it is later than the limit; an earlier wish leaves the limit as it is.
    pub fn chosen(&self, set: Deadline, chosen: DateTime<Utc>, yellow_left: Option<Limit>) -> Deadline {
        if chosen <= set.due {
            return set;
        }
        Deadline { due: chosen, yellow: yellow_left.map(|left| self.yellow(chosen, left)), ..set }
    }

    /// Rule T8: an extension counts from the deadline in force.
    pub fn extended(&self, in_force: Deadline, by: Limit, yellow_left: Option<Limit>) -> Deadline {
        let due = self.due(in_force.due, by).max(in_force.due);
        let provisional = in_force.provisional || self.is_provisional(in_force.due, due, by.unit);
        Deadline { due, yellow: yellow_left.map(|left| self.yellow(due, left)), provisional }
    }

    /// Working time from one instant to another; nothing if the second is not later.
    pub fn working_time(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        TimeDelta::microseconds((self.worked(to) - self.worked(from)).max(0))
    }

    /// Rule T8: how late something is, in working time; nothing if it is in time.
    pub fn late_by(&self, due: DateTime<Utc>, at: DateTime<Utc>) -> TimeDelta {
        self.working_time(due, at)
    }

    /// Working days after the date of one instant up to and with the date of another.
    pub fn working_days(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> u32 {
        let before = |at| self.working_before[self.place(at).day as usize + 1];
        before(to).saturating_sub(before(from))
    }

    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        let day = (days_from_epoch(date) - self.first).clamp(0, self.last_day());
        self.is_working(day)
    }

    /// True inside office hours of a working day; the first instant of a session is inside, its end is not.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let place = self.place(at);
        let inside = |(from, to): &(i64, i64)| (*from..*to).contains(&place.micros);
        self.is_working(place.day) && self.sessions(place.day).iter().any(inside)
    }

    fn due(&self, start: DateTime<Utc>, limit: Limit) -> DateTime<Utc> {
        let count = i64::from(limit.count);
        match limit.unit {
            TimeUnit::Minutes => later(start, TimeDelta::minutes(count)),
            TimeUnit::Hours => later(start, TimeDelta::hours(count)),
            TimeUnit::Days => {
                let day = (self.place(start).day + count).min(self.last_day());
                self.instant(Place { day, micros: MICROS_OF_DAY - 1 })
            }
            TimeUnit::WorkingHours => self.run_on(start, count * MICROS_OF_HOUR),
            TimeUnit::WorkingDays => self.close_of_nth(start, limit.count),
        }
    }

    /// Rule T4: 17:00 on the n-th working day after the day of the start.
    fn close_of_nth(&self, start: DateTime<Utc>, n: u32) -> DateTime<Utc> {
        let place = self.place(start);
        let today = Place { micros: self.close(place.day), ..place };
        if n == 0 && self.is_working(place.day) && place <= today {
            return self.instant(today);
        }
        let at = self.working_before[place.day as usize + 1] as usize + n.max(1) as usize - 1;
        let day = self.working.get(at).map_or(self.last_day(), |day| i64::from(*day));
        self.instant(Place { day, micros: self.close(day) })
    }

    /// Rule T5: the first instant at which working time from the start reaches the sum.
    fn run_on(&self, start: DateTime<Utc>, micros: i64) -> DateTime<Utc> {
        if micros <= 0 {
            return start;
        }
        self.instant(self.reach(self.worked(start) + micros))
    }

    fn yellow(&self, due: DateTime<Utc>, left: Limit) -> DateTime<Utc> {
        let count = i64::from(left.count);
        match left.unit {
            TimeUnit::Minutes => later(due, -TimeDelta::minutes(count)),
            TimeUnit::Hours => later(due, -TimeDelta::hours(count)),
            TimeUnit::Days => later(due, -TimeDelta::days(count)),
            TimeUnit::WorkingHours => {
                self.instant(self.reach(self.worked(due) - count * MICROS_OF_HOUR)).min(due)
            }
            TimeUnit::WorkingDays => {
                let after = self.working_before[self.place(due).day as usize + 1];
                match after.checked_sub(left.count).and_then(|at| self.working.get(at as usize)) {
                    Some(day) => self
                        .instant(Place { day: i64::from(*day), micros: self.open(i64::from(*day)) })
                        .min(due),
                    None => due,
                }
            }
        }
    }

    /// A matter that was yellow before its suspension is yellow again at once.
    fn yellow_after(
        &self,
        in_force: Deadline,
        due: DateTime<Utc>,
        left: Option<Limit>,
        lifted: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        if due == in_force.due {
            return in_force.yellow;
        }
        left.map(|left| self.yellow(due, left).max(lifted).min(due))
    }

    /// Moves a due day by the days of a suspension, `from` up to the day before `to`.
    fn moved(&self, due: DateTime<Utc>, from: i64, to: i64, unit: TimeUnit) -> DateTime<Utc> {
        if to <= from {
            return due;
        }
        let place = self.place(due);
        if unit == TimeUnit::Days {
            let day = (place.day + to - from).min(self.last_day());
            return self.instant(Place { day, ..place });
        }
        let added = self.working_before[to as usize] - self.working_before[from as usize];
        if added == 0 { due } else { self.close_of_nth(due, added) }
    }

    fn is_provisional(&self, from: DateTime<Utc>, to: DateTime<Utc>, unit: TimeUnit) -> bool {
        let skip = match unit {
            TimeUnit::Minutes | TimeUnit::Hours | TimeUnit::Days => return false,
            TimeUnit::WorkingDays => TimeDelta::days(1),
            TimeUnit::WorkingHours => TimeDelta::zero(),
        };
        let first = to_local(later(from, skip).min(to)).year();
        let last = to_local(to).year();
        !(first..=last).all(|year| {
            usize::try_from(year - FIRST_YEAR)
                .ok()
                .and_then(|at| self.settled.get(at))
                .copied()
                .unwrap_or(false)
        })
    }

    /// Working time before an instant.
    fn worked(&self, at: DateTime<Utc>) -> i64 {
        let place = self.place(at);
        let before = self.worked_before[place.day as usize];
        if !self.is_working(place.day) {
            return before;
        }
        let today = self.sessions(place.day).iter().map(|(from, to)| (place.micros.min(*to) - from).max(0));
        before + today.sum::<i64>()
    }

    /// The first place before which so much was worked.
    fn reach(&self, worked: i64) -> Place {
        let after = self.worked_before.partition_point(|before| *before < worked);
        let day = (after as i64 - 1).clamp(0, self.last_day());
        let mut left = worked - self.worked_before[day as usize];
        for (from, to) in self.sessions(day) {
            if left <= to - from {
                return Place { day, micros: from + left.max(0) };
            }
            left -= to - from;
        }
        Place { day, micros: self.close(day) }
    }

    fn is_working(&self, day: i64) -> bool {
        self.working_before[day as usize] < self.working_before[day as usize + 1]
    }

    fn sessions(&self, day: i64) -> &[(i64, i64)] {
        let at = self.hours.partition_point(|(from, _)| *from <= day).saturating_sub(1);
        self.hours.get(at).map_or(&[], |(_, sessions)| sessions.as_slice())
    }

    fn open(&self, day: i64) -> i64 {
        self.sessions(day).first().map_or(0, |(from, _)| *from)
    }

    fn close(&self, day: i64) -> i64 {
        self.sessions(day).last().map_or(MICROS_OF_DAY - 1, |(_, to)| *to)
    }

    fn last_day(&self) -> i64 {
        self.working_before.len() as i64 - 2
    }

    fn place(&self, at: DateTime<Utc>) -> Place {
        let micros = at.timestamp_micros().saturating_add(SHANGHAI);
        let day = micros.div_euclid(MICROS_OF_DAY) - self.first;
        if day < 0 {
            return Place { day: 0, micros: 0 };
        }
        if day > self.last_day() {
            return Place { day: self.last_day(), micros: MICROS_OF_DAY - 1 };
        }
        Place { day, micros: micros.rem_euclid(MICROS_OF_DAY) }
    }

    fn instant(&self, place: Place) -> DateTime<Utc> {
        let micros = (self.first + place.day) * MICROS_OF_DAY + place.micros - SHANGHAI;
        DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

fn later(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    at.checked_add_signed(by).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn days_from_epoch(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

fn sessions(hours: &crate::calendar::OfficeHours) -> Vec<(i64, i64)> {
    let micros = |time: chrono::NaiveTime| i64::from(time.num_seconds_from_midnight()) * MICROS_OF_SECOND;
    hours.sessions.iter().map(|(from, to)| (micros(*from), micros(*to))).collect()
}
