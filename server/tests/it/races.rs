//! Two at once, with a pause between checking and acting for the other one to fall into.

use std::time::Duration;

use domain::Problem;
use domain::credits::Credits;
use domain::generation::{Generations as _, StartGeneration};
use futures::future::join_all;

use crate::app::{Setup, TestApp};

const GAP: Duration = Duration::from_millis(15);

async fn with_credits(credits: i64) -> TestApp {
    let app = Setup { runs_jobs: false, start_grant: credits, ..Setup::default() }.start().await;
    app.entropy.sleep_for(GAP);
    app
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_credit_starts_one_of_two() {
    let app = with_credits(1).await;
    let start = || async {
        let request = StartGeneration::parse(&app.text("a red robot")).unwrap();
        app.generations.start(app.user, request).await
    };
    let outcomes = join_all([start(), start()]).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    let refused = outcomes.into_iter().find_map(Result::err).unwrap();
    assert_eq!(refused, Problem::OutOfCredits { need: Credits(1), have: Credits(0) });
    assert_eq!((app.balance().await, app.count("assets").await), (0, 1));
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_double_click_is_one_generation() {
    let app = with_credits(3).await;
    let request = StartGeneration::parse(&app.text("a red robot")).unwrap();
    let outcomes = join_all((0..4).map(|_| app.generations.start(app.user, request.clone()))).await;
    let first = outcomes[0].clone().unwrap();
    assert!(outcomes.iter().all(|outcome| outcome == &Ok(first)), "{outcomes:?}");
    assert_eq!((app.balance().await, app.count("generations").await), (2, 1));
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_never_exceed_the_limit() {
    let app = with_credits(10).await;
    let requests: Vec<_> =
        (0..6).map(|_| StartGeneration::parse(&app.text("a red robot")).unwrap()).collect();
    let outcomes =
        join_all(requests.into_iter().map(|request| app.generations.start(app.user, request))).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 2, "{outcomes:?}");
    assert_eq!((app.balance().await, app.count("generations").await), (8, 2));
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cancelling_twice_at_once_gives_one_credit_back() {
    let app = with_credits(3).await;
    let asset = app.start_concepts().await;
    let outcomes = join_all((0..4).map(|_| app.generations.cancel(app.user, asset))).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(app.balance().await, 3);
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_retries_at_once_are_one_generation() {
    let app = with_credits(3).await;
    let asset = app.start_concepts().await;
    app.generations.cancel(app.user, asset).await.unwrap();
    let retries = (0..3).map(|_| app.generations.retry(app.user, asset, app.new_generation()));
    let outcomes = join_all(retries).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert_eq!(app.balance().await, 2);
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_account_is_opened_once() {
    let app = with_credits(3).await;
    let opening = (0..6).map(|_| {
        let (mint, user) = (app.mint.clone(), app.user);
        app.db.write(move |tx| {
            let mint = mint.clone();
            Box::pin(async move { server::credits::open_account(tx, &mint, user).await })
        })
    });
    for outcome in join_all(opening).await {
        outcome.unwrap();
    }
    assert_eq!(app.balance().await, 3);
    app.check().await;
}
