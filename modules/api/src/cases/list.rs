//! `GET /api/v1/cases`: the list that people have, in the eyes of the key's organisation.

use axum::Json;
use axum::response::IntoResponse;
use lianxin_base::Refused;
use lianxin_cases::{Cursor, Filter, Lens};
use lianxin_orgs::tree;
use lianxin_web::{Answer, Ask};
use schemars::JsonSchema;
use serde::Serialize;

use super::grant;
use super::view::CaseView;
use crate::arguments::{check, number};
use crate::once::token;
use crate::routes::LIST_CASES;

/// Some cases. Ask again with `after` until it is null.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseList {
    pub cases: Vec<CaseView>,
    pub after: Option<String>,
}

const ROWS: i64 = 50;
/// The last instant of the year 9999: no deadline is later, and PostgreSQL knows all before it.
const LAST_MICROS: i64 = 253_402_300_799_000_000;

pub async fn list(ask: Ask) -> Answer {
    check(&ask, &LIST_CASES)?;
    let reader = ask.reader();
    let filter = filter(&ask)?;
    let words = !filter.words.is_empty();
    let grant = grant(&token(&ask)?);
    let mut lens = Lens::new(&reader, &grant, filter, &ask.county.playbook, ask.now).await?;
    if words {
        // Words must not find what is hidden.
        lens.keep(|case| !case.sensitive);
    }
    let most = usize::try_from(number(&ask, "limit", ROWS)).unwrap_or(1);
    let listed = lens.page(&reader, cursor(&ask)?, most).await?;
    let tree = tree(&ask.county).await?;
    let cases = listed.rows.iter().map(|case| CaseView::of(case, &tree, ask.is_zh())).collect();
    Ok(Json(CaseList { cases, after: listed.after }).into_response())
}

/// `since` is a number of days here; lists for people write `30d`.
fn filter(ask: &Ask) -> Result<Filter, Refused> {
    let written = |(name, value): &(String, String)| {
        let value = if name == "since" { format!("{value}d") } else { value.clone() };
        (name.clone(), value)
    };
    let pairs: Vec<(String, String)> = ask.queries().iter().map(written).collect();
    let filter = Filter::parse(&pairs, &ask.county.playbook);
    let given = |name: &str| ask.query(name).unwrap_or_default();
    let mut refused = Refused::invalid("api-refused-arguments");
    for (name, read) in [("category", &filter.category), ("org", &filter.org), ("unit", &filter.unit)] {
        if read != given(name) {
            refused = refused.and_field(name, "api-refused-argument");
        }
    }
    if refused.fields.is_empty() { Ok(filter) } else { Err(refused) }
}

fn cursor(ask: &Ask) -> Result<Cursor, Refused> {
    let wrong = || Refused::invalid("api-refused-arguments").and_field("after", "api-refused-argument");
    let Some(after) = ask.query("after") else { return Ok(Cursor::Start) };
    match Cursor::parse(Some(after), None) {
        Cursor::After(at, id) if (0..=LAST_MICROS).contains(&at.timestamp_micros()) => {
            Ok(Cursor::After(at, id))
        }
        _ => Err(wrong()),
    }
}
