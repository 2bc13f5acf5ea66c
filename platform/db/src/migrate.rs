//! Tables are made by SQL files that each module brings along.
//!
//! A file is portable SQL. Where an engine needs a word of its own, the file holds it in a comment that only that
//! engine reads: `/*sqlite: WITHOUT ROWID*/`, `/*postgres: COLLATE "C"*/`.

use sea_orm::FromQueryResult;

use crate::{Db, Engine, Fault, Store, Tx, values};

/// One file.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub name: &'static str,
    pub sql: &'static str,
}

/// All files of one module, in order.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    pub module: &'static str,
    pub files: &'static [Migration],
}

/// `migrations_of!("cases", "0001_cases", "0002_parts")` reads `migrations/0001_cases.sql` … beside `src/`.
#[macro_export]
macro_rules! migrations_of {
    ($module:literal, $($name:literal),+ $(,)?) => {
        $crate::Migrations {
            module: $module,
            files: &[$($crate::Migration {
                name: $name,
                sql: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $name, ".sql")),
            }),+],
        }
    };
}

/// A migration that a store has had, and what it said then.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Applied {
    pub module: String,
    pub name: String,
    pub digest: String,
}

impl Store {
    /// Brings the tables up to date, all or nothing; several programs may start at once.
    pub async fn migrate(&self, modules: &[Migrations]) -> Result<(), Fault> {
        self.apply_all(modules, |_, _| true).await
    }

    /// Makes the tables of a store that has had exactly these migrations: a backup of an older program. The rest follow
    /// when it is opened.
    pub async fn migrate_as(&self, modules: &[Migrations], like: &[Applied]) -> Result<(), Fault> {
        for applied in like {
            let module = modules.iter().find(|own| own.module == applied.module);
            let file = module.and_then(|module| module.files.iter().find(|file| file.name == applied.name));
            if file.is_none_or(|file| fingerprint(file.sql) != applied.digest) {
                let Applied { module, name, .. } = applied.clone();
                return Err(Fault::Changed { module, name });
            }
        }
        self.apply_all(modules, |module, name| {
            like.iter().any(|applied| applied.module == module && applied.name == name)
        })
        .await
    }

    async fn apply_all(
        &self,
        modules: &[Migrations],
        wanted: impl Fn(&str, &str) -> bool,
    ) -> Result<(), Fault> {
        let tx = self.begin().await?;
        if self.engine() == Engine::Postgres {
            // Two servers that start together must not both make the tables.
            tx.script("SELECT pg_advisory_xact_lock(hashtext(current_schema()), 1)").await?;
        }
        tx.script(
            "CREATE TABLE IF NOT EXISTS migrations (module TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, \
             at TIMESTAMPTZ NOT NULL, PRIMARY KEY (module, name))",
        )
        .await?;
        for module in modules {
            apply(&tx, self.engine(), module, &wanted).await?;
        }
        tx.commit().await
    }
}

async fn apply(
    tx: &Tx,
    engine: Engine,
    module: &Migrations,
    wanted: impl Fn(&str, &str) -> bool,
) -> Result<(), Fault> {
    let sql = "SELECT module, name, digest FROM migrations WHERE module = $1";
    let applied: Vec<Applied> = tx.rows(sql, values![module.module]).await?;
    for file in module.files.iter().filter(|file| wanted(module.module, file.name)) {
        let digest = fingerprint(file.sql);
        match applied.iter().find(|row| row.name == file.name) {
            Some(row) if row.digest == digest => {}
            Some(_) => return Err(Fault::Changed { module: module.module.into(), name: file.name.into() }),
            None => {
                let failed = |error: Fault| Fault::Migration {
                    module: module.module.into(),
                    name: file.name.into(),
                    why: error.to_string(),
                };
                tx.script(&for_engine(file.sql, engine)).await.map_err(failed)?;
                let insert = "INSERT INTO migrations (module, name, digest, at) VALUES ($1, $2, $3, $4)";
                tx.run(insert, values![module.module, file.name, digest, tx.now()]).await?;
            }
        }
    }
    Ok(())
}

/// FNV-1a over the text without carriage returns: it notices an edit, it guards against nobody.
fn fingerprint(sql: &str) -> String {
    let hash = sql.bytes().filter(|byte| *byte != b'\r').fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn for_engine(sql: &str, engine: Engine) -> String {
    let word = match engine {
        Engine::Sqlite => "/*sqlite:",
        Engine::Postgres => "/*postgres:",
    };
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(start) = rest.find(word) {
        out.push_str(&rest[..start]);
        let inner = &rest[start + word.len()..];
        let Some(end) = inner.find("*/") else { break };
        out.push_str(&inner[..end]);
        rest = &inner[end + 2..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_reads_only_its_own_words() {
        let sql = "CREATE TABLE a (b TEXT /*postgres: COLLATE \"C\"*/) /*sqlite: WITHOUT ROWID*/;";
        assert_eq!(
            for_engine(sql, Engine::Sqlite),
            "CREATE TABLE a (b TEXT /*postgres: COLLATE \"C\"*/)  WITHOUT ROWID;"
        );
        assert_eq!(
            for_engine(sql, Engine::Postgres),
            "CREATE TABLE a (b TEXT  COLLATE \"C\") /*sqlite: WITHOUT ROWID*/;"
        );
    }
}
