//! What is refused, and how: keys, endpoints, sizes, times.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::bench::Bench;
use crate::protocol::WorkerConfig;

#[tokio::test]
async fn a_wrong_key_opens_nothing() {
    let bench = Bench::start().await;
    for path in ["/v2/image/health", "/v2/image/status/x", "/v2/nowhere/health"] {
        for key in ["", "wrong", "test-key "] {
            let request = bench.client.get(format!("{}{path}", bench.worker.base_url()));
            let response = request.header("authorization", format!("Bearer {key}x")).send().await.unwrap();
            assert_eq!(response.status().as_u16(), 401);
        }
        let response = bench.client.get(format!("{}{path}", bench.worker.base_url())).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 401);
    }
}

#[tokio::test]
async fn unknown_places_and_jobs_are_not_found() {
    let bench = Bench::start().await;
    let id = bench.run("image", bench.concepts_input("a cat")).await;
    for path in ["/v2/nowhere/health", "/v2/image/status/none", &format!("/v2/model/status/{id}")] {
        assert_eq!(bench.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/v2/image/cancel/none", "/v2/image/retry/none", "/v2/nowhere/purge-queue"] {
        assert_eq!(bench.post(path, json!({})).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn bodies_that_are_not_as_agreed_are_bad_requests() {
    let bench = Bench::start().await;
    let url = format!("{}/v2/image/run", bench.worker.base_url());
    for body in ["", "[]", "{", r#"{"input": 3}"#, r#"{"policy":{}}"#, r#"{"input":{},"policy":{"ttl":0}}"#] {
        let (status, answer) = bench.send(bench.client.post(&url).body(body)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}: {answer}");
    }
    let eleven_mb = vec![b' '; 11 << 20];
    assert_eq!(bench.send(bench.client.post(&url).body(eleven_mb.clone())).await.0, StatusCode::BAD_REQUEST);
    let sync = format!("{}/v2/image/runsync", bench.worker.base_url());
    let mut padded = json!({"input": bench.concepts_input("a cat")}).to_string().into_bytes();
    padded.extend(eleven_mb);
    assert_eq!(bench.send(bench.client.post(&sync).body(padded)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn inputs_the_handler_cannot_use_fail_with_its_exception() {
    let bench = Bench::start().await;
    let with = |change: fn(&mut Value)| {
        let mut input = bench.concepts_input("a cat");
        change(&mut input);
        input
    };
    let inputs = [
        (with(|input| input["operation"] = json!("paint")), "unknown variant"),
        (with(|input| input["operation"] = json!("generate_model")), "not served here"),
        (with(|input| input["prompt"] = json!("a".repeat(1001))), "1000 characters"),
        (with(|input| input["prompt"] = json!("")), "prompt or a picture"),
        (with(|input| input["count"] = json!(9)), "`count`"),
        (with(|input| input["uploads"] = json!([])), "no place"),
        (with(|input| input["image_url"] = json!("file:///etc/passwd")), "http or https"),
        (with(|input| input["uploads"][0]["max_bytes"] = json!(3)), "3 are allowed"),
    ];
    for (input, expected) in inputs {
        let id = bench.run("image", input).await;
        let failed = bench.until_status("image", &id, "FAILED").await;
        let error: Value = serde_json::from_str(failed["error"].as_str().unwrap()).unwrap();
        assert!(error["error_message"].as_str().unwrap().contains(expected), "{error}");
        assert!(error["error_type"].is_string() && error["error_traceback"].is_string());
    }
}

#[tokio::test]
async fn a_full_queue_says_so() {
    let bench = Bench::with(|config| WorkerConfig { concurrency: 1, queue_limit: 1, ..config }).await;
    let running = bench.run("model", bench.model_input("forever")).await;
    bench.until_status("model", &running, "IN_PROGRESS").await;
    bench.run("model", bench.model_input("a cat")).await;
    let (status, _) = bench.post("/v2/model/run", json!({"input": bench.model_input("a cat")})).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    bench.generator.release.cancel();
}

#[tokio::test]
async fn the_policy_ends_a_job_that_takes_too_long() {
    let bench = Bench::start().await;
    let body = json!({"input": bench.model_input("forever"), "policy": {"executionTimeout": 80}});
    let (_, queued) = bench.post("/v2/model/run", body).await;
    let ended = bench.until_status("model", queued["id"].as_str().unwrap(), "TIMED_OUT").await;
    assert!(ended["error"].as_str().unwrap().contains("80 ms"));
    let generator = &bench.generator;
    let stopped = || generator.stopped_by_cancel.load(std::sync::atomic::Ordering::SeqCst) == 1;
    super::bench::eventually("the generator stops", stopped).await;
}

#[tokio::test]
async fn a_job_and_its_result_are_forgotten_when_their_time_is_over() {
    let bench = Bench::with(|config| WorkerConfig { result_kept: Duration::from_millis(50), ..config }).await;
    let body = json!({"input": bench.model_input("forever"), "policy": {"ttl": 300}});
    let (_, queued) = bench.post("/v2/model/run", body).await;
    let path = format!("/v2/model/status/{}", queued["id"].as_str().unwrap());
    assert_eq!(bench.get(&path).await.0, StatusCode::OK);
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(bench.get(&path).await.0, StatusCode::NOT_FOUND);
    let id = bench.run("model", bench.model_input("a cat")).await;
    bench.until("model", &id, |answer| answer["error"] == "job not found").await;
}

#[tokio::test]
async fn misbehaving_must_be_allowed_first() {
    let bench = Bench::with(|config| WorkerConfig { may_misbehave: false, ..config }).await;
    assert_eq!(bench.post("/misbehave", json!({"mode": "fail"})).await.0, StatusCode::NOT_FOUND);
}
