//! A disk that takes no more: people are told so, what was held comes back, and what can wait is done when there is room.

use std::time::Duration;

use domain::Problem;
use domain::asset::AssetStatus;
use domain::credits::CreditRules;
use domain::generation::{Generations as _, StartGeneration};
use domain::job_truth::{CreditOutcome, FailureReason};
use domain::upload::Uploads as _;
use sea_orm::ConnectionTrait as _;
use server::db::{Database, DatabaseConfig};
use server::generation::GenerationService;
use server::uploads::UploadService;

use crate::app::{Setup, TestApp};
use crate::databases::is_postgres;

fn sentence<T: std::fmt::Debug>(answer: Result<T, Problem>) -> String {
    match answer {
        Err(problem @ Problem::Unavailable { .. }) => problem.sentence(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_for_which_there_is_no_room_can_be_handed_in_later() {
    let app = TestApp::new().await;
    let uploads = UploadService::new(app.db.clone(), app.storage.clone(), app.mint.clone());
    let picture = crate::generator::png(300, 200, 7);
    let bytes = u64::try_from(picture.len()).unwrap();
    let ticket = uploads.begin(app.user, "image/png", bytes).await.unwrap();
    let put = async || {
        let url = format!("{}{}", app.base_url, ticket.put_url);
        let client = server::http_client::HttpClient::new([app.base_url.as_str()]).unwrap();
        let put = client.request(reqwest::Method::PUT, &url).unwrap().header("content-type", "image/png");
        put.body(picture.clone()).send().await.unwrap().status().as_u16()
    };
    app.storage.pretend_full(Some("uploads/"));
    assert_eq!(put().await, 507);
    app.storage.pretend_full(Some("inputs/"));
    assert_eq!(put().await, 200);
    let refused = uploads.finish(app.user, ticket.upload).await;
    assert!(sentence(refused).contains("no room for more pictures"));
    assert_eq!(app.count("uploads WHERE finished_at IS NOT NULL").await, 0);
    app.check().await;
    app.storage.pretend_full(None);
    assert!(uploads.finish(app.user, ticket.upload).await.is_ok());
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_for_which_there_is_no_room_costs_nothing() {
    // Where the worker writes, and where the checked copy is kept.
    for (prefix, reason) in
        [("incoming/", FailureReason::WorkerFailed), ("concepts/", FailureReason::StorageFailed)]
    {
        let app = TestApp::new().await;
        app.storage.pretend_full(Some(prefix));
        let asset = app.start_concepts().await;
        let report = app.settled(asset).await;
        assert_eq!((report.status, report.truth.failure), (AssetStatus::Failed, Some(reason)), "{prefix}");
        assert_eq!((report.truth.credit, report.credits.0), (CreditOutcome::Released, 10), "{prefix}");
        app.storage.pretend_full(None);
        app.generations.retry(app.user, asset, app.new_generation()).await.unwrap();
        assert_eq!(app.settled(asset).await.status, AssetStatus::ConceptsGenerated);
        assert_eq!(app.balance().await, 9);
        app.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poster_waits_until_there_is_room() {
    let app = TestApp::new().await;
    app.storage.pretend_full(Some("posters/"));
    let asset = app.with_model().await;
    app.until_there_is("jobs WHERE kind = 'make_poster' AND failures > 0").await;
    assert_eq!(app.count("assets WHERE poster_file_id IS NOT NULL").await, 0);
    assert_eq!(app.status(asset).await.status, AssetStatus::Completed, "the model is there");
    app.check().await;
    app.storage.pretend_full(None);
    app.clock.advance(Duration::from_secs(60));
    app.drained().await;
    assert_eq!(app.count("assets WHERE poster_file_id IS NOT NULL").await, 1);
    assert_eq!(app.balance().await, 9);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_for_which_the_database_has_no_room_leaves_nothing_behind() {
    // PostgreSQL's own limit is its disk, which is not ours to fill.
    if is_postgres() {
        return;
    }
    let setup = Setup { runs_jobs: false, ..Setup::default() };
    let limits = setup.limits;
    let app = setup.start().await;
    // The limit is a connection's, so this one has a pool of one.
    let narrow = DatabaseConfig { pool: 1, ..app.database_config() };
    let narrow = Database::connect(&narrow).await.unwrap();
    let rules = CreditRules::default();
    let service = GenerationService::new(narrow.clone(), app.mint.clone(), rules, limits);
    let limit = async |pages: u32| {
        narrow.reader().execute_unprepared(&format!("PRAGMA max_page_count = {pages}")).await.unwrap();
    };
    let form = app.text(&"a red robot ".repeat(80));
    let request = StartGeneration::parse(&form).unwrap();
    // Less than there is: no page more.
    limit(1).await;
    let mut started = 0;
    let refused = loop {
        let form = app.text(&"a red robot ".repeat(80));
        match service.start(app.user, StartGeneration::parse(&form).unwrap()).await {
            Ok(asset) => app.generations.cancel(app.user, asset).await.unwrap(),
            refused => break refused,
        }
        started += 1;
        assert!(started < 100, "the database takes everything");
    };
    assert_eq!(sentence(refused), "Our disk is full.");
    for table in ["assets", "generations", "holds", "jobs WHERE kind = 'run_generation'"] {
        assert_eq!(app.count(table).await, started, "{table}");
    }
    assert_eq!(app.balance().await, 10, "nothing was charged");
    app.check().await;
    limit(1_000_000).await;
    service.start(app.user, request).await.unwrap();
    assert_eq!(app.balance().await, 9);
    app.check().await;
    narrow.close().await.unwrap();
}
