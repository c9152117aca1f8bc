//! A worker on a bad day, over real HTTP: the credit ends right exactly once and the asset says the truth.

use std::sync::Arc;
use std::time::Duration;

use domain::asset::AssetStatus;
use domain::generation::{Generations as _, StartForm};
use domain::job_truth::{CreditOutcome, FailureReason, Phase};
use worker::protocol::{Misbehaviour, Mode};

use crate::app::{Setup, TestApp};
use crate::scripted::{Script, ScriptedProvider};

fn fault(mode: Mode, count: u32, ms: u64) -> Setup {
    Setup::misbehaving(Misbehaviour { count, ms, ..Misbehaviour::new(mode) })
}

/// A first round of concepts that ends with this failure, its credit back, and a retry that works.
async fn fails_with(setup: Setup, reason: FailureReason) {
    let app = setup.start().await;
    let asset = app.start_concepts().await;
    let report = app.settled(asset).await;
    assert_eq!((report.status, report.truth.failure), (AssetStatus::Failed, Some(reason)));
    assert_eq!((report.truth.credit, report.credits.0), (CreditOutcome::Released, 10));
    assert_eq!(app.count("concepts").await, 0, "nothing of a bad result is shown");
    app.generations.retry(app.user, asset, app.new_generation()).await.unwrap();
    assert_eq!(app.settled(asset).await.status, AssetStatus::ConceptsGenerated);
    assert_eq!(app.balance().await, 9);
    app.finish().await;
}

