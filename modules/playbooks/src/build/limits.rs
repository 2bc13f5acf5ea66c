use chrono::{Days, NaiveDate, NaiveTime};
use lianxin_base::{Time, day_in_china};
use lianxin_playbook::{DayKind, Later, LimitRule, Pace, Stage, from_local};

use crate::sheet::{Line, Sheet};
use crate::tongue::{NOTHING, Tongue};

/// How long each step may take: the promises in short, then each pace in full with an example by the clock.
pub(crate) fn limits(tongue: &Tongue<'_>) -> Vec<Sheet> {
    let mut paces: Vec<Pace> = Vec::new();
    for rule in tongue.book.limits.iter() {
        if !paces.contains(&rule.pace) {
            paces.push(rule.pace);
        }
    }
    let eve = eve_of_holiday(tongue);
    let mut sheets = vec![promises(tongue)];
    sheets.extend(paces.into_iter().map(|pace| of_pace(tongue, pace, eve)));
    sheets
}

const CASE_PACES: [Pace; 4] = [Pace::Urgent, Pace::Fast, Pace::Normal, Pace::Long];

fn promises(tongue: &Tongue<'_>) -> Sheet {
    let columns = ["pace", "matters", "accept", "contact", "resolve", "extension"];
    let line = |pace: Pace| {
        let stage = |stage| rule_limit(tongue, tongue.book.limits.limit(pace, stage));
        let resolve = tongue.book.limits.limit(pace, Stage::Resolve);
        let cells = vec![
            tongue.words(&pace.words()),
            matters(tongue, pace),
            stage(Stage::Accept),
            stage(Stage::Contact),
            rule_limit(tongue, resolve),
            resolve.map_or_else(|| NOTHING.to_owned(), |rule| extension(tongue, rule)),
        ];
        Line::new(pace.code(), cells, String::new())
    };
    let now = tongue.page.now();
    let mut sheet = Sheet::new("promises", tongue.t("playbooks-limits-promises"), tongue.columns(&columns))
        .saying("hours", office_hours(tongue, day_in_china(now)))
        .with(CASE_PACES.map(line));
    for pace in CASE_PACES {
        let Some(rule) = tongue.book.limits.limit(pace, Stage::Resolve) else { continue };
        let Some(deadline) = tongue.book.clock.deadline_by(rule, now) else { continue };
        let words = [
            ("pace", tongue.words(&pace.words())),
            ("now", tongue.moment(now)),
            ("due", tongue.moment(deadline.due)),
        ];
        let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
        sheet = sheet.saying(pace.code(), tongue.args("playbooks-limits-example", &words));
    }
    sheet
}

/// 周一至周五 09:00–12:00、13:00–17:00, as it is on a day.
pub(crate) fn office_hours(tongue: &Tongue<'_>, day: NaiveDate) -> String {
    let say =
        |(from, to): &(NaiveTime, NaiveTime)| format!("{}–{}", from.format("%H:%M"), to.format("%H:%M"));
    let sessions = tongue.list(tongue.book.calendar.sessions(day).iter().map(say));
    tongue.args("playbooks-hours", &[("sessions", &sessions)])
}

/// The categories of a pace by name; those of the plain pace are the rest.
fn matters(tongue: &Tongue<'_>, pace: Pace) -> String {
    const NAMED: usize = 12;
    let of_pace: Vec<_> = tongue.book.categories.leaves().filter(|one| one.pace == pace).collect();
    if pace == Pace::Normal {
        return tongue.args("playbooks-limits-other", &[("n", &of_pace.len().to_string())]);
    }
    let names = tongue.list(of_pace.iter().take(NAMED).map(|one| tongue.words(&one.name)));
    if of_pace.len() <= NAMED {
        return names;
    }
    tongue.args("playbooks-limits-and-more", &[("names", &names), ("n", &of_pace.len().to_string())])
}

pub(crate) fn rule_limit(tongue: &Tongue<'_>, rule: Option<&LimitRule>) -> String {
    match rule {
        None => NOTHING.to_owned(),
        Some(LimitRule { limit: Some(limit), .. }) => tongue.limit(*limit),
        Some(_) => tongue.t("playbooks-limits-own"),
    }
}

