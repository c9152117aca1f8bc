//! Lists and pages of assets: who sees what, with which pictures, in how many statements.

use domain::Problem;
use domain::asset::{AssetStatus, Assets as _, Visibility};
use domain::generation::{Generations as _, StartForm, StartGeneration};
use domain::ids::UploadId;
use domain::page::PageRequest;
use domain::picture::Picture;
use domain::style::Styles as _;
use domain::upload::Uploads as _;
use server::styles::StyleCatalogue;
use server::uploads::UploadService;

use crate::app::{Setup, TestApp};

fn widths(picture: &Picture) -> Vec<u16> {
    picture.sources.iter().map(|source| source.width).collect()
}

async fn body(app: &TestApp, path: &str) -> Vec<u8> {
    let url = format!("{}{path}", app.base_url);
    let client = server::http_client::HttpClient::new([app.base_url.as_str()]).unwrap();
    let answer = client.request(reqwest::Method::GET, &url).unwrap().send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_newest_first_in_pages_by_key() {
    let app = Setup { runs_jobs: false, ..Setup::default() }.start().await;
    let mut made = Vec::new();
    for _ in 0..26 {
        let asset = app.start_concepts().await;
        app.generations.cancel(app.user, asset).await.unwrap();
        made.push(asset);
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    made.reverse();
    let first = app.assets.list(app.user, PageRequest::default()).await.unwrap();
    let rest = app.assets.list(app.user, PageRequest { after: first.next.clone() }).await.unwrap();
    let seen: Vec<_> = first.items.iter().chain(&rest.items).map(|card| card.id).collect();
    assert_eq!(seen, made);
    assert_eq!((first.items.len(), rest.next), (24, None));
    let recent = app.assets.recent(app.user, 4).await.unwrap();
    assert_eq!(recent.iter().map(|card| card.id).collect::<Vec<_>>(), made[..4]);
    let cut_off = app.assets.list(app.user, PageRequest { after: Some("ast_'; --".into()) }).await.unwrap();
    assert_eq!(cut_off.items.len(), 24);
    let stranger = app.add_user("stranger").await;
    assert_eq!(app.assets.list(stranger, PageRequest { after: first.next }).await.unwrap().items, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn concepts_are_shown_at_once_and_in_three_widths_later() {
    let app = Setup { runs_jobs: false, ..Setup::default() }.start().await;
    let mut app = app;
    let asset = app.start_concepts().await;
    app.start_jobs().await;
    app.settled(asset).await;
    let shown = app.assets.show(Some(app.user), asset).await.unwrap();
    assert_eq!(shown.concepts.len(), 2);
    assert!(shown.concepts.iter().all(|concept| !concept.picture.sources.is_empty()));
    assert!(shown.card.thumbnail.is_some());
    assert_eq!(shown.understanding.unwrap().understood, ["a", "red", "robot"]);
    app.drained().await;
    let later = app.assets.show(Some(app.user), asset).await.unwrap();
    let picture = &later.concepts[0].picture;
    // The test worker draws 256 pixels, and nothing is enlarged.
    assert_eq!((widths(picture), picture.width, picture.height), (vec![256], 256, 256));
    assert_eq!(&body(&app, &picture.sources[0].url).await[8..12], b"WEBP");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_has_a_poster_in_three_widths() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    app.drained().await;
    let shown = app.assets.show(Some(app.user), asset).await.unwrap();
    let model = shown.model.unwrap();
    assert_eq!((model.facts.triangles, model.facts.extents), (12, [1.0, 1.0, 1.0]));
    let glb = body(&app, &model.url).await;
    assert_eq!((&glb[..4], glb.len() as u64), (&b"glTF"[..], model.bytes));
    let poster = model.poster.unwrap();
    assert_eq!(widths(&poster), [320, 640, 1024]);
    assert_eq!(shown.card.thumbnail, Some(poster.clone()));
    let smallest = image::load_from_memory(&body(&app, &poster.sources[0].url).await).unwrap();
    assert_eq!((smallest.width(), smallest.height()), (320, 320));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_published_is_seen_by_others() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    let stranger = app.add_user("stranger").await;
    for viewer in [None, Some(stranger)] {
        assert_eq!(app.assets.show(viewer, asset).await, Err(Problem::NotFound));
    }
    let meddling = app.assets.set_visibility(stranger, asset, Visibility::Public).await;
    assert_eq!(meddling, Err(Problem::NotFound));
    app.assets.set_visibility(app.user, asset, Visibility::Public).await.unwrap();
    let seen = app.assets.show(None, asset).await.unwrap();
    assert!(seen.owner.is_none() && seen.model.is_some());
    let own = app.assets.show(Some(app.user), asset).await.unwrap().owner.unwrap();
    assert_eq!((own.visibility, own.model_cost.0, own.concept_rounds_left), (Visibility::Public, 1, 0));
    app.assets.set_visibility(app.user, asset, Visibility::Private).await.unwrap();
    assert_eq!(app.assets.show(None, asset).await, Err(Problem::NotFound));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_nothing_to_publish_before_a_model() {
    let app = TestApp::new().await;
    let asset = app.with_concepts().await;
    let refused = app.assets.set_visibility(app.user, asset, Visibility::Public).await;
    assert!(matches!(refused, Err(Problem::NotNow { .. })));
    let own = app.assets.show(Some(app.user), asset).await.unwrap();
    assert_eq!(own.card.status, AssetStatus::ConceptsGenerated);
    let owner = own.owner.unwrap();
    assert_eq!((owner.model_cost.0, owner.concept_rounds_left), (0, 2));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_take_one_or_two_statements() {
    let app = TestApp::new().await;
    for _ in 0..3 {
        app.with_concepts().await;
    }
    let asset = app.with_model().await;
    app.drained().await;
    let mut app = app;
    app.stop_jobs().await;
    let styles = StyleCatalogue::new(app.db.clone());
    let count = |before: u64| app.db.statements() - before;
    let before = app.db.statements();
    assert_eq!(app.assets.list(app.user, PageRequest::default()).await.unwrap().items.len(), 4);
    assert_eq!(count(before), 2, "list");
    let before = app.db.statements();
    app.assets.show(Some(app.user), asset).await.unwrap();
    assert_eq!(count(before), 2, "asset page");
    let before = app.db.statements();
    app.status(asset).await;
    assert_eq!(count(before), 1, "status");
    let before = app.db.statements();
    app.balance().await;
    assert_eq!(styles.active().await.unwrap().len(), 6);
    assert_eq!(count(before), 2, "balance and styles");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn condemned_files_go_after_a_day_and_no_others() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    app.generations.model_again(app.user, asset, app.new_generation()).await.unwrap();
    app.settled(asset).await;
    app.drained().await;
    let mut app = app;
    app.stop_jobs().await;
    let live = app.count("files WHERE state = 'live'").await;
    app.jobs.media.collect_files().await;
    assert!(app.count("files WHERE state = 'condemned'").await > 0, "the grace is not over");
    app.clock.advance(std::time::Duration::from_secs(25 * 3600));
    app.jobs.media.collect_files().await;
    assert_eq!(app.count("files WHERE state = 'condemned'").await, 0);
    assert_eq!(app.count("files WHERE state = 'live'").await, live);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_of_a_picture_is_taken_than_was_announced() {
    let app = TestApp::new().await;
    let uploads = UploadService::new(app.db.clone(), app.storage.clone(), app.mint.clone());
    let ticket = uploads.begin(app.user, "image/png", 100).await.unwrap();
    assert_eq!(ticket.max_bytes, 100);
    let picture = crate::generator::png(300, 200, 7);
    let url = format!("{}{}", app.base_url, ticket.put_url);
    let client = server::http_client::HttpClient::new([app.base_url.as_str()]).unwrap();
    let put = client.request(reqwest::Method::PUT, &url).unwrap().header("content-type", "image/png");
    assert_eq!(put.body(picture.clone()).send().await.unwrap().status(), 413);
    // A bucket would have taken it.
    app.storage.put(&format!("uploads/{}", ticket.upload), "image/png", picture.into()).await.unwrap();
    let refused = uploads.finish(app.user, ticket.upload).await.unwrap_err();
    assert!(refused.sentence().contains("announced"), "{refused:?}");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_without_a_model_are_forgotten_after_a_day() {
    let app = TestApp::new().await;
    let (used, unused) = (app.upload(app.user).await, app.upload(app.user).await);
    let form = |upload: UploadId| StartForm {
        mode: "image".into(),
        upload_id: Some(upload.to_string()),
        ..app.text("a fish")
    };
    let asset = app.start_form(&form(used)).await;
    app.settled(asset).await;
    app.drained().await;
    app.jobs.media.collect_files().await;
    assert_eq!(app.count("uploads").await, 2, "a day is not over");
    app.clock.advance(std::time::Duration::from_secs(25 * 3600));
    app.jobs.media.collect_files().await;
    assert_eq!(app.count("uploads").await, 1);
    assert_eq!(app.count(&format!("uploads WHERE id = '{used}'")).await, 1);
    let left = format!("files WHERE state = 'condemned' AND id = 'fil_{}'", &unused.to_string()[4..]);
    assert_eq!(app.count(&left).await, 1);
    let late = StartGeneration::parse(&form(unused)).unwrap();
    let refused = app.generations.start(app.user, late).await;
    assert!(matches!(refused, Err(Problem::Invalid { .. })), "{refused:?}");
    app.clock.advance(std::time::Duration::from_secs(25 * 3600));
    app.jobs.media.collect_files().await;
    assert_eq!(app.count(&left).await, 0);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_that_never_came_are_forgotten_after_two_days() {
    let app = TestApp::new().await;
    let uploads = UploadService::new(app.db.clone(), app.storage.clone(), app.mint.clone());
    uploads.begin(app.user, "image/png", 100).await.unwrap();
    app.jobs.media.collect_files().await;
    assert_eq!(app.count("uploads").await, 1);
    app.clock.advance(std::time::Duration::from_secs(49 * 3600));
    app.jobs.media.collect_files().await;
    assert_eq!(app.count("uploads").await, 0);
    assert_eq!(app.count("files WHERE state = 'expected'").await, 0);
    app.finish().await;
}
