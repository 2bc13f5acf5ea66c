//! A county's store as it stands at one instant, copied out while it goes on, and taken in again elsewhere.
//!
//! SQLite gives a file (`VACUUM INTO`, from one snapshot, without free pages). PostgreSQL gives the rows of each table as
//! text of COPY, from one REPEATABLE READ transaction: text is what every version reads, and no client program of the
//! right version has to be there. Tables are made by the migrations, not copied.

use std::collections::BTreeMap;
use std::path::Path;

use futures_util::TryStreamExt;
use sea_orm::sqlx::{self, Postgres, pool::PoolConnection};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, RuntimeErr};

use crate::migrate::Applied;
use crate::{Db, Engine, Fault, Migrations, Place, Store, values};

/// One table and its columns in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
}

impl Table {
    fn list(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|column| format!("\"{column}\"")).collect();
        format!("\"{}\" ({})", self.name, columns.join(", "))
    }
}

/// The last link of the chain: number and hash.
pub type Head = Option<(i64, Vec<u8>)>;

pub async fn tables_of(db: &impl Db) -> Result<Vec<Table>, Fault> {
    #[derive(FromQueryResult)]
    struct Column {
        name: String,
        in_table: String,
    }
    let sql = if db.is_postgres() {
        "SELECT CAST(c.column_name AS TEXT) AS name, CAST(c.table_name AS TEXT) AS in_table FROM information_schema.columns c \
         JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
         WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position"
    } else {
        "SELECT c.name AS name, t.name AS in_table FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY t.name, c.cid"
    };
    let mut tables: Vec<Table> = Vec::new();
    for column in db.rows::<Column>(sql, values![]).await? {
        match tables.last_mut().filter(|table| table.name == column.in_table) {
            Some(table) => table.columns.push(column.name),
            None => tables.push(Table { name: column.in_table, columns: vec![column.name] }),
        }
    }
    Ok(tables)
}

/// How many rows each table has.
pub async fn rows_of(db: &impl Db, tables: &[Table]) -> Result<BTreeMap<String, i64>, Fault> {
    let mut rows = BTreeMap::new();
    for table in tables {
        let many = db.count(&format!("SELECT COUNT(*) FROM \"{}\"", table.name), values![]).await?;
        rows.insert(table.name.clone(), many);
    }
    Ok(rows)
}

pub async fn head_of(db: &impl Db) -> Result<Head, Fault> {
    #[derive(FromQueryResult)]
    struct Link {
        seq: i64,
        hash: Vec<u8>,
    }
    let link: Option<Link> =
        db.row("SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1", values![]).await?;
    Ok(link.map(|link| (link.seq, link.hash)))
}

/// The migrations that a store has had.
pub async fn applied_to(db: &impl Db) -> Result<Vec<Applied>, Fault> {
    db.rows("SELECT module, name, digest FROM migrations ORDER BY module, name", values![]).await
}

fn copying(error: sqlx::Error) -> Fault {
    Fault::Sql(DbErr::Query(RuntimeErr::SqlxError(error.into())))
}

impl Store {
    /// Writes the whole store into a new file (SQLite). Writers go on meanwhile.
    pub async fn copy_into(&self, file: &Path) -> Result<(), Fault> {
        let path = file.display().to_string().replace('\'', "''");
        self.write.execute_unprepared(&format!("VACUUM INTO '{path}'")).await?;
        Ok(())
    }

    /// Begins to copy out (PostgreSQL).
    pub async fn copy_out(&self) -> Result<CopyOut, Fault> {
        let mut conn = self.read.get_postgres_connection_pool().acquire().await.map_err(copying)?;
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SELECT COUNT(*) FROM migrations";
        sqlx::raw_sql(begin).execute(&mut *conn).await.map_err(copying)?;
        Ok(CopyOut { conn })
    }

    /// Makes the tables as another store had them, without rows, keys and indexes, to be filled by [`CopyIn`].
    pub async fn copy_in(&self, modules: &[Migrations], applied: &[Applied]) -> Result<CopyIn, Fault> {
        self.migrate_as(modules, applied).await?;
        let mut later = Vec::new();
        let constraints: Vec<Made> = self.reader().rows(CONSTRAINTS, values![]).await?;
        let indexes: Vec<Made> = self.reader().rows(INDEXES, values![]).await?;
        for made in constraints.iter().chain(&indexes) {
            self.write.execute_unprepared(&made.undo).await?;
        }
        // Keys and indexes before the references to them.
        later.extend(constraints.iter().rev().filter(|made| !made.refers).map(|made| made.again.clone()));
        later.extend(indexes.iter().map(|made| made.again.clone()));
        later.extend(constraints.iter().filter(|made| made.refers).map(|made| made.again.clone()));
        for table in tables_of(&self.reader()).await? {
            self.write.execute_unprepared(&format!("TRUNCATE \"{}\"", table.name)).await?;
        }
        let conn = self.write.get_postgres_connection_pool().acquire().await.map_err(copying)?;
        Ok(CopyIn { conn, later })
    }
}

