//! The figures of an organisation and everything below it, for some days.

use std::collections::HashMap;

use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, Value, placeholders, values};
use lianxin_playbook::Counting;

use crate::as_was::{Tree, corrections};
use crate::contribution::{Sum, always};
use crate::fresh::fresh_until;
use crate::name;
use crate::period::{Period, Span};
use crate::rate::Rate;
use crate::standing::Standing;

/// Sums by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    sums: HashMap<&'static str, Sum>,
    /// By name and top category.
    categories: HashMap<(&'static str, String), i64>,
}

impl Figures {
    pub fn sum(&self, name: &str) -> Sum {
        self.sums.get(name).copied().unwrap_or_default()
    }

    /// How many; for a rate, how many were good.
    pub fn value(&self, name: &str) -> i64 {
        self.sum(name).value
    }

    pub fn total(&self, name: &str) -> i64 {
        self.sum(name).total
    }

    /// By top category, the most first, then by code.
    pub fn by_category(&self, name: &str) -> Vec<(String, i64)> {
        let own = self.categories.iter().filter(|((own, _), many)| *own == name && **many > 0);
        let mut found: Vec<(String, i64)> = own.map(|((_, code), many)| (code.clone(), *many)).collect();
        found.sort_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
        found
    }

    fn simple(&self, name: &str) -> Rate {
        let sum = self.sum(name);
        Rate::new(sum.value, sum.total)
    }

    fn levels(&self, names: [&'static str; 5], counting: &Counting) -> Rate {
        let mut rate = Rate::default();
        for (level, name) in (1..=5).rev().zip(names) {
            let (many, worth) = (self.value(name), counting.satisfaction_value(level).unwrap_or(0));
            rate.hundredths += many * i64::from(worth);
            rate.of += many;
        }
        rate
    }

    pub fn rate(&self, rate: Kind, counting: &Counting) -> Rate {
        let partly = i64::from(counting.partly_solved_percent);
        match rate {
            Kind::Response => self.simple(name::RESPONSE),
            Kind::FirstTime => self.simple(name::FIRST_TIME),
            Kind::InTime => self.simple(name::IN_TIME),
            Kind::InTimeOriginal => self.simple(name::IN_TIME_ORIGINAL),
            Kind::CallBacks => self.simple(name::CALL_BACKS),
            Kind::Resolution => {
                let own = self.simple(name::RESOLUTION);
                Rate { hundredths: own.hundredths + self.value(name::PARTLY) * partly, ..own }
            }
            Kind::Calls => {
                let own = self.simple(name::CALLS);
                Rate { hundredths: own.hundredths + self.value(name::CALLS_PARTLY) * partly, ..own }
            }
            Kind::Satisfaction => self.levels(name::SATISFACTION, counting),
            Kind::CallSatisfaction => self.levels(name::CALL_LEVELS, counting),
            Kind::Ratings => self.levels(name::RATINGS, counting),
        }
    }

    /// What was left out, by reason.
    pub fn left_out(&self) -> Vec<(&'static str, i64)> {
        name::LEFT_OUT
            .into_iter()
            .map(|name| (name, self.value(name)))
            .filter(|(_, many)| *many > 0)
            .collect()
    }

    fn add(&mut self, row: Row, times: i64) {
        let Some(name) = name::parse(&row.name) else { return };
        let sum = Sum { value: row.value * times, total: row.total * times };
        if row.category.is_empty() {
            self.sums.entry(name).or_default().add(sum);
        } else {
            *self.categories.entry((name, row.category)).or_default() += sum.value;
        }
    }
}

/// The rates that a board says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Response,
    Resolution,
    Satisfaction,
    FirstTime,
    InTime,
    InTimeOriginal,
    CallBacks,
    /// Of all valid call-backs, also those of merged requests and earlier rounds.
    Calls,
    CallSatisfaction,
    Ratings,
}

impl Kind {
    /// The four of every board.
    pub const FOUR: [Self; 4] = [Self::Response, Self::Resolution, Self::Satisfaction, Self::FirstTime];

    pub fn word(self) -> &'static str {
        match self {
            Self::Response => name::RESPONSE,
            Self::Resolution => name::RESOLUTION,
            Self::Satisfaction => "satisfaction",
            Self::FirstTime => name::FIRST_TIME,
            Self::InTime => name::IN_TIME,
            Self::InTimeOriginal => name::IN_TIME_ORIGINAL,
            Self::CallBacks => name::CALL_BACKS,
            Self::Calls => name::CALLS,
            Self::CallSatisfaction => "calls-satisfaction",
            Self::Ratings => "ratings",
        }
    }
}

#[derive(FromQueryResult)]
struct Row {
    org_id: Id,
    name: String,
    category: String,
    value: i64,
    total: i64,
}

