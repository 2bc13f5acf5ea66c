use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

use super::{Cell, Heading, SheetOut, SheetOutError, shanghai};

/// Rows on one sheet: the format's limit. After it a new sheet with the same headings begins.
const SHEET_ROWS: u32 = 1_048_576;
/// Characters (UTF-16) in one cell: the format's limit.
const CELL: usize = 32_767;

/// An xlsx workbook. Rows go to a temporary file; memory does not grow with their number.
pub struct XlsxOut<W: Write + Send> {
    workbook: Workbook,
    out: W,
    watermark: Option<String>,
    headings: Vec<Heading>,
    formats: Formats,
    sheet: usize,
    next: u32,
    rows: u64,
    sheet_rows: u32,
}

struct Formats {
    heading: Format,
    watermark: Format,
    time: Format,
    money: Format,
}

impl<W: Write + Send> XlsxOut<W> {
    /// `folder` holds the temporary file: on the data's disk, for the system's is often memory. The
    /// watermark (who exported, when, for what) is the first line of each sheet.
    pub fn new(
        out: W,
        folder: &Path,
        watermark: Option<&str>,
        headings: &[Heading],
    ) -> Result<Self, SheetOutError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(folder)?;
        let formats = Formats {
            heading: Format::new().set_bold(),
            watermark: Format::new().set_italic().set_font_color(Color::Gray),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            money: Format::new().set_num_format("0.00"),
        };
        let watermark = watermark.map(str::to_owned);
        let mut sheet = Self {
            workbook,
            out,
            watermark,
            headings: headings.to_vec(),
            formats,
            sheet: 0,
            next: 0,
            rows: 0,
            sheet_rows: SHEET_ROWS,
        };
        sheet.begin_sheet()?;
        Ok(sheet)
    }

    fn begin_sheet(&mut self) -> Result<(), SheetOutError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        self.next = 0;
        for (column, heading) in (0..).zip(&self.headings) {
            sheet.set_column_width(column, f64::from(heading.width))?;
        }
        if let Some(watermark) = &self.watermark {
            sheet.write_string_with_format(0, 0, fitting(watermark), &self.formats.watermark)?;
            self.next = 1;
        }
        for (column, heading) in (0..).zip(&self.headings) {
            sheet.write_string_with_format(
                self.next,
                column,
                fitting(&heading.text),
                &self.formats.heading,
            )?;
        }
        self.next += 1;
        sheet.set_freeze_panes(self.next, 0)?;
        Ok(())
    }
}

impl<W: Write + Send> SheetOut for XlsxOut<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), SheetOutError> {
        if self.next >= self.sheet_rows {
            self.sheet += 1;
            self.begin_sheet()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        for (column, cell) in (0..).zip(cells) {
            write(sheet, self.next, column, cell, &self.formats)?;
        }
        self.next += 1;
        self.rows += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<u64, SheetOutError> {
        self.workbook.save_to_writer(&mut self.out)?;
        self.out.flush()?;
        Ok(self.rows)
    }
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let written = match cell {
        Cell::Empty => return Ok(()),
        // A string is never run as a formula in xlsx.
        Cell::Text(text) => sheet.write_string(row, column, fitting(text)),
        // Above 2^53 a spreadsheet would round; such a number is shown whole as text.
        Cell::Whole(number) if number.unsigned_abs() > 1 << 53 => {
            sheet.write_string(row, column, number.to_string())
        }
        Cell::Whole(number) => sheet.write_number(row, column, *number as f64),
        Cell::Fen(fen) => sheet.write_number_with_format(row, column, *fen as f64 / 100.0, &formats.money),
        Cell::Time(time) => sheet.write_number_with_format(row, column, serial(*time), &formats.time),
    };
    written.map(|_| ())
}

/// Days since 1899-12-30, as spreadsheets count.
fn serial(time: DateTime<Utc>) -> f64 {
    let start = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default().and_time(chrono::NaiveTime::MIN);
    (shanghai(time) - start).num_seconds() as f64 / 86_400.0
}

/// Text longer than a cell can hold ends with `…`.
fn fitting(text: &str) -> Cow<'_, str> {
    if text.len() <= CELL || text.encode_utf16().count() <= CELL {
        return Cow::Borrowed(text);
    }
    let mut room = CELL - 1;
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    Cow::Owned(kept.chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SheetFile, SheetLimits};

    #[test]
    fn rows_beyond_one_sheet_go_on_in_the_next_and_all_are_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.xlsx");
        let file = std::fs::File::create(&path).unwrap();
        let headings = [Heading::new("编号", 10), Heading::new("内容", 10)];
        let mut out = Box::new(XlsxOut::new(file, folder.path(), Some("导出"), &headings).unwrap());
        out.sheet_rows = 4;
        for n in 0..5 {
            out.row(&[Cell::Whole(n), "路灯".into()]).unwrap();
        }
        assert_eq!(out.finish().unwrap(), 5);
        let mut sheet = SheetFile::open(&path, &SheetLimits::default()).unwrap();
        let mut numbers = Vec::new();
        for at in 0..sheet.sheets().len() {
            let rows = sheet.rows_of(at).unwrap();
            assert_eq!(rows.headings(), ["编号", "内容"]);
            numbers.extend(rows.map(|row| row.unwrap().cells.remove(0)));
        }
        assert_eq!(numbers, ["0", "1", "2", "3", "4"]);
    }
}
