//! `GET /health`: number, meaning, what was found, since when, what to do. Never a word that a person wrote.

use std::collections::BTreeMap;

use askama::Template;
use lianxin_web::{Access, Answer, Ask, Page, Route};

use crate::{LastRun, SEE, last_runs};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/health", Access::AnyOf(&SEE), show)]
}

#[derive(Template)]
#[template(path = "health.html")]
struct Health {
    page: Page,
    /// ok, soon (never or long ago), late (something was found)
    state: &'static str,
    sum: String,
    when: String,
    rows: Vec<Row>,
}

struct Row {
    number: &'static str,
    meaning: String,
    /// ok, late, hold (was not asked yet)
    state: &'static str,
    found: String,
    first: String,
    since: String,
    mend: String,
    took: String,
}

/// A run that is older than a night and a half did not happen.
const STALE_HOURS: i64 = 36;

async fn show(ask: Ask) -> Answer {
    let last: BTreeMap<String, LastRun> =
        last_runs(&ask.reader()).await?.into_iter().map(|run| (run.number.clone(), run)).collect();
    let mut numbers: Vec<&'static str> =
        ask.app.modules().iter().flat_map(|module| &module.checks).map(|check| check.number).collect();
    numbers.sort_by_key(|number| (last.get(*number).is_none_or(|run| run.broken == 0), *number));
    let rows: Vec<Row> = numbers.iter().map(|number| row(&ask, number, last.get(*number))).collect();
    let broken = rows.iter().filter(|row| row.state == "late").count();
    let oldest = numbers.iter().map(|number| last.get(*number).map(|run| run.checked_at)).min().flatten();
    let stale = oldest.is_none_or(|at| (ask.now - at).num_hours() >= STALE_HOURS);
    let (state, sum) = match (broken, stale) {
        (0, false) => ("ok", ask.t("checks-whole")),
        (0, true) => ("soon", ask.t("checks-stale")),
        (many, _) => ("late", ask.args("checks-broken", &[("n", &many.to_string())])),
    };
    let when = match oldest {
        Some(at) => ask.args("checks-ran", &[("at", &ask.when().say(at))]),
        None => ask.t("checks-never"),
    };
    ask.html(&Health { page: ask.page(ask.t("checks-title")), state, sum, when, rows })
}

fn row(ask: &Ask, number: &'static str, last: Option<&LastRun>) -> Row {
    let (state, found) = match last.map(|run| run.broken) {
        None => ("hold", ask.t("checks-not-asked")),
        Some(0) => ("ok", ask.t("checks-nothing")),
        Some(-1) => ("late", ask.t("checks-could-not")),
        Some(many) => ("late", ask.args("checks-found", &[("n", &many.to_string())])),
    };
    let mend = if state == "late" { ask.t(&format!("check-{number}-mend")) } else { String::new() };
    let since = last.and_then(|run| run.since).map(|at| ask.when().say(at));
    Row {
        number,
        meaning: ask.t(&format!("check-{number}")),
        state,
        found,
        first: last.map(|run| run.first.clone()).unwrap_or_default(),
        since: since.unwrap_or_default(),
        mend,
        took: last.map(|run| format!("{} ms", run.millis)).unwrap_or_default(),
    }
}
