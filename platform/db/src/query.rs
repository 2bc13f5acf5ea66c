use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use lianxin_base::{Id, Time, World};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, FromQueryResult, QueryResult,
    RuntimeErr, Statement, TryGetable, Value,
};
use tokio::sync::Notify;

use crate::Fault;

/// Where a statement can be sent: inside a transaction ([`Tx`]) or outside ([`Reader`]).
pub trait Db: Send + Sync {
    type Conn: ConnectionTrait;

    fn conn(&self) -> &Self::Conn;

    /// How long an answer may take; none where hours are in order: a check of everything, a migration.
    fn patience(&self) -> Option<Duration> {
        None
    }

    fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        Statement::from_sql_and_values(self.conn().get_database_backend(), sql, values)
    }

    fn is_postgres(&self) -> bool {
        self.conn().get_database_backend() == sea_orm::DbBackend::Postgres
    }

    /// All rows of a query.
    fn rows<T: FromQueryResult + Send>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<T>, Fault>> + Send {
        let statement = self.statement(sql, values);
        async move {
            let rows = patient(self.patience(), self.conn().query_all_raw(statement)).await?;
            rows.iter()
                .map(|row| T::from_query_result(row, ""))
                .collect::<Result<_, _>>()
                .map_err(Fault::from)
        }
    }

    /// The first row, if there is one.
    fn row<T: FromQueryResult + Send>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Option<T>, Fault>> + Send {
        let statement = self.statement(sql, values);
        async move {
            let row = patient(self.patience(), self.conn().query_one_raw(statement)).await?;
            row.map(|row| T::from_query_result(&row, "")).transpose().map_err(Fault::from)
        }
    }

    /// The first column of the first row, if there is one.
    fn value<T: TryGetable + Send>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Option<T>, Fault>> + Send {
        let statement = self.statement(sql, values);
        async move {
            let row = patient(self.patience(), self.conn().query_one_raw(statement)).await?;
            row.map(|row| row.try_get_by_index(0)).transpose().map_err(Fault::from)
        }
    }

    /// The first column of all rows.
    fn column<T: TryGetable + Send>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<T>, Fault>> + Send {
        let statement = self.statement(sql, values);
        async move {
            let rows = patient(self.patience(), self.conn().query_all_raw(statement)).await?;
            rows.iter()
                .map(|row: &QueryResult| row.try_get_by_index(0))
                .collect::<Result<_, _>>()
                .map_err(Fault::from)
        }
    }

    /// The rows of a query over many ids, asked in pieces that every database takes; each piece as the query orders it.
    /// `sql` is told where the ids stand: `WHERE id IN ({ids})`.
    fn rows_among<T: FromQueryResult + Send>(
        &self,
        ids: &[Id],
        sql: impl Fn(&str) -> String + Send,
    ) -> impl Future<Output = Result<Vec<T>, Fault>> + Send {
        const PIECE: usize = 500;
        async move {
            let mut rows = Vec::new();
            for some in ids.chunks(PIECE) {
                let bound = some.iter().map(|id| Value::from(*id)).collect();
                rows.extend(self.rows::<T>(&sql(&placeholders(1, some.len())), bound).await?);
            }
            Ok(rows)
        }
    }

    /// How many rows a count finds.
    fn count(&self, sql: &str, values: Vec<Value>) -> impl Future<Output = Result<i64, Fault>> + Send {
        async move { Ok(self.value::<i64>(sql, values).await?.unwrap_or(0)) }
    }
}

/// Reads that never write.
#[derive(Clone)]
pub struct Reader {
    pub(crate) conn: DatabaseConnection,
}

impl Db for Reader {
    type Conn = DatabaseConnection;
    fn conn(&self) -> &DatabaseConnection {
        &self.conn
    }
    /// Pages are read so. A database that froze keeps its connections open and never answers.
    fn patience(&self) -> Option<Duration> {
        Some(Duration::from_secs(30))
    }
}