/// A first round of concepts that works in spite of the fault.
async fn works_anyway(setup: Setup) -> TestApp {
    let app = setup.start().await;
    let asset = app.start_concepts().await;
    let report = app.settled(asset).await;
    assert_eq!((report.status, report.truth.failure), (AssetStatus::ConceptsGenerated, None));
    assert_eq!((app.balance().await, app.count("concepts").await), (9, 2));
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_fails() {
    fails_with(fault(Mode::Fail, 1, 0), FailureReason::WorkerFailed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_out_of_memory_is_tried_again_three_times() {
    let app = works_anyway(fault(Mode::OutOfMemory, 2, 0)).await;
    assert_eq!(app.count("attempts").await, 3);
    app.finish().await;
    fails_with(fault(Mode::OutOfMemory, 3, 0), FailureReason::WorkerFailed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_cannot_be_read_asks_for_another_picture() {
    let app = TestApp::new().await;
    let upload = app.upload_of(app.user, b"no picture after all".to_vec()).await;
    let form = StartForm { mode: "image".into(), upload_id: Some(upload.to_string()), ..app.text("") };
    let asset = app.start_form(&form).await;
    let report = app.settled(asset).await;
    assert_eq!(
        (report.status, report.truth.failure),
        (AssetStatus::Failed, Some(FailureReason::InputUnreadable))
    );
    assert!(FailureReason::InputUnreadable.next_step().contains("another picture"));
    assert_eq!((report.truth.credit, report.credits.0), (CreditOutcome::Released, 10));
    assert_eq!(app.count("attempts").await, 1, "the same picture is not sent again");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_times_out() {
    fails_with(fault(Mode::TimeOut, 1, 50), FailureReason::TimedOut).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rubbish_bytes_keys_and_outputs() {
    for mode in [Mode::Rubbish, Mode::RubbishKey, Mode::RubbishOutput] {
        fails_with(fault(mode, 1, 0), FailureReason::BadResult).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_never_answers() {
    let mut setup = fault(Mode::Never, 1, 0);
    setup.limits.deadline_secs = 4;
    fails_with(setup, FailureReason::TimedOut).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_worker_and_one_that_answers_twice() {
    works_anyway(fault(Mode::Delay, 1, 300)).await.finish().await;
    works_anyway(fault(Mode::Slow, 1, 300)).await.finish().await;
    let app = works_anyway(fault(Mode::AnswerTwice, 1, 0)).await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(app.count("generations WHERE phase = 'done' AND state = 'done'").await, 1);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_stumbles() {
    works_anyway(fault(Mode::Http500, 3, 0)).await.finish().await;
    works_anyway(fault(Mode::Http429, 3, 0)).await.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_no_lost_result() {
    let app = works_anyway(fault(Mode::LoseAnswer, 1, 0)).await;
    assert_eq!(app.count("attempts").await, 1, "the results were found under their keys");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_away_is_told_as_such() {
    let mut app = Setup { runs_jobs: false, ..Setup::default() }.start().await;
    app.stop_worker().await;
    let asset = app.start_concepts().await;
    app.start_jobs().await;
    let report = app.settled(asset).await;
    assert_eq!(report.truth.failure, Some(FailureReason::WorkerUnreachable));
    assert_eq!(report.credits.0, 10);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_forgets_every_job_is_asked_three_times() {
    let provider = Arc::new(ScriptedProvider::new(Script::Forgets));
    let app = Setup { provider: Some(provider.clone()), ..Setup::default() }.start().await;
    let asset = app.start_concepts().await;
    let report = app.settled(asset).await;
    assert_eq!(report.truth.failure, Some(FailureReason::WorkerUnreachable));
    assert_eq!((provider.submitted(), report.credits.0), (3, 10));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_given_up_is_stopped_at_the_service_and_the_next_one_is_not() {
    let provider = Arc::new(ScriptedProvider::new(Script::Silent));
    let app = Setup { provider: Some(provider.clone()), ..Setup::default() }.start().await;
    assert!(provider.storage.set(app.storage.clone()).is_ok());
    let asset = app.start_concepts().await;
    app.until_there_is("attempts WHERE state = 'lost'").await;
    provider.will(Script::Completes);
    assert_eq!(app.settled(asset).await.status, AssetStatus::ConceptsGenerated);
    app.drained().await;
    assert_eq!(provider.cancelled(), ["remote-0"]);
    assert_eq!((provider.submitted(), app.balance().await), (2, 9));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cancelled_while_it_is_handed_over_is_stopped_at_the_service() {
    let provider = Arc::new(ScriptedProvider::new(Script::Silent));
    *provider.taking.lock().unwrap() = Duration::from_millis(800);
    let app = Setup { provider: Some(provider.clone()), ..Setup::default() }.start().await;
    let asset = app.start_concepts().await;
    while provider.submitted() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    app.generations.cancel(app.user, asset).await.unwrap();
    assert_eq!(app.count("attempts WHERE state = 'lost' AND remote_job_id IS NULL").await, 1);
    app.until_there_is("attempts WHERE remote_job_id IS NOT NULL").await;
    app.drained().await;
    assert_eq!(provider.cancelled(), ["remote-0"]);
    assert_eq!(app.balance().await, 10);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_model_keeps_what_there_was() {
    let only_models =
        Misbehaviour { operation: Some("generate_model".into()), count: 2, ..Misbehaviour::new(Mode::Fail) };
    let app = Setup::misbehaving(only_models).start().await;
    let asset = app.with_concepts().await;
    let concept = app.any_concept(asset).await;
    app.generations.model_from_concept(app.user, asset, concept, app.new_generation()).await.unwrap();
    assert_eq!(app.settled(asset).await.status, AssetStatus::Failed);
    app.generations.retry(app.user, asset, app.new_generation()).await.unwrap();
    assert_eq!(app.settled(asset).await.status, AssetStatus::Failed);
    app.generations.retry(app.user, asset, app.new_generation()).await.unwrap();
    let report = app.settled(asset).await;
    assert_eq!((report.status, report.truth.credit), (AssetStatus::Completed, CreditOutcome::Free));
    assert_eq!(app.balance().await, 9);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_repetition_keeps_the_model() {
    let app = TestApp::new().await;
    let asset = app.with_model().await;
    app.drained().await;
    app.misbehave(&Misbehaviour::new(Mode::Rubbish)).await;
    app.generations.model_again(app.user, asset, app.new_generation()).await.unwrap();
    let report = app.settled(asset).await;
    assert_eq!(
        (report.status, report.truth.failure),
        (AssetStatus::Completed, Some(FailureReason::BadResult))
    );
    assert_eq!((report.truth.credit, report.credits.0), (CreditOutcome::Released, 9));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_while_it_waits_and_while_it_runs() {
    for (mode, waits) in [(Mode::Delay, true), (Mode::Slow, false)] {
        let app = fault(mode, 1, 10_000).start().await;
        let asset = app.start_concepts().await;
        app.until_attempt_sent().await;
        app.until(asset, |report| (report.truth.phase == Phase::Queued) == waits).await;
        app.generations.cancel(app.user, asset).await.unwrap();
        let report = app.status(asset).await;
        assert_eq!((report.truth.phase, report.credits.0), (Phase::Cancelled, 10));
        app.drained().await;
        assert_eq!(app.count("attempts WHERE state = 'lost'").await, 1, "the service was told");
        app.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_after_the_cancellation_changes_nothing() {
    let app = fault(Mode::AnswerLate, 1, 400).start().await;
    let asset = app.start_concepts().await;
    app.until_attempt_sent().await;
    app.generations.cancel(app.user, asset).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let report = app.status(asset).await;
    assert_eq!((report.truth.phase, report.credits.0), (Phase::Cancelled, 10));
    assert_eq!(app.count("concepts").await, 0);
    app.finish().await;
}
