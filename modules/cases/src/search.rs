//! Search over text, number and place: single characters and pairs of characters, written in the transaction.
//! Dictionary cutting loses words (村口路灯不亮 must be found by 路灯); pairs do not.

use std::collections::BTreeSet;

use lianxin_base::Id;
use lianxin_db::{Db, Fault, Tx, values};
use lianxin_seal::mask_in_text;

use crate::Case;
use crate::reach::is_reached;

/// Words longer than this are not all indexed: the first part of a letter says what it is about.
const INDEXED: usize = 600;

pub(crate) async fn index(tx: &Tx, case: &Case) -> Result<(), Fault> {
    let mut rows = Vec::new();
    for gram in grams_of(&case.title, &case.place_words, &case.words) {
        rows.extend(values![gram, case.id]);
    }
    tx.insert_all("INSERT INTO case_grams (gram, case_id)", 2, rows, "ON CONFLICT DO NOTHING").await
}

/// What a case is found by. Numbers of phones and people are masked first, or search would find people by their numbers.
pub(crate) fn grams_of(title: &str, place_words: &str, words: &str) -> BTreeSet<String> {
    grams(&mask_in_text(&format!("{title} {place_words} {words}")))
}

/// Characters and pairs of neighbouring characters, letters in lower case.
pub fn grams(text: &str) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    let mut before: Option<char> = None;
    for c in text.chars().take(INDEXED).flat_map(char::to_lowercase) {
        if !c.is_alphanumeric() {
            before = None;
            continue;
        }
        // A single Latin letter or digit finds everything and helps nobody.
        if !c.is_ascii() {
            grams.insert(c.to_string());
        }
        if let Some(before) = before {
            grams.insert([before, c].iter().collect());
        }
        before = Some(c);
    }
    grams
}

/// The newest cases within reach whose text holds all the words; at most `most`.
///
/// Looks from the rarest pair, newest first, and gives up after a bounded number of candidates, so that a search
/// costs the same in a large county. `true` beside the ids: there may be older ones.
pub async fn search(db: &impl Db, org: Id, words: &str, most: i64) -> Result<(Vec<Id>, bool), Fault> {
    const CANDIDATES: i64 = 4_000;
    let mut wanted: Vec<String> = grams(words).into_iter().collect();
    if wanted.is_empty() {
        return Ok((vec![], false));
    }
    // A pair says more than a character; with pairs the characters are implied.
    if wanted.iter().any(|gram| gram.chars().count() == 2) {
        let singles = words.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() == 1);
        let keep: BTreeSet<String> = singles.map(str::to_lowercase).collect();
        wanted.retain(|gram| gram.chars().count() == 2 || keep.contains(gram));
    }
    wanted.truncate(8);
    let (first, many, rest) = rarest_first(db, wanted).await?;
    let reached = if many < ENOUGH {
        is_reached("$3", "f.case_id")
    } else {
        "EXISTS (SELECT 1 FROM case_reach r WHERE r.unit_id = $3 AND r.case_id = f.case_id)".to_owned()
    };
    let mut sql = format!(
        "SELECT f.case_id FROM (SELECT case_id FROM case_grams WHERE gram = $1 ORDER BY case_id DESC LIMIT $2) f \
         WHERE {reached}"
    );
    let mut values = values![first, CANDIDATES, org];
    for gram in rest {
        values.push(gram.into());
        let place = values.len();
        sql.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM case_grams g WHERE g.gram = ${place} AND g.case_id = f.case_id)"
        ));
    }
    values.push((most + 1).into());
    sql.push_str(&format!(" ORDER BY f.case_id DESC LIMIT ${}", values.len()));
    let mut ids: Vec<Id> = db.column(&sql, values).await?;
    let more = ids.len() as i64 > most;
    ids.truncate(usize::try_from(most).unwrap_or(0));
    Ok((ids, more))
}

/// How far cases of a gram are counted.
const ENOUGH: i64 = 500;

/// Which gram has the fewest cases, how many as far as it matters, and the others.
async fn rarest_first(db: &impl Db, mut wanted: Vec<String>) -> Result<(String, i64, Vec<String>), Fault> {
    let mut best = (0, i64::MAX);
    for (at, gram) in wanted.iter().enumerate() {
        let sql = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM case_grams WHERE gram = $1 LIMIT $2) s";
        let many = db.count(sql, values![gram.as_str(), ENOUGH]).await?;
        if many < best.1 {
            best = (at, many);
        }
    }
    let first = wanted.swap_remove(best.0);
    Ok((first, best.1, wanted))
}

#[cfg(test)]
mod tests {
    use super::grams;

    #[test]
    fn pairs_find_words_that_cutting_loses() {
        let found = grams("村口路灯不亮");
        assert!(found.contains("路灯") && found.contains("灯") && found.contains("不亮"));
        assert!(!grams("电话 138").contains("1"));
    }
}
