use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

use super::{Row, SheetError, SheetLimits, encoding};
use crate::sheets_out::would_run;

/// How a CSV file is written.
pub(super) struct Layout {
    encoding: &'static Encoding,
    separator: u8,
}

pub(super) fn layout(path: &Path) -> Result<Layout, SheetError> {
    let encoding = encoding::detect(path)?;
    let mut start = Vec::new();
    File::open(path)?.take(1 << 14).read_to_end(&mut start)?;
    let (text, _, _) = encoding.decode(&start);
    Ok(Layout { encoding, separator: separator(&text) })
}

const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The one of `, tab ; |` that most rows of the start have equally often, outside quotation marks.
fn separator(text: &str) -> u8 {
    let mut quoted = false;
    let rows: Vec<&[u8]> = text
        .as_bytes()
        .split(|byte| {
            quoted ^= *byte == b'"';
            *byte == b'\n' && !quoted
        })
        .collect();
    let agreeing = |separator: u8| {
        let counts: Vec<usize> =
            rows.iter().map(|row| unquoted(row, separator)).filter(|count| *count > 0).collect();
        counts.iter().map(|count| counts.iter().filter(|other| *other == count).count()).max().unwrap_or(0)
    };
    SEPARATORS.into_iter().rev().max_by_key(|separator| agreeing(*separator)).unwrap_or(b',')
}

fn unquoted(row: &[u8], separator: u8) -> usize {
    let mut quoted = false;
    let outside = |byte: &&u8| {
        quoted ^= **byte == b'"';
        !quoted && **byte == separator
    };
    row.iter().filter(outside).count()
}

pub(super) fn rows(path: &Path, layout: &Layout, limits: SheetLimits) -> Result<CsvRows, SheetError> {
    let room = Arc::new(AtomicU64::new(limits.row_bytes));
    let decoded = DecodeReaderBytesBuilder::new()
        .encoding(Some(layout.encoding))
        .strip_bom(true)
        .build(File::open(path)?);
    let reader = csv::ReaderBuilder::new()
        .delimiter(layout.separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(Bounded { inner: decoded, room: Arc::clone(&room) });
    Ok(CsvRows { reader, room, limits, record: csv::StringRecord::new(), number: 0 })
}

/// Refuses to read on when one record does not end: a missing quotation mark would take the whole file into memory.
struct Bounded<R> {
    inner: R,
    room: Arc<AtomicU64>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(bytes)?;
        let room = self.room.load(Ordering::Relaxed);
        self.room.store(room.saturating_sub(length as u64), Ordering::Relaxed);
        if room == 0 && length > 0 { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(length) }
    }
}

pub(super) struct CsvRows {
    reader: csv::Reader<Bounded<DecodeReaderBytes<File, Vec<u8>>>>,
    room: Arc<AtomicU64>,
    limits: SheetLimits,
    record: csv::StringRecord,
    number: u64,
}

impl Iterator for CsvRows {
    type Item = Result<Row, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.room.store(self.limits.row_bytes, Ordering::Relaxed);
        self.number += 1;
        match self.reader.read_record(&mut self.record) {
            Ok(false) => None,
            Ok(true) if self.record.len() > self.limits.columns => {
                Some(Err(SheetError::TooManyColumns { row: self.number, limit: self.limits.columns }))
            }
            Ok(true) => {
                let cells = self.record.iter().map(|cell| unguarded(cell).to_owned()).collect();
                Some(Ok(Row { number: self.number, cells }))
            }
            Err(error) => Some(Err(self.told(error))),
        }
    }
}

impl CsvRows {
    fn told(&self, error: csv::Error) -> SheetError {
        match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                SheetError::RowTooLong { row: self.number, limit: self.limits.row_bytes }
            }
            csv::ErrorKind::Io(error) => SheetError::Io(error),
            _ => SheetError::Damaged { reason: format!("row {}", self.number) },
        }
    }
}

/// Takes back the apostrophe that an export puts before what a spreadsheet program would run as a formula.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if would_run(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}
