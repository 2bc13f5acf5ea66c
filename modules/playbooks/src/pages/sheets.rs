//! `GET /playbook/limits/sheet?table=normal&as=xlsx`: a table for spreadsheets; without `table` all of the institution.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::response::IntoResponse;
use http::header;
use lianxin_base::{Refused, day_in_china};
use lianxin_db::Fault;
use lianxin_files::{Cell, CsvOut, Heading, SheetOut, SheetOutError, XlsxOut};
use lianxin_web::{Answer, Ask, Failed};

use super::seen::Seen;
use crate::institution::of_path;
use crate::sheet::{Line, Sheet};
use crate::tongue::Tongue;

/// Where the writer writes to while we keep hold of it.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut kept = self.0.lock().map_err(|_| std::io::ErrorKind::Other)?;
        kept.write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn failed(error: &SheetOutError) -> Failed {
    Fault::Open { place: "sheet".into(), why: error.to_string() }.into()
}

pub(super) async fn sheet(ask: Ask) -> Answer {
    let absent = || Refused::absent("shell-refused-absent");
    let institution = of_path(&ask.path).ok_or_else(absent)?;
    let seen = Seen::of(&ask).await?;
    let page = ask.page("");
    let book = seen.shown.book.ok_or_else(|| Refused::invalid("playbooks-refused-unreadable"))?;
    let mut sheets = (institution.build)(&Tongue { page: &page, book: &book });
    sheets.retain(|sheet| !sheet.lines.is_empty());
    let name = match ask.query("table") {
        Some(id) => {
            sheets.retain(|sheet| sheet.id == id);
            format!("{}-{id}", institution.word)
        }
        None => institution.word.to_owned(),
    };
    let first = sheets.first().ok_or_else(absent)?;
    // Tables with other columns stand in files of their own.
    let columns = first.columns.clone();
    sheets.retain(|sheet| sheet.columns == columns);
    let csv = ask.query("as") == Some("csv");
    let bytes = write(&ask, &sheets, csv).map_err(|error| failed(&error))?;
    let (kind, ending) = if csv {
        ("text/csv; charset=utf-8", "csv")
    } else {
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
    };
    let version = seen.shown.version.map_or(String::new(), |version| format!("-v{}", version.number));
    // Only words of the program and codes of the playbook, which are of letters, digits and hyphens; nothing else goes
    // into a header.
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let name = format!("{name}{version}-{}.{ending}", day_in_china(ask.now));
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

fn write(ask: &Ask, sheets: &[Sheet], csv: bool) -> Result<Vec<u8>, SheetOutError> {
    let bytes = Shared::default();
    let several = sheets.len() > 1;
    let columns = sheets.first().map(|sheet| sheet.columns.clone()).unwrap_or_default();
    let mut headings: Vec<Heading> = Vec::new();
    if several {
        headings.push(Heading::new(ask.t("playbooks-column-table"), 18));
    }
    headings.extend(columns.into_iter().map(|column| Heading::new(column, 24)));
    headings.push(Heading::new(ask.t("playbooks-column-basis"), 30));
    let mut out: Box<dyn SheetOut> = if csv {
        Box::new(CsvOut::new(bytes.clone(), None, &headings)?)
    } else {
        Box::new(XlsxOut::new(bytes.clone(), &ask.app.settings().data, None, &headings)?)
    };
    for sheet in sheets {
        for line in &sheet.lines {
            out.row(&cells(several.then_some(sheet.heading.as_str()), line))?;
        }
    }
    out.finish()?;
    Ok(bytes.0.lock().map(|mut kept| std::mem::take(&mut *kept)).unwrap_or_default())
}

fn cells<'a>(heading: Option<&'a str>, line: &'a Line) -> Vec<Cell<'a>> {
    let all = heading.into_iter().chain(line.cells.iter().map(String::as_str)).chain([line.basis.as_str()]);
    all.map(Cell::from).collect()
}
