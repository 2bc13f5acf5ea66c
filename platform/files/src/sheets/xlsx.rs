use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{
    DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError,
};

use super::{Row, SheetError, SheetLimits, zip_check};

pub(super) type Workbook = Xlsx<BufReader<File>>;

/// An open workbook and the names of its visible sheets.
pub(super) fn open(path: &Path, limits: &SheetLimits) -> Result<(Workbook, Vec<String>), SheetError> {
    zip_check::check(path, limits)?;
    let workbook = Workbook::new(BufReader::new(File::open(path)?)).map_err(|error| damaged(&error))?;
    let visible =
        |sheet: &&Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let sheets = workbook.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    Ok((workbook, sheets))
}

pub(super) fn rows<'a>(
    workbook: &'a mut Workbook,
    sheet: &str,
    limits: SheetLimits,
) -> Result<XlsxRows<'a>, SheetError> {
    let cells = workbook.worksheet_cells_reader(sheet).map_err(|error| damaged(&error))?;
    Ok(XlsxRows { cells, ahead: None, last: None, ended: false, limits })
}

/// Puts the cells of the stream together into rows; only one row is in memory.
pub(super) struct XlsxRows<'a> {
    cells: XlsxCellReader<'a, BufReader<File>>,
    ahead: Option<(u32, u32, String)>,
    last: Option<u32>,
    ended: bool,
    limits: SheetLimits,
}

impl XlsxRows<'_> {
    fn next_cell(&mut self) -> Result<Option<(u32, u32, String)>, SheetError> {
        if let Some(cell) = self.ahead.take() {
            return Ok(Some(cell));
        }
        // Asked once more after its end, the reader would call the sheet broken.
        if self.ended {
            return Ok(None);
        }
        let cell = self.cells.next_cell().map_err(|error| damaged(&error))?;
        self.ended = cell.is_none();
        Ok(cell.map(|cell| {
            let (row, column) = cell.get_position();
            (row, column, text(cell.get_value()))
        }))
    }

    fn next_row(&mut self) -> Result<Option<Row>, SheetError> {
        let Some((row, mut column, mut text)) = self.next_cell()? else { return Ok(None) };
        let number = u64::from(row) + 1;
        if self.last.is_some_and(|last| row <= last) {
            return Err(SheetError::Damaged { reason: format!("row {number} comes twice") });
        }
        self.last = Some(row);
        let mut cells = Vec::new();
        loop {
            self.put(&mut cells, number, column, text)?;
            match self.next_cell()? {
                Some((same, next, value)) if same == row => (column, text) = (next, value),
                ahead => {
                    self.ahead = ahead;
                    return Ok(Some(Row { number, cells }));
                }
            }
        }
    }

    /// A cell may name any column up to 16,384; empty ones far right are only formatting.
    fn put(&self, cells: &mut Vec<String>, row: u64, column: u32, text: String) -> Result<(), SheetError> {
        let column = column as usize;
        if text.is_empty() {
            return Ok(());
        }
        if column >= self.limits.columns {
            return Err(SheetError::TooManyColumns { row, limit: self.limits.columns });
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        Ok(())
    }
}

impl Iterator for XlsxRows<'_> {
    type Item = Result<Row, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_row().transpose()
    }
}

fn text(value: &DataRef) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::Bool(yes) => String::from(if *yes { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(time) => time_text(*time),
        DataRef::Error(error) => error.to_string(),
    }
}

/// Phone and work-order numbers are often stored as numbers: no decimal point, no exponent.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e18 { format!("{number:.0}") } else { number.to_string() }
}

/// Serial numbers beyond the year 9999 are no dates, whatever their format says.
fn time_text(time: ExcelDateTime) -> String {
    let serial = time.as_f64();
    let date = (0.0..2_958_466.0).contains(&serial).then(|| time.as_datetime()).flatten();
    date.map_or_else(|| number_text(serial), |date| date.format("%Y-%m-%d %H:%M:%S").to_string())
}

fn damaged(error: &XlsxError) -> SheetError {
    SheetError::Damaged { reason: error.to_string() }
}
