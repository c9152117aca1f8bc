//! The database: SQLite on a laptop, PostgreSQL by URL, the same statements for both.
//!
//! Reading goes through [`Database::reader`]; everything that writes goes through [`Database::write`], which makes
//! one transaction for one business step, immediately a writer on SQLite and repeated on PostgreSQL when the
//! database asks for it. A page's statements are counted, and the crash tests kill the process around commits.

mod config;
pub mod crash;
mod fault;
mod signal;
mod sql;
mod transaction;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use migrations::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectOptions, ConnectionTrait as _, DatabaseConnection, DbBackend, DbErr};
use tokio::sync::broadcast;

pub use config::DatabaseConfig;
pub use fault::DataError;
pub use signal::Signal;
pub use sql::Sql;
pub(crate) use sql::args;
pub use transaction::Tx;

/// How long a writer waits for another one (SQLite), or for a lock (PostgreSQL).
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Signals a slow listener may be behind; after that it looks at the database instead.
const SIGNALS_KEPT: usize = 256;

/// A pool of connections; cheap to clone.
#[derive(Clone)]
pub struct Database {
    connection: DatabaseConnection,
    statements: Arc<AtomicU64>,
    signals: broadcast::Sender<Signal>,
}

impl Database {
    /// Connects; does not touch the schema.
    ///
    /// # Errors
    /// When the database cannot be reached or its file cannot be made.
    pub async fn connect(config: &DatabaseConfig) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(config.url.reveal());
        options
            .max_connections(config.pool)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .busy_timeout(LOCK_TIMEOUT)
                    .pragma("journal_mode", "WAL")
                    // NORMAL can lose an acknowledged commit on power loss.
                    .pragma("synchronous", "FULL")
            })
            .map_sqlx_postgres_opts(|postgres| {
                postgres.options([
                    ("statement_timeout", "15s"),
                    ("lock_timeout", "5s"),
                    ("idle_in_transaction_session_timeout", "30s"),
                ])
            });
        let mut connection = sea_orm::Database::connect(options).await?;
        let statements = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&statements);
        connection.set_metric_callback(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let (signals, _) = broadcast::channel(SIGNALS_KEPT);
        Ok(Self { connection, statements, signals })
    }

    /// Brings the schema to the present.
    ///
    /// # Errors
    /// When a migration fails; on PostgreSQL it is then as if it had not begun.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        Migrator::up(&self.connection, None).await
    }

    /// For statements that only read.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Which of the two databases it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    /// Statements sent so far, without `BEGIN` and `COMMIT`.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// What transactions of this process tell once they are committed. Other processes' are not heard: listeners
    /// look at the database now and then as well.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Signal> {
        self.signals.subscribe()
    }

    /// True when the database answers.
    pub async fn is_ready(&self) -> bool {
        self.connection.execute_unprepared("SELECT 1").await.is_ok()
    }

    /// Closes the pool; open transactions are rolled back.
    ///
    /// # Errors
    /// The driver's.
    pub async fn close(self) -> Result<(), DbErr> {
        self.connection.close().await
    }
}
