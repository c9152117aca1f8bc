//! RunPod's serverless queue (<https://docs.runpod.io/serverless/endpoints/operations>), and everything that speaks
//! its protocol, such as the built-in worker.

use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use domain::generation::GenerationKind;
use futures::StreamExt as _;
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::wire::{
    HealthAnswer, JobInput, Output, Policy, Progress, RescaleInput, RunAnswer, RunRequest, StatusAnswer,
};
use super::{Fault, NoAnswer, Provider, RemoteState, SubmitError, Submitted};
use crate::config::env::{ConfigError, Env, Secret};
use crate::db::crash;
use crate::http_client::HttpClient;

/// How long a job may take on a machine, and wait and run together.
const POLICY: Policy = Policy { execution_timeout: 10 * 60 * 1000, ttl: 15 * 60 * 1000 };
/// How long one call may take.
const CALL_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a short job is waited for in the call that hands it over, in milliseconds; less than [`CALL_TIMEOUT`].
const SYNC_WAIT_MS: u64 = 10_000;
/// How long one result may take: 100 MB over 5 Mbit/s. The job's lease is renewed meanwhile.
const FETCH_TIMEOUT: Duration = Duration::from_secs(180);
/// Longest answer that is read, in bytes.
const ANSWER_MAX_BYTES: u64 = 1 << 20;

/// Exceptions that are the machine's or the network's fault.
const MACHINE_ERRORS: [&str; 3] = ["OutOfMemoryError", "ConnectionError", "TimeoutError"];
/// The exception of a picture that cannot be read.
const PICTURE_ERROR: &str = "UnidentifiedImageError";

/// Where the service is.
#[derive(Clone, Debug)]
pub struct RunPodConfig {
    /// `RUNPOD_BASE_URL` (default `https://api.runpod.ai`): what `/v2/{endpoint}/run` is appended to.
    pub base_url: String,
    /// `RUNPOD_API_KEY`.
    pub api_key: Secret,
    /// `RUNPOD_IMAGE_ENDPOINT`: the id of the endpoint that draws concepts.
    pub image_endpoint: String,
    /// `RUNPOD_MODEL_ENDPOINT`: the id of the endpoint that makes models.
    pub model_endpoint: String,
}

impl RunPodConfig {
    /// Reads RunPod's variables; nothing when there is no key.
    ///
    /// # Errors
    /// When there is a key but not both endpoints.
    pub fn from_env(env: &Env) -> Result<Option<Self>, ConfigError> {
        let Some(api_key) = env.secret("RUNPOD_API_KEY") else { return Ok(None) };
        let needed = |name: &str| {
            env.text(name).ok_or_else(|| ConfigError::new(name, "is needed with RUNPOD_API_KEY"))
        };
        Ok(Some(Self {
            base_url: env
                .text_or("RUNPOD_BASE_URL", "https://api.runpod.ai")
                .trim_end_matches('/')
                .to_owned(),
            api_key,
            image_endpoint: needed("RUNPOD_IMAGE_ENDPOINT")?,
            model_endpoint: needed("RUNPOD_MODEL_ENDPOINT")?,
        }))
    }
}

/// A client of the queue API.
pub struct RunPod {
    config: RunPodConfig,
    http: HttpClient,
}

impl RunPod {
    /// A client; `http` must allow the configured base URL.
    #[must_use]
    pub fn new(config: RunPodConfig, http: HttpClient) -> Self {
        Self { config, http }
    }

    fn url(&self, kind: GenerationKind, call: &str) -> String {
        let endpoint = match kind {
            GenerationKind::Concepts => &self.config.image_endpoint,
            GenerationKind::Model => &self.config.model_endpoint,
        };
        format!("{}/v2/{endpoint}/{call}", self.config.base_url)
    }

    /// Puts a job into the queue of the kind's endpoint and gives the answer.
    async fn hand_over<I: Serialize>(&self, url: &str, input: &I) -> Result<Bytes, SubmitError> {
        let body = serde_json::to_vec(&RunRequest { input, policy: POLICY })
            .map_err(|cause| SubmitError::NotTaken(cause.to_string()))?;
        crash::point("before submit");
        let answer = self.call(Method::POST, url, Some(body)).await?;
        crash::point("after submit");
        let status = answer.status();
        if !status.is_success() {
            return Err(SubmitError::NotTaken(format!("the service answered {status}")));
        }
        let text = read_at_most(answer, ANSWER_MAX_BYTES).await;
        text.map_err(|NoAnswer(cause)| SubmitError::Unknown(cause))
    }

    /// Whether jobs of the kind wait for a machine to start; without an answer they just wait.
    async fn is_starting(&self, kind: GenerationKind) -> bool {
        let Ok(answer) = self.call(Method::GET, &self.url(kind, "health"), None).await else { return false };
        if !answer.status().is_success() {
            return false;
        }
        let Ok(text) = read_at_most(answer, ANSWER_MAX_BYTES).await else { return false };
        serde_json::from_slice::<HealthAnswer>(&text).is_ok_and(|health| health.is_starting())
    }

    /// Sends one call. `Err` holds whether the service may have acted on it.
    async fn call(&self, method: Method, url: &str, body: Option<Vec<u8>>) -> Result<Response, SubmitError> {
        let request =
            self.http.request(method, url).map_err(|cause| SubmitError::NotTaken(cause.to_string()))?;
        let mut request = request.bearer_auth(self.config.api_key.reveal()).timeout(CALL_TIMEOUT);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        request.send().await.map_err(|cause| {
            let text = cause.without_url();
            if text.is_connect() {
                SubmitError::NotTaken(text.to_string())
            } else {
                SubmitError::Unknown(text.to_string())
            }
        })
    }
}