pub(crate) async fn patient<T>(
    longest: Option<Duration>,
    asking: impl Future<Output = Result<T, DbErr>>,
) -> Result<T, DbErr> {
    let Some(longest) = longest else { return asking.await };
    tokio::time::timeout(longest, asking).await.unwrap_or_else(|_| {
        let why = format!("no answer within {} seconds: timed out", longest.as_secs());
        Err(DbErr::Conn(RuntimeErr::Internal(why)))
    })
}

/// One transaction, with the instant at which it happens. Dropped without [`Tx::commit`], it never was.
pub struct Tx {
    pub(crate) inner: DatabaseTransaction,
    pub(crate) world: World,
    pub(crate) changed: Arc<Notify>,
    now: Time,
}

impl Db for Tx {
    type Conn = DatabaseTransaction;
    fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

impl Tx {
    pub(crate) fn new(inner: DatabaseTransaction, world: World, changed: Arc<Notify>) -> Self {
        let now = world.now();
        Self { inner, world, changed, now }
    }

    /// The instant of everything in this transaction.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Lets one transaction play several instants: made-up years and imports only.
    pub fn move_to(&mut self, at: Time) {
        self.now = at;
    }

    /// A new id at [`Tx::now`].
    pub fn id(&self) -> Id {
        self.world.id_at(self.now)
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    /// Writes; answers how many rows it touched.
    pub async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64, Fault> {
        Ok(self.inner.execute_raw(self.statement(sql, values)).await?.rows_affected())
    }

    /// Several statements without values (migrations, test data).
    pub async fn script(&self, sql: &str) -> Result<(), Fault> {
        self.inner.execute_unprepared(sql).await?;
        Ok(())
    }

    /// Writes rows in as few statements as there are bits in their number: `INSERT INTO table (columns) VALUES (..), (..)`
    /// plus `tail` (`ON CONFLICT DO NOTHING`).
    pub async fn insert_all(
        &self,
        head: &str,
        width: usize,
        values: Vec<Value>,
        tail: &str,
    ) -> Result<(), Fault> {
        let width = width.max(1);
        let mut left = values.len() / width;
        let mut values = values.into_iter();
        while left > 0 {
            let rows = piece(left);
            let bound = values.by_ref().take(rows * width).collect();
            self.run(&format!("{head} VALUES {} {tail}", self.tuples(rows, width)), bound).await?;
            left -= rows;
        }
        Ok(())
    }

    /// `(..), (..)`. SQLite looks for a numbered parameter among all before it, so a long list takes the square of its
    /// length; parameters without a number come in order by themselves.
    fn tuples(&self, rows: usize, width: usize) -> String {
        let tuple = |row: usize| match self.is_postgres() {
            true => format!("({})", placeholders(row * width + 1, width)),
            false => format!("({})", vec!["?"; width].join(",")),
        };
        (0..rows).map(tuple).collect::<Vec<_>>().join(",")
    }

    /// Makes it so, durably, and wakes whoever waits for news.
    pub async fn commit(self) -> Result<(), Fault> {
        self.inner.commit().await?;
        self.changed.notify_waiters();
        Ok(())
    }

    pub async fn rollback(self) -> Result<(), Fault> {
        Ok(self.inner.rollback().await?)
    }
}

/// How many rows go into the next statement: a power of two, 256 at most. So a table has nine statements and no more, and
/// the database knows each of them already; a text for every number of rows would be parsed anew each time.
fn piece(left: usize) -> usize {
    const MOST: usize = 256;
    match left.checked_ilog2() {
        Some(log) => (1 << log).min(MOST),
        None => 0,
    }
}

/// `$3,$4,$5` for three values from the third on.
pub fn placeholders(from: usize, many: usize) -> String {
    (from..from + many).map(|n| format!("${n}")).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::piece;

    #[test]
    fn rows_go_in_pieces_that_the_database_knows() {
        let pieces = |mut left: usize| {
            std::iter::from_fn(move || (left > 0).then(|| (piece(left), left -= piece(left)).0))
                .collect::<Vec<_>>()
        };
        assert_eq!(pieces(0), Vec::<usize>::new());
        assert_eq!(pieces(107), [64, 32, 8, 2, 1]);
        assert_eq!(pieces(600), [256, 256, 64, 16, 8]);
    }
}
