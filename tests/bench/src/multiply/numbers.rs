//! Every copy has a number of its own, counted by day as the program counts.

use std::collections::HashMap;

use lianxin_base::{Id, Time, day_in_china};
use lianxin_seal::CaseNumber;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};

use super::Work;
use crate::Outcome;

#[derive(FromQueryResult)]
struct Source {
    id: Id,
    registered_at: Time,
}

const AT_ONCE: usize = 2_000;

pub(super) async fn number(work: &Work) -> Outcome<()> {
    let backend = work.db.get_database_backend();
    let (id, text) = if work.is_postgres() { ("UUID", "TEXT") } else { ("BLOB", "TEXT") };
    work.run(&format!(
        "CREATE TABLE bench_numbers (source {id} NOT NULL, n BIGINT NOT NULL, number {text} NOT NULL, \
         PRIMARY KEY (source, n))"
    ))
    .await?;
    let sql = "SELECT id, registered_at FROM bench_cases ORDER BY id";
    let sources = Source::find_by_statement(Statement::from_string(backend, sql)).all(&work.db).await?;
    let mut days = HashMap::new();
    let mut rows: Vec<Value> = Vec::with_capacity(AT_ONCE * 3);
    for source in sources {
        let day = day_in_china(source.registered_at);
        for n in 0..work.copies {
            let serial: &mut u32 = days.entry(day).or_default();
            *serial += 1;
            let number = CaseNumber::new(day, *serial).ok_or("a day without numbers")?;
            rows.extend([source.id.into(), i64::from(n).into(), number.to_string().into()]);
            if rows.len() >= AT_ONCE * 3 {
                put(work, std::mem::take(&mut rows)).await?;
            }
        }
    }
    put(work, rows).await
}

async fn put(work: &Work, rows: Vec<Value>) -> Outcome<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let places: Vec<String> =
        (0..rows.len() / 3).map(|row| format!("({})", lianxin_db::placeholders(row * 3 + 1, 3))).collect();
    let sql = format!("INSERT INTO bench_numbers (source, n, number) VALUES {}", places.join(","));
    let backend = work.db.get_database_backend();
    work.db.execute_raw(Statement::from_sql_and_values(backend, &sql, rows)).await?;
    Ok(())
}
