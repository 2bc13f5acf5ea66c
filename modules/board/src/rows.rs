//! The cases behind a figure: exactly those that were counted, newest first.

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::NaiveDate;
use lianxin_base::Id;
use lianxin_db::{Db, Fault, Value, placeholders, values};

use crate::as_was::Belonging;
use crate::contribution::{Sum, always};
use crate::count_up::{Kept, top};
use crate::figures::Figures;
use crate::name;
use crate::period::Span;

/// One figure, or a few that stand together.
#[derive(Clone, Debug)]
pub struct Which {
    pub names: Vec<&'static str>,
    pub only: Only,
    /// Letter of the top category; empty: any.
    pub category: String,
}

/// All that were counted, those that were so, or the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    #[default]
    All,
    Good,
    Rest,
}

impl Only {
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Good => "good",
            Self::Rest => "rest",
        }
    }
    pub fn parse(word: Option<&str>) -> Self {
        [Self::Good, Self::Rest].into_iter().find(|only| Some(only.word()) == word).unwrap_or_default()
    }
    fn holds(self, sum: Sum) -> bool {
        match self {
            Self::All => true,
            Self::Good => sum.value > 0,
            Self::Rest => sum.value < sum.total,
        }
    }
}

/// The figures that a word of an address means.
pub fn names_of(word: &str) -> Option<Vec<&'static str>> {
    match word {
        "satisfaction" => Some(name::SATISFACTION.to_vec()),
        "calls-satisfaction" => Some(name::CALL_LEVELS.to_vec()),
        "ratings" => Some(name::RATINGS.to_vec()),
        "left-out" => Some(name::LEFT_OUT.to_vec()),
        word => name::parse(word).map(|name| vec![name]),
    }
}

/// One row: a case, what it was counted as, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub case: Id,
    pub name: &'static str,
    pub day: NaiveDate,
    pub place: Id,
    pub unit: Id,
    pub sum: Sum,
}

impl Row {
    /// Where a page goes on: behind this row.
    pub fn key(&self) -> Key {
        (self.day, self.case, self.name, self.unit)
    }
}

pub type Key = (NaiveDate, Id, &'static str, Id);

/// `2026-05-20.case.name.unit`
pub fn written(key: &Key) -> String {
    format!("{}~{}~{}~{}", key.0, key.1, key.2, key.3)
}

pub fn read_key(text: &str) -> Option<Key> {
    let mut parts = text.split('~');
    let day = parts.next()?.parse().ok()?;
    let case = parts.next()?.parse().ok()?;
    Some((day, case, name::parse(parts.next()?)?, parts.next()?.parse().ok()?))
}

/// How many rows there are, by the sums.
pub fn count(figures: &Figures, which: &Which) -> i64 {
    if let (false, [name]) = (which.category.is_empty(), &which.names[..]) {
        let found = figures.by_category(name).into_iter().find(|(code, _)| *code == which.category);
        return found.map_or(0, |(_, many)| many);
    }
    let of = |name: &&'static str| {
        let sum = figures.sum(name);
        match which.only {
            Only::All => sum.total,
            Only::Good => sum.value,
            Only::Rest => sum.total - sum.value,
        }
    };
    which.names.iter().map(of).sum()
}

/// So few places are asked one by one; more are met on the walk through the days.
const FEW_PLACES: usize = 40;
const STEP: usize = 500;

/// The next rows, at most so many.
pub async fn rows(
    db: &impl Db,
    belonging: &Belonging,
    place: bool,
    which: &Which,
    span: Span,
    after: Option<Key>,
    most: usize,
) -> Result<Vec<Row>, Fault> {
    let mut found = Vec::new();
    for name in &which.names {
        let span = if name::NOW.contains(name) { Span { from: always(), to: always() } } else { span };
        found.extend(walk(db, belonging, place, which, name, span, after, most).await?);
    }
    found.sort_by_key(|row| Reverse(row.key()));
    found.truncate(most);
    Ok(found)
}

#[allow(clippy::too_many_arguments)]
async fn walk(
    db: &impl Db,
    belonging: &Belonging,
    place: bool,
    which: &Which,
    name: &'static str,
    span: Span,
    after: Option<Key>,
    most: usize,
) -> Result<Vec<Row>, Fault> {
    let places = if place { belonging.all() } else { HashSet::new() };
    let few: Vec<Id> = if places.len() <= FEW_PLACES { places.into_iter().collect() } else { vec![] };
    let mut found: Vec<Row> = Vec::new();
    let mut from = after.map(|key| (key.0, key.1));
    loop {
        let step = step(db, name, &few, span, from, STEP).await?;
        let last = step.last().map(|row| (row.day, row.case_id));
        let full = step.len() == STEP;
        for row in step {
            let own = if place { row.place_id } else { row.unit_id };
            let row = match fits(belonging, which, own, &row) {
                true => Row {
                    case: row.case_id,
                    name,
                    day: row.day,
                    place: row.place_id,
                    unit: row.unit_id,
                    sum: row.sum(),
                },
                false => continue,
            };
            let behind = after.is_none_or(|after| row.key() < after);
            if behind && !found.contains(&row) {
                found.push(row);
            }
        }
        if !full || found.len() >= most || last == from {
            return Ok(found);
        }
        from = last;
    }
}

fn fits(belonging: &Belonging, which: &Which, own: Id, row: &Kept) -> bool {
    belonging.holds(own, row.day)
        && which.only.holds(row.sum())
        && (which.category.is_empty() || top(&row.category) == which.category)
}

/// From an instant of the walk on, that row included: one case may stand in several rows.
async fn step(
    db: &impl Db,
    name: &'static str,
    places: &[Id],
    span: Span,
    from: Option<(NaiveDate, Id)>,
    most: usize,
) -> Result<Vec<Kept>, Fault> {
    let mut bound = values![name, span.from, from.map_or(span.to, |(day, _)| day), most as i64];
    let mut sql = "SELECT case_id, name, day, place_id, unit_id, category, value, total FROM contributions \
                   WHERE name = $1 AND day BETWEEN $2 AND $3"
        .to_owned();
    if let Some((day, case)) = from {
        bound.extend(values![day, case]);
        sql.push_str(" AND (day < $5 OR case_id <= $6)");
    }
    if !places.is_empty() {
        let list = placeholders(bound.len() + 1, places.len());
        bound.extend(places.iter().map(|id| Value::from(*id)));
        sql = format!("{sql} AND place_id IN ({list})");
    }
    sql.push_str(" ORDER BY day DESC, case_id DESC LIMIT $4");
    db.rows(&sql, bound).await
}
