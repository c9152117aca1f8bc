//! Services that make concepts and models. One file each; `wire.rs` holds what goes over the line.
//!
//! To add one: a file here with its client, a variant in the configuration, recorded payloads in its tests.

pub mod runpod;
pub mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::generation::GenerationKind;

use wire::{JobInput, Output, Progress, RescaleInput};

/// Why a job was not taken on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// The service certainly did not take it: it can be sent again.
    #[error("not taken: {0}")]
    NotTaken(String),
    /// Perhaps it did: the answer was lost.
    #[error("the answer was lost: {0}")]
    Unknown(String),
}

/// What the service says of a job.
#[derive(Debug, Clone, PartialEq)]
pub enum RemoteState {
    /// Waiting for a machine.
    Queued,
    /// A machine is being started for it.
    Starting,
    /// On a machine, or in a state we do not know.
    Running(Option<Progress>),
    /// It has an output.
    Completed(Box<Output>),
    /// The worker gave up.
    Failed {
        /// For the log.
        cause: String,
        /// What was at fault.
        fault: Fault,
    },
    /// The service stopped it for its time.
    TimedOut,
    /// Somebody cancelled it.
    Cancelled,
    /// The service knows no such job (any more).
    Gone,
}

/// What was at fault when a worker gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The machine or the network: another try may work.
    Machine,
    /// The person's picture, which cannot be read.
    Picture,
    /// The worker, with this input.
    Worker,
}

/// A job that was handed over, and how it stood when the service answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// The service's id of it.
    pub remote_job_id: String,
    /// Perhaps its end.
    pub state: RemoteState,
}

/// The service did not answer, or not sensibly; for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no answer: {0}")]
pub struct NoAnswer(pub String);

/// A service that makes concepts and models.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Hands a job over and answers the service's id of it.
    ///
    /// # Errors
    /// See [`SubmitError`].
    async fn submit(&self, kind: GenerationKind, input: &JobInput) -> Result<String, SubmitError>;

    /// Hands a model over to be brought to a size, and waits a moment for it: that takes seconds where a machine is
    /// up. What is not over by then is followed like the making of a model.
    ///
    /// # Errors
    /// See [`SubmitError`].
    async fn rescale(&self, input: &RescaleInput) -> Result<Submitted, SubmitError>;

    /// Asks how a job is doing.
    ///
    /// # Errors
    /// [`NoAnswer`].
    async fn look(&self, kind: GenerationKind, remote_job_id: &str) -> Result<RemoteState, NoAnswer>;

    /// Stops a job; one that is over or unknown is not an error.
    ///
    /// # Errors
    /// [`NoAnswer`].
    async fn cancel(&self, kind: GenerationKind, remote_job_id: &str) -> Result<(), NoAnswer>;

    /// Fetches a result that the worker keeps elsewhere; only from hosts on the allow-list.
    ///
    /// # Errors
    /// [`NoAnswer`] also for a host that is not allowed and for more than `max_bytes`.
    async fn fetch(&self, url: &str, max_bytes: u64) -> Result<bytes::Bytes, NoAnswer>;

    /// True when the service answers for every kind of job.
    async fn is_healthy(&self) -> bool;
}

/// Says once in the log whether the service answers. A start does not depend on it: jobs wait, and pages work without.
pub async fn tell_health(provider: Arc<dyn Provider>) {
    if provider.is_healthy().await {
        tracing::info!("the GPU service answers");
    } else {
        tracing::warn!("the GPU service does not answer, or refuses our key: jobs will wait, then fail");
    }
}
