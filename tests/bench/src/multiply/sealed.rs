//! A sealed name or phone opens only in its own row, so each copy has them sealed anew.

use lianxin_base::Id;
use lianxin_seal::Keys;
use sea_orm::{FromQueryResult, Statement, Value};

use super::Work;
use crate::Outcome;

#[derive(FromQueryResult)]
struct Source {
    id: Id,
    name_sealed: Option<Vec<u8>>,
    phone_sealed: Option<Vec<u8>>,
}

pub(super) async fn seal_again(work: &Work, keys: &Keys) -> Outcome<()> {
    let backend = work.db.get_database_backend();
    let bytes = if work.is_postgres() { "BYTEA" } else { "BLOB" };
    let columns =
        format!("source UUID NOT NULL, n BIGINT NOT NULL, name_sealed {bytes}, phone_sealed {bytes}");
    work.run(&format!("CREATE TABLE bench_sealed ({columns}, PRIMARY KEY (source, n))")).await?;
    let sql = "SELECT id, name_sealed, phone_sealed FROM bench_requests ORDER BY id";
    let sources = Source::find_by_statement(Statement::from_string(backend, sql)).all(&work.db).await?;
    let mut rows: Vec<Value> = Vec::new();
    for source in sources {
        let open = |column: &str, sealed: Option<&[u8]>| {
            sealed.map(|sealed| keys.open("requests", source.id, column, sealed)).transpose()
        };
        let name = open("name", source.name_sealed.as_deref())?;
        let phone = open("phone", source.phone_sealed.as_deref())?;
        for n in 1..work.copies {
            let copy = copied(source.id, n);
            let seal = |column: &str, plain: Option<&str>| {
                plain.map(|plain| keys.seal("requests", copy, column, plain)).transpose()
            };
            let (name, phone) = (seal("name", name.as_deref())?, seal("phone", phone.as_deref())?);
            rows.extend([source.id.into(), i64::from(n).into(), name.into(), phone.into()]);
        }
        work.put("bench_sealed (source, n, name_sealed, phone_sealed)", 4, &mut rows, false).await?;
    }
    work.put("bench_sealed (source, n, name_sealed, phone_sealed)", 4, &mut rows, true).await
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
