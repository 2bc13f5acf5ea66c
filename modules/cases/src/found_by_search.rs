//! Check C09: each case can be found by search. The pairs are kept by what is searched for, so asking the store which case has
//! none means reading all of them: fourteen minutes at a million cases. This walks through the cases instead, and looks for
//! one pair of each, the one that comes last in order, where search would look for it.

use std::collections::{BTreeSet, HashMap, HashSet};

use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, Value, placeholders, values};
use lianxin_web::{Checking, County, Found};

use crate::search::grams_of;

/// Cases, and so pairs, in one question: below the limits of bound values on both engines.
const PIECE: i64 = 400;
const SHOWN: usize = 5;

#[derive(FromQueryResult)]
struct Said {
    id: Id,
    number: String,
    title: String,
    place_words: String,
    words: String,
}

#[derive(FromQueryResult, PartialEq, Eq, Hash)]
struct Kept {
    gram: String,
    case_id: Id,
}

pub(crate) fn found_by_search(county: &County) -> Checking<'_> {
    Box::pin(async move {
        let db = county.store.snapshot().await?;
        let mut found = Found { broken: 0, first: Vec::new() };
        let mut after = Id::nil();
        loop {
            let sql =
                "SELECT id, number, title, place_words, words FROM cases WHERE id > $1 ORDER BY id LIMIT $2";
            let some: Vec<Said> = db.rows(sql, values![after, PIECE]).await?;
            let Some(last) = some.last() else { return Ok(found) };
            after = last.id;
            for number in lost(&db, &some).await? {
                found.broken += 1;
                if found.first.len() < SHOWN {
                    found.first.push(number);
                }
            }
        }
    })
}

/// The numbers of those among them, in the order of their ids, that search does not find.
async fn lost(db: &impl Db, cases: &[Said]) -> Result<Vec<String>, Fault> {
    let wanted: HashMap<Id, String> = cases.iter().filter_map(|case| Some((case.id, pair(case)?))).collect();
    let (Some(first), Some(last)) = (cases.first(), cases.last()) else { return Ok(vec![]) };
    let pairs: BTreeSet<&String> = wanted.values().collect();
    if pairs.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!(
        "SELECT gram, case_id FROM case_grams WHERE case_id >= $1 AND case_id <= $2 AND gram IN ({})",
        placeholders(3, pairs.len())
    );
    let mut bound = values![first.id, last.id];
    bound.extend(pairs.into_iter().map(|pair| Value::from(pair.as_str())));
    let kept: HashSet<Kept> = db.rows(&sql, bound).await?.into_iter().collect();
    let is_lost = |case: &&Said| {
        let pair = wanted.get(&case.id);
        pair.is_some_and(|pair| !kept.contains(&Kept { gram: pair.clone(), case_id: case.id }))
    };
    Ok(cases.iter().filter(is_lost).map(|case| case.number.clone()).collect())
}

/// None for what has no words, or whose words are erased.
fn pair(case: &Said) -> Option<String> {
    if case.words.chars().count() <= 3 {
        return None;
    }
    grams_of(&case.title, &case.place_words, &case.words).pop_last()
}
