use std::collections::BTreeSet;

use chrono::Datelike;
use lianxin_base::day_in_china;
use lianxin_playbook::{DayKind, SpecialDay};

use super::limits::office_hours;
use crate::sheet::{Line, Sheet};
use crate::tongue::Tongue;

const FIRST: i32 = 2000;
const LAST: i32 = 2100;

/// Office hours, and the days unlike the plain week, the latest year first.
pub(crate) fn calendar(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let mut sheets = vec![hours(tongue)];
    let settled: BTreeSet<i32> = tongue.book.calendar.notices().collect();
    for year in (FIRST..=LAST).rev() {
        let days = tongue.book.calendar.year(year);
        if days.is_empty() {
            continue;
        }
        let said =
            if settled.contains(&year) { "playbooks-calendar-settled" } else { "playbooks-calendar-open" };
        let heading = tongue.args("playbooks-calendar-year", &[("year", &format!("{year} "))]);
        sheets.push(
            Sheet::new(
                format!("year-{year}"),
                heading.trim().to_owned(),
                tongue.columns(&["day", "day-kind", "holiday"]),
            )
            .saying("notice", tongue.t(said))
            .with(days.into_iter().map(|day| line(tongue, day))),
        );
    }
    sheets
}

fn hours(tongue: &Tongue<'_>) -> Sheet {
    let today = day_in_china(tongue.page.now());
    let line = |hours: &lianxin_playbook::OfficeHours| {
        let say = |(from, to): &(chrono::NaiveTime, chrono::NaiveTime)| {
            format!("{}–{}", from.format("%H:%M"), to.format("%H:%M"))
        };
        let cells = vec![tongue.date(hours.from), tongue.list(hours.sessions.iter().map(say))];
        Line::new(hours.from.to_string(), cells, String::new())
    };
    Sheet::new("hours", tongue.t("playbooks-calendar-hours"), tongue.columns(&["from-day", "sessions"]))
        .saying("hours", office_hours(tongue, today))
        .with(tongue.book.calendar.hours().iter().map(line))
}

fn line(tongue: &Tongue<'_>, day: &SpecialDay) -> Line {
    let weekday = if day.date.year() == day_in_china(tongue.page.now()).year() {
        tongue.date(day.date)
    } else {
        format!(
            "{}·{}",
            tongue.date(day.date),
            tongue.t(&format!("playbooks-weekday-{}", day.date.weekday().number_from_monday()))
        )
    };
    let kind = match day.kind {
        DayKind::Holiday => "playbooks-day-off",
        DayKind::WorkdayMakeup => "playbooks-day-worked",
        DayKind::Statutory => "playbooks-day-statutory",
    };
    Line::new(
        day.date.to_string(),
        vec![weekday, tongue.t(kind), tongue.words(&day.name)],
        tongue.basis(&day.basis),
    )
}
