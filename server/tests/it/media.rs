//! The collector at work while somebody else wants the files.

use std::time::Duration;

use domain::Problem;
use domain::order::{FileFormat, ItemState, Orders as _};
use server::jobs::Outcome;
use worker::protocol::{Misbehaviour, Mode};

use crate::orders::fetch;
use crate::till::Till;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_made_while_the_collector_runs_works() {
    let till = Till::new().await;
    till.fill_mixed().await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.drained().await;
    let download = till.item(order, "download").await;
    let link = || till.orders.download_url(till.app.user, download, FileFormat::Obj);
    for pause_ms in [0, 2, 5, 10, 20, 250] {
        link().await.unwrap();
        till.app.clock.advance(Duration::from_secs(25 * 3600));
        let late = async {
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
            link().await
        };
        let (collected, asked) = tokio::join!(till.app.jobs.media.collect_files(), late);
        assert_eq!(collected, Outcome::Done);
        match asked {
            Ok(asked) => assert_eq!(fetch(&till, &asked).await.0, 200, "after {pause_ms} ms"),
            refused => assert!(matches!(refused, Err(Problem::NotNow { .. })), "{refused:?}"),
        }
    }
    till.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_model_that_comes_while_the_collector_runs_is_kept() {
    let till = Till::new().await;
    till.fill_mixed().await;
    till.app.drained().await;
    let operation = Some("rescale_model".to_owned());
    till.app.misbehave(&Misbehaviour { operation, ms: 500, ..Misbehaviour::new(Mode::Delay) }).await;
    let (order, _) = till.buy(till.app.user).await;
    till.app.until_there_is("files WHERE key LIKE 'scaled/%' AND state = 'expected'").await;
    // As if it had been waited for since long ago.
    till.app.run("UPDATE files SET created_at = 0 WHERE state = 'expected'").await;
    assert_eq!(till.app.jobs.media.collect_files().await, Outcome::Done);
    till.app.drained().await;
    till.app.check().await;
    assert_eq!(till.show(order).await.items[1].state, ItemState::InProduction);
    assert_eq!(till.app.count("files WHERE key LIKE 'scaled/%' AND state = 'live'").await, 1);
    till.finish().await;
}
