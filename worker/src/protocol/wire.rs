//! The JSON of the RunPod queue API, in one place.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The body of `/run` and `/runsync`.
#[derive(Debug, Deserialize)]
pub(super) struct RunRequest {
    pub input: Value,
    #[serde(default)]
    pub webhook: Option<String>,
    #[serde(default)]
    pub policy: Policy,
}

/// Limits a caller sets for one job, in milliseconds.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Policy {
    pub execution_timeout: Option<u64>,
    pub ttl: Option<u64>,
}

/// The states of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Status {
    InQueue,
    InProgress,
    Completed,
    Failed,
    Cancelled,
    TimedOut,
}

impl Status {
    /// Whether the job can still change by itself.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled | Self::TimedOut)
    }

    /// Whether `/retry` takes it.
    pub fn may_be_retried(self) -> bool {
        matches!(self, Self::Failed | Self::TimedOut)
    }
}

/// What every job route answers; absent facts are left out.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobAnswer {
    pub id: String,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_time: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_time: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_id: Option<String>,
}

/// What the job webhook posts: the answer with the request echoed.
#[derive(Debug, Serialize)]
pub(super) struct WebhookBody {
    #[serde(flatten)]
    pub answer: JobAnswer,
    pub input: Value,
    pub webhook: String,
}

/// `/health`.
#[derive(Debug, Default, Serialize)]
pub(super) struct Health {
    pub jobs: JobCounts,
    pub workers: WorkerCounts,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobCounts {
    pub completed: usize,
    pub failed: usize,
    pub in_progress: usize,
    pub in_queue: usize,
    pub retried: usize,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct WorkerCounts {
    pub idle: usize,
    pub initializing: usize,
    pub ready: usize,
    pub running: usize,
    pub throttled: usize,
    pub unhealthy: usize,
}

/// The `error` string of a job whose handler raised: JSON inside a string, as RunPod sends it.
pub(super) fn handler_exception(error_type: &str, error_message: &str, worker_id: &str) -> String {
    serde_json::json!({
        "error_type": error_type,
        "error_message": error_message,
        "error_traceback": format!(
            "Traceback (most recent call last):\n  File \"handler.py\", in run_job\n{error_type}: {error_message}\n"
        ),
        "hostname": worker_id,
        "worker_id": worker_id,
        "runpod_version": "1.7.0",
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_leaves_out_what_is_not_known() {
        let answer = JobAnswer {
            id: "a".into(),
            status: Status::InQueue,
            delay_time: None,
            execution_time: Some(3),
            output: None,
            error: None,
            worker_id: None,
        };
        assert_eq!(
            serde_json::to_value(answer).unwrap(),
            serde_json::json!({"id": "a", "status": "IN_QUEUE", "executionTime": 3})
        );
    }

    #[test]
    fn an_exception_is_json_in_a_string() {
        let error: Value =
            serde_json::from_str(&handler_exception("<class 'ValueError'>", "no", "w")).unwrap();
        assert_eq!(error["error_message"], "no");
        assert!(error["error_traceback"].as_str().unwrap().contains("ValueError"));
    }
}
