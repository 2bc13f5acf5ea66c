//! Every copy has a number of its own, counted by day as the program counts.

use std::collections::HashMap;

use lianxin_base::{Id, Time, day_in_china};
use lianxin_seal::CaseNumber;
use sea_orm::{FromQueryResult, Statement, Value};

use super::Work;
use crate::Outcome;

#[derive(FromQueryResult)]
struct Source {
    id: Id,
    registered_at: Time,
}

pub(super) async fn number(work: &Work) -> Outcome<()> {
    let backend = work.db.get_database_backend();
    // The type of the ids themselves: SQLite uses an index only between columns that compare alike.
    work.run(
        "CREATE TABLE bench_numbers (source UUID NOT NULL, n BIGINT NOT NULL, number TEXT NOT NULL, \
         PRIMARY KEY (source, n))",
    )
    .await?;
    let sql = "SELECT id, registered_at FROM bench_cases ORDER BY id";
    let sources = Source::find_by_statement(Statement::from_string(backend, sql)).all(&work.db).await?;
    let mut days = HashMap::new();
    let mut rows: Vec<Value> = Vec::new();
    for source in sources {
        let day = day_in_china(source.registered_at);
        for n in 0..work.copies {
            let serial: &mut u32 = days.entry(day).or_default();
            *serial += 1;
            let number = CaseNumber::new(day, *serial).ok_or("a day without numbers")?;
            rows.extend([source.id.into(), i64::from(n).into(), number.to_string().into()]);
        }
        work.put("bench_numbers (source, n, number)", 3, &mut rows, false).await?;
    }
    work.put("bench_numbers (source, n, number)", 3, &mut rows, true).await
}
