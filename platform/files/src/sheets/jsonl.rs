use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde_json::{Map, Value};

use super::{Row, SheetError, SheetLimits};

const BOM: &[u8] = b"\xef\xbb\xbf";

pub(super) fn looks_like(bytes: &[u8]) -> bool {
    bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii_start().first() == Some(&b'{')
}

/// Every key that occurs, in order of first appearance: lines need not all have the same.
pub(super) fn headings(path: &Path, limits: &SheetLimits) -> Result<Vec<String>, SheetError> {
    let mut lines = Lines::open(path, *limits)?;
    let mut headings: Vec<String> = Vec::new();
    while let Some(line) = lines.next_line()? {
        // A bad line is told when its row is read.
        let Ok(object) = parse(&line) else { continue };
        for key in object.keys().filter(|key| !key.is_empty()) {
            if !headings.iter().any(|heading| heading == key) {
                headings.push(key.clone());
            }
        }
        if headings.len() > limits.columns {
            return Err(SheetError::TooManyColumns { row: lines.number, limit: limits.columns });
        }
    }
    if headings.is_empty() { Err(SheetError::NoHeadings) } else { Ok(headings) }
}

pub(super) fn rows(path: &Path, headings: Vec<String>, limits: SheetLimits) -> Result<JsonlRows, SheetError> {
    Ok(JsonlRows { lines: Lines::open(path, limits)?, headings })
}

pub(super) struct JsonlRows {
    lines: Lines,
    headings: Vec<String>,
}

impl Iterator for JsonlRows {
    type Item = Result<Row, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = match self.lines.next_line() {
            Ok(line) => line?,
            Err(error) => return Some(Err(error)),
        };
        let number = self.lines.number;
        Some(match parse(&line) {
            Ok(object) => {
                let cells =
                    self.headings.iter().map(|heading| object.get(heading).map_or(String::new(), text));
                Ok(Row { number, cells: cells.collect() })
            }
            Err(reason) => Err(SheetError::BadRow { row: number, reason }),
        })
    }
}

struct Lines {
    file: BufReader<File>,
    limits: SheetLimits,
    number: u64,
}

impl Lines {
    fn open(path: &Path, limits: SheetLimits) -> io::Result<Self> {
        Ok(Self { file: BufReader::new(File::open(path)?), limits, number: 0 })
    }

    /// The next line that is not blank.
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, SheetError> {
        loop {
            let mut line = Vec::new();
            let limit = self.limits.row_bytes;
            if self.file.by_ref().take(limit + 1).read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            if line.len() as u64 > limit {
                return Err(SheetError::RowTooLong { row: self.number, limit });
            }
            if !line.strip_prefix(BOM).unwrap_or(&line).trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }
}

fn parse(line: &[u8]) -> Result<Map<String, Value>, String> {
    serde_json::from_slice(line.strip_prefix(BOM).unwrap_or(line))
        .map_err(|error| format!("not a JSON object: {error}"))
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
