//! Days off and make-up working days, as the State Council's notices set them.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::Words;
use crate::basis::Basis;
use crate::codes::codes;
use crate::mistakes::Mistakes;
use crate::tables::{Shape, Table};

pub(crate) const SHAPE: Shape = Shape {
    file: "calendar.csv",
    key: &["date"],
    columns: &["date", "kind", "name_zh", "name_en", "basis", "basis_zh"],
    open: false,
};

codes! {
    /// Why a day differs from the plain week.
    DayKind {
        Holiday = "holiday", "放假", "Holiday";
        WorkdayMakeup = "workday-makeup", "调休上班", "Make-up working day";
        Statutory = "statutory", "法定节日（安排未公布）", "Holiday by law, notice not yet out";
    }
}

/// A day that differs from the plain week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    pub date: NaiveDate,
    pub kind: DayKind,
    pub name: Words,
    pub basis: Basis,
}

/// Office hours of a day, in force from a date on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeHours {
    pub from: NaiveDate,
    /// From and to, in order, without overlap.
    pub sessions: Vec<(NaiveTime, NaiveTime)>,
}

/// The county's calendar: which days are worked and at which hours.
#[derive(Debug, Clone)]
pub struct Calendar {
    days: HashMap<NaiveDate, SpecialDay>,
    /// The years whose notice is loaded.
    notices: BTreeSet<i32>,
    /// Earliest first; the first also holds before its date.
    hours: Vec<OfficeHours>,
}

impl Calendar {
    /// `hours` must not be empty and be sorted by date; the reader of `playbook.toml` sees to it.
    pub fn new(days: Vec<SpecialDay>, mut hours: Vec<OfficeHours>) -> Self {
        let notices =
            days.iter().filter(|day| day.kind != DayKind::Statutory).map(|day| day.date.year()).collect();
        hours.sort_by_key(|one| one.from);
        Self { days: days.into_iter().map(|day| (day.date, day)).collect(), notices, hours }
    }

    /// Rule T2: a make-up day, or Monday to Friday and no holiday.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        match self.days.get(&date).map(|day| day.kind) {
            Some(kind) => kind == DayKind::WorkdayMakeup,
            None => !is_weekend(date),
        }
    }

    /// What is special about a day, if anything.
    pub fn special(&self, date: NaiveDate) -> Option<&SpecialDay> {
        self.days.get(&date)
    }

    /// The special days of a year in order.
    pub fn year(&self, year: i32) -> Vec<&SpecialDay> {
        let mut days: Vec<_> = self.days.values().filter(|day| day.date.year() == year).collect();
        days.sort_by_key(|day| day.date);
        days
    }

    /// The years whose notice is loaded.
    pub fn notices(&self) -> impl Iterator<Item = i32> {
        self.notices.iter().copied()
    }

    /// True if each year from one to the other has its notice.
    pub fn is_settled(&self, from: i32, to: i32) -> bool {
        (from..=to).all(|year| self.notices.contains(&year))
    }

    /// The sessions of a working day in force on a date.
    pub fn sessions(&self, date: NaiveDate) -> &[(NaiveTime, NaiveTime)] {
        let at = self.hours.partition_point(|one| one.from <= date).saturating_sub(1);
        self.hours.get(at).map_or(&[], |one| one.sessions.as_slice())
    }

    pub fn hours(&self) -> &[OfficeHours] {
        &self.hours
    }

    pub(crate) fn read(table: &Table, hours: Vec<OfficeHours>, mistakes: &mut Mistakes) -> Self {
        let mut days = Vec::new();
        for row in &table.rows {
            let date = row.date("date", mistakes);
            let kind = row.code("kind", mistakes);
            let name = row.words("name", mistakes);
            let basis = row.basis(mistakes);
            let (Some(date), Some(kind)) = (date, kind) else { continue };
            if kind == DayKind::WorkdayMakeup && !is_weekend(date) {
                let expected = Words::new("星期六或星期日", "a Saturday or Sunday");
                row.wrong("date", &date.to_string(), expected, mistakes);
            }
            days.push((row.line, SpecialDay { date, kind, name, basis }));
        }
        let noticed: BTreeSet<i32> = days
            .iter()
            .filter(|(_, day)| day.kind != DayKind::Statutory)
            .map(|(_, day)| day.date.year())
            .collect();
        for (line, day) in days.iter().filter(|(_, day)| day.kind == DayKind::Statutory) {
            if noticed.contains(&day.date.year()) {
                let expected = Words::new(
                    "holiday 或 workday-makeup（这一年的安排已公布）",
                    "holiday or workday-makeup (the notice of this year is out)",
                );
                mistakes.add(SHAPE.file, Some(*line), Some("kind"), day.kind.code(), expected);
            }
        }
        Self::new(days.into_iter().map(|(_, day)| day).collect(), hours)
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}
