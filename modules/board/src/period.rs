//! The days of a board, said as a sentence and kept in the address.

use chrono::{Datelike, Days, Months, NaiveDate};
use lianxin_base::{Time, day_in_china};

/// From the first to the last day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Span {
    pub fn holds(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    Today,
    #[default]
    Month,
    LastMonth,
    Year,
}

/// With what a period is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Against {
    /// The one before, up to the same day.
    #[default]
    Before,
    /// The same days a year ago.
    YearAgo,
}

impl Period {
    pub const ALL: [Self; 4] = [Self::Today, Self::Month, Self::LastMonth, Self::Year];

    pub fn word(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Month => "month",
            Self::LastMonth => "last-month",
            Self::Year => "year",
        }
    }

    /// An unknown word is the month: an address that was cut still shows a board.
    pub fn parse(word: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|period| Some(period.word()) == word).unwrap_or_default()
    }

    pub fn span(self, now: Time) -> Span {
        let today = day_in_china(now);
        let first = today.with_day(1).unwrap_or(today);
        match self {
            Self::Today => Span { from: today, to: today },
            Self::Month => Span { from: first, to: today },
            Self::LastMonth => Span { from: months_back(first, 1), to: first.pred_opt().unwrap_or(first) },
            Self::Year => Span { from: first.with_month(1).unwrap_or(first), to: today },
        }
    }

    /// The days to compare with.
    pub fn other(self, now: Time, against: Against) -> Span {
        let own = self.span(now);
        let back = |months| Span { from: months_back(own.from, months), to: months_back(own.to, months) };
        match (self, against) {
            (_, Against::YearAgo) | (Self::Year, _) => back(12),
            (Self::Today, _) => {
                let day = own.from.checked_sub_days(Days::new(1)).unwrap_or(own.from);
                Span { from: day, to: day }
            }
            (Self::Month, _) => back(1),
            // The whole month before: it may have more days or fewer.
            (Self::LastMonth, _) => {
                Span { from: months_back(own.from, 1), to: own.from.pred_opt().unwrap_or(own.from) }
            }
        }
    }
}

impl Against {
    pub fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::YearAgo => "year-ago",
        }
    }
    pub fn parse(word: Option<&str>) -> Self {
        if word == Some(Self::YearAgo.word()) { Self::YearAgo } else { Self::Before }
    }
}

/// 31 May less a month is 30 April.
fn months_back(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).unwrap_or(day)
}

/// The Mondays of the last so many whole weeks: the one that runs would look like a fall.
pub fn mondays(now: Time, weeks: u64) -> Vec<NaiveDate> {
    let today = day_in_china(now);
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    (1..=weeks).rev().filter_map(|back| monday.checked_sub_days(Days::new(7 * back))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        format!("{text}:00+08:00").parse().unwrap_or_default()
    }

    fn days(span: Span) -> String {
        format!("{}..{}", span.from, span.to)
    }

    #[test]
    fn a_month_is_compared_with_the_same_days_of_the_month_before() {
        let now = at("2026-05-20T10:15");
        assert_eq!(days(Period::Month.span(now)), "2026-05-01..2026-05-20");
        assert_eq!(days(Period::Month.other(now, Against::Before)), "2026-04-01..2026-04-20");
        assert_eq!(days(Period::Month.other(now, Against::YearAgo)), "2025-05-01..2025-05-20");
        assert_eq!(
            days(Period::Month.other(at("2026-03-31T10:00"), Against::Before)),
            "2026-02-01..2026-02-28"
        );
        assert_eq!(days(Period::LastMonth.span(now)), "2026-04-01..2026-04-30");
        assert_eq!(days(Period::LastMonth.other(now, Against::Before)), "2026-03-01..2026-03-31");
        assert_eq!(days(Period::Year.span(now)), "2026-01-01..2026-05-20");
        assert_eq!(days(Period::Year.other(now, Against::Before)), "2025-01-01..2025-05-20");
        assert_eq!(
            days(Period::Today.other(at("2026-05-01T00:30"), Against::Before)),
            "2026-04-30..2026-04-30"
        );
    }

    #[test]
    fn a_day_begins_at_midnight_in_china_and_a_week_on_monday() {
        assert_eq!(
            days(Period::Today.span("2026-05-19T16:00:00Z".parse().unwrap_or_default())),
            "2026-05-20..2026-05-20"
        );
        let weeks = mondays(at("2026-05-20T10:15"), 3);
        assert_eq!(
            weeks.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["2026-04-27", "2026-05-04", "2026-05-11"]
        );
    }
}
