//! Leases, fences, backoff and the bell.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures::FutureExt as _;
use server::jobs::{self, Claimed, Handle, JobKind, Lane, LeaseLost, Outcome, Runner, RunnerSettings, claim};

use crate::app::{Setup, TestApp, runner_settings};

/// Says what it is told to and counts.
struct Scripted {
    outcome: Outcome,
    takes: Duration,
    runs: AtomicUsize,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Scripted {
    fn new(outcome: Outcome, takes: Duration) -> Arc<Self> {
        let (runs, at_once, most_at_once) = Default::default();
        Arc::new(Self { outcome, takes, runs, at_once, most_at_once })
    }

    fn runs(&self) -> usize {
        self.runs.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Handle for Scripted {
    async fn run(&self, _job: &Claimed) -> Outcome {
        self.runs.fetch_add(1, Ordering::SeqCst);
        let at_once = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(at_once, Ordering::SeqCst);
        tokio::time::sleep(self.takes).await;
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        self.outcome.clone()
    }
}

async fn app() -> TestApp {
    Setup { runs_jobs: false, ..Setup::default() }.start().await
}

async fn enqueue(app: &TestApp, kind: JobKind, subject: &str) {
    let (mint, subject) = (app.mint.clone(), subject.to_owned());
    app.db
        .write(move |tx| {
            let (mint, subject) = (mint.clone(), subject.clone());
            async move { jobs::enqueue(tx, &mint, kind, &subject).await }.boxed()
        })
        .await
        .unwrap();
}

async fn take(app: &TestApp, lane: Lane) -> Option<Claimed> {
    claim(&app.db, &app.mint, lane).await.unwrap()
}

async fn finish(app: &TestApp, job: &Claimed) -> Result<(), LeaseLost> {
    let (mint, job) = (app.mint.clone(), job.clone());
    app.db
        .write(move |tx| {
            let (mint, job) = (mint.clone(), job.clone());
            async move { jobs::finish(tx, &mint, &job).await }.boxed()
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn a_kind_has_one_job_for_a_subject() {
    let app = app().await;
    enqueue(&app, JobKind::MakePoster, "a").await;
    enqueue(&app, JobKind::MakePoster, "a").await;
    // Jobs of one millisecond come in any order.
    app.clock.advance(Duration::from_millis(2));
    enqueue(&app, JobKind::MakePoster, "b").await;
    assert_eq!(app.count("jobs").await, 2);
    app.clock.advance(Duration::from_millis(2));
    assert_eq!(take(&app, Lane::Waiting).await, None, "another lane's");
    let first = take(&app, Lane::Working).await.unwrap();
    assert_eq!((first.subject.as_str(), first.fence), ("a", 1));
    finish(&app, &first).await.unwrap();
    enqueue(&app, JobKind::MakePoster, "a").await;
    assert_eq!(take(&app, Lane::Working).await.unwrap().subject, "b", "what is done stays done");
}

#[tokio::test]
async fn an_outlived_worker_changes_nothing() {
    let app = app().await;
    enqueue(&app, JobKind::MakePoster, "a").await;
    let dead = take(&app, Lane::Working).await.unwrap();
    assert_eq!(take(&app, Lane::Working).await, None);
    app.clock.advance(Duration::from_secs(31));
    let alive = take(&app, Lane::Working).await.unwrap();
    assert_eq!((alive.id.as_str(), alive.fence), (dead.id.as_str(), dead.fence + 1));
    assert_eq!(finish(&app, &dead).await, Err(LeaseLost));
    assert_eq!(jobs::renew(&app.db, &app.mint, &dead).await.unwrap(), Err(LeaseLost));
    assert_eq!(jobs::renew(&app.db, &app.mint, &alive).await.unwrap(), Ok(()));
    assert_eq!(finish(&app, &alive).await, Ok(()));
}

#[tokio::test]
async fn unknown_kinds_are_left_alone() {
    let app = app().await;
    app.run(
        "INSERT INTO jobs (id, kind, subject, state, run_at, claims, failures, created_at)
         VALUES ('job_x', 'write_poem', '', 'queued', 0, 0, 0, 0)",
    )
    .await;
    for lane in Lane::ALL {
        assert_eq!(take(&app, lane).await, None);
    }
    assert_eq!(app.count("jobs WHERE state = 'queued'").await, 1);
}

#[tokio::test]
async fn failures_wait_longer_each_time_and_end() {
    let app = app().await;
    enqueue(&app, JobKind::MakePoster, "a").await;
    for failures in 1..=5 {
        let job = take(&app, Lane::Working).await.unwrap();
        let is_dead = jobs::postpone(&app.db, &app.mint, &job, "no luck").await.unwrap();
        assert_eq!(is_dead, failures == 5);
        assert_eq!(take(&app, Lane::Working).await, None, "not at once");
        app.clock.advance(Duration::from_secs(61));
    }
    assert_eq!(app.count("jobs WHERE state = 'dead' AND last_error = 'no luck'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bell_starts_a_job_at_once() {
    let app = app().await;
    let handle = Scripted::new(Outcome::Done, Duration::ZERO);
    let settings = RunnerSettings { idle: Duration::from_secs(60), ..runner_settings() };
    let runner = Runner::start(app.db.clone(), app.mint.clone(), handle.clone(), settings).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let written = Instant::now();
    enqueue(&app, JobKind::RunGeneration, "a").await;
    while handle.runs() == 0 {
        assert!(written.elapsed() < Duration::from_secs(5), "nobody heard the bell");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    runner.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_run_each_job_once() {
    let app = app().await;
    for number in 0..25 {
        enqueue(&app, JobKind::RunGeneration, &number.to_string()).await;
    }
    let handle = Scripted::new(Outcome::Done, Duration::from_millis(5));
    let start = || Runner::start(app.db.clone(), app.mint.clone(), handle.clone(), runner_settings());
    let (first, second) = (start().await.unwrap(), start().await.unwrap());
    app.drained().await;
    assert_eq!(handle.runs(), 25);
    assert!(handle.most_at_once.load(Ordering::SeqCst) > 1);
    first.stop().await;
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_gives_leases_back() {
    let app = app().await;
    enqueue(&app, JobKind::RunGeneration, "a").await;
    let handle = Scripted::new(Outcome::Done, Duration::from_secs(60));
    let runner =
        Runner::start(app.db.clone(), app.mint.clone(), handle.clone(), runner_settings()).await.unwrap();
    while handle.runs() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let stopped = Instant::now();
    runner.stop().await;
    assert!(stopped.elapsed() < Duration::from_secs(5));
    let again = take(&app, Lane::Generating).await.expect("the job can be taken at once");
    assert_eq!((again.fence, again.failures), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_job_keeps_its_lease() {
    let app = app().await;
    enqueue(&app, JobKind::RunGeneration, "a").await;
    let handle = Scripted::new(Outcome::Done, Duration::from_millis(700));
    let settings = RunnerSettings { heartbeat: Duration::from_millis(50), ..runner_settings() };
    let runner = Runner::start(app.db.clone(), app.mint.clone(), handle.clone(), settings).await.unwrap();
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_millis(120)).await;
        // Twenty seconds pass for the lease at each step.
        app.clock.advance(Duration::from_secs(20));
    }
    app.drained().await;
    assert_eq!(handle.runs(), 1);
    runner.stop().await;
}

#[tokio::test]
async fn periodic_jobs_come_back() {
    let app = app().await;
    enqueue(&app, JobKind::CheckInvariants, "").await;
    let job = take(&app, Lane::Working).await.unwrap();
    finish(&app, &job).await.unwrap();
    assert_eq!(take(&app, Lane::Working).await, None);
    app.clock.advance(Duration::from_secs(5 * 60 + 1));
    assert_eq!(take(&app, Lane::Working).await.unwrap().fence, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generation_without_its_job_is_reaped() {
    let app = app().await;
    let asset = app.start_concepts().await;
    app.run("UPDATE jobs SET state = 'dead', ended_at = 0").await;
    app.clock.advance(Duration::from_secs(120));
    enqueue(&app, JobKind::ReapOverdue, "").await;
    let job = take(&app, Lane::Waiting).await.unwrap();
    assert_eq!(app.jobs.run(&job).await, Outcome::Done);
    app.check().await;
    let report = app.status(asset).await;
    assert_eq!(report.truth.failure, Some(domain::job_truth::FailureReason::TimedOut));
    assert_eq!(report.credits.0, 10);
}
