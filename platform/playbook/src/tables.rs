//! CSV tables of a playbook: headings are checked, cells are read by heading, mistakes are collected.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use chrono::NaiveDate;

use crate::basis::Basis;
use crate::codes::Code;
use crate::mistakes::Mistakes;
use crate::{Files, Words};

/// A table as text, kept to tell what changed between two playbooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawTable {
    pub file: String,
    /// Cells by heading, by the key of the row.
    pub rows: BTreeMap<String, BTreeMap<String, String>>,
}

pub(crate) struct Table {
    pub file: &'static str,
    pub rows: Vec<Row>,
}

pub(crate) struct Row {
    pub file: &'static str,
    pub line: u64,
    columns: Rc<HashMap<String, usize>>,
    cells: csv::StringRecord,
}

/// Which headings a table has and which of them name a row.
pub(crate) struct Shape {
    pub file: &'static str,
    pub key: &'static [&'static str],
    pub columns: &'static [&'static str],
    /// True for a table whose further headings are codes themselves.
    pub open: bool,
}

impl Table {
    /// Reads a table. A missing file or heading is a mistake and gives an empty table.
    pub fn read(files: &Files, shape: &Shape, mistakes: &mut Mistakes) -> Self {
        let none = Self { file: shape.file, rows: Vec::new() };
        let Some(text) = text_of(files, shape.file, mistakes) else { return none };
        let mut reader = reader_of(text);
        let Some(headings) = headings_of(&mut reader, shape, mistakes) else {
            mistakes.unread(shape.file);
            return none;
        };
        let width = headings.len();
        let columns = Rc::new(headings.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect());
        let mut table = none;
        let mut seen = HashMap::new();
        for record in reader.records() {
            let Ok(cells) = record else { continue };
            let line = cells.position().map_or(0, csv::Position::line);
            if cells.len() != width {
                mistakes.add(
                    shape.file,
                    Some(line),
                    None,
                    format!("{}", cells.len()),
                    columns_of(width, &cells),
                );
                continue;
            }
            let row = Row { file: shape.file, line, columns: Rc::clone(&columns), cells };
            let key = row.key(shape.key);
            if let Some(first) = seen.insert(key.clone(), line) {
                let expected = Words::new(
                    format!("不重复的代码（第 {first} 行已有）"),
                    format!("a code used once (line {first} has it)"),
                );
                mistakes.add(shape.file, Some(line), shape.key.first().copied(), key, expected);
                continue;
            }
            table.rows.push(row);
        }
        table
    }
}

fn reader_of(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes())
}

/// A quotation mark that is never closed swallows the lines after it.
fn columns_of(width: usize, cells: &csv::StringRecord) -> Words {
    let swallowed = cells.iter().any(|cell| cell.matches('\n').count() > 1);
    let (zh, en) = if swallowed {
        ("（这一行起有一个引号没有配对）", " (from this line on a quotation mark is not closed)")
    } else {
        ("", "")
    };
    Words::new(format!("{width} 列{zh}"), format!("{width} columns{en}"))
}

/// The cells of a table as they stand, unchecked: an earlier version may have headings that are not known now.
pub(crate) fn raw_of(files: &Files, shape: &Shape) -> RawTable {
    let none = RawTable { file: shape.file.to_owned(), rows: BTreeMap::new() };
    let Some(bytes) = files.get(shape.file) else { return none };
    let text = String::from_utf8_lossy(bytes);
    let mut reader = reader_of(text.trim_start_matches('\u{feff}'));
    let Ok(headings) = reader.headers().cloned() else { return none };
    let mut table = none;
    for cells in reader.records().flatten() {
        let row: BTreeMap<String, String> = headings
            .iter()
            .zip(cells.iter())
            .map(|(name, cell)| (name.to_owned(), cell.trim().to_owned()))
            .collect();
        let key = shape.key.iter().map(|name| row.get(*name).map_or("", String::as_str));
        table.rows.insert(key.collect::<Vec<_>>().join(" "), row);
    }
    table
}

/// The text of a file, or a mistake if it is missing or not UTF-8.
pub(crate) fn text_of<'a>(files: &'a Files, file: &str, mistakes: &mut Mistakes) -> Option<&'a str> {
    let Some(bytes) = files.get(file) else {
        mistakes.add(
            file,
            None,
            None,
            "",
            Words::new("这个文件在剧本文件夹里", "this file in the playbook folder"),
        );
        mistakes.unread(file);
        return None;
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.trim_start_matches('\u{feff}')),
        Err(wrong) => {
            let line = bytes[..wrong.valid_up_to()].split(|byte| *byte == b'\n').count() as u64;
            // In China a spreadsheet program writes GBK unless it is told otherwise.
            let expected = Words::new(
                "UTF-8 文字（表格软件里请另存为“CSV UTF-8”）",
                "UTF-8 text (in a spreadsheet program save as \"CSV UTF-8\")",
            );
            mistakes.add(file, Some(line), None, "?", expected);
            mistakes.unread(file);
            None
        }
    }
}

