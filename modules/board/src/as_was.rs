//! The tree of each day instead of the tree of now. Sums are kept by the tree of now; what moved in or out since is
//! added or taken away, organisation by organisation.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{Days, NaiveDate};
use lianxin_base::{Id, Time, day_in_china};
use lianxin_db::{Db, Fault, FromQueryResult, values};

use crate::contribution::always;
use crate::period::Span;
use crate::standing::Standing;

/// By which tree a board counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tree {
    /// As it is now.
    #[default]
    Is,
    /// As it was on each day.
    Was,
}

impl Tree {
    pub fn word(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::Was => "was",
        }
    }
    pub fn parse(word: Option<&str>) -> Self {
        if word == Some(Self::Was.word()) { Self::Was } else { Self::Is }
    }
}

/// The sums of `org` in these days count so many times more, or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Correction {
    pub org: Id,
    pub span: Span,
    pub times: i64,
}

/// Who belongs to an organisation on which day.
#[derive(Clone, Debug, Default)]
pub struct Belonging {
    now: HashSet<Id>,
    /// Those that came or went: the days on which they belonged.
    was: HashMap<Id, Vec<Span>>,
}

impl Belonging {
    pub fn holds(&self, org: Id, day: NaiveDate) -> bool {
        if day == always() {
            return self.now.contains(&org);
        }
        match self.was.get(&org) {
            Some(spans) => spans.iter().any(|span| span.holds(day)),
            None => self.now.contains(&org),
        }
    }

    /// All that ever belonged.
    pub fn all(&self) -> HashSet<Id> {
        self.now.iter().chain(self.was.keys()).copied().collect()
    }
}

#[derive(FromQueryResult)]
struct Period {
    org_id: Id,
    valid_from: Time,
    valid_to: Option<Time>,
    born: Time,
    died: Option<Time>,
}

pub async fn belonging(db: &impl Db, standing: &Standing, org: Id, tree: Tree) -> Result<Belonging, Fault> {
    let now = standing.below(org);
    let was = match tree {
        Tree::Is => HashMap::new(),
        Tree::Was => came_or_went(db, org).await?,
    };
    Ok(Belonging { now, was })
}

/// The days on which those belonged that did not always.
async fn came_or_went(db: &impl Db, org: Id) -> Result<HashMap<Id, Vec<Span>>, Fault> {
    let sql = "SELECT a.org_id, a.valid_from, a.valid_to, s.valid_from AS born, s.valid_to AS died FROM org_above a \
               JOIN org_above s ON s.org_id = a.org_id AND s.above_id = a.org_id WHERE a.above_id = $1 \
               AND a.org_id <> $1 AND (a.valid_to IS NOT NULL OR a.valid_from > s.valid_from)";
    let mut found: HashMap<Id, Vec<Span>> = HashMap::new();
    for row in db.rows::<Period>(sql, values![org]).await? {
        // What was counted before it was entered, or ends after it was closed, belongs where it stood.
        let from = if row.valid_from <= row.born { NaiveDate::MIN } else { day_in_china(row.valid_from) };
        let to = match row.valid_to {
            Some(end) if row.died != Some(end) => day_in_china(end).pred_opt().unwrap_or(NaiveDate::MIN),
            _ => NaiveDate::MAX,
        };
        if from <= to {
            found.entry(row.org_id).or_default().push(Span { from, to });
        } else {
            found.entry(row.org_id).or_default();
        }
    }
    Ok(found)
}

/// What must be added to the sums by the tree of now. Usually nothing: reorganisations are rare.
pub(crate) async fn corrections(
    db: &impl Db,
    standing: &Standing,
    org: Id,
    span: Span,
) -> Result<Vec<Correction>, Fault> {
    let was = came_or_went(db, org).await?;
    if was.is_empty() {
        return Ok(vec![]);
    }
    let now = standing.below(org);
    // The sum of an organisation holds those below it as well: what differs from its parent is its own difference.
    let touched: HashSet<Id> = standing
        .ids()
        .filter(|id| {
            was.contains_key(id) || standing.parent(*id).is_some_and(|parent| was.contains_key(&parent))
        })
        .collect();
    let mut found = Vec::new();
    for piece in pieces(span, was.values().flatten()) {
        let difference = |id: Id| -> i64 {
            let Some(spans) = was.get(&id) else { return 0 };
            let then = spans.iter().any(|span| span.holds(piece.from));
            i64::from(then) - i64::from(now.contains(&id))
        };
        for id in &touched {
            let times = difference(*id) - standing.parent(*id).map_or(0, difference);
            if times != 0 {
                found.push(Correction { org: *id, span: piece, times });
            }
        }
    }
    Ok(found)
}

/// Cuts the days where somebody came or went.
fn pieces<'a>(span: Span, others: impl Iterator<Item = &'a Span>) -> Vec<Span> {
    let mut starts = BTreeSet::from([span.from]);
    for other in others {
        starts.extend(
            [Some(other.from), other.to.succ_opt()].into_iter().flatten().filter(|day| span.holds(*day)),
        );
    }
    let starts: Vec<NaiveDate> = starts.into_iter().collect();
    let ends = starts.iter().skip(1).map(|next| *next - Days::new(1)).chain([span.to]);
    starts.iter().zip(ends).map(|(from, to)| Span { from: *from, to }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_cut_where_somebody_came_or_went() {
        let day = |n| NaiveDate::from_ymd_opt(2026, 5, n).unwrap();
        let span = |from, to| Span { from: day(from), to: day(to) };
        let moved = [Span { from: NaiveDate::MIN, to: day(9) }, Span { from: day(25), to: NaiveDate::MAX }];
        assert_eq!(pieces(span(1, 20), moved.iter()), [span(1, 9), span(10, 20)]);
        assert_eq!(pieces(span(1, 9), moved.iter()), [span(1, 9)]);
    }
}
