//! Writes a large store: every case of a county that went through the real verbs, many times over. Ids, numbers, links,
//! sums and the sealed chain are the copies' own, so every recount and check must agree as it does on the original.

mod expression;
mod links;
mod numbers;
mod sealed;
mod tables;

use std::time::Instant;

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};

use self::tables::{EMPTY, TABLES, Table};
use crate::Outcome;
use crate::ground::Ground;
use crate::options::Engine;

/// A store about to be multiplied.
pub(crate) struct Work {
    pub db: DatabaseConnection,
    pub engine: Engine,
    pub copies: u32,
}

/// Makes `copies` of every case in place. Answers how many cases there are then.
pub async fn multiply(ground: &Ground, copies: u32) -> Outcome<i64> {
    let began = Instant::now();
    let step = |what: &str| println!("  {:6.1} s {what}", began.elapsed().as_secs_f64());
    let work = Work { db: ground.connect().await?, engine: ground.engine, copies };
    work.prepare().await?;
    work.check_tables().await?;
    let indexes = work.drop_indexes().await?;
    for table in &TABLES {
        work.set_aside(table).await?;
    }
    numbers::number(&work).await?;
    sealed::seal_again(&work, &ground.keys()?).await?;
    links::mark_own_ids(&work).await?;
    step("numbered and sealed");
    for table in &TABLES {
        work.write(table).await?;
        step(table.name);
    }
    work.sums().await?;
    for index in indexes {
        work.run(&index).await?;
    }
    step("indexes");
    work.tidy().await?;
    step("tidied");
    let cases = work.count("cases").await?;
    work.db.close().await?;
    links::seal(ground).await?;
    step("sealed");
    Ok(cases)
}

impl Work {
    pub async fn run(&self, sql: &str) -> Outcome<()> {
        self.db.execute_unprepared(sql).await.map_err(|error| format!("{error}: {sql}"))?;
        Ok(())
    }

    pub fn is_postgres(&self) -> bool {
        self.engine == Engine::Postgres
    }

    pub async fn texts(&self, sql: String) -> Outcome<Vec<String>> {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        let rows = self.db.query_all_raw(statement).await?;
        Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
    }

    /// Writes rows that wait, when there are enough of them or they are the last.
    async fn put(&self, into: &str, width: usize, rows: &mut Vec<Value>, last: bool) -> Outcome<()> {
        const ENOUGH: usize = 6_000;
        while rows.len() >= ENOUGH || (last && !rows.is_empty()) {
            let most = (ENOUGH / width * width).min(rows.len());
            let piece: Vec<Value> = rows.drain(..most).collect();
            let places: Vec<String> = (0..piece.len() / width)
                .map(|row| format!("({})", lianxin_db::placeholders(row * width + 1, width)))
                .collect();
            let sql = format!("INSERT INTO {into} VALUES {}", places.join(","));
            self.db
                .execute_raw(Statement::from_sql_and_values(self.db.get_database_backend(), &sql, piece))
                .await?;
        }
        Ok(())
    }

