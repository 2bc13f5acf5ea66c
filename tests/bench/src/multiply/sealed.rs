//! What is sealed opens only in its own row, so each copy has it sealed anew.

use lianxin_base::Id;
use lianxin_seal::Keys;
use sea_orm::{ConnectionTrait, Statement, Value};

use super::Work;
use crate::Outcome;

/// Tables with what is sealed in them: as the keys know it, and the column.
const SEALED: [(&str, &[(&str, &str)]); 2] = [
    ("requests", &[("name", "name_sealed"), ("phone", "phone_sealed")]),
    ("sealed_notes", &[("matter", "matter_sealed")]),
];
const PUT: &str = "bench_sealed (source, n, place, sealed)";

pub(super) async fn seal_again(work: &Work, keys: &Keys) -> Outcome<()> {
    let bytes = if work.is_postgres() { "BYTEA" } else { "BLOB" };
    let columns = format!("source UUID NOT NULL, n BIGINT NOT NULL, place TEXT NOT NULL, sealed {bytes}");
    work.run(&format!("CREATE TABLE bench_sealed ({columns}, PRIMARY KEY (source, n, place))")).await?;
    let mut rows: Vec<Value> = Vec::new();
    for (table, of) in SEALED {
        for (name, column) in of {
            for (source, sealed) in originals(work, table, column).await? {
                let plain = keys.open(table, source, name, &sealed)?;
                for n in 1..work.copies {
                    let copy = keys.seal(table, copied(source, n), name, &plain)?;
                    rows.extend([source.into(), i64::from(n).into(), (*column).into(), copy.into()]);
                }
                work.put(PUT, 4, &mut rows, false).await?;
            }
        }
    }
    work.put(PUT, 4, &mut rows, true).await
}

/// Row and sealed value, where there is one.
async fn originals(work: &Work, table: &str, column: &str) -> Outcome<Vec<(Id, Vec<u8>)>> {
    let sql = format!("SELECT id, {column} FROM bench_{table} WHERE {column} IS NOT NULL ORDER BY id");
    let rows = work.db.query_all_raw(Statement::from_string(work.db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// The id of a copy, as `expression.rs` writes it.
fn copied(source: Id, n: u32) -> Id {
    let mut bytes = *source.as_bytes();
    bytes[12..].copy_from_slice(&n.to_be_bytes());
    Id::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::copied;

    #[test]
    fn a_copy_keeps_the_instant_of_its_original() {
        let source = "0199d0a0-0000-7000-8000-0000aabbccdd".parse().expect("an id");
        assert_eq!(copied(source, 255).to_string(), "0199d0a0-0000-7000-8000-0000000000ff");
    }
}
