//! `GET /cases/export.xlsx` and `.csv`: the same filter as the list, masked and marked.

use axum::response::{IntoResponse, Response};
use http::header;
use lianxin_access::{Grant, Stop};
use lianxin_base::day_in_china;
use lianxin_db::Fault;
use lianxin_files::{Cell, CsvOut, Heading, SheetOut, SheetOutError, XlsxOut};
use lianxin_seal::mask_in_text;
use lianxin_web::{Answer, Ask, Page};

use super::row::{category, hidden, status};
use super::show::lens;
use crate::export_cases::{MOST_EXPORTED, export_cases};
use crate::filter::Filter;
use crate::listing::Cursor;
use crate::pages::names::Names;
use crate::{Act, Case};

const AT_ONCE: usize = 500;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Xlsx,
    Csv,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
    fn kind(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

pub(super) async fn xlsx(ask: Ask) -> Answer {
    export(&ask, Format::Xlsx).await
}

pub(super) async fn csv(ask: Ask) -> Answer {
    export(&ask, Format::Csv).await
}

async fn export(ask: &Ask, format: Format) -> Answer {
    let grant = ask.grant("case.see")?;
    let filter = Filter::parse(ask.queries(), &ask.county.playbook);
    let lens = lens(ask, &grant, filter).await?;
    let db = ask.reader();
    let mut sheet = Sheet::begin(ask, format)?;
    let mut cursor = Cursor::Start;
    loop {
        let most = AT_ONCE.min(MOST_EXPORTED - sheet.rows);
        let listed = lens.page(&db, cursor, most).await?;
        sheet.put(ask, &grant, &listed.rows).await?;
        cursor = Cursor::parse(listed.after.as_deref(), None);
        if cursor == Cursor::Start || sheet.rows >= MOST_EXPORTED {
            break;
        }
    }
    sheet.send(ask).await
}

/// The chosen rows alone.
pub(super) async fn chosen(ask: &Ask, grant: &Grant, cases: &[Case]) -> Answer {
    let mut sheet = Sheet::begin(ask, Format::Xlsx)?;
    sheet.put(ask, grant, cases).await?;
    sheet.send(ask).await
}

/// A spreadsheet on its way. Ten thousand short rows fit in memory; whole words are not among them.
struct Sheet {
    page: Page,
    format: Format,
    out: Box<dyn SheetOut + Send>,
    bytes: Shared,
    rows: usize,
}

/// Where the sheet writes to while we keep hold of it.
#[derive(Clone, Default)]
struct Shared(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut kept = self.0.lock().map_err(|_| std::io::ErrorKind::Other)?;
        kept.write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn failed(error: &SheetOutError) -> Stop {
    Fault::Open { place: "export".into(), why: error.to_string() }.into()
}

impl Sheet {
    fn begin(ask: &Ask, format: Format) -> Result<Self, Stop> {
        ask.grant("export.lists")?;
        let page = ask.page("");
        let bytes = Shared::default();
        let name = ask.session.as_ref().map_or("", |session| session.name.as_str());
        let mark = page.args("cases-list-watermark", &[("name", name), ("when", &page.when(ask.now))]);
        let heading =
            |(key, width): (&str, u16)| Heading::new(page.t(format!("cases-list-column-{key}")), width);
        let headings = COLUMNS.map(heading);
        let folder = &ask.app.settings().data;
        let out: Box<dyn SheetOut + Send> = match format {
            Format::Xlsx => Box::new(
                XlsxOut::new(bytes.clone(), folder, Some(&mark), &headings)
                    .map_err(|error| failed(&error))?,
            ),
            Format::Csv => {
                Box::new(CsvOut::new(bytes.clone(), Some(&mark), &headings).map_err(|error| failed(&error))?)
            }
        };
        Ok(Self { page, format, out, bytes, rows: 0 })
    }

    async fn put(&mut self, ask: &Ask, grant: &Grant, cases: &[Case]) -> Result<(), Stop> {
        let db = ask.reader();
        let names = Names::of(&db, cases, self.page.is_zh()).await?;
        let hidden = hidden(ask, &db, grant, cases).await?;
        for case in cases.iter().take(MOST_EXPORTED - self.rows) {
            let is_hidden = hidden.contains(&case.id);
            let cells = cells(ask, &self.page, &names, case, is_hidden);
            self.out.row(&cells).map_err(|error| failed(&error))?;
            self.rows += 1;
        }
        Ok(())
    }

    async fn send(self, ask: &Ask) -> Answer {
        self.out.finish().map_err(|error| failed(&error))?;
        let tx = ask.begin().await?;
        export_cases(Act { tx: &tx, county: &ask.county, by: &ask.by }, self.rows, self.format.ending())
            .await?;
        ask.commit(tx).await?;
        let body = self.bytes.0.lock().map(|mut kept| std::mem::take(&mut *kept)).unwrap_or_default();
        Ok(attached(ask, self.format, body))
    }
}

fn attached(ask: &Ask, format: Format, body: Vec<u8>) -> Response {
    let name = format!("cases-{}.{}", day_in_china(ask.now), format.ending());
    let headers = [
        (header::CONTENT_TYPE, format.kind().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}

const COLUMNS: [(&str, u16); 12] = [
    ("number", 16),
    ("title", 50),
    ("place", 20),
    ("where", 30),
    ("category", 20),
    ("kind", 10),
    ("channel", 12),
    ("state", 12),
    ("unit", 24),
    ("handler", 10),
    ("registered", 20),
    ("due", 20),
];

fn cells<'a>(ask: &Ask, page: &Page, names: &Names, case: &Case, hidden: bool) -> [Cell<'a>; 12] {
    let masked = |text: &str| if hidden { page.t("cases-list-hidden") } else { mask_in_text(text) };
    [
        case.number.clone().into(),
        masked(&case.title).into(),
        names.org(case.place_id).to_owned().into(),
        if hidden { Cell::Empty } else { mask_in_text(&case.place_words).into() },
        category(page, ask, &case.category).into(),
        page.t(format!("cases-kind-{}", case.kind)).into(),
        page.t(format!("cases-channel-{}", case.channel)).into(),
        status(page, case, false).text.into(),
        names.org(case.unit_id).to_owned().into(),
        names.person(case.handler_id).to_owned().into(),
        case.registered_at.into(),
        case.due_at.into(),
    ]
}
