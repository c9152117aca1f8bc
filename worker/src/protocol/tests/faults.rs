//! Every fault a test can order does what its name says.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::bench::{Bench, eventually};
use crate::protocol::{Misbehaviour, Mode, WorkerConfig};

async fn model_with(bench: &Bench, order: Value) -> String {
    bench.misbehave(order).await;
    bench.run("model", bench.model_input("a cat")).await
}

#[tokio::test]
async fn delayed_and_slow_jobs_complete_later() {
    let bench = Bench::start().await;
    let begun = Instant::now();
    let id = model_with(&bench, json!({"mode": "delay", "ms": 300})).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(bench.status("model", &id).await["status"], "IN_QUEUE");
    bench.until_status("model", &id, "COMPLETED").await;
    assert!(begun.elapsed() >= Duration::from_millis(300));
    let id = model_with(&bench, json!({"mode": "slow", "ms": 3000})).await;
    bench.until("model", &id, |answer| answer["output"]["stage"] == "starting").await;
    bench.until("model", &id, |answer| answer["output"] == json!({"stage": "building", "percent": 3})).await;
    let done = bench.until_status("model", &id, "COMPLETED").await;
    assert!(done["executionTime"].as_u64().unwrap() >= 3000);
}

#[tokio::test]
async fn failures_and_timeouts_come_as_ordered() {
    let config = |config| WorkerConfig { misbehaviour: vec![Misbehaviour::new(Mode::Fail)], ..config };
    let bench = Bench::with(config).await;
    let id = bench.run("model", bench.model_input("a cat")).await;
    assert!(
        bench.until_status("model", &id, "FAILED").await["error"].as_str().unwrap().contains("as ordered")
    );
    let id = model_with(&bench, json!({"mode": "oom"})).await;
    let failed = bench.until_status("model", &id, "FAILED").await;
    assert!(failed["error"].as_str().unwrap().contains("CUDA out of memory"));
    let id = model_with(&bench, json!({"mode": "time_out", "ms": 20})).await;
    bench.until_status("model", &id, "TIMED_OUT").await;
}

#[tokio::test]
async fn answering_twice_reopens_the_job_and_repeats_everything() {
    let bench = Bench::start().await;
    bench.misbehave(json!({"mode": "answer_twice"})).await;
    let hook = format!("{}/hook", bench.storage.base);
    let body = json!({"input": bench.model_input("a cat"), "webhook": hook});
    let (_, queued) = bench.post("/v2/model/run", body).await;
    let id = queued["id"].as_str().unwrap();
    bench.until_status("model", id, "COMPLETED").await;
    bench.until_status("model", id, "IN_PROGRESS").await;
    bench.until_status("model", id, "COMPLETED").await;
    assert_eq!(bench.storage.seen.puts.load(Ordering::SeqCst), 2);
    let seen = &bench.storage.seen;
    eventually("two webhooks", || seen.webhooks.lock().unwrap().len() == 2).await;
}

#[tokio::test]
async fn a_late_answer_comes_even_after_a_cancel() {
    let bench = Bench::start().await;
    let id = model_with(&bench, json!({"mode": "answer_late", "ms": 150})).await;
    bench.until_status("model", &id, "IN_PROGRESS").await;
    let (_, cancelled) = bench.post(&format!("/v2/model/cancel/{id}"), json!({})).await;
    assert_eq!(cancelled["status"], "CANCELLED");
    bench.until_status("model", &id, "COMPLETED").await;
    assert!(bench.storage.file("m.glb").is_some());
}

#[tokio::test]
async fn a_lost_answer_leaves_its_files_but_no_job() {
    let bench = Bench::start().await;
    let id = model_with(&bench, json!({"mode": "lose_the_answer"})).await;
    bench.until("model", &id, |answer| answer["error"] == "job not found").await;
    assert!(bench.storage.file("m.glb").is_some());
}

#[tokio::test]
async fn never_means_until_somebody_cancels() {
    let bench = Bench::start().await;
    let id = model_with(&bench, json!({"mode": "never"})).await;
    bench.until_status("model", &id, "IN_PROGRESS").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(bench.status("model", &id).await["status"], "IN_PROGRESS");
    bench.post(&format!("/v2/model/cancel/{id}"), json!({})).await;
    assert_eq!(bench.status("model", &id).await["status"], "CANCELLED");
}

#[tokio::test]
async fn rubbish_is_rubbish() {
    let bench = Bench::start().await;
    let id = model_with(&bench, json!({"mode": "rubbish"})).await;
    bench.until_status("model", &id, "COMPLETED").await;
    assert_ne!(bench.storage.file("m.glb").unwrap().1, b"glTF-test");
    let id = model_with(&bench, json!({"mode": "rubbish_key"})).await;
    let done = bench.until_status("model", &id, "COMPLETED").await;
    assert_eq!(done["output"]["model"]["key"], "somebody/else/secret.bin");
    let id = model_with(&bench, json!({"mode": "rubbish_output"})).await;
    let done = bench.until_status("model", &id, "COMPLETED").await;
    assert!(done["output"]["model"].is_null());
}

#[tokio::test]
async fn requests_can_be_refused_on_order() {
    let bench = Bench::start().await;
    bench.misbehave(json!({"mode": "http_500", "count": 2})).await;
    bench.misbehave(json!({"mode": "http_429"})).await;
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(bench.get("/v2/model/health").await.0.as_u16());
    }
    assert_eq!(answers, [500, 500, 429, 200]);
    assert_eq!(bench.post("/misbehave", json!({"mode": "sing"})).await.0, StatusCode::BAD_REQUEST);
}
