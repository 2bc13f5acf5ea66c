//! Everything counted again from the rows, and compared with what is kept. Both must agree exactly.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use lianxin_base::Id;
use lianxin_cases::{ids_after, lives_of};
use lianxin_db::{Db, Fault, FromQueryResult, values};

use crate::contribution::{Sum, contributions_of};
use crate::count_up::{Cell, Kept, cells_of, kept_of};
use crate::name;
use crate::standing::Standing;

/// What does not agree. Empty when all is well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Cases that read.
    pub cases: usize,
    /// Cases whose contribution is not what their rows say.
    pub wrong_cases: Vec<Id>,
    /// Sums that are not the sum of the contributions: organisation, figure, day, kept value, counted value.
    pub wrong_sums: Vec<WrongSum>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongSum {
    pub org: Id,
    pub name: String,
    pub day: NaiveDate,
    pub category: String,
    pub kept: Sum,
    pub counted: Sum,
}

impl Differences {
    pub fn is_empty(&self) -> bool {
        self.wrong_cases.is_empty() && self.wrong_sums.is_empty()
    }
}

const AT_ONCE: i64 = 400;

/// Recounts. Reads only; what the consumer has not read yet shows as a difference.
pub async fn recount(db: &impl Db) -> Result<Differences, Fault> {
    let mut found = Differences::default();
    let mut last = Id::nil();
    loop {
        let ids = ids_after(db, last, AT_ONCE).await?;
        let Some(end) = ids.last().copied() else { break };
        let mut kept = kept_of(db, &ids).await?;
        for life in lives_of(db, &ids).await? {
            if contributions_of(&life) != kept.remove(&life.case.id).unwrap_or_default() {
                found.wrong_cases.push(life.case.id);
            }
        }
        (last, found.cases) = (end, found.cases + ids.len());
    }
    let standing = Standing::read(db).await?;
    for name in name::by_day().chain(name::NOW) {
        sums(db, &standing, name, &mut found.wrong_sums).await?;
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Figure {
    org_id: Id,
    day: NaiveDate,
    category: String,
    value: i64,
    total: i64,
}

/// One figure at a time, so that memory stays bounded.
async fn sums(
    db: &impl Db,
    standing: &Standing,
    name: &'static str,
    wrong: &mut Vec<WrongSum>,
) -> Result<(), Fault> {
    let sql = "SELECT place_id AS case_id, name, day, place_id, unit_id, category, CAST(SUM(value) AS BIGINT) AS value, \
               CAST(SUM(total) AS BIGINT) AS total FROM contributions WHERE name = $1 \
               GROUP BY name, day, place_id, unit_id, category";
    let mut counted: BTreeMap<Cell, Sum> = BTreeMap::new();
    for row in db.rows::<Kept>(sql, values![name]).await? {
        for cell in row.key().into_iter().flat_map(|key| cells_of(standing, &key)) {
            counted.entry(cell).or_default().add(row.sum());
        }
    }
    let sql = "SELECT org_id, day, category, value, total FROM figures WHERE name = $1";
    let kept: Vec<Figure> = db.rows(sql, values![name]).await?;
    let mut kept: HashMap<Cell, Sum> = kept
        .into_iter()
        .map(|row| ((row.org_id, name, row.day, row.category), Sum { value: row.value, total: row.total }))
        .collect();
    let cells: HashSet<Cell> = counted.keys().chain(kept.keys()).cloned().collect();
    for cell in cells {
        let (kept, counted) =
            (kept.remove(&cell).unwrap_or_default(), counted.get(&cell).copied().unwrap_or_default());
        if kept != counted {
            let (org, _, day, category) = cell;
            wrong.push(WrongSum { org, name: name.into(), day, category, kept, counted });
        }
    }
    Ok(())
}
