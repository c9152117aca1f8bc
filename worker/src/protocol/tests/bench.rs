//! The test bench: [`Storage`] takes PUTs and webhooks and serves files, [`TestGenerator`] answers at once or when
//! told to, [`Bench`] calls the worker as a server would.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{post, put};
use serde_json::{Value, json};

use crate::jobs::{
    Bounds, CancelToken, Concept, Concepts, ConceptsRequest, Follow, Generator, JobError, Model,
    ModelRequest, RescaleRequest, Rescaled, RescaledFacts, Stage, Understanding,
};
use crate::protocol::{RunningWorker, WorkerConfig, spawn};

pub const KEY: &str = "test-key";
const PATIENCE: Duration = Duration::from_secs(20);

/// What a storage server saw.
#[derive(Default)]
pub struct Stored {
    pub files: Mutex<HashMap<String, (String, Vec<u8>)>>,
    pub puts: AtomicUsize,
    pub webhooks: Mutex<Vec<Value>>,
    /// Requests to answer with 503 before behaving.
    pub stumbles: AtomicUsize,
}

/// A storage server on loopback.
pub struct Storage {
    pub base: String,
    pub seen: Arc<Stored>,
}

impl Storage {
    pub async fn start() -> Self {
        let seen = Arc::new(Stored::default());
        let routes = Router::new()
            .route("/files/{name}", put(store).get(serve))
            .route("/hook", post(hook))
            .with_state(Arc::clone(&seen));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { base, seen }
    }

    pub fn url(&self, name: &str) -> String {
        format!("{}/files/{name}", self.base)
    }

    pub fn offer(&self, name: &str, bytes: Vec<u8>) {
        self.seen.files.lock().unwrap().insert(name.into(), ("application/octet-stream".into(), bytes));
    }

    pub fn file(&self, name: &str) -> Option<(String, Vec<u8>)> {
        self.seen.files.lock().unwrap().get(name).cloned()
    }

    pub fn upload(&self, name: &str, content_type: &str) -> Value {
        json!({"key": format!("keys/{name}"), "put_url": self.url(name), "content_type": content_type, "max_bytes": 1 << 20})
    }
}

fn stumble(seen: &Stored) -> bool {
    seen.stumbles.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
}

