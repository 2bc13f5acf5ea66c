use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lianxin_base::World;
use sea_orm::sqlx::sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, Connection};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::Notify;

use crate::query::patient;
use crate::{Fault, Reader, Tx};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Where a county's store is.
#[derive(Clone, Debug)]
pub enum Place {
    /// `DIR/370114.sqlite`
    File(PathBuf),
    /// A PostgreSQL database and the county's own schema in it (`c370114`).
    Schema { url: String, schema: String, connections: u32 },
}

impl Place {
    pub fn file(dir: &Path, county: &str) -> Self {
        Self::File(dir.join(format!("{county}.sqlite")))
    }
    pub fn schema(url: &str, county: &str) -> Self {
        Self::Schema { url: url.to_owned(), schema: format!("c{county}"), connections: 12 }
    }
}

/// A county's store, open.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    pub(crate) read: DatabaseConnection,
    pub(crate) write: DatabaseConnection,
    world: World,
    changed: Arc<Notify>,
}

const READERS: u32 = 6;
/// Longer than any writer waits for its turn: whoever waits longer waits for a database that froze.
const LONGEST_TURN: Duration = Duration::from_mins(1);
/// A connection that was used a moment ago is still there; to ask it before each statement would double their number.
const QUIET: Duration = Duration::from_secs(1);
/// More than this program has: a statement that fell out of the cache is parsed and planned anew each time.
const STATEMENTS: usize = 600;

impl Store {
    /// Opens the store, making the file or the schema when it is not there.
    pub async fn open(place: &Place, world: World) -> Result<Self, Fault> {
        match place {
            Place::File(path) => Self::open_file(path, world).await,
            Place::Schema { url, schema, connections } => {
                Self::open_schema(url, schema, *connections, world).await
            }
        }
    }

    async fn open_file(path: &Path, world: World) -> Result<Self, Fault> {
        let open = |why: String| Fault::Open { place: path.to_owned(), why };
        if let Some(dir) = path.parent() {
            std::fs::create_dir_all(dir).map_err(|error| open(error.to_string()))?;
        }
        let write = connect(file_options(path, false)).await.map_err(|error| open(error.to_string()))?;
        let read = match connect(file_options(path, true)).await {
            Ok(read) => read,
            Err(error) => {
                // Whoever clears away what could not be opened must not meet somebody who still writes.
                let _ = write.close().await;
                return Err(open(error.to_string()));
            }
        };
        Ok(Self { engine: Engine::Sqlite, read, write, world, changed: Arc::default() })
    }

    async fn open_schema(url: &str, schema: &str, connections: u32, world: World) -> Result<Self, Fault> {
        let open = |why: String| Fault::Open { place: PathBuf::from(schema), why };
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false).acquire_timeout(Duration::from_secs(10));
        let bare = connect(options.clone()).await.map_err(|error| open(error.to_string()))?;
        bare.execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\"")).await?;
        bare.close().await?;
        options
            .max_connections(connections)
            .test_before_acquire_if_idle_for(QUIET)
            .map_sqlx_postgres_opts(|postgres| postgres.statement_cache_capacity(STATEMENTS))
            .set_schema_search_path(format!("\"{schema}\""));
        let conn = connect(options).await.map_err(|error| open(error.to_string()))?;
        Ok(Self { engine: Engine::Postgres, read: conn.clone(), write: conn, world, changed: Arc::default() })
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    /// The only way to write. On SQLite it waits for its turn and holds the file's one write lock from the start
    /// (`BEGIN IMMEDIATE`), so that a transaction never fails half way because another one wrote first.
    pub async fn begin(&self) -> Result<Tx, Fault> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let begun = self.write.begin_with_options(options);
        let inner = patient(Some(LONGEST_TURN), begun).await?;
        Ok(Tx::new(inner, self.world.clone(), self.changed.clone()))
    }

    pub fn reader(&self) -> Reader {
        Reader { conn: self.read.clone() }
    }

    /// Resolves after the next commit of this process.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Finishes what runs and closes the files.
    pub async fn close(self) -> Result<(), Fault> {
        self.read.close().await?;
        self.write.close().await?;
        Ok(())
    }
}

async fn connect(options: ConnectOptions) -> Result<DatabaseConnection, sea_orm::DbErr> {
    Database::connect(options).await
}

/// Where a disk is full or failing, SQLite takes a transaction back by itself. The driver does not notice: its own rollback
/// is refused, it goes on counting one that is open, and what is begun and committed on that connection afterwards never
/// reaches the file. Such a connection is closed and another one opened.
async fn is_clean(conn: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if conn.is_in_transaction() {
        // A rollback that is still on its way is carried out before the answer.
        conn.ping().await?;
    }
    Ok(!conn.is_in_transaction())
}

/// A file that could not be opened for writing is opened for reading instead, without a word, and stays so when it could
/// be written again. Only a write tells, also one that changes nothing; without the table the store is still being made.
async fn can_write(conn: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    const READ_ONLY: u32 = 8;
    let tried = sqlx::query("UPDATE migrations SET module = module WHERE 1 = 0").execute(conn).await;
    let code = tried.as_ref().err().and_then(sqlx::Error::as_database_error).and_then(|error| error.code());
    // The low byte is the kind of an error, the others say more.
    Ok(code.and_then(|code| code.parse::<u32>().ok()).is_none_or(|code| code & 0xff != READ_ONLY))
}

/// WAL with synchronous=FULL: an answer is given only when the change is on the disk.
fn file_options(path: &Path, reading: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    options
        .max_connections(if reading { READERS } else { 1 })
        .min_connections(1)
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(30))
        .test_before_acquire_if_idle_for(QUIET)
        .map_sqlx_sqlite_pool_opts(move |pool| {
            pool.after_release(move |conn, _| {
                Box::pin(async move { Ok(is_clean(conn).await? && (reading || can_write(conn).await?)) })
            })
        })
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(20))
                .statement_cache_capacity(300)
                .pragma("cache_size", "-8000")
                .pragma("mmap_size", "0")
                .pragma("temp_store", "memory");
            if reading { sqlite.pragma("query_only", "on") } else { sqlite }
        });
    options
}
