//! Rows that were not taken, with the reason beside them, in a workbook that can be mended and given again.

use std::fs::File;
use std::path::{Path, PathBuf};

use lianxin_files::{Cell, Heading, Row, SheetOut, SheetOutError, XlsxOut};
use lianxin_web::{Lang, Texts};

use super::Why;

/// Where bad rows go. The workbook is made with the first of them.
pub struct Rejects<'a> {
    texts: &'a Texts,
    path: Option<PathBuf>,
    headings: Vec<String>,
    out: Option<Box<dyn SheetOut + Send>>,
    /// The first few, for whoever asked for no workbook.
    first: Vec<String>,
    rows: u64,
}

const FIRST: usize = 3;

impl<'a> Rejects<'a> {
    pub fn new(texts: &'a Texts, path: Option<&Path>) -> Self {
        Self { texts, path: path.map(Path::to_owned), headings: vec![], out: None, first: vec![], rows: 0 }
    }

    pub(super) fn headings(&mut self, headings: &[String]) {
        if self.out.is_none() {
            self.headings = headings.to_vec();
        }
    }

    pub(super) fn put(&mut self, row: Option<&Row>, why: &Why) -> Result<(), SheetOutError> {
        self.rows += 1;
        let reason = self.reason(why);
        let number = row.map(|row| row.number);
        if self.first.len() < FIRST {
            let at = number.map(|number| format!("row {number}: ")).unwrap_or_default();
            self.first.push(format!("{at}{reason}"));
        }
        if self.path.is_none() {
            return Ok(());
        }
        let width = self.headings.len();
        let mut cells: Vec<Cell> = vec![reason.into(), number.map(|number| number as i64).into()];
        cells.extend(
            (0..width).map(|at| Cell::from(row.and_then(|row| row.cells.get(at)).map(String::as_str))),
        );
        self.sheet()?.row(&cells)
    }

    /// In both languages: who mends the sheet and who runs the program need not read the same.
    fn reason(&self, why: &Why) -> String {
        let (key, said) = why.told();
        let say = |lang| self.texts.say(lang, key, &[("said", said)]);
        format!("{} / {}", say(Lang::Zh), say(Lang::En))
    }

    fn sheet(&mut self) -> Result<&mut Box<dyn SheetOut + Send>, SheetOutError> {
        let out = match self.out.take() {
            Some(out) => out,
            None => self.make()?,
        };
        Ok(self.out.insert(out))
    }

    fn make(&self) -> Result<Box<dyn SheetOut + Send>, SheetOutError> {
        let path = self.path.clone().unwrap_or_default();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let both = |key: &str| {
            format!("{} / {}", self.texts.say(Lang::Zh, key, &[]), self.texts.say(Lang::En, key, &[]))
        };
        let mut headings = vec![
            Heading::new(both("cases-import-column-reason"), 60),
            Heading::new(both("cases-import-column-row"), 12),
        ];
        headings.extend(self.headings.iter().map(|heading| Heading::new(heading.as_str(), 24)));
        Ok(Box::new(XlsxOut::new(File::create(&path)?, folder, None, &headings)?))
    }

    /// Ends the workbook, if there is one. Answers how many rows were not taken, and the first of them in words.
    pub fn finish(self) -> Result<(u64, Vec<String>), SheetOutError> {
        if let Some(out) = self.out {
            out.finish()?;
        }
        Ok((self.rows, self.first))
    }
}