/// What stands on a table, how it is taken away and how it is made again.
#[derive(FromQueryResult)]
struct Made {
    undo: String,
    again: String,
    refers: bool,
}

const CONSTRAINTS: &str = "SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', c.relname, k.conname) AS undo, \
    format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) AS again, \
    k.contype = 'f' AS refers FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND k.contype IN ('f', 'p', 'u') \
    ORDER BY k.contype = 'f' DESC, k.conname";
const INDEXES: &str = "SELECT format('DROP INDEX %I', i.relname) AS undo, pg_get_indexdef(i.oid) AS again, FALSE AS refers \
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace \
    WHERE n.nspname = current_schema() AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.oid)";

/// Rows leave table by table, all of one instant.
pub struct CopyOut {
    conn: PoolConnection<Postgres>,
}

impl CopyOut {
    /// The rows of one table in pieces of some megabytes, each to `give`. Answers how many rows there were.
    pub async fn table<E: From<Fault>>(
        &mut self,
        table: &Table,
        mut give: impl AsyncFnMut(Vec<u8>) -> Result<(), E>,
    ) -> Result<i64, E> {
        const PIECE: usize = 4 * 1024 * 1024;
        let statement = format!("COPY {} TO STDOUT", table.list());
        let mut stream = self.conn.copy_out_raw(&statement).await.map_err(copying)?;
        let (mut piece, mut rows) = (Vec::new(), 0);
        while let Some(bytes) = stream.try_next().await.map_err(copying)? {
            // Line feeds inside a value are written as \n: each that is seen ends a row.
            rows += bytes.split(|byte| *byte == b'\n').count() as i64 - 1;
            piece.extend_from_slice(&bytes);
            if piece.len() >= PIECE {
                give(std::mem::take(&mut piece)).await?;
            }
        }
        if !piece.is_empty() {
            give(piece).await?;
        }
        Ok(rows)
    }

    /// The head of the chain at the instant of the copy.
    pub async fn head(&mut self) -> Result<Head, Fault> {
        let sql = "COPY (SELECT seq, encode(hash, 'hex') FROM chain ORDER BY seq DESC LIMIT 1) TO STDOUT";
        let mut stream = self.conn.copy_out_raw(sql).await.map_err(copying)?;
        let mut line = Vec::new();
        while let Some(bytes) = stream.try_next().await.map_err(copying)? {
            line.extend_from_slice(&bytes);
        }
        let line = String::from_utf8_lossy(&line);
        let Some((seq, hash)) = line.trim().split_once('\t') else { return Ok(None) };
        let pairs = hash.as_bytes().chunks(2);
        let bytes = pairs.filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        Ok(seq.parse().ok().map(|seq| (seq, bytes.collect())))
    }

    pub async fn end(mut self) -> Result<(), Fault> {
        sqlx::raw_sql("COMMIT").execute(&mut *self.conn).await.map_err(copying)?;
        Ok(())
    }
}

/// Rows come in table by table; keys and indexes are made when all are there, which is several times as fast.
pub struct CopyIn {
    conn: PoolConnection<Postgres>,
    later: Vec<String>,
}

impl CopyIn {
    /// Takes one table's pieces until `next` has no more.
    pub async fn table<E: From<Fault>>(
        &mut self,
        table: &Table,
        mut next: impl AsyncFnMut() -> Result<Option<Vec<u8>>, E>,
    ) -> Result<i64, E> {
        let statement = format!("COPY {} FROM STDIN", table.list());
        let mut copy = self.conn.copy_in_raw(&statement).await.map_err(copying)?;
        while let Some(piece) = next().await? {
            copy.send(piece).await.map_err(copying)?;
        }
        let rows = copy.finish().await.map_err(copying)?;
        Ok(i64::try_from(rows).unwrap_or(i64::MAX))
    }

    /// Makes keys, indexes and references; each proves the rows once more.
    pub async fn end(mut self) -> Result<(), Fault> {
        sqlx::raw_sql("SET maintenance_work_mem = '512MB'")
            .execute(&mut *self.conn)
            .await
            .map_err(copying)?;
        for statement in &self.later {
            let statement = sqlx::AssertSqlSafe(statement.clone());
            sqlx::raw_sql(statement).execute(&mut *self.conn).await.map_err(copying)?;
        }
        let last = "RESET maintenance_work_mem; ANALYZE";
        sqlx::raw_sql(last).execute(&mut *self.conn).await.map_err(copying)?;
        Ok(())
    }
}

impl Place {
    /// The engine behind this place.
    pub fn engine(&self) -> Engine {
        match self {
            Self::File(_) => Engine::Sqlite,
            Self::Schema { .. } => Engine::Postgres,
        }
    }
}
