//! Arguments of the query, checked against what the route says that it takes: whatever is wrong is told, never passed
//! over, because a filter that is silently dropped shows a program more than it asked for.

use chrono::{DateTime, Datelike};
use lianxin_base::{Refused, Time};
use lianxin_web::{Ask, Doc, In, Param, Takes};

/// # Errors
/// 422 with one field error for each argument that holds what its route does not take.
pub fn check(ask: &Ask, doc: &Doc) -> Result<(), Refused> {
    let mut refused = Refused::invalid("api-refused-arguments");
    for param in doc.params {
        let values: Vec<&str> = match param.place {
            In::Query => ask
                .queries()
                .iter()
                .filter(|(name, _)| name == param.name)
                .map(|(_, value)| value.as_str())
                .collect(),
            In::Path => vec![ask.param(param.name)],
            In::Header => vec![],
        };
        if values.len() > 1 || values.iter().any(|value| !takes(param, value)) {
            refused = refused.and_field(param.name, "api-refused-argument");
        }
    }
    if refused.fields.is_empty() { Ok(()) } else { Err(refused) }
}

fn takes(param: &Param, value: &str) -> bool {
    match param.takes {
        Takes::Text(most) => !value.is_empty() && value.chars().count() as u64 <= most,
        Takes::Number(from, to) => value.parse::<i64>().is_ok_and(|number| (from..=to).contains(&number)),
        Takes::Id => value.parse::<lianxin_base::Id>().is_ok(),
        Takes::Time => instant(value).is_some(),
        Takes::OneOf(words) => words.contains(&value),
    }
}

/// RFC 3339 in the years that a county works with.
pub fn instant(text: &str) -> Option<Time> {
    let at = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    is_sane(at).then_some(at)
}

/// Both databases keep it, and no arithmetic with it overflows.
pub fn is_sane(at: Time) -> bool {
    (1990..2200).contains(&at.year())
}

/// A number that was checked, or what holds without it.
pub fn number(ask: &Ask, name: &str, none: i64) -> i64 {
    ask.query(name).and_then(|text| text.parse().ok()).unwrap_or(none)
}
