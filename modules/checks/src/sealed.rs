//! What a person was given and what is sealed: numbers read with their check digit, sealed values open.

use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, Value, values};
use lianxin_seal::CaseNumber;
use lianxin_web::{County, Found};

use crate::store::found;

const AT_ONCE: i64 = 2_000;

/// Table and column of the store, and the name of the column for which the value was sealed.
const SEALED: [(&str, &str, &str); 5] = [
    ("requests", "name_sealed", "name"),
    ("requests", "phone_sealed", "phone"),
    ("persons", "phone_sealed", "phone_sealed"),
    ("persons", "id_number_sealed", "id_number_sealed"),
    ("accounts", "totp_sealed", "totp_sealed"),
];

#[derive(FromQueryResult)]
struct Sealed {
    id: Id,
    sealed: Vec<u8>,
}

pub(crate) async fn opens(county: &County) -> Result<Found, Fault> {
    let mut closed = Vec::new();
    for (table, column, name) in SEALED {
        let sql = format!(
            "SELECT id, {column} AS sealed FROM {table} WHERE id > $1 AND {column} IS NOT NULL ORDER BY id LIMIT {AT_ONCE}"
        );
        let mut after = Id::nil();
        loop {
            let rows: Vec<Sealed> = county.store.reader().rows(&sql, values![after]).await?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            let shut = |row: &&Sealed| county.keys.open(table, row.id, name, &row.sealed).is_err();
            closed.extend(rows.iter().filter(shut).map(|row| format!("{table}:{}", row.id)));
        }
    }
    Ok(found(closed))
}

/// Requests carry the number that people hold in their hands; cases the one that lists show.
pub(crate) async fn numbers(county: &County) -> Result<Found, Fault> {
    let mut wrong = Vec::new();
    for table in ["cases", "requests"] {
        let sql = format!("SELECT number FROM {table} WHERE number > $1 ORDER BY number LIMIT {AT_ONCE}");
        let mut after = String::new();
        loop {
            let page: Vec<String> = county.store.reader().column(&sql, vec![Value::from(&*after)]).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(last);
            wrong.extend(page.into_iter().filter(|number| number.parse::<CaseNumber>().is_err()));
        }
    }
    Ok(found(wrong))
}
