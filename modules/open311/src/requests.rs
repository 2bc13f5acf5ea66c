//! `GET /open311/v2/requests.{format}` and `GET /open311/v2/requests/{number}.{format}`

use lianxin_base::{Id, Refused, Time};
use lianxin_cases::{Case, State};
use lianxin_db::{Db, Fault, Value, placeholders};
use lianxin_orgs::tree;
use lianxin_seal::CaseNumber;
use lianxin_web::{Answer, Ask};

use crate::filter::{Filter, Range};
use crate::format::{Format, named};
use crate::shown::Shown;
use crate::{jurisdiction, reply::reply, services};

/// Cases that everybody may see. What was complained about people, passed on sealed or classed as sensitive stays out.
const PUBLIC: &str = "c.sensitive = FALSE AND c.accused_id IS NULL AND c.kind NOT IN ('complaint', 'report') \
                      AND c.pace <> 'pass-on'";

pub async fn list(ask: Ask) -> Answer {
    jurisdiction::check(&ask.county, ask.query("jurisdiction_id"))?;
    let cases = match Filter::parse(ask.queries(), &ask.county.playbook, ask.now)? {
        Filter::Numbers(numbers) => by_numbers(&ask, &numbers).await?,
        Filter::Range(range) => in_range(&ask, &range).await?,
    };
    answer(&ask, Format::of_ask(&ask), &cases).await
}

pub async fn one(ask: Ask) -> Answer {
    let (number, format) = named(&ask, "number")?;
    jurisdiction::check(&ask.county, ask.query("jurisdiction_id"))?;
    let cases = by_numbers(&ask, &[number.to_owned()]).await?;
    if cases.is_empty() {
        return Err(Refused::absent("open311-refused-request-unknown").into());
    }
    answer(&ask, format, &cases).await
}

async fn answer(ask: &Ask, format: Format, cases: &[Case]) -> Answer {
    let shown = Shown::read(ask, cases).await?;
    reply(http::StatusCode::OK, format, "service_requests", &shown.list(cases))
}

/// Those of these numbers that everybody may see, in the order of the numbers.
async fn by_numbers(ask: &Ask, numbers: &[String]) -> Result<Vec<Case>, Fault> {
    let known: Vec<String> =
        numbers.iter().filter_map(|number| Some(number.parse::<CaseNumber>().ok()?.to_string())).collect();
    let mut found: Vec<Case> = Vec::new();
    for some in known.chunks(500) {
        let sql = format!(
            "SELECT c.* FROM cases c WHERE {PUBLIC} AND c.number IN ({})",
            placeholders(1, some.len())
        );
        found.extend(
            ask.reader().rows::<Case>(&sql, some.iter().map(|one| one.as_str().into()).collect()).await?,
        );
    }
    let playbook = &ask.county.playbook;
    found.retain(|case| services::find(playbook, &case.category).is_ok());
    found.sort_by_key(|case| known.iter().position(|number| *number == case.number));
    Ok(found)
}

/// The newest first. Ids sort by the instant at which a case was registered, so the range is one on the index of what
/// reaches the county.
async fn in_range(ask: &Ask, range: &Range) -> Result<Vec<Case>, Fault> {
    let tree = tree(&ask.county).await?;
    let Some(root) = tree.root() else { return Ok(vec![]) };
    let mut query = Query::default();
    let (root, from, to) = (
        query.bind(root.id),
        query.bind(first_id(range.from)),
        query.bind(first_id(range.to + chrono::Duration::milliseconds(1))),
    );
    let mut sql = format!(
        "SELECT c.* FROM case_reach r JOIN cases c ON c.id = r.case_id \
         WHERE r.unit_id = {root} AND r.case_id >= {from} AND r.case_id < {to} AND {PUBLIC}"
    );
    let open: Vec<&str> =
        services::open(&ask.county.playbook).map(|category| category.code.as_str()).collect();
    match &range.services[..] {
        // By the case's own column: otherwise the index of categories looks better than it is.
        [] => sql += &format!(" AND c.category IN ({})", query.bind_all(&open)),
        codes => sql += &format!(" AND r.category IN ({})", query.bind_all(codes)),
    }
    if let Some(open) = range.open {
        let words: Vec<&str> =
            State::ALL.into_iter().filter(|state| state.is_open() == open).map(State::word).collect();
        sql += &format!(" AND c.state IN ({})", query.bind_all(&words));
    }
    let (most, skip) = (query.bind(range.most), query.bind(range.skip));
    sql += &format!(" ORDER BY r.case_id DESC LIMIT {most} OFFSET {skip}");
    ask.reader().rows(&sql, query.values).await
}

/// A statement's values.
#[derive(Default)]
struct Query {
    values: Vec<Value>,
}

impl Query {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn bind_all<T: AsRef<str>>(&mut self, all: &[T]) -> String {
        all.iter().map(|one| self.bind(one.as_ref())).collect::<Vec<_>>().join(",")
    }
}

/// The smallest id of an instant.
fn first_id(at: Time) -> Id {
    Id::from_u128(u128::try_from(at.timestamp_millis()).unwrap_or(0) << 80)
}