#[async_trait]
impl Provider for RunPod {
    async fn submit(&self, kind: GenerationKind, input: &JobInput) -> Result<String, SubmitError> {
        let text = self.hand_over(&self.url(kind, "run"), input).await?;
        Ok(taken::<RunAnswer>(&text)?.id)
    }

    async fn rescale(&self, input: &RescaleInput) -> Result<Submitted, SubmitError> {
        let call = format!("runsync?wait={SYNC_WAIT_MS}");
        let text = self.hand_over(&self.url(GenerationKind::Model, &call), input).await?;
        Ok(Submitted { remote_job_id: taken::<RunAnswer>(&text)?.id, state: state(taken(&text)?) })
    }

    async fn look(&self, kind: GenerationKind, remote_job_id: &str) -> Result<RemoteState, NoAnswer> {
        let url = self.url(kind, &format!("status/{}", path_segment(remote_job_id)));
        let answer = self.call(Method::GET, &url, None).await.map_err(|cause| NoAnswer(cause.to_string()))?;
        match answer.status() {
            StatusCode::NOT_FOUND => return Ok(RemoteState::Gone),
            status if !status.is_success() => return Err(NoAnswer(format!("the service answered {status}"))),
            _ => {}
        }
        let text = read_at_most(answer, ANSWER_MAX_BYTES).await?;
        let answer: StatusAnswer =
            serde_json::from_slice(&text).map_err(|cause| NoAnswer(format!("not as agreed: {cause}")))?;
        match state(answer) {
            RemoteState::Queued if self.is_starting(kind).await => Ok(RemoteState::Starting),
            state => Ok(state),
        }
    }

    async fn cancel(&self, kind: GenerationKind, remote_job_id: &str) -> Result<(), NoAnswer> {
        let url = self.url(kind, &format!("cancel/{}", path_segment(remote_job_id)));
        crash::point("before remote cancel");
        let answer =
            self.call(Method::POST, &url, None).await.map_err(|cause| NoAnswer(cause.to_string()))?;
        crash::point("after remote cancel");
        match answer.status() {
            StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => Ok(()),
            status if status.is_success() => Ok(()),
            status => Err(NoAnswer(format!("the service answered {status}"))),
        }
    }

    async fn fetch(&self, url: &str, max_bytes: u64) -> Result<Bytes, NoAnswer> {
        let request = self.http.request(Method::GET, url).map_err(|cause| NoAnswer(cause.to_string()))?;
        let answer = request
            .timeout(FETCH_TIMEOUT)
            .send()
            .await
            .map_err(|cause| NoAnswer(cause.without_url().to_string()))?;
        if !answer.status().is_success() {
            return Err(NoAnswer(format!("the result's host answered {}", answer.status())));
        }
        read_at_most(answer, max_bytes).await
    }

    async fn is_healthy(&self) -> bool {
        for kind in [GenerationKind::Concepts, GenerationKind::Model] {
            let answer = self.call(Method::GET, &self.url(kind, "health"), None).await;
            if !answer.is_ok_and(|answer| answer.status().is_success()) {
                return false;
            }
        }
        true
    }
}

/// Reads the answer to a job that was handed over; an answer that makes no sense is a lost one.
fn taken<T: DeserializeOwned>(text: &[u8]) -> Result<T, SubmitError> {
    serde_json::from_slice(text).map_err(|cause| SubmitError::Unknown(cause.to_string()))
}

/// An unknown status means "still running".
fn state(answer: StatusAnswer) -> RemoteState {
    match answer.status.as_str() {
        "IN_QUEUE" => RemoteState::Queued,
        "COMPLETED" => {
            let output = answer.output.and_then(|output| serde_json::from_value::<Output>(output).ok());
            RemoteState::Completed(output.map(Box::new).unwrap_or_default())
        }
        "FAILED" => {
            let cause = error_for_log(answer.error.as_ref());
            RemoteState::Failed { fault: fault(&cause), cause }
        }
        "CANCELLED" => RemoteState::Cancelled,
        "TIMED_OUT" => RemoteState::TimedOut,
        _ => RemoteState::Running(
            answer.output.and_then(|output| serde_json::from_value::<Progress>(output).ok()),
        ),
    }
}

fn fault(cause: &str) -> Fault {
    if MACHINE_ERRORS.iter().any(|name| cause.contains(name)) {
        Fault::Machine
    } else if cause.contains(PICTURE_ERROR) {
        Fault::Picture
    } else {
        Fault::Worker
    }
}

/// The type and message of a handler's exception; never shown to people.
fn error_for_log(error: Option<&Value>) -> String {
    let Some(error) = error else { return "no reason given".to_owned() };
    let text = error.as_str().map_or_else(|| error.to_string(), str::to_owned);
    let Ok(raised) = serde_json::from_str::<Value>(&text) else { return text };
    let part = |name: &str| raised.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    format!("{} {}", part("error_type"), part("error_message")).trim().to_owned()
}

/// Ids come from outside: only what cannot change the path is kept.
fn path_segment(id: &str) -> String {
    id.chars().filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')).collect()
}

async fn read_at_most(answer: Response, max_bytes: u64) -> Result<Bytes, NoAnswer> {
    let mut content = answer.bytes_stream();
    let mut bytes = BytesMut::new();
    while let Some(chunk) = content.next().await {
        let chunk = chunk.map_err(|cause| NoAnswer(cause.without_url().to_string()))?;
        if (bytes.len() + chunk.len()) as u64 > max_bytes {
            return Err(NoAnswer(format!("more than {max_bytes} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

#[cfg(test)]
mod tests;