fn of_pace(tongue: &Tongue<'_>, pace: Pace, eve: Option<Time>) -> Sheet {
    let columns = ["step", "starts", "how-long", "warned", "late", "extension", "why", "example"];
    let rules = tongue.book.limits.iter().filter(|rule| rule.pace == pace);
    let sheet = Sheet::new(pace.code(), tongue.words(&pace.words()), tongue.columns(&columns));
    let sheet = match eve {
        Some(eve) => {
            let start = tongue.moment(eve);
            sheet.saying("eve", tongue.args("playbooks-limits-eve", &[("start", &start)]))
        }
        None => sheet,
    };
    sheet.with(rules.map(|rule| line(tongue, rule, eve)))
}

fn line(tongue: &Tongue<'_>, rule: &LimitRule, eve: Option<Time>) -> Line {
    let due = eve
        .and_then(|eve| tongue.book.clock.deadline_by(rule, eve))
        .map(|deadline| tongue.moment(deadline.due));
    let cells = vec![
        tongue.words(&rule.name),
        tongue.words(&rule.starts_at.words()),
        rule_limit(tongue, Some(rule)),
        warned(tongue, rule),
        late(tongue, rule),
        extension(tongue, rule),
        tongue.words(&rule.reason),
        due.unwrap_or_else(|| NOTHING.to_owned()),
    ];
    Line::new(rule.stage.code(), cells, tongue.basis(&rule.basis))
}

fn warned(tongue: &Tongue<'_>, rule: &LimitRule) -> String {
    let Some(left) = rule.yellow_left else { return NOTHING.to_owned() };
    let whom = tongue.addressees(&rule.yellow_goes_to);
    tongue.args("playbooks-limits-warned", &[("left", &tongue.limit(left)), ("whom", &whom)])
}

fn late(tongue: &Tongue<'_>, rule: &LimitRule) -> String {
    let mut said = Vec::new();
    if !rule.red_goes_to.is_empty() {
        said.push(tongue.args("playbooks-limits-late", &[("whom", &tongue.addressees(&rule.red_goes_to))]));
    }
    said.extend(rule.then_goes_to.iter().map(|then| later(tongue, then)));
    if said.is_empty() {
        return NOTHING.to_owned();
    }
    said.join(if tongue.page.is_zh() { "；" } else { "; " })
}

fn later(tongue: &Tongue<'_>, then: &Later) -> String {
    let whom = tongue.addressee(&then.to);
    match then.after {
        Some(after) => {
            tongue.args("playbooks-limits-later", &[("after", &tongue.limit(after)), ("whom", &whom)])
        }
        None => tongue.args("playbooks-limits-then", &[("whom", &whom)]),
    }
}

pub(crate) fn extension(tongue: &Tongue<'_>, rule: &LimitRule) -> String {
    let Some(extension) = &rule.extension else { return tongue.t("playbooks-limits-no-extension") };
    let by = tongue.addressees(&extension.decided_by);
    let most = rule.max_total.map_or_else(|| NOTHING.to_owned(), |most| tongue.limit(most));
    let words = [
        ("times", extension.times.to_string()),
        ("each", tongue.limit(extension.each)),
        ("by", by),
        ("most", most),
    ];
    let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
    tongue.args("playbooks-limits-extension", &words)
}

/// The last working afternoon before the next holiday: the hardest start to count from.
fn eve_of_holiday(tongue: &Tongue<'_>) -> Option<Time> {
    let calendar = &tongue.book.calendar;
    let off = |day: NaiveDate| {
        calendar.special(day).is_some_and(|one| matches!(one.kind, DayKind::Holiday | DayKind::Statutory))
    };
    let today = day_in_china(tongue.page.now());
    let day = (0..400).filter_map(|n| today.checked_add_days(Days::new(n))).find(|day| {
        let next = day.succ_opt().unwrap_or(*day);
        calendar.is_working_day(*day)
            && !calendar.is_working_day(next)
            && (off(next) || holiday_soon(next, &off))
    })?;
    Some(from_local(day.and_time(NaiveTime::from_hms_opt(16, 50, 0)?)))
}

/// A weekend that runs into a holiday belongs to it.
fn holiday_soon(day: NaiveDate, off: &impl Fn(NaiveDate) -> bool) -> bool {
    (1..3).filter_map(|n| day.checked_add_days(Days::new(n))).any(off)
}