/// The sums of these organisations by the tree of now. Names in a list, so that each is one short walk of the key.
async fn read(db: &impl Db, orgs: &[Id], names: &[&'static str], span: Span) -> Result<Vec<Row>, Fault> {
    if orgs.is_empty() || names.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "SELECT org_id, name, category, CAST(SUM(value) AS BIGINT) AS value, CAST(SUM(total) AS BIGINT) AS total \
         FROM figures WHERE org_id IN ({}) AND name IN ({}) AND day BETWEEN $1 AND $2 GROUP BY org_id, name, category",
        placeholders(3, orgs.len()),
        placeholders(3 + orgs.len(), names.len())
    );
    let mut bound = values![span.from, span.to];
    bound.extend(orgs.iter().map(|org| Value::from(*org)));
    bound.extend(names.iter().map(|name| Value::from(*name)));
    db.rows(&sql, bound).await
}

/// Of several organisations: what happened in these days, and what is so now.
pub async fn figures_of(
    db: &impl Db,
    orgs: &[Id],
    names: &[&'static str],
    span: Span,
    tree: Tree,
) -> Result<HashMap<Id, Figures>, Fault> {
    let mut found: HashMap<Id, Figures> = HashMap::new();
    let (now, by_day): (Vec<&'static str>, Vec<&'static str>) =
        names.iter().partition(|name| name::NOW.contains(*name));
    for row in read(db, orgs, &by_day, span).await? {
        found.entry(row.org_id).or_default().add(row, 1);
    }
    let today = Span { from: always(), to: always() };
    for row in read(db, orgs, &now, today).await? {
        found.entry(row.org_id).or_default().add(row, 1);
    }
    if tree == Tree::Was {
        let standing = Standing::read(db).await?;
        for org in orgs {
            for correction in corrections(db, &standing, *org, span).await? {
                for row in read(db, &[correction.org], &by_day, correction.span).await? {
                    found.entry(*org).or_default().add(row, correction.times);
                }
            }
        }
    }
    Ok(found)
}

/// Of one organisation, everything.
pub async fn figures(db: &impl Db, org: Id, span: Span, tree: Tree) -> Result<Figures, Fault> {
    let names: Vec<&'static str> = name::by_day().chain(name::NOW).collect();
    Ok(figures_of(db, &[org], &names, span, tree).await?.remove(&org).unwrap_or_default())
}

/// For lines: the sum of each of these weeks.
pub(crate) async fn by_week(
    db: &impl Db,
    org: Id,
    name: &'static str,
    weeks: &[Span],
    tree: Tree,
) -> Result<Vec<i64>, Fault> {
    #[derive(FromQueryResult)]
    struct Day {
        day: chrono::NaiveDate,
        value: i64,
    }
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return Ok(vec![]) };
    let whole = Span { from: first.from, to: last.to };
    let mut parts = vec![(org, whole, 1)];
    if tree == Tree::Was {
        let standing = Standing::read(db).await?;
        let found = corrections(db, &standing, org, whole).await?;
        parts.extend(found.into_iter().map(|one| (one.org, one.span, one.times)));
    }
    let mut sums = vec![0; weeks.len()];
    for (org, span, times) in parts {
        let sql = "SELECT day, value FROM figures WHERE org_id = $1 AND name = $2 AND category = '' AND day BETWEEN $3 AND $4";
        for row in db.rows::<Day>(sql, values![org, name, span.from, span.to]).await? {
            if let Some(at) = weeks.iter().position(|week| week.holds(row.day)) {
                sums[at] += row.value * times;
            }
        }
    }
    Ok(sums)
}

/// The three figures of a desk: what came in this month, how much of it was kept in time, what is late now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreeFigures {
    pub requests: i64,
    pub in_time: Rate,
    pub open: i64,
    pub late: i64,
    /// Up to when it was counted.
    pub fresh: Time,
}

/// For a desk: this month of an organisation and everything below it. Addresses: `/board`, `/board/rows?figure=requests`,
/// `?figure=in-time`, `?figure=late`, each with `&org=CODE`.
pub async fn three_figures(db: &impl Db, org: Id, now: Time) -> Result<ThreeFigures, Fault> {
    let names = [name::REQUESTS, name::IN_TIME, name::OPEN, name::LATE];
    let found = figures_of(db, &[org], &names, Period::Month.span(now), Tree::Is).await?;
    let own = found.get(&org).cloned().unwrap_or_default();
    Ok(ThreeFigures {
        requests: own.value(name::REQUESTS),
        in_time: own.simple(name::IN_TIME),
        open: own.value(name::OPEN),
        late: own.value(name::LATE),
        fresh: fresh_until(db, now).await?,
    })
}
