//! The only way to write: one transaction for one business step.

use std::ops::Deref;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use sea_orm::{
    ConnectionTrait as _, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tracing::Instrument as _;

use super::{DataError, Database, Signal, crash};

/// How often a step is tried when another transaction was faster.
const TRIES: u32 = 3;

/// An open transaction; statements are sent on it through [`super::Sql`].
pub struct Tx {
    inner: DatabaseTransaction,
    signals: Mutex<Vec<Signal>>,
}

impl Deref for Tx {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

impl Tx {
    /// Tells `signal` once the transaction is committed, and never otherwise.
    pub fn tell(&self, signal: Signal) {
        let mut signals = self.signals.lock().unwrap_or_else(PoisonError::into_inner);
        if !signals.contains(&signal) {
            signals.push(signal);
        }
    }

    /// What to add to a `SELECT` that a change depends on: a row lock on PostgreSQL. On SQLite the transaction is
    /// the only writer already.
    #[must_use]
    pub fn for_update(&self) -> &'static str {
        match self.inner.get_database_backend() {
            DbBackend::Postgres => " FOR UPDATE",
            _ => "",
        }
    }
}

impl Database {
    /// Carries out `step` in one transaction and commits it; any error rolls it back.
    ///
    /// It runs in a task of its own, so that a client who hangs up cannot drop it between `BEGIN` and `COMMIT` (with
    /// sqlx 0.9.0 that poisons a PostgreSQL connection). `step` may be called again when another transaction was
    /// faster, so it must not have effects elsewhere: no remote calls, no files.
    ///
    /// # Errors
    /// The step's own, or the database's.
    pub async fn write<T, F>(&self, step: F) -> Result<T, DataError>
    where
        T: Send + 'static,
        F: for<'tx> Fn(&'tx Tx) -> BoxFuture<'tx, Result<T, DataError>> + Send + Sync + 'static,
    {
        let database = self.clone();
        let task = async move { database.write_until_done(&step).await };
        tokio::spawn(task.in_current_span()).await.map_err(|_| DataError::Interrupted)?
    }

    async fn write_until_done<T, F>(&self, step: &F) -> Result<T, DataError>
    where
        F: for<'tx> Fn(&'tx Tx) -> BoxFuture<'tx, Result<T, DataError>> + Send + Sync,
    {
        let mut tries = 1;
        loop {
            match self.write_once(step).await {
                Err(error) if error.is_conflict() && tries < TRIES => {
                    tracing::debug!(%error, tries, "another transaction was faster");
                    let jitter_ms = u64::from(rand::random::<u8>() % 40);
                    tokio::time::sleep(Duration::from_millis(u64::from(10 * tries) + jitter_ms)).await;
                    tries += 1;
                }
                outcome => return outcome,
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the helper that everything else is told to use")]
    async fn write_once<T, F>(&self, step: &F) -> Result<T, DataError>
    where
        F: for<'tx> Fn(&'tx Tx) -> BoxFuture<'tx, Result<T, DataError>> + Send + Sync,
    {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        let inner = self.connection.begin_with_options(options).await?;
        let tx = Tx { inner, signals: Mutex::default() };
        match step(&tx).await {
            Ok(answer) => {
                crash::point("before commit");
                let Tx { inner, signals } = tx;
                inner.commit().await?;
                crash::point("after commit");
                for signal in signals.into_inner().unwrap_or_else(PoisonError::into_inner) {
                    // An error means that nobody listens.
                    drop(self.signals.send(signal));
                }
                Ok(answer)
            }
            Err(error) => {
                if let Err(cause) = tx.inner.rollback().await {
                    tracing::warn!(%cause, "rolling back failed; the connection is dropped");
                }
                Err(error)
            }
        }
    }
}
