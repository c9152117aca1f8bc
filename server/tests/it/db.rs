//! Transactions on a real pool of connections.

use std::time::Duration;

use futures::FutureExt as _;
use sea_orm::FromQueryResult;
use server::db::{Database, Sql as _};

use crate::databases::{TestDatabase, is_postgres};

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

async fn rename_styles(db: &Database) -> u64 {
    db.write(|tx| async move { tx.change("UPDATE styles SET name = 'x'", Vec::new()).await }.boxed())
        .await
        .unwrap()
}

/// A caller who looks for an answer so many times, a millisecond or so apart, and then is gone.
async fn hang_up_after(db: &Database, looks: u32) {
    let mut step = Box::pin(rename_styles(db));
    for _ in 0..looks {
        if futures::poll!(&mut step).is_ready() {
            return;
        }
        tokio::time::sleep(Duration::from_micros(100)).await;
    }
}

/// Waits until no other connection of this database is at work or has a transaction open; one that was left open stays
/// so for half a minute.
async fn nothing_is_open(onlooker: &Database) {
    let sql = "SELECT COUNT(*) AS count FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
    let wait = async {
        while onlooker.reader().row::<Count>(sql, Vec::new()).await.unwrap().unwrap().count > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(8), wait).await.expect("a transaction is left open");
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_who_hang_up_at_any_moment_leave_no_transaction_open() {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::create(folder.path()).await;
    let db = Database::connect(&database.config).await.unwrap();
    let onlooker = Database::connect(&database.config).await.unwrap();
    let styles = rename_styles(&db).await;
    for looks in (0..10).cycle().take(30) {
        // A connection lies ready: making one takes longer than these callers stay.
        assert_eq!(rename_styles(&db).await, styles);
        tokio::time::sleep(Duration::from_millis(20)).await;
        hang_up_after(&db, looks).await;
        // A step that is done closes what it finds open, so nothing is done before this.
        if is_postgres() {
            nothing_is_open(&onlooker).await;
        }
    }
    assert_eq!(rename_styles(&db).await, styles);
    onlooker.close().await.unwrap();
    db.close().await.unwrap();
    database.remove().await;
}
