//! What the database says of itself.

use lianxin_db::{Db, Engine, Fault, values};
use lianxin_web::{County, Found};

/// SQLite walks its own pages and foreign keys; PostgreSQL keeps pages by checksums and tells what is not valid.
pub(crate) async fn sound(county: &County) -> Result<Found, Fault> {
    let reader = county.store.snapshot().await?;
    match county.store.engine() {
        Engine::Sqlite => {
            let mut said: Vec<String> = reader.column("PRAGMA quick_check(20)", values![]).await?;
            said.retain(|line| line != "ok");
            let strays: Vec<String> = reader.column("PRAGMA foreign_key_check", values![]).await?;
            Ok(found(said.into_iter().chain(strays).collect()))
        }
        Engine::Postgres => {
            let sql = "SELECT CAST(c.relname AS TEXT) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
                       JOIN pg_namespace n ON n.oid = c.relnamespace \
                       WHERE n.nspname = current_schema() AND NOT (i.indisvalid AND i.indisready) \
                       UNION SELECT CAST(k.conname AS TEXT) FROM pg_constraint k \
                       JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname = current_schema() AND NOT k.convalidated";
            Ok(found(reader.column(sql, values![]).await?))
        }
    }
}

pub(crate) fn found(all: Vec<String>) -> Found {
    const SHOWN: usize = 5;
    let broken = i64::try_from(all.len()).unwrap_or(i64::MAX);
    Found { broken, first: all.into_iter().take(SHOWN).collect() }
}
