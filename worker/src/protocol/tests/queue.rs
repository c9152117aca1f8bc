//! Running, waiting, cancelling, retrying, counting.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::json;

use super::bench::{Bench, eventually};

#[tokio::test]
async fn a_job_runs_reports_progress_and_completes() {
    let bench = Bench::start().await;
    let id = bench.run("model", bench.model_input("forever")).await;
    let running = bench.until_status("model", &id, "IN_PROGRESS").await;
    assert!(running["delayTime"].is_u64());
    let progress = bench.until("model", &id, |answer| answer["output"]["stage"] == "building").await;
    assert_eq!(progress["output"]["percent"], 40);
    bench.generator.release.cancel();
    let done = bench.until_status("model", &id, "COMPLETED").await;
    assert_eq!(done["output"]["model"]["key"], "keys/m.glb");
    assert!(done["executionTime"].is_u64());
    assert!(done["workerId"].is_string());
}

#[tokio::test]
async fn runsync_waits_for_the_end_or_hands_back_the_id() {
    let bench = Bench::start().await;
    let (status, done) =
        bench.post("/v2/image/runsync", json!({"input": bench.concepts_input("a cat")})).await;
    assert_eq!((status, &done["status"]), (StatusCode::OK, &json!("COMPLETED")));
    let body = json!({"input": bench.concepts_input("forever")});
    let (_, waiting) = bench.post("/v2/image/runsync?wait=1000", body).await;
    assert_eq!(waiting["status"], "IN_PROGRESS");
    bench.generator.release.cancel();
    bench.until_status("image", waiting["id"].as_str().unwrap(), "COMPLETED").await;
    let (status, _) = bench.post("/v2/image/runsync?wait=5", json!({"input": {}})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn no_more_jobs_run_than_allowed() {
    let bench = Bench::with(|config| crate::protocol::WorkerConfig { concurrency: 1, ..config }).await;
    let first = bench.run("model", bench.model_input("forever")).await;
    bench.until_status("model", &first, "IN_PROGRESS").await;
    let second = bench.run("image", bench.concepts_input("a cat")).await;
    let (_, health) = bench.get("/v2/image/health").await;
    assert_eq!(health["jobs"]["inQueue"], 1);
    assert_eq!(health["workers"]["running"], 1);
    bench.generator.release.cancel();
    bench.until_status("model", &first, "COMPLETED").await;
    bench.until_status("image", &second, "COMPLETED").await;
    assert_eq!(bench.generator.most_running.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn cancel_interrupts_the_generator_promptly_and_stays() {
    let bench = Bench::start().await;
    let id = bench.run("model", bench.model_input("forever")).await;
    bench.until("model", &id, |answer| answer["output"]["stage"] == "building").await;
    let asked = Instant::now();
    let (_, cancelled) = bench.post(&format!("/v2/model/cancel/{id}"), json!({})).await;
    assert_eq!(cancelled["status"], "CANCELLED");
    let generator = &bench.generator;
    eventually("the generator stops", || generator.stopped_by_cancel.load(Ordering::SeqCst) == 1).await;
    assert!(asked.elapsed() < Duration::from_secs(2));
    assert_eq!(bench.status("model", &id).await["status"], "CANCELLED");
    assert_eq!(bench.storage.seen.puts.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn cancelling_a_finished_job_changes_nothing() {
    let bench = Bench::start().await;
    let id = bench.run("model", bench.model_input("a cat")).await;
    bench.until_status("model", &id, "COMPLETED").await;
    let (status, answer) = bench.post(&format!("/v2/model/cancel/{id}"), json!({})).await;
    assert_eq!((status, &answer["status"]), (StatusCode::OK, &json!("COMPLETED")));
}

#[tokio::test]
async fn only_failed_jobs_are_retried() {
    let bench = Bench::start().await;
    bench.misbehave(json!({"mode": "fail"})).await;
    let id = bench.run("model", bench.model_input("a cat")).await;
    bench.until_status("model", &id, "FAILED").await;
    let (status, _) = bench.post(&format!("/v2/model/retry/{id}"), json!({})).await;
    assert_eq!(status, StatusCode::OK);
    bench.until_status("model", &id, "COMPLETED").await;
    let (status, _) = bench.post(&format!("/v2/model/retry/{id}"), json!({})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn purging_the_queue_spares_what_runs() {
    let bench = Bench::with(|config| crate::protocol::WorkerConfig { concurrency: 1, ..config }).await;
    let running = bench.run("model", bench.model_input("forever")).await;
    bench.until_status("model", &running, "IN_PROGRESS").await;
    let waiting = bench.run("model", bench.model_input("a cat")).await;
    let (_, purged) = bench.post("/v2/model/purge-queue", json!({})).await;
    assert_eq!(purged["removed"], 1);
    assert_eq!(bench.status("model", &waiting).await["status"], "CANCELLED");
    bench.generator.release.cancel();
    bench.until_status("model", &running, "COMPLETED").await;
}
