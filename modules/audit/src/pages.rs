//! `GET /audit` and the same as a sheet.

use askama::Template;
use axum::response::IntoResponse;
use http::header;
use lianxin_access::Stop;
use lianxin_base::day_in_china;
use lianxin_db::Fault;
use lianxin_events::{Event, Subject, append};
use lianxin_files::{CsvOut, Heading, SheetOut, SheetOutError};
use lianxin_web::{Answer, Ask, Page};

use crate::filter::Filter;
use crate::kind::KINDS;
use crate::line::{Told, told};

const ON_A_PAGE: i64 = 50;
const AT_ONCE: i64 = 500;
/// The most rows of one export.
const MOST_EXPORTED: usize = 10_000;

pub(crate) struct Choice {
    pub value: &'static str,
    pub text: String,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct List {
    page: Page,
    rows: Vec<Told>,
    kind: &'static str,
    kinds: Vec<Choice>,
    who: String,
    from: String,
    to: String,
    export: String,
    next: String,
}

/// GET /audit
pub(crate) async fn list(ask: Ask) -> Answer {
    let filter = Filter::read(&ask);
    let db = ask.reader();
    let mut lines = filter.lines(&db, filter.after, ON_A_PAGE + 1).await?;
    let more = lines.len() as i64 > ON_A_PAGE;
    lines.truncate(ON_A_PAGE as usize);
    if filter.after.is_none() {
        note(&ask, "audit.read", None).await?;
    }
    let query = filter.query();
    let next = match lines.last().filter(|_| more) {
        Some(last) if query.is_empty() => ask.href(&format!("/audit?after={}", last.event_id)),
        Some(last) => ask.href(&format!("/audit?{query}&after={}", last.event_id)),
        None => String::new(),
    };
    let kind = |value| Choice { value, text: ask.t(&format!("audit-kind-{value}")) };
    let mut kinds = vec![Choice { value: "", text: ask.t("audit-kind-any") }];
    kinds.extend(KINDS.map(kind));
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    ask.html(&List {
        page: ask.page(ask.t("audit-title")),
        rows: told(&db, &ask, lines).await?,
        kind: filter.kind,
        kinds,
        from: day(filter.from),
        to: day(filter.to),
        export: ask.href(&format!("/audit/export.csv?{query}")),
        who: filter.who,
        next,
    })
}

/// Reading the log is in the log (`roles.md` 4.10).
pub(crate) async fn note(ask: &Ask, verb: &'static str, rows: Option<usize>) -> Result<(), Fault> {
    let tx = ask.begin().await?;
    let mut event = Event::new(verb, Subject { kind: "audit", id: tx.id(), revision: 1 });
    if let Some(rows) = rows {
        event = event.data("rows", rows);
    }
    append(&tx, ask.by.actor(), event).await?;
    tx.commit().await
}

fn failed(error: &SheetOutError) -> Stop {
    Fault::Open { place: "export".into(), why: error.to_string() }.into()
}

const COLUMNS: [&str; 7] = ["at", "kind", "who", "post", "what", "about", "reason"];

/// GET /audit/export.csv: marked with who took it and when, bounded, and in the log.
pub(crate) async fn export(ask: Ask) -> Answer {
    let filter = Filter::read(&ask);
    let db = ask.reader();
    let name = ask.session.as_ref().map_or("", |session| session.name.as_str());
    let mark = ask.args("audit-watermark", &[("name", name), ("when", &ask.when().say(ask.now))]);
    let headings = COLUMNS.map(|column| Heading::new(ask.t(&format!("audit-column-{column}")), 20));
    let mut bytes = Vec::new();
    let mut rows = 0;
    {
        let out = CsvOut::new(&mut bytes, Some(&mark), &headings).map_err(|error| failed(&error))?;
        let mut out: Box<dyn SheetOut + Send + '_> = Box::new(out);
        let mut before = None;
        while rows < MOST_EXPORTED {
            let lines = filter.lines(&db, before, AT_ONCE).await?;
            let Some(last) = lines.last() else { break };
            before = Some(last.event_id);
            for one in told(&db, &ask, lines).await? {
                let cells = [one.at, one.kind, one.who, one.post, one.what, one.about, one.reason];
                out.row(&cells.map(Into::into)).map_err(|error| failed(&error))?;
                rows += 1;
            }
        }
        out.finish().map_err(|error| failed(&error))?;
    }
    note(&ask, "audit.export", Some(rows)).await?;
    let name = format!("attachment; filename=\"audit-{}.csv\"", day_in_china(ask.now));
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}
