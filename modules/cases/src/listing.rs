//! Lists of cases: an equality and a keyset on what is written down about reach, then fifty cases. Nothing here reads
//! more rows in a large county than in a small one.

use std::collections::BTreeSet;

use lianxin_access::reach::is_within;
use lianxin_access::{Done, Grant, Scope, org_by_code};
use lianxin_base::{Id, Refused, Time};
use lianxin_db::{Db, Fault, values};
use lianxin_playbook::Playbook;

mod counts;
mod query;

pub use counts::Counts;
use query::Query;
pub(crate) use query::first_id;

use crate::filter::{Filter, Sort};
use crate::{Case, grams, reach, search};

/// A filter in the eyes of one person.
#[derive(Clone, Debug)]
pub struct Lens {
    pub filter: Filter,
    categories: Vec<String>,
    unit: Option<Id>,
    source: Source,
    now: Time,
    /// A search may have left older cases out.
    pub older: bool,
}

/// Where rows may come from.
#[derive(Clone, Debug)]
enum Source {
    /// Everything that reaches this organisation.
    Reach(Id),
    /// These: the person's own, those assigned to them, or what a search found.
    These(Vec<Case>),
}

/// Rows of one page. An address part that is `None` leads nowhere.
#[derive(Debug)]
pub struct Listed {
    pub rows: Vec<Case>,
    pub after: Option<String>,
    pub before: Option<String>,
}

pub const COUNTED: i64 = 1_000;
/// Most that one person has reported or holds, and most that a search lists.
const PERSONAL: i64 = 1_000;
const FOUND: i64 = 200;

/// Where a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cursor {
    #[default]
    Start,
    After(Time, Id),
    Before(Time, Id),
}

impl Cursor {
    /// From `after=` or `before=`: microseconds and id.
    pub fn parse(after: Option<&str>, before: Option<&str>) -> Self {
        let key = |text: &str| -> Option<(Time, Id)> {
            let (micros, id) = text.split_once('.')?;
            Some((chrono::DateTime::from_timestamp_micros(micros.parse().ok()?)?, id.parse().ok()?))
        };
        match (after.and_then(key), before.and_then(key)) {
            (Some((due, id)), _) => Self::After(due, id),
            (None, Some((due, id))) => Self::Before(due, id),
            _ => Self::Start,
        }
    }
}

fn key_of(case: &Case) -> (Time, Id) {
    (case.due_at.unwrap_or_else(reach::no_deadline), case.id)
}

fn written(case: &Case) -> String {
    let (due, id) = key_of(case);
    format!("{}.{id}", due.timestamp_micros())
}

impl Lens {
    /// # Errors
    /// `cases-list-refused-org` when the place or unit is not below the person's own: out of reach and not there look
    /// alike.
    pub async fn new(
        db: &impl Db,
        grant: &Grant,
        filter: Filter,
        playbook: &Playbook,
        now: Time,
    ) -> Done<Self> {
        let absent = || Refused::absent("cases-list-refused-org");
        let org = match filter.org.as_str() {
            "" => grant.org_id,
            code => org_by_code(db, code).await?.ok_or_else(absent)?.id,
        };
        if !is_within(db, org, grant.org_id).await? {
            return Err(absent().into());
        }
        let unit = match filter.unit.as_str() {
            "" => None,
            code => Some(org_by_code(db, code).await?.ok_or_else(absent)?.id),
        };
        let (source, older) = source(db, grant, org, &filter.words).await?;
        let categories = filter.categories(playbook);
        let mut lens = Self { filter, categories, unit, source, now, older };
        lens.sift(db, org, grant, playbook).await?;
        Ok(lens)
    }

    /// Rows that are in memory are filtered at once; the place still counts.
    async fn sift(&mut self, db: &impl Db, org: Id, grant: &Grant, playbook: &Playbook) -> Result<(), Fault> {
        let Source::These(cases) = &mut self.source else { return Ok(()) };
        let (filter, unit, now) = (&self.filter, self.unit, self.now);
        cases.retain(|case| {
            filter.holds(case, playbook, now) && unit.is_none_or(|unit| case.unit_id == Some(unit))
        });
        if org != grant.org_id {
            let mut kept = Vec::new();
            for case in std::mem::take(cases) {
                if is_within(db, case.place_id, org).await? {
                    kept.push(case);
                }
            }
            *cases = kept;
        }
        match self.filter.order() {
            Sort::Left => cases.sort_by_key(key_of),
            Sort::New => cases.sort_by_key(|case| std::cmp::Reverse(case.id)),
        }
        Ok(())
    }

    /// Rows that are already here; none for a list that reads them page by page.
    pub fn in_memory(&self) -> &[Case] {
        match &self.source {
            Source::These(cases) => cases,
            Source::Reach(_) => &[],
        }
    }