    async fn count(&self, table: &str) -> Outcome<i64> {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let row = self.db.query_one_raw(Statement::from_string(self.db.get_database_backend(), sql)).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0))
    }

    /// Nobody loses anything if this breaks off: the store has no stamp yet and is made anew.
    async fn prepare(&self) -> Outcome<()> {
        let settings: &[&str] = match self.engine {
            Engine::Sqlite => &[
                "PRAGMA journal_mode = OFF",
                "PRAGMA synchronous = OFF",
                "PRAGMA foreign_keys = OFF",
                "PRAGMA locking_mode = EXCLUSIVE",
                "PRAGMA cache_size = -1000000",
                "PRAGMA temp_store = FILE",
            ],
            Engine::Postgres => &[
                "SET session_replication_role = replica",
                "SET synchronous_commit = off",
                "SET maintenance_work_mem = '1GB'",
                "SET work_mem = '256MB'",
                "SET max_parallel_workers_per_gather = 0",
            ],
        };
        for setting in settings {
            self.run(setting).await?;
        }
        if !self.is_postgres() {
            self.run("CREATE TABLE bench_copies (n INTEGER PRIMARY KEY, tail BLOB, hex TEXT)").await?;
            let sql = format!(
                "INSERT INTO bench_copies WITH RECURSIVE c(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM c WHERE n < {}) \
                 SELECT n, unhex(printf('%08x', n)), printf('%08x', n) FROM c",
                self.copies - 1
            );
            self.run(&sql).await?;
        }
        Ok(())
    }

    /// A table about cases that nobody here knows would make a store that does not hold together.
    async fn check_tables(&self) -> Outcome<()> {
        let sql = if self.is_postgres() {
            "SELECT DISTINCT table_name::text FROM information_schema.columns WHERE column_name = 'case_id' \
             AND table_schema = current_schema()"
        } else {
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' \
             AND c.name = 'case_id'"
        };
        for name in self.texts(sql.into()).await? {
            if EMPTY.contains(&name.as_str()) {
                if self.count(&name).await? > 0 {
                    return Err(format!(
                        "{name} has rows; its place in tests/bench/src/multiply/tables.rs is open"
                    )
                    .into());
                }
            } else if TABLES.iter().all(|table| table.name != name) {
                return Err(format!(
                    "{name} tells of cases; write it down in tests/bench/src/multiply/tables.rs"
                )
                .into());
            }
        }
        Ok(())
    }

    /// Takes the secondary indexes away; answers how to make them again.
    async fn drop_indexes(&self) -> Outcome<Vec<String>> {
        let names: Vec<String> = TABLES.iter().map(|table| format!("'{}'", table.name)).collect();
        let names = names.join(",");
        let (all, made) = if self.is_postgres() {
            let from = format!(
                "FROM pg_indexes WHERE schemaname = current_schema() AND tablename IN ({names}) AND NOT EXISTS \
                 (SELECT 1 FROM pg_constraint c WHERE c.conname = indexname \
                 AND c.connamespace = current_schema()::regnamespace) ORDER BY indexname"
            );
            (format!("SELECT indexname::text {from}"), format!("SELECT indexdef {from}"))
        } else {
            let from = format!(
                "FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({names}) ORDER BY name"
            );
            (format!("SELECT name {from}"), format!("SELECT sql {from}"))
        };
        let make = self.texts(made).await?;
        for index in self.texts(all).await? {
            self.run(&format!("DROP INDEX {index}")).await?;
        }
        Ok(make)
    }

    /// The originals, apart, in order.
    async fn set_aside(&self, table: &Table) -> Outcome<()> {
        let Table { name, order, .. } = table;
        let only = if table.only.is_empty() { String::new() } else { format!("WHERE {}", table.only) };
        self.run(&format!("CREATE TABLE bench_{name} AS SELECT * FROM {name} {only} ORDER BY {order}"))
            .await?;
        self.run(&format!("DELETE FROM {name} {only}")).await
    }

    async fn write(&self, table: &Table) -> Outcome<()> {
        let columns = self.columns(table.name).await?;
        let values: Vec<String> = columns.iter().map(|column| self.expression(table, column)).collect();
        let from = if self.is_postgres() {
            format!(
                "(SELECT b.*, generate_series(0, {}) AS n FROM bench_{} b) s",
                self.copies - 1,
                table.name
            )
        } else {
            format!("bench_{} s CROSS JOIN bench_copies n", table.name)
        };
        let sql = format!(
            "INSERT INTO {} ({}) SELECT {} FROM {from}",
            table.name,
            columns.join(","),
            values.join(",")
        );
        self.run(&sql).await?;
        self.run(&format!("DROP TABLE bench_{}", table.name)).await
    }

    async fn columns(&self, table: &str) -> Outcome<Vec<String>> {
        let sql = if self.is_postgres() {
            format!(
                "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}' \
                 AND table_schema = current_schema() ORDER BY ordinal_position"
            )
        } else {
            format!("SELECT name FROM pragma_table_info('{table}')")
        };
        self.texts(sql).await
    }

    /// Sums of what was copied: as many times as much.
    async fn sums(&self) -> Outcome<()> {
        let copies = self.copies;
        self.run(&format!("UPDATE figures SET value = value * {copies}, total = total * {copies}")).await?;
        self.run(&format!("UPDATE triage_days SET many = many * {copies}")).await
    }

    async fn tidy(&self) -> Outcome<()> {
        self.run("DROP TABLE bench_numbers").await?;
        self.run("DROP TABLE bench_sealed").await?;
        if self.is_postgres() {
            // As the database does by itself after some minutes.
            return self.run("VACUUM ANALYZE").await;
        }
        self.run("DROP TABLE bench_copies").await?;
        self.run("PRAGMA journal_mode = WAL").await
    }
}
