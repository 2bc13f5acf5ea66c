//! Times as people say them: 今天 15:00, 昨天 09:30, 5 月 22 日（周五）15:00; the year only if it is not this one.

use chrono::{Datelike, NaiveDate, Timelike};
use lianxin_base::{Time, china, day_in_china};

use crate::Lang;

/// Says instants, seen from now.
#[derive(Clone, Copy, Debug)]
pub struct When {
    pub now: Time,
    pub lang: Lang,
}

const DAYS: [(&str, &str); 7] =
    [("一", "Mon"), ("二", "Tue"), ("三", "Wed"), ("四", "Thu"), ("五", "Fri"), ("六", "Sat"), ("日", "Sun")];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl When {
    /// 今天 15:00 · today 15:00
    pub fn say(&self, at: Time) -> String {
        let local = china(at);
        let clock = format!("{:02}:{:02}", local.hour(), local.minute());
        format!("{} {clock}", self.day(local.date_naive()))
    }

    /// 今天, 昨天, 5 月 22 日（周五）
    pub fn day(&self, day: NaiveDate) -> String {
        let days = day.signed_duration_since(day_in_china(self.now)).num_days();
        match (days, self.lang) {
            (0, Lang::Zh) => "今天".into(),
            (-1, Lang::Zh) => "昨天".into(),
            (1, Lang::Zh) => "明天".into(),
            (0, Lang::En) => "today".into(),
            (-1, Lang::En) => "yesterday".into(),
            (1, Lang::En) => "tomorrow".into(),
            _ => self.date(day),
        }
    }

    /// 5 月 22 日（周五） · Fri 22 May
    pub fn date(&self, day: NaiveDate) -> String {
        let (zh, en) = DAYS[day.weekday().num_days_from_monday() as usize % 7];
        let this_year = day.year() == day_in_china(self.now).year();
        let month = MONTHS[day.month0() as usize % 12];
        match (self.lang, this_year) {
            (Lang::Zh, true) => format!("{} 月 {} 日（周{zh}）", day.month(), day.day()),
            (Lang::Zh, false) => format!("{} 年 {} 月 {} 日", day.year(), day.month(), day.day()),
            (Lang::En, true) => format!("{en} {} {month}", day.day()),
            (Lang::En, false) => format!("{} {month} {}", day.day(), day.year()),
        }
    }
}

/// A length of time in words, two units at most: 2 天 3 小时, 45 分 · 2 d 3 h. `day` is how many minutes a day has:
/// 420 for working time, 1440 round the clock.
pub fn span(minutes: i64, day: i64, lang: Lang) -> String {
    let minutes = minutes.max(0);
    let (days, rest) = (minutes / day.max(1), minutes % day.max(1));
    let (hours, mins) = (rest / 60, rest % 60);
    let (d, h, m) = match lang {
        Lang::Zh => (" 天", " 小时", " 分"),
        Lang::En => (" d", " h", " min"),
    };
    match (days, hours, mins) {
        (0, 0, _) => format!("{mins}{m}"),
        (0, _, 0) => format!("{hours}{h}"),
        (0, _, _) => format!("{hours}{h} {mins}{m}"),
        (_, 0, _) => format!("{days}{d}"),
        _ => format!("{days}{d} {hours}{h}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        format!("{text}:00+08:00").parse().unwrap_or_default()
    }

    #[test]
    fn people_read_today_yesterday_and_dates() {
        let zh = When { now: at("2026-05-20T10:15"), lang: Lang::Zh };
        assert_eq!(zh.say(at("2026-05-20T15:00")), "今天 15:00");
        assert_eq!(zh.say(at("2026-05-19T09:30")), "昨天 09:30");
        assert_eq!(zh.say(at("2026-05-22T15:00")), "5 月 22 日（周五） 15:00");
        assert_eq!(zh.say(at("2025-05-22T15:00")), "2025 年 5 月 22 日 15:00");
        let en = When { lang: Lang::En, ..zh };
        assert_eq!(en.say(at("2026-05-22T15:00")), "Fri 22 May 15:00");
    }

    #[test]
    fn spans_have_two_units_at_most() {
        assert_eq!(span(165, 420, Lang::Zh), "2 小时 45 分");
        assert_eq!(span(2 * 420 + 180, 420, Lang::Zh), "2 天 3 小时");
        assert_eq!(span(1440, 1440, Lang::En), "1 d");
        assert_eq!(span(-3, 420, Lang::Zh), "0 分");
    }
}