fn headings_of(
    reader: &mut csv::Reader<&[u8]>,
    shape: &Shape,
    mistakes: &mut Mistakes,
) -> Option<csv::StringRecord> {
    let Ok(headings) = reader.headers().cloned() else {
        mistakes.add(shape.file, Some(1), None, "", Words::new("表头", "a line of headings"));
        return None;
    };
    let missing: Vec<_> =
        shape.columns.iter().filter(|name| !headings.iter().any(|heading| heading == **name)).collect();
    for name in &missing {
        mistakes.add(
            shape.file,
            Some(1),
            Some(name),
            "",
            Words::new("有这一列", "a column with this heading"),
        );
    }
    let mut twice = std::collections::HashSet::new();
    for heading in &headings {
        let known = shape.open || shape.columns.contains(&heading);
        if !known || !twice.insert(heading) {
            let expected = Words::new("已知且不重复的列名", "a known heading, once");
            mistakes.add(shape.file, Some(1), Some(heading), heading, expected);
        }
    }
    missing.is_empty().then_some(headings)
}

impl Row {
    fn key(&self, columns: &[&str]) -> String {
        columns.iter().map(|name| self.cell(name)).collect::<Vec<_>>().join(" ")
    }

    /// The cell, trimmed; empty if the column is not there.
    pub fn cell(&self, column: &str) -> &str {
        self.columns.get(column).and_then(|at| self.cells.get(*at)).unwrap_or_default().trim()
    }

    pub fn headings(&self) -> Vec<&str> {
        let mut all: Vec<_> = self.columns.iter().collect();
        all.sort_by_key(|(_, at)| **at);
        all.into_iter().map(|(name, _)| name.as_str()).collect()
    }

    pub fn wrong(&self, column: &str, found: &str, expected: Words, mistakes: &mut Mistakes) {
        mistakes.add(self.file, Some(self.line), Some(column), found, expected);
    }

    pub fn text(&self, column: &str, mistakes: &mut Mistakes) -> String {
        let cell = self.cell(column);
        if cell.is_empty() {
            self.wrong(column, "", Words::new("不能空着", "something written here"), mistakes);
        }
        cell.to_owned()
    }

    /// Reads `<stem>_zh` and `<stem>_en`; both must be there.
    pub fn words(&self, stem: &str, mistakes: &mut Mistakes) -> Words {
        Words::new(self.text(&format!("{stem}_zh"), mistakes), self.text(&format!("{stem}_en"), mistakes))
    }

    pub fn list(&self, column: &str) -> Vec<String> {
        self.cell(column).split(';').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
    }

    pub fn code<C: Code>(&self, column: &str, mistakes: &mut Mistakes) -> Option<C> {
        let cell = self.cell(column);
        let code = C::from_code(cell);
        if code.is_none() {
            let known = C::known();
            self.wrong(
                column,
                cell,
                Words::new(format!("其中之一：{known}"), format!("one of {known}")),
                mistakes,
            );
        }
        code
    }

    pub fn optional_code<C: Code>(&self, column: &str, mistakes: &mut Mistakes) -> Option<C> {
        if self.cell(column).is_empty() { None } else { self.code(column, mistakes) }
    }

    pub fn yes(&self, column: &str, mistakes: &mut Mistakes) -> bool {
        let cell = self.cell(column);
        if !matches!(cell, "yes" | "no") {
            self.wrong(column, cell, Words::new("yes 或 no", "yes or no"), mistakes);
        }
        cell == "yes"
    }

    pub fn number<N: std::str::FromStr + Default>(&self, column: &str, mistakes: &mut Mistakes) -> N {
        let cell = self.cell(column);
        cell.parse().unwrap_or_else(|_| {
            self.wrong(column, cell, Words::new("不小于零的整数", "a whole number, zero or more"), mistakes);
            N::default()
        })
    }

    pub fn date(&self, column: &str, mistakes: &mut Mistakes) -> Option<NaiveDate> {
        let cell = self.cell(column);
        let date = cell.parse().ok();
        if date.is_none() {
            self.wrong(
                column,
                cell,
                Words::new("日期，如 2026-10-01", "a date such as 2026-10-01"),
                mistakes,
            );
        }
        date
    }

    /// Reads `basis` and `basis_zh`.
    pub fn basis(&self, mistakes: &mut Mistakes) -> Basis {
        self.basis_in("basis", mistakes)
    }

    pub fn basis_in(&self, column: &str, mistakes: &mut Mistakes) -> Basis {
        let cell = self.cell(column);
        Basis::parse(cell, self.cell(&format!("{column}_zh"))).unwrap_or_else(|| {
            let expected = Words::new("以 V、S、A 或 U 开头的依据", "a basis that begins with V, S, A or U");
            self.wrong(column, cell, expected, mistakes);
            Basis::unknown()
        })
    }

    /// A mistake unless the code is one that another table holds.
    pub fn refer(&self, column: &str, code: &str, file: &str, known: bool, mistakes: &mut Mistakes) {
        if !known && !mistakes.is_unread(file) {
            let expected = Words::new(format!("{file} 里有的代码"), format!("a code that {file} holds"));
            self.wrong(column, code, expected, mistakes);
        }
    }
}
