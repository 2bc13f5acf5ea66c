//! Spreadsheets for others: xlsx and CSV, a row at a time, in constant memory.

mod csv_out;
mod xlsx_out;

use std::borrow::Cow;
use std::io;

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};

pub use csv_out::CsvOut;
pub use xlsx_out::XlsxOut;

/// Why a spreadsheet could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SheetOutError {
    #[error("the spreadsheet cannot be written: {0}")]
    Io(#[from] io::Error),
    #[error("the spreadsheet cannot be written: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    #[error("the spreadsheet cannot be written: {0}")]
    Csv(#[from] csv::Error),
}

/// One cell. Numbers that are names (phone, case number, code) are text, or their zeros would go.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Whole(i64),
    /// Money in fen, shown in yuan with two places.
    Fen(i64),
    /// Shown in Asia/Shanghai.
    Time(DateTime<Utc>),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<DateTime<Utc>> for Cell<'_> {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Time(time)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

/// A column: its heading and how wide it is, in characters of Latin script (a Chinese one counts two).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub text: String,
    pub width: u16,
}

impl Heading {
    pub fn new(text: impl Into<String>, width: u16) -> Self {
        Self { text: text.into(), width }
    }
}

/// A spreadsheet being written. Nothing is complete before `finish`.
pub trait SheetOut {
    fn row(&mut self, cells: &[Cell]) -> Result<(), SheetOutError>;

    /// Writes what is left and the end; gives the number of rows below the headings.
    fn finish(self: Box<Self>) -> Result<u64, SheetOutError>;
}

/// Whether a spreadsheet program would run a cell of CSV as a formula (OWASP, CSV injection); full-width signs
/// count in East Asian editions.
pub(crate) fn would_run(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

fn shanghai(time: DateTime<Utc>) -> NaiveDateTime {
    FixedOffset::east_opt(8 * 3600)
        .map_or(time.naive_utc(), |offset| time.with_timezone(&offset).naive_local())
}
