//! The arguments of GET requests, checked. All that is wrong is told at once.

use chrono::{Duration, NaiveDate, NaiveTime};
use lianxin_base::{Refused, Time};
use lianxin_playbook::{Playbook, from_local};

use crate::services;

/// At most this many days between start and end.
pub const MOST_DAYS: i64 = 90;
/// At most this many requests in one answer; also the most ids that one call may name.
pub const MOST_ROWS: usize = 1_000;
/// How far pages reach: beyond it, ask for earlier dates.
const MOST_REACHED: i64 = 10_000;

/// What a client wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// These, whatever else was asked.
    Numbers(Vec<String>),
    Range(Range),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub from: Time,
    /// Included.
    pub to: Time,
    /// Empty: all.
    pub services: Vec<String>,
    /// None: both.
    pub open: Option<bool>,
    pub skip: i64,
    pub most: i64,
}

impl Filter {
    /// # Errors
    /// 404 for an unknown service; 400 with each wrong argument.
    pub fn parse(pairs: &[(String, String)], playbook: &Playbook, now: Time) -> Result<Self, Refused> {
        let numbers = list(pairs, "service_request_id");
        if numbers.len() > MOST_ROWS {
            return Err(Refused::field("service_request_id", "open311-refused-many"));
        }
        if !numbers.is_empty() {
            return Ok(Self::Numbers(numbers));
        }
        let services = list(pairs, "service_code");
        for code in &services {
            services::find(playbook, code)?;
        }
        let mut refused = Refused::invalid("open311-refused-arguments");
        let statuses = list(pairs, "status");
        if statuses.iter().any(|word| !matches!(word.as_str(), "open" | "closed")) {
            refused.fields.extend(field("status", "open311-refused-status"));
        }
        let open = Some(statuses).filter(|words| words.len() == 1).map(|words| words[0] == "open");
        let mut date = |name: &'static str| match one(pairs, name).map(instant) {
            Some(None) => {
                refused.fields.extend(field(name, "open311-refused-date"));
                None
            }
            found => found.flatten(),
        };
        let (start, end) = (date("start_date"), date("end_date"));
        let (from, to) = span(start, end, now);
        if from > to {
            refused.fields.extend(field("end_date", "open311-refused-order"));
        } else if to - from > Duration::days(MOST_DAYS) {
            refused.fields.extend(field("end_date", "open311-refused-span"));
        }
        let most = number(pairs, "page_size", MOST_ROWS as i64, 1..=MOST_ROWS as i64, &mut refused);
        let page = number(pairs, "page", 1, 1..=MOST_REACHED, &mut refused);
        let skip = (page - 1) * most;
        if skip + most > MOST_REACHED {
            refused.fields.extend(field("page", "open311-refused-page"));
        }
        if !refused.fields.is_empty() {
            return Err(refused);
        }
        Ok(Self::Range(Range { from, to, services, open, skip, most }))
    }
}

fn field(name: &'static str, code: &'static str) -> Vec<lianxin_base::FieldError> {
    Refused::field(name, code).fields
}

/// One range of at most 90 days, whichever ends were given.
fn span(start: Option<Time>, end: Option<Time>, now: Time) -> (Time, Time) {
    let days = Duration::days(MOST_DAYS);
    match (start, end) {
        (Some(start), Some(end)) => (start, end),
        (Some(start), None) => (start, start.checked_add_signed(days).unwrap_or(start).min(now.max(start))),
        (None, Some(end)) => (end.checked_sub_signed(days).unwrap_or(end), end),
        (None, None) => (now - days, now),
    }
}

fn one<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(own, value)| own == name && !value.is_empty()).map(|(_, value)| value.as_str())
}

/// Given once or several times, each with commas or not.
fn list(pairs: &[(String, String)], name: &str) -> Vec<String> {
    let values = pairs.iter().filter(|(own, _)| own == name).flat_map(|(_, value)| value.split(','));
    let mut all: Vec<String> = Vec::new();
    for value in values.map(str::trim).filter(|value| !value.is_empty()) {
        if all.iter().all(|known| known != value) {
            all.push(value.to_owned());
        }
    }
    all
}

/// A date and time by the W3C note, with its offset; a date alone is midnight in China. A plus that was not encoded
/// arrives as a blank.
pub fn instant(text: &str) -> Option<Time> {
    let text = text.trim().replace(' ', "+");
    let at = match text.parse::<NaiveDate>() {
        Ok(day) => from_local(day.and_time(NaiveTime::MIN)),
        Err(_) => chrono::DateTime::parse_from_rfc3339(&text).ok()?.to_utc(),
    };
    let years = 1990..2100;
    years.contains(&chrono::Datelike::year(&at)).then_some(at)
}

fn number(
    pairs: &[(String, String)],
    name: &'static str,
    none: i64,
    allowed: std::ops::RangeInclusive<i64>,
    refused: &mut Refused,
) -> i64 {
    let Some(text) = one(pairs, name) else { return none };
    match text.parse::<i64>() {
        Ok(number) if allowed.contains(&number) => number,
        _ => {
            refused.fields.extend(field(name, "open311-refused-number"));
            none
        }
    }
}
