use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, IsolationLevel, TransactionOptions, TransactionTrait,
};

use crate::{Db, Engine, Fault, Store};

/// Reads of one instant: what is committed meanwhile is not seen. For whatever compares several tables while a county
/// goes on working: checks, the chain, a backup. It holds nobody up; ends when it is dropped.
pub struct Snapshot {
    inner: DatabaseTransaction,
}

impl Db for Snapshot {
    type Conn = DatabaseTransaction;
    fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

impl Store {
    pub async fn snapshot(&self) -> Result<Snapshot, Fault> {
        let options = match self.engine() {
            // A reader of SQLite sees the instant of its first read, until it ends.
            Engine::Sqlite => TransactionOptions::default(),
            Engine::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
        };
        let inner = self.reader().conn.begin_with_options(options).await?;
        inner.execute_unprepared("SELECT COUNT(*) FROM migrations").await?;
        Ok(Snapshot { inner })
    }
}
