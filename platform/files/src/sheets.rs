//! Rows from spreadsheets: xlsx, CSV and JSON Lines give the same thing, a heading row and rows of text.

mod csv_rows;
mod encoding;
mod jsonl;
mod times;
mod xlsx;
mod zip_check;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

pub use times::parse_time;

/// Why a spreadsheet, or one row of it, was not read. Rows are counted from 1, as spreadsheet programs do.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    #[error("this is not an xlsx, CSV or JSON Lines file")]
    NotASheet,
    #[error("this is an old .xls file: open it and save it as .xlsx")]
    OldXls,
    #[error("the workbook is protected by a password or the file is damaged: {reason}")]
    Damaged { reason: String },
    #[error("the file is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the file unpacks to more than {limit} bytes, or to far more than such files do")]
    Bomb { limit: u64 },
    #[error("the sheet has more than {limit} rows: split it")]
    TooManyRows { limit: u64 },
    #[error("row {row}: more than {limit} columns")]
    TooManyColumns { row: u64, limit: usize },
    #[error("row {row}: a row longer than {limit} bytes; is a quotation mark missing?")]
    RowTooLong { row: u64, limit: u64 },
    #[error("the text is neither UTF-8 nor GBK: save it as CSV UTF-8")]
    Encoding,
    #[error("the sheet has no heading row")]
    NoHeadings,
    #[error("row {row}: {reason}")]
    BadRow { row: u64, reason: String },
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
}

impl SheetError {
    /// Stable code for texts and answers.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotASheet => "not_a_sheet",
            Self::OldXls => "old_xls",
            Self::Damaged { .. } => "damaged",
            Self::TooLarge { .. } => "too_large",
            Self::Bomb { .. } => "zip_bomb",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::RowTooLong { .. } => "row_too_long",
            Self::Encoding => "encoding",
            Self::NoHeadings => "no_headings",
            Self::BadRow { .. } => "bad_row",
            Self::Io(_) => "unreadable",
        }
    }

    /// Whether the rows after this one can still be read.
    pub fn is_of_one_row(&self) -> bool {
        matches!(self, Self::BadRow { .. })
    }
}

/// What a spreadsheet may measure. An xlsx is unpacked once before it is read, for its directory may lie.
#[derive(Debug, Clone, Copy)]
pub struct SheetLimits {
    pub bytes: u64,
    pub rows: u64,
    pub columns: usize,
    /// One row of CSV or JSON Lines.
    pub row_bytes: u64,
    /// Everything in an xlsx, unpacked; its rows are streamed.
    pub unpacked: u64,
    /// The parts of an xlsx that are held in memory while it is read (its shared texts).
    pub held: u64,
    /// Times that a part of an xlsx above 1 MiB may be larger than its packed form.
    pub ratio: u64,
}

impl Default for SheetLimits {
    fn default() -> Self {
        Self {
            bytes: 1 << 30,
            rows: 2_000_000,
            columns: 256,
            row_bytes: 4 << 20,
            unpacked: 2 << 30,
            held: 128 << 20,
            ratio: 200,
        }
    }
}

/// One row as text: numbers as people write them, times as `2019-12-02 11:57:39`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// As the spreadsheet program counts; for JSON Lines the line.
    pub number: u64,
    pub cells: Vec<String>,
}

impl Row {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.trim().is_empty()).count()
    }
}

enum Kind {
    Xlsx(Box<xlsx::Workbook>),
    Csv(csv_rows::Layout),
    Jsonl(Vec<String>),
}

/// A spreadsheet file of any kind, told by its content.
pub struct SheetFile {
    path: PathBuf,
    limits: SheetLimits,
    kind: Kind,
    sheets: Vec<String>,
}

type RawRows<'a> = Box<dyn Iterator<Item = Result<Row, SheetError>> + 'a>;

