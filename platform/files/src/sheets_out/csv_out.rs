use std::borrow::Cow;
use std::io::Write;

use super::{Cell, Heading, SheetOut, SheetOutError, shanghai, would_run};

/// CSV in UTF-8 with a byte order mark, without which spreadsheet programs in China read it as GBK.
pub struct CsvOut<W: Write> {
    writer: csv::Writer<W>,
    rows: u64,
}

impl<W: Write> CsvOut<W> {
    /// The watermark (who exported, when, for what) is the first line.
    pub fn new(mut out: W, watermark: Option<&str>, headings: &[Heading]) -> Result<Self, SheetOutError> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut writer =
            csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(out);
        if let Some(watermark) = watermark {
            writer.write_record([guarded(watermark).as_ref()])?;
        }
        writer.write_record(headings.iter().map(|heading| guarded(&heading.text).into_owned()))?;
        Ok(Self { writer, rows: 0 })
    }
}

impl<W: Write> SheetOut for CsvOut<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), SheetOutError> {
        self.rows += 1;
        Ok(self.writer.write_record(cells.iter().map(|cell| text(cell).into_owned()))?)
    }

    fn finish(mut self: Box<Self>) -> Result<u64, SheetOutError> {
        self.writer.flush()?;
        Ok(self.rows)
    }
}

fn text<'a>(cell: &'a Cell) -> Cow<'a, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => guarded(text),
        Cell::Whole(number) => Cow::Owned(number.to_string()),
        Cell::Fen(fen) => Cow::Owned(yuan(*fen)),
        Cell::Time(time) => Cow::Owned(shanghai(*time).format("%Y-%m-%d %H:%M:%S").to_string()),
    }
}

/// An apostrophe makes a spreadsheet program show the cell as text. A text that already starts with one before a
/// sign gets another, so that reading it back gives the same text.
fn guarded(text: &str) -> Cow<'_, str> {
    let bare = text.trim_start_matches('\'');
    if would_run(bare) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn yuan(fen: i64) -> String {
    let (sign, fen) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs());
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}
