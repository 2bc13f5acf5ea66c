//! How many rows a list has, and how many of them are late, due today, suspended.

use lianxin_db::{Db, Fault, FromQueryResult};

use super::query::Query;
use super::{COUNTED, Lens, Source, key_of};
use crate::Case;
use crate::filter::{Due, Filter, Standing};

/// Counts of the whole list, none above [`COUNTED`] + 1: beyond that nobody reads a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub all: i64,
    pub late: i64,
    pub today: i64,
    pub suspended: i64,
}

impl Lens {
    /// How many there are in all, late, due today and suspended, in one question.
    pub async fn counts(&self, db: &impl Db) -> Result<Counts, Fault> {
        let all = Some(self.clone());
        let late = self.changed(|filter| filter.due = Some(Due::Late));
        let today = self.changed(|filter| filter.due = Some(Due::Today));
        let suspended = self.changed(|filter| filter.state = Standing::Suspended);
        let org = match &self.source {
            Source::Reach(org) => *org,
            Source::These(cases) => {
                let count = |lens: Option<Self>| lens.map_or(0, |lens| lens.among(cases));
                return Ok(Counts {
                    all: count(all),
                    late: count(late),
                    today: count(today),
                    suspended: count(suspended),
                });
            }
        };
        let mut values = Vec::new();
        let mut columns = Vec::new();
        for (name, lens) in [("all_of", &all), ("late", &late), ("today", &today), ("suspended", &suspended)]
        {
            let Some(lens) = lens else {
                columns.push(format!("CAST(0 AS BIGINT) AS {name}"));
                continue;
            };
            let mut query = Query::new(lens, org, db.is_postgres());
            query.values = values;
            let keys = query.bare(COUNTED + 1);
            columns.push(format!("(SELECT COUNT(*) FROM ({keys}) k) AS {name}"));
            values = query.values;
        }
        let counted: Option<Counted> = db.row(&format!("SELECT {}", columns.join(", ")), values).await?;
        let counted = counted.unwrap_or_default();
        Ok(Counts {
            all: counted.all_of,
            late: counted.late,
            today: counted.today,
            suspended: counted.suspended,
        })
    }

    /// The list with a changed filter; none where the list already fixes that part to something else.
    fn changed(&self, change: impl FnOnce(&mut Filter)) -> Option<Self> {
        let mut lens = self.clone();
        change(&mut lens.filter);
        let fits = match (self.filter.state, lens.filter.state) {
            (Standing::Any | Standing::Open, _) => true,
            (own, other) => own == other,
        };
        let none = !fits || (lens.filter.due.is_some() && !self.filter.state.is_open());
        (lens.filter == self.filter || !none).then_some(lens)
    }

    /// How many of cases in memory.
    fn among(&self, cases: &[Case]) -> i64 {
        let holds = |case: &&Case| match (self.filter.state, self.filter.due()) {
            (Standing::Suspended, None) => case.is_open() && case.suspended_at.is_some(),
            (_, Some(due)) => due.holds(key_of(case).0, self.now),
            _ => true,
        };
        cases.iter().filter(holds).count() as i64
    }
}

/// `all` is a word of SQL.
#[derive(Default, FromQueryResult)]
struct Counted {
    all_of: i64,
    late: i64,
    today: i64,
    suspended: i64,
}
