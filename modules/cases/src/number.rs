//! Running numbers of a day. Kept in memory, not in a row that every new case would wait for; the unique number in
//! the table is the judge when two servers count at once.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::NaiveDate;
use lianxin_access::Done;
use lianxin_db::{Db, values};
use lianxin_seal::CaseNumber;

use crate::Act;

#[derive(Default)]
struct Serials(Mutex<HashMap<NaiveDate, u32>>);

pub(crate) async fn next_serial(act: Act<'_>, day: NaiveDate) -> Done<u32> {
    let serials = act.county.shelf.get_or_insert(Serials::default);
    if let Some(next) = bump(&serials.0, day) {
        return Ok(next);
    }
    let last = last_in_table(act, day).await?;
    if let Ok(mut days) = serials.0.lock() {
        let kept = days.entry(day).or_insert(last);
        *kept = (*kept).max(last) + 1;
        return Ok(*kept);
    }
    Ok(last + 1)
}

fn bump(serials: &Mutex<HashMap<NaiveDate, u32>>, day: NaiveDate) -> Option<u32> {
    let mut days = serials.lock().ok()?;
    let next = days.get_mut(&day)?;
    *next += 1;
    Some(*next)
}

/// After a number was taken by another server: read the table again next time.
pub fn forget_serials(county: &lianxin_web::County) {
    if let Ok(mut days) = county.shelf.get_or_insert(Serials::default).0.lock() {
        days.clear();
    }
}

async fn last_in_table(act: Act<'_>, day: NaiveDate) -> Done<u32> {
    let Some(first) = CaseNumber::new(day, 1) else { return Ok(0) };
    let first = first.to_string();
    let prefix = first.get(..8).unwrap_or_default();
    // Numbers of more than four digits are longer and sort by length first.
    let sql = "SELECT number FROM cases WHERE number > $1 AND number < $2 ORDER BY LENGTH(number) DESC, number DESC LIMIT 1";
    let last: Option<String> = act.tx.value(sql, values![prefix, format!("{prefix}:")]).await?;
    Ok(last.and_then(|number| number.parse::<CaseNumber>().ok()).map_or(0, |number| number.serial()))
}
