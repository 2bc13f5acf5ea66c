//! One row of a sheet, understood or not.

use chrono::Duration;
use lianxin_base::Time;
use lianxin_files::{Columns, Field, Row, parse_time};
use lianxin_seal::digest::{hex, sm3};
use lianxin_seal::{Phone, mask_in_text};

use super::Way;
use crate::MOST_WORDS;

/// A request as the sheet has it, personal numbers in its words masked.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The source's number; without one, a digest of what the row says.
    pub number: String,
    pub title: String,
    pub words: String,
    pub place: String,
    pub category: String,
    pub name: String,
    pub phone: Option<Phone>,
    pub received_at: Time,
    pub answer: String,
    pub answered_at: Option<Time>,
    pub due_at: Option<Time>,
}

/// Why a row is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The row itself cannot be read.
    Row(String),
    WordsFew,
    WordsMany,
    ReceivedAt(String),
    AnsweredAt(String),
    AnswerEarlier,
    Future(String),
    DueAt(String),
    Phone(String),
    NumberMissing,
    /// What the verb refused: a text key of this module.
    Refused(&'static str),
}

impl Why {
    /// The text key, and what the row says there.
    pub fn told(&self) -> (&'static str, &str) {
        match self {
            Self::Row(said) => ("cases-import-bad-row", said),
            Self::WordsFew => ("cases-import-bad-words-few", ""),
            Self::WordsMany => ("cases-import-bad-words-many", ""),
            Self::ReceivedAt(said) => ("cases-import-bad-received", said),
            Self::AnsweredAt(said) => ("cases-import-bad-answered", said),
            Self::AnswerEarlier => ("cases-import-bad-earlier", ""),
            Self::Future(said) => ("cases-import-bad-future", said),
            Self::DueAt(said) => ("cases-import-bad-due", said),
            Self::Phone(said) => ("cases-import-bad-phone", said),
            Self::NumberMissing => ("cases-import-bad-number", ""),
            Self::Refused(key) => (key, ""),
        }
    }
}

pub(super) fn read(row: &Row, columns: &Columns, now: Time, way: Way) -> Result<Line, Why> {
    let get = |field| columns.get(row, field).unwrap_or_default();
    let (subject, body) = (get(Field::Subject), get(Field::Body));
    let words = if body.is_empty() { subject } else { body };
    if words.chars().filter(|c| c.is_alphanumeric()).count() < 4 {
        return Err(Why::WordsFew);
    }
    if words.chars().count() > MOST_WORDS {
        return Err(Why::WordsMany);
    }
    let received = time(get(Field::ReceivedAt), Why::ReceivedAt)?;
    if received.is_some_and(|at| at > now + Duration::days(1)) {
        return Err(Why::Future(get(Field::ReceivedAt).to_owned()));
    }
    let received_at = received.unwrap_or(now);
    let answered = time(get(Field::AnsweredAt), Why::AnsweredAt)?;
    // Sheets that hold a date alone say midnight.
    if answered.is_some_and(|at| at < received_at - Duration::days(1)) {
        return Err(Why::AnswerEarlier);
    }
    let phone = match get(Field::Phone) {
        "" => None,
        text => Some(text.parse::<Phone>().map_err(|_| Why::Phone(mask_in_text(text)))?),
    };
    let due_at = time(get(Field::DueAt), Why::DueAt)?;
    let number = match get(Field::Number) {
        "" if way == Way::Orders => return Err(Why::NumberMissing),
        "" => format!(
            "#{}",
            hex(&sm3(format!("{}\u{1f}{subject}\u{1f}{body}", get(Field::ReceivedAt)).as_bytes()))
        ),
        number => number.to_owned(),
    };
    Ok(Line {
        number,
        title: mask_in_text(if subject.is_empty() { words } else { subject }),
        words: mask_in_text(words),
        place: mask_in_text(get(Field::Place)),
        category: get(Field::Category).to_owned(),
        name: get(Field::Requester).to_owned(),
        phone,
        received_at,
        answer: mask_in_text(get(Field::Answer)),
        answered_at: answered.map(|at| at.max(received_at)),
        due_at,
    })
}

fn time(text: &str, why: impl FnOnce(String) -> Why) -> Result<Option<Time>, Why> {
    if text.is_empty() {
        return Ok(None);
    }
    // Numbers of cases carry two digits of the year.
    let known = parse_time(text).filter(|at| (2000..2100).contains(&chrono::Datelike::year(at)));
    known.map(Some).ok_or_else(|| why(text.to_owned()))
}