async fn store(
    State(seen): State<Arc<Stored>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    if stumble(&seen) {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let content_type = headers.get("content-type").unwrap().to_str().unwrap().to_owned();
    seen.puts.fetch_add(1, Ordering::SeqCst);
    seen.files.lock().unwrap().insert(name, (content_type, body.to_vec()));
    StatusCode::OK
}

async fn serve(State(seen): State<Arc<Stored>>, Path(name): Path<String>) -> Result<Vec<u8>, StatusCode> {
    let files = seen.files.lock().unwrap();
    files.get(&name).map(|(_, bytes)| bytes.clone()).ok_or(StatusCode::NOT_FOUND)
}

async fn hook(State(seen): State<Arc<Stored>>, body: Bytes) -> StatusCode {
    if stumble(&seen) {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    seen.webhooks.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
    StatusCode::OK
}

/// Answers at once, unless the prompt says "forever".
#[derive(Default)]
pub struct TestGenerator {
    pub running: AtomicUsize,
    pub most_running: AtomicUsize,
    pub stopped_by_cancel: AtomicUsize,
    pub release: CancelToken,
}

impl TestGenerator {
    fn work(&self, prompt: &str, follow: &Follow) -> Result<(), JobError> {
        let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_running.fetch_max(running, Ordering::SeqCst);
        let outcome = self.wait(prompt, follow);
        self.running.fetch_sub(1, Ordering::SeqCst);
        outcome
    }

    fn wait(&self, prompt: &str, follow: &Follow) -> Result<(), JobError> {
        follow.step(Stage::Building, 40)?;
        if prompt == "raise" {
            return Err(JobError::Generator("no solid came out".into()));
        }
        while prompt == "forever" && !self.release.is_cancelled() {
            std::thread::sleep(Duration::from_millis(2));
            if let Err(cause) = follow.check() {
                self.stopped_by_cancel.fetch_add(1, Ordering::SeqCst);
                return Err(cause);
            }
        }
        Ok(())
    }
}

impl Generator for TestGenerator {
    fn concepts(&self, request: &ConceptsRequest, follow: &Follow) -> Result<Concepts, JobError> {
        self.work(&request.prompt, follow)?;
        let concept = |index: u64| Concept {
            png: vec![index as u8; 8],
            width: 4,
            height: 4,
            seed: request.seed + index,
        };
        let concepts = (0..u64::from(request.count)).map(concept).collect();
        Ok(Concepts {
            concepts,
            understanding: Understanding { method: "test".into(), ..Understanding::default() },
        })
    }

    fn model(&self, request: &ModelRequest, follow: &Follow) -> Result<Model, JobError> {
        self.work(&request.prompt, follow)?;
        let bounds = Bounds { min: [-0.5, 0.0, -0.5], max: [0.5, 1.0, 0.5] };
        Ok(Model {
            glb: b"glTF-test".to_vec(),
            triangles: 12,
            bounds,
            understanding: Understanding::default(),
        })
    }

    fn rescale(&self, request: &RescaleRequest, follow: &Follow) -> Result<Rescaled, JobError> {
        self.work("", follow)?;
        let bounds_mm = Bounds { min: [0.0; 3], max: [request.target.x.unwrap_or(1.0); 3] };
        Ok(Rescaled { glb: request.model.clone(), bounds_mm, facts: RescaledFacts::default() })
    }
}

/// A worker, its storage and a client.
pub struct Bench {
    pub worker: RunningWorker,
    pub storage: Storage,
    pub generator: Arc<TestGenerator>,
    pub client: reqwest::Client,
}

impl Bench {
    pub async fn start() -> Self {
        Self::with(|config| config).await
    }

    pub async fn with(change: impl FnOnce(WorkerConfig) -> WorkerConfig) -> Self {
        let generator = Arc::new(TestGenerator::default());
        let config = WorkerConfig {
            generator: Arc::clone(&generator) as _,
            may_misbehave: true,
            webhook_pause: Duration::from_millis(20),
            ..WorkerConfig::new(KEY)
        };
        let worker = spawn(change(config)).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { worker, storage: Storage::start().await, generator, client }
    }

    pub fn concepts_input(&self, prompt: &str) -> Value {
        json!({
            "operation": "generate_concepts", "asset_id": "ast_1", "attempt_id": "att_1", "prompt": prompt,
            "style": {"slug": "voxel", "prompt_hint": "cubes"}, "count": 2, "seed": 7,
            "uploads": [self.storage.upload("a.png", "image/png"), self.storage.upload("b.png", "image/png")],
        })
    }

    pub fn model_input(&self, prompt: &str) -> Value {
        json!({
            "operation": "generate_model", "asset_id": "ast_1", "attempt_id": "att_2", "prompt": prompt, "seed": 7,
            "uploads": [self.storage.upload("m.glb", "model/gltf-binary")],
        })
    }

    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.send(self.client.post(format!("{}{path}", self.worker.base_url())).json(&body)).await
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.send(self.client.get(format!("{}{path}", self.worker.base_url()))).await
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> (StatusCode, Value) {
        let response = request.bearer_auth(KEY).timeout(PATIENCE).send().await.unwrap();
        let status = StatusCode::from_u16(response.status().as_u16()).unwrap();
        let body = response.bytes().await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    pub async fn run(&self, endpoint: &str, input: Value) -> String {
        let (status, body) = self.post(&format!("/v2/{endpoint}/run"), json!({ "input": input })).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert_eq!(body["status"], "IN_QUEUE");
        body["id"].as_str().unwrap().to_owned()
    }

    pub async fn misbehave(&self, order: Value) {
        assert_eq!(self.post("/misbehave", order).await.0, StatusCode::NO_CONTENT);
    }

    pub async fn status(&self, endpoint: &str, id: &str) -> Value {
        self.get(&format!("/v2/{endpoint}/status/{id}")).await.1
    }

    /// Polls until `wanted` holds.
    pub async fn until(&self, endpoint: &str, id: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = std::time::Instant::now() + PATIENCE;
        loop {
            let answer = self.status(endpoint, id).await;
            if wanted(&answer) {
                return answer;
            }
            assert!(std::time::Instant::now() < deadline, "still {answer}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub async fn until_status(&self, endpoint: &str, id: &str, wanted: &str) -> Value {
        self.until(endpoint, id, |answer| answer["status"] == wanted).await
    }
}

/// Waits until `holds`.
pub async fn eventually(what: &str, holds: impl Fn() -> bool) {
    let deadline = std::time::Instant::now() + PATIENCE;
    while !holds() {
        assert!(std::time::Instant::now() < deadline, "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