impl SheetFile {
    /// Tells the kind and checks the sizes; reads the file through once, in constant memory.
    pub fn open(path: &Path, limits: &SheetLimits) -> Result<Self, SheetError> {
        let size = std::fs::metadata(path)?.len();
        if size > limits.bytes {
            return Err(SheetError::TooLarge { limit: limits.bytes });
        }
        let mut sheets = vec![String::new()];
        let kind = match first_bytes(path)?.as_slice() {
            [b'P', b'K', 3, 4, ..] => {
                let (workbook, visible) = xlsx::open(path, limits)?;
                sheets = visible;
                Kind::Xlsx(Box::new(workbook))
            }
            [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(SheetError::OldXls),
            bytes if jsonl::looks_like(bytes) => Kind::Jsonl(jsonl::headings(path, limits)?),
            bytes if looks_like_markup(bytes) => return Err(SheetError::NotASheet),
            _ => Kind::Csv(csv_rows::layout(path)?),
        };
        Ok(Self { path: path.into(), limits: *limits, kind, sheets })
    }

    /// Names of the visible sheets; CSV and JSON Lines have one without a name. A long export goes on with
    /// further sheets under the same headings, so read them all.
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// The rows of the first sheet.
    pub fn rows(&mut self) -> Result<Rows<'_>, SheetError> {
        self.rows_of(0)
    }

    /// Finds the heading row of a sheet, counted from 0, and gives the rows below it. Lines above it (a title)
    /// are passed over.
    pub fn rows_of(&mut self, sheet: usize) -> Result<Rows<'_>, SheetError> {
        let sheet = self.sheets.get(sheet).ok_or(SheetError::NoHeadings)?;
        let limits = self.limits;
        let rows: RawRows<'_> = match &mut self.kind {
            Kind::Xlsx(workbook) => Box::new(xlsx::rows(workbook, sheet, limits)?),
            Kind::Csv(layout) => Box::new(csv_rows::rows(&self.path, layout, limits)?),
            Kind::Jsonl(headings) => {
                let rows = jsonl::rows(&self.path, headings.clone(), limits)?;
                return Ok(Rows::new(headings.clone(), Vec::new(), Box::new(rows), limits.rows));
            }
        };
        Rows::below_headings(rows, limits.rows)
    }
}

/// The rows below the headings, one at a time. After an error that is not of one row there are no more.
pub struct Rows<'a> {
    headings: Vec<String>,
    early: std::vec::IntoIter<Row>,
    source: RawRows<'a>,
    done: bool,
    left: u64,
    limit: u64,
}

/// How far down a heading row is looked for.
const TITLE_ROWS: usize = 10;

impl<'a> Rows<'a> {
    fn new(headings: Vec<String>, early: Vec<Row>, source: RawRows<'a>, limit: u64) -> Self {
        Self { headings, early: early.into_iter(), source, done: false, left: limit, limit }
    }

    fn below_headings(mut rows: RawRows<'a>, limit: u64) -> Result<Self, SheetError> {
        let mut early = Vec::new();
        while early.len() < TITLE_ROWS {
            match rows.next() {
                Some(Ok(row)) => early.push(row),
                Some(Err(error)) => return Err(error),
                None => break,
            }
        }
        // A title fills one cell; headings fill more than half as many as the fullest row.
        let fullest = early.iter().map(Row::filled).max().unwrap_or(0);
        let at = early.iter().position(|row| row.filled() * 2 > fullest);
        let mut below = early.split_off(at.ok_or(SheetError::NoHeadings)?);
        let headings = below.remove(0).cells.iter().map(|cell| cell.trim().to_owned()).collect();
        Ok(Self::new(headings, below, rows, limit))
    }

    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    fn checked(&mut self, row: Row) -> Result<Row, SheetError> {
        self.left = self.left.checked_sub(1).ok_or(SheetError::TooManyRows { limit: self.limit })?;
        let beyond = row.cells.iter().skip(self.headings.len()).any(|cell| !cell.trim().is_empty());
        if beyond {
            let reason = format!("{} cells under {} headings", row.cells.len(), self.headings.len());
            return Err(SheetError::BadRow { row: row.number, reason });
        }
        Ok(row)
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let next = self.early.next().map(Ok).or_else(|| self.source.next())?;
            let row = match next {
                Ok(row) if row.is_blank() => continue,
                Ok(row) => self.checked(row),
                Err(error) => Err(error),
            };
            self.done = row.as_ref().is_err_and(|error| !error.is_of_one_row());
            return Some(row);
        }
        None
    }
}

fn first_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(4096).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Some programs export a web page and call it .xls.
fn looks_like_markup(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().first() == Some(&b'<')
}
