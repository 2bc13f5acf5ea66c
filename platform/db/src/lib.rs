//! One county, one store: a SQLite file or a PostgreSQL schema, and the same SQL for both.
//!
//! ```text
//! Store::open(place, world) -> Store     the county's store
//! store.migrate(&[...])                  brings the tables up to date
//! store.begin() -> Tx                    the only way to write; one writer at a time on SQLite
//! store.reader() -> Reader               reads that can never write
//! store.snapshot() -> Snapshot           reads of one instant
//! db.rows("SELECT ... WHERE id = $1", values![id])
//! ```

mod copy;
mod fault;
mod migrate;
mod query;
mod snapshot;
mod store;

pub use copy::{CopyIn, CopyOut, Head, Table, applied_to, head_of, rows_of, tables_of};
pub use fault::Fault;
pub use migrate::{Applied, Migration, Migrations};
pub use query::{Db, Reader, Tx, placeholders};
pub use sea_orm::{FromQueryResult, Value};
pub use snapshot::Snapshot;
pub use store::{Engine, Place, Store};

/// Values for the placeholders `$1`, `$2` … of a statement.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}
