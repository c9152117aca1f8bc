//! The generation flow over the real protocol: states, prices, refusals, repeats.

use domain::Problem;
use domain::asset::AssetStatus;
use domain::generation::{GenerationKind, Generations as _, StartForm, StartGeneration};
use domain::job_truth::{CreditOutcome, Phase};
use domain::problem::Field;

use crate::app::{Setup, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn text_to_concepts_to_a_free_model() {
    let app = TestApp::new().await;
    let asset = app.start_concepts().await;
    assert_eq!(app.balance().await, 9);
    let drawn = app.settled(asset).await;
    assert_eq!((drawn.status, drawn.truth.phase), (AssetStatus::ConceptsGenerated, Phase::Done));
    assert_eq!(drawn.truth.credit, CreditOutcome::Captured);
    assert_eq!(app.count(&format!("concepts WHERE asset_id = '{asset}'")).await, 2);

    let concept = app.any_concept(asset).await;
    app.generations.model_from_concept(app.user, asset, concept, app.new_generation()).await.unwrap();
    app.check().await;
    let built = app.settled(asset).await;
    assert_eq!((built.status, built.truth.kind), (AssetStatus::Completed, GenerationKind::Model));
    assert_eq!((built.truth.credit, built.credits.0), (CreditOutcome::Free, 9));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn later_models_cost_one_and_expected_times_are_learned() {
    let app = TestApp::new().await;
    let asset = app.with_concepts().await;
    let concept = app.any_concept(asset).await;
    app.generations.model_from_concept(app.user, asset, concept, app.new_generation()).await.unwrap();
    let first = app.settled(asset).await;
    assert_eq!(first.truth.expected_secs, None);
    app.generations.model_again(app.user, asset, app.new_generation()).await.unwrap();
    let again = app.status(asset).await;
    assert_eq!((again.status, again.credits.0), (AssetStatus::GeneratingModel, 8));
    assert_eq!(again.truth.expected_secs, Some(1));
    assert_eq!(app.settled(asset).await.status, AssetStatus::Completed);
    assert_eq!(app.balance().await, 8);
    // The model that was replaced is condemned, and only it.
    assert_eq!(app.count("files WHERE state = 'live' AND key LIKE 'models/%'").await, 1);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn skipping_the_concept_costs_one_and_so_does_every_later_model() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    assert_eq!(app.balance().await, 9);
    app.generations.model_again(app.user, asset, app.new_generation()).await.unwrap();
    app.settled(asset).await;
    assert_eq!(app.balance().await, 8);
    let again = app.generations.concepts_again(app.user, asset, app.new_generation()).await;
    assert!(matches!(again, Err(Problem::NotNow { .. })));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concepts_are_drawn_again_twice_for_nothing() {
    let app = TestApp::new().await;
    let asset = app.with_concepts().await;
    for round in 2..=3 {
        app.generations.concepts_again(app.user, asset, app.new_generation()).await.unwrap();
        assert_eq!(app.status(asset).await.status, AssetStatus::ConceptsGenerated, "the last ones stay");
        assert_eq!(app.settled(asset).await.truth.credit, CreditOutcome::Free);
        assert_eq!(app.count(&format!("concepts WHERE asset_id = '{asset}' AND round = {round}")).await, 2);
    }
    let third = app.generations.concepts_again(app.user, asset, app.new_generation()).await;
    assert!(matches!(third, Err(Problem::NotNow { .. })));
    assert_eq!(app.balance().await, 9);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_enough_to_start_from() {
    let app = TestApp::new().await;
    let upload = app.upload(app.user).await;
    let form = StartForm {
        mode: "image".into(),
        prompt: String::new(),
        upload_id: Some(upload.to_string()),
        ..app.text("")
    };
    let asset = app.start_form(&form).await;
    assert_eq!(app.settled(asset).await.status, AssetStatus::ConceptsGenerated);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_persons_upload_and_unknown_styles_are_refused() {
    let app = TestApp::new().await;
    let stranger = app.add_user("stranger").await;
    let upload = app.upload(stranger).await;
    let refused = |form: StartForm| {
        let app = &app;
        async move {
            match app.generations.start(app.user, StartGeneration::parse(&form).unwrap()).await {
                Err(Problem::Invalid { field, .. }) => field,
                other => panic!("{other:?}"),
            }
        }
    };
    let image = StartForm { mode: "image".into(), upload_id: Some(upload.to_string()), ..app.text("x") };
    assert_eq!(refused(image).await, Field::Image);
    assert_eq!(refused(StartForm { style: "baroque".into(), ..app.text("x") }).await, Field::Style);
    assert_eq!((app.balance().await, app.count("assets").await), (10, 0));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_again_is_the_same_generation() {
    let app = TestApp::new().await;
    let form = app.text("a red robot");
    let first = app.start_form(&form).await;
    assert_eq!(app.start_form(&form).await, first);
    app.settled(first).await;
    assert_eq!(app.start_form(&form).await, first);
    let concept = app.any_concept(first).await;
    let id = app.new_generation();
    for _ in 0..2 {
        app.generations.model_from_concept(app.user, first, concept, id).await.unwrap();
    }
    app.settled(first).await;
    app.generations.model_from_concept(app.user, first, concept, id).await.unwrap();
    assert_eq!((app.count("generations").await, app.balance().await), (2, 9));
    let stranger = app.add_user("stranger").await;
    let stolen = app.generations.start(stranger, StartGeneration::parse(&form).unwrap()).await;
    assert_eq!(stolen, Err(Problem::NotFound));
    app.finish().await;
}

/// A page that comes back from the browser's history still holds the id of what it sent before.
#[tokio::test(flavor = "multi_thread")]
async fn something_else_under_the_same_id_is_another_generation_and_made_once() {
    let app = Setup { runs_jobs: false, ..Setup::default() }.start().await;
    let form = app.text("a red robot");
    let first = app.start_form(&form).await;
    let other = StartForm { prompt: "a blue boat".into(), ..form.clone() };
    let second = app.start_form(&other).await;
    assert_ne!(second, first);
    assert_eq!(app.start_form(&other).await, second, "pressed twice");
    assert_eq!(app.start_form(&form).await, first);
    assert_eq!((app.balance().await, app.count("assets").await), (8, 2));
    app.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_sees_and_changes_nothing() {
    let app = TestApp::new().await;
    let asset = app.with_concepts().await;
    let stranger = app.add_user("stranger").await;
    let concept = app.any_concept(asset).await;
    let id = || app.new_generation();
    let service = &app.generations;
    assert_eq!(service.status(stranger, asset).await, Err(Problem::NotFound));
    assert_eq!(service.cancel(stranger, asset).await, Err(Problem::NotFound));
    assert_eq!(service.retry(stranger, asset, id()).await, Err(Problem::NotFound));
    assert_eq!(service.model_again(stranger, asset, id()).await, Err(Problem::NotFound));
    assert_eq!(service.concepts_again(stranger, asset, id()).await, Err(Problem::NotFound));
    assert_eq!(service.model_from_concept(stranger, asset, concept, id()).await, Err(Problem::NotFound));
    let other_asset = app.with_concepts().await;
    let crossed = service.model_from_concept(app.user, other_asset, concept, id()).await;
    assert_eq!(crossed, Err(Problem::NotFound), "a concept of another asset");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_may_run_and_a_third_waits() {
    let app = Setup { runs_jobs: false, ..Setup::default() }.start().await;
    let first = app.start_concepts().await;
    app.start_concepts().await;
    let third = StartGeneration::parse(&app.text("a third")).unwrap();
    let refused = app.generations.start(app.user, third.clone()).await;
    assert_eq!(refused, Err(Problem::TooManyRunning { limit: 2 }));
    app.generations.cancel(app.user, first).await.unwrap();
    app.generations.start(app.user, third).await.unwrap();
    app.check().await;
    assert_eq!(app.balance().await, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_before_anything_ran_gives_the_credit_back_once() {
    let app = Setup { runs_jobs: false, ..Setup::default() }.start().await;
    let asset = app.start_concepts().await;
    for _ in 0..3 {
        app.generations.cancel(app.user, asset).await.unwrap();
        app.check().await;
    }
    let report = app.status(asset).await;
    assert_eq!((report.status, report.truth.phase), (AssetStatus::Failed, Phase::Cancelled));
    assert_eq!((report.truth.credit, report.credits.0), (CreditOutcome::Released, 10));
    app.generations.retry(app.user, asset, app.new_generation()).await.unwrap();
    let again = app.status(asset).await;
    assert_eq!((again.status, again.credits.0), (AssetStatus::PendingConcepts, 9));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hangs_up_has_paid_for_a_generation_that_runs() {
    let app = TestApp::new().await;
    let request = StartGeneration::parse(&app.text("a red robot")).unwrap();
    let (generations, user) = (app.generations.clone(), app.user);
    let client = tokio::spawn(async move { generations.start(user, request).await });
    app.until_there_is("generations").await;
    client.abort();
    drop(client.await);
    app.check().await;
    app.drained().await;
    assert_eq!(app.count("assets WHERE status = 'CONCEPTS_GENERATED'").await, 1);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_credits_nothing_is_written() {
    let app = Setup { runs_jobs: false, start_grant: 0, ..Setup::default() }.start().await;
    let refused = app.generations.start(app.user, StartGeneration::parse(&app.text("x")).unwrap()).await;
    assert!(matches!(refused, Err(Problem::OutOfCredits { .. })), "{refused:?}");
    assert_eq!(app.count("assets").await + app.count("generations").await + app.count("jobs").await, 0);
    app.check().await;
}