    /// Drops rows in memory that the person may not know: words must not find what is hidden.
    pub fn keep(&mut self, mut may: impl FnMut(&Case) -> bool) {
        if let Source::These(cases) = &mut self.source {
            cases.retain(|case| may(case));
        }
    }

    /// One page.
    pub async fn page(&self, db: &impl Db, cursor: Cursor, most: usize) -> Result<Listed, Fault> {
        let backwards = matches!(cursor, Cursor::Before(..));
        let mut rows = match &self.source {
            Source::Reach(org) => self.fetch(db, *org, cursor, most + 1).await?,
            Source::These(cases) => self.cut(cases, cursor, most + 1),
        };
        let more = rows.len() > most;
        rows.truncate(most);
        if backwards {
            rows.reverse();
        }
        let (first, last) = (rows.first().map(written), rows.last().map(written));
        let from_start = cursor == Cursor::Start;
        Ok(Listed {
            after: last.filter(|_| if backwards { true } else { more }),
            before: first.filter(|_| if backwards { more } else { !from_start }),
            rows,
        })
    }

    fn cut(&self, cases: &[Case], cursor: Cursor, most: usize) -> Vec<Case> {
        let new = self.filter.order() == Sort::New;
        let place = |due: Time, id: Id| {
            cases.iter().position(|case| if new { case.id <= id } else { key_of(case) >= (due, id) })
        };
        match cursor {
            Cursor::Start => cases.iter().take(most).cloned().collect(),
            Cursor::After(due, id) => {
                let from = place(due, id).unwrap_or(cases.len());
                let skip = usize::from(cases.get(from).is_some_and(|case| case.id == id));
                cases.iter().skip(from + skip).take(most).cloned().collect()
            }
            Cursor::Before(due, id) => {
                let to = place(due, id).unwrap_or(cases.len());
                cases[..to].iter().rev().take(most).cloned().collect()
            }
        }
    }

    async fn fetch(&self, db: &impl Db, org: Id, cursor: Cursor, most: usize) -> Result<Vec<Case>, Fault> {
        let mut query = Query::new(self, org, db.is_postgres());
        let keys = query.keys(cursor, most);
        let order = query.order(cursor, "k");
        let sql = format!("SELECT c.* FROM ({keys}) k JOIN cases c ON c.id = k.case_id ORDER BY {order}");
        db.rows(&sql, query.values).await
    }
}

async fn source(db: &impl Db, grant: &Grant, org: Id, words: &str) -> Result<(Source, bool), Fault> {
    let personal = match grant.scope {
        Scope::Own | Scope::Household => {
            "SELECT DISTINCT case_id FROM requests WHERE person_id = $1 ORDER BY case_id DESC LIMIT $2"
        }
        Scope::Assigned => {
            "SELECT DISTINCT case_id FROM parts WHERE handler_id = $1 AND state NOT IN ('returned', 'dropped') \
             ORDER BY case_id DESC LIMIT $2"
        }
        Scope::Granted => return Ok((Source::These(vec![]), false)),
        _ if words.is_empty() => return Ok((Source::Reach(org), false)),
        _ => {
            let (ids, older) = search(db, org, words, FOUND).await?;
            return Ok((Source::These(cases_of(db, &ids).await?), older));
        }
    };
    let ids: Vec<Id> = db.column(personal, values![grant.person_id, PERSONAL]).await?;
    let mut cases = cases_of(db, &ids).await?;
    let wanted: BTreeSet<String> = grams(words);
    cases.retain(|case| {
        wanted.is_subset(&grams(&format!("{} {} {}", case.title, case.place_words, case.words)))
    });
    Ok((Source::These(cases), false))
}

/// The cases with these ids, in the order of the ids.
pub async fn cases_of(db: &impl Db, ids: &[Id]) -> Result<Vec<Case>, Fault> {
    let sql = |ids: &str| format!("SELECT * FROM cases WHERE id IN ({ids})");
    let mut cases: Vec<Case> = db.rows_among(ids, sql).await?;
    cases.sort_by_key(|case| ids.iter().position(|id| *id == case.id));
    Ok(cases)
}

/// The newest cases that reach an organisation, for suggestions and figures.
pub async fn newest(db: &impl Db, org: Id, since: Time, most: i64) -> Result<Vec<Case>, Fault> {
    let sql = "SELECT c.* FROM (SELECT case_id FROM case_reach WHERE unit_id = $1 AND case_id >= $2 \
               ORDER BY case_id DESC LIMIT $3) k JOIN cases c ON c.id = k.case_id ORDER BY c.id DESC";
    db.rows(sql, values![org, first_id(since), most]).await
}
