use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use domain::Problem;
use futures::FutureExt as _;
use sea_orm::FromQueryResult;

use super::*;

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

async fn database() -> (Database, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::connect(&DatabaseConfig::sqlite(&folder.path().join("test.db"))).await.unwrap();
    database.migrate().await.unwrap();
    (database, folder)
}

async fn add_style(tx: &Tx, position: i32) -> Result<u64, DataError> {
    let sql = "INSERT INTO styles VALUES ($1, 'x', 'x', 'x', $2, FALSE)";
    tx.change(sql, args![format!("s{position}"), position]).await
}

async fn styles(database: &Database) -> i64 {
    let sql = "SELECT COUNT(*) AS count FROM styles WHERE name = 'x'";
    database.reader().row::<Count>(sql, args![]).await.unwrap().unwrap().count
}

#[tokio::test]
async fn an_error_takes_everything_back() {
    let (database, _folder) = database().await;
    let refused: Result<(), _> = database
        .write(|tx| {
            async move {
                add_style(tx, 50).await?;
                tx.tell(Signal::JobWritten);
                Err(Problem::NotFound.into())
            }
            .boxed()
        })
        .await;
    assert!(matches!(refused, Err(DataError::Refused(Problem::NotFound))));
    assert_eq!(styles(&database).await, 0);
}

#[tokio::test]
async fn signals_come_after_the_commit_only() {
    let (database, _folder) = database().await;
    let mut signals = database.listen();
    database
        .write(|tx| {
            async move {
                tx.tell(Signal::JobWritten);
                tx.tell(Signal::JobWritten);
                add_style(tx, 51).await
            }
            .boxed()
        })
        .await
        .unwrap();
    assert_eq!(signals.try_recv().unwrap(), Signal::JobWritten);
    assert!(signals.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_writers_that_read_first_all_succeed() {
    let (database, _folder) = database().await;
    let writers = (0..30).map(|_| {
        let database = database.clone();
        tokio::spawn(async move {
            database
                .write(|tx| {
                    async move {
                        let sql = "SELECT CAST(MAX(position) AS BIGINT) AS count FROM styles";
                        let last = tx.row::<Count>(sql, args![]).await?.map_or(0, |row| row.count);
                        tokio::time::sleep(Duration::from_millis(3)).await;
                        add_style(tx, i32::try_from(last).unwrap() + 1).await
                    }
                    .boxed()
                })
                .await
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap().unwrap();
    }
    assert_eq!(styles(&database).await, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_hangs_up_does_not_stop_the_step() {
    let (database, _folder) = database().await;
    let begun = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&begun);
    let caller = {
        let database = database.clone();
        tokio::spawn(async move {
            database
                .write(move |tx| {
                    counter.fetch_add(1, Ordering::SeqCst);
                    async move {
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        add_style(tx, 60).await
                    }
                    .boxed()
                })
                .await
        })
    };
    while begun.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    caller.abort();
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(styles(&database).await, 1);
}

#[tokio::test]
async fn statements_are_counted() {
    let (database, _folder) = database().await;
    let before = database.statements();
    styles(&database).await;
    assert_eq!(database.statements() - before, 1);
}
