use axum::http::Uri;
use axum::routing::{get, post};
use serde_json::json;

use super::*;
use crate::generation::providers::wire::{ModelOutput, TargetDimensions};

fn read(answer: Value) -> RemoteState {
    state(serde_json::from_value(answer).unwrap())
}

#[test]
fn every_status_has_a_meaning() {
    assert_eq!(read(json!({"id": "a", "status": "IN_QUEUE"})), RemoteState::Queued);
    assert_eq!(read(json!({"status": "CANCELLED"})), RemoteState::Cancelled);
    assert_eq!(read(json!({"status": "TIMED_OUT"})), RemoteState::TimedOut);
    for running in ["IN_PROGRESS", "RUNNING", "SOMETHING_NEW"] {
        assert_eq!(read(json!({"status": running})), RemoteState::Running(None));
    }
}

#[test]
fn progress_and_output_are_told_apart_by_the_status() {
    let output = json!({"stage": "building", "percent": 42});
    let running = read(json!({"status": "IN_PROGRESS", "output": output}));
    let progress = Progress { stage: "building".into(), percent: Some(42) };
    assert_eq!(running, RemoteState::Running(Some(progress)));
    assert_eq!(
        read(json!({"status": "COMPLETED", "output": output})),
        RemoteState::Completed(Box::default())
    );
    assert_eq!(read(json!({"status": "COMPLETED", "output": 7})), RemoteState::Completed(Box::default()));
}

#[test]
fn an_exception_is_told_in_one_line_for_the_log() {
    let raised = json!({"error_type": "<class 'ValueError'>", "error_message": "no", "error_traceback": "…"});
    let failed = |cause: &str, fault| RemoteState::Failed { cause: cause.into(), fault };
    let told = read(json!({"status": "FAILED", "error": raised.to_string()}));
    assert_eq!(told, failed("<class 'ValueError'> no", Fault::Worker));
    assert_eq!(read(json!({"status": "FAILED", "error": "plain"})), failed("plain", Fault::Worker));
    assert_eq!(read(json!({"status": "FAILED"})), failed("no reason given", Fault::Worker));
    let memory = json!({"error_type": "<class 'torch.OutOfMemoryError'>"}).to_string();
    let told = read(json!({"status": "FAILED", "error": memory}));
    assert_eq!(told, failed("<class 'torch.OutOfMemoryError'>", Fault::Machine));
    let picture = json!({"error_type": "<class 'PIL.UnidentifiedImageError'>"}).to_string();
    let told = read(json!({"status": "FAILED", "error": picture}));
    assert_eq!(told, failed("<class 'PIL.UnidentifiedImageError'>", Fault::Picture));
}

/// A client of a service that answers like this, and the service's address.
async fn client(router: axum::Router, model_endpoint: &str) -> RunPod {
    crate::install_tls_provider();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let http = HttpClient::new([base_url.as_str()]).unwrap();
    let config = RunPodConfig {
        base_url,
        api_key: Secret::new("key"),
        image_endpoint: "image".into(),
        model_endpoint: model_endpoint.into(),
    };
    RunPod::new(config, http)
}

#[tokio::test]
async fn a_service_is_healthy_when_every_endpoint_answers() {
    for (model_endpoint, is_healthy) in [("model", true), ("closed", false)] {
        let router = axum::Router::new()
            .route("/v2/image/health", get(|| async { "{}" }))
            .route("/v2/model/health", get(|| async { "{}" }))
            .route("/v2/closed/health", get(|| async { StatusCode::UNAUTHORIZED }));
        let runpod = client(router, model_endpoint).await;
        assert_eq!(runpod.is_healthy().await, is_healthy, "{model_endpoint}");
    }
}

#[tokio::test]
async fn a_job_that_waits_for_a_machine_to_start_is_told_from_one_that_waits_its_turn() {
    let starting = json!({"workers": {"idle": 0, "initializing": 1, "running": 0}}).to_string();
    let busy = json!({"workers": {"idle": 0, "initializing": 1, "running": 3}}).to_string();
    let cases = [
        (StatusCode::OK, starting, RemoteState::Starting),
        (StatusCode::OK, busy, RemoteState::Queued),
        (StatusCode::OK, "no JSON".to_owned(), RemoteState::Queued),
        (StatusCode::INTERNAL_SERVER_ERROR, String::new(), RemoteState::Queued),
    ];
    for (status, health, expected) in cases {
        let queued = json!({"id": "a", "status": "IN_QUEUE"}).to_string();
        let router = axum::Router::new()
            .route("/v2/image/status/{id}", get(move || async move { queued }))
            .route("/v2/image/health", get(move || async move { (status, health) }));
        let runpod = client(router, "model").await;
        assert_eq!(runpod.look(GenerationKind::Concepts, "a").await, Ok(expected));
    }
}

fn rescale_input() -> RescaleInput {
    RescaleInput {
        operation: "rescale_model",
        asset_id: "ast".into(),
        attempt_id: "att".into(),
        uploads: Vec::new(),
        model_url: "http://127.0.0.1/model.glb".into(),
        target_dimensions_mm: TargetDimensions { x: 1.0, y: 2.0, z: 3.0 },
    }
}

#[tokio::test]
async fn a_rescaling_is_waited_for_and_its_end_is_the_answer() {
    let model = Output { model: Some(ModelOutput { key: "k".into() }), ..Output::default() };
    let cases = [
        (
            json!({"id": "sync-1", "status": "COMPLETED", "output": {"model": {"key": "k"}}}),
            RemoteState::Completed(Box::new(model)),
        ),
        (json!({"id": "sync-1", "status": "IN_PROGRESS"}), RemoteState::Running(None)),
    ];
    for (answer, state) in cases {
        let answered = move |uri: Uri| async move {
            // Our patience with a call must outlast the service's wait.
            let wait_ms: u128 =
                uri.query().and_then(|query| query.strip_prefix("wait=")?.parse().ok()).unwrap();
            assert!(wait_ms < CALL_TIMEOUT.as_millis());
            answer.to_string()
        };
        let router = axum::Router::new().route("/v2/model/runsync", post(answered));
        let handed = client(router, "model").await.rescale(&rescale_input()).await;
        assert_eq!(handed, Ok(Submitted { remote_job_id: "sync-1".into(), state }));
    }
}

#[tokio::test]
async fn an_answer_to_a_rescaling_that_makes_no_sense_is_a_lost_one() {
    let router = axum::Router::new().route("/v2/model/runsync", post(|| async { "gateway" }));
    let handed = client(router, "model").await.rescale(&rescale_input()).await;
    assert!(matches!(handed, Err(SubmitError::Unknown(_))), "{handed:?}");
}

#[test]
fn an_id_cannot_leave_its_path() {
    assert_eq!(path_segment("../../v2/x?y=1#a-b_c"), "v2xy1a-b_c");
}
