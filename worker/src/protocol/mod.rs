//! The RunPod queue API, spoken by this worker: `/v2/{endpoint}/run`, `/runsync`, `/status`, `/cancel`, `/retry`,
//! `/health`, `/purge-queue`, with bearer keys, job webhooks and progress.
//!
//! Two endpoints share one queue of CPU jobs: [`Endpoint::Image`] draws concepts, [`Endpoint::Model`] builds and
//! rescales models. [`router`] is the whole service as an axum router, [`spawn`] runs it on a loopback port of its
//! own. With [`WorkerConfig::may_misbehave`] a test orders faults through `POST /misbehave`.

mod misbehaviour;
mod operations;
mod routes;
mod run;
mod table;
mod transfer;
mod wire;

#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, oneshot};

pub use misbehaviour::{Misbehaviour, Mode};

use crate::jobs::{BuiltIn, Generator};
use misbehaviour::Faults;
use table::{Lifetimes, Table};

/// The generator all jobs of a worker share.
pub(crate) type SharedGenerator = Arc<dyn Generator>;

/// The two queues a worker serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// `generate_concepts`.
    Image,
    /// `generate_model` and `rescale_model`.
    Model,
}

/// How a worker runs. Start from [`WorkerConfig::new`].
#[derive(Clone)]
pub struct WorkerConfig {
    /// The bearer key every request must carry.
    pub key: String,
    /// Path id of the concepts endpoint, `image`.
    pub image_endpoint: String,
    /// Path id of the model endpoint, `model`.
    pub model_endpoint: String,
    /// What does the work.
    pub generator: SharedGenerator,
    /// Jobs that run at the same time; by default the number of cores, at most 2.
    pub concurrency: usize,
    /// Jobs that may wait before `/run` answers 429; 200.
    pub queue_limit: usize,
    /// Time a job may run when its policy does not say; 10 minutes.
    pub execution_timeout: Duration,
    /// Time a job lives when its policy does not say; 24 hours.
    pub time_to_live: Duration,
    /// Time a result of `/run` is kept; 30 minutes.
    pub result_kept: Duration,
    /// Time a result of `/runsync` is kept; 1 minute.
    pub sync_result_kept: Duration,
    /// Pause between the three tries of a job webhook; 10 seconds.
    pub webhook_pause: Duration,
    /// Opens `POST /misbehave`. Never in production.
    pub may_misbehave: bool,
    /// Faults planned from the start.
    pub misbehaviour: Vec<Misbehaviour>,
}

impl WorkerConfig {
    /// A well-behaved worker with the built-in generator.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            key: key.into(),
            image_endpoint: "image".into(),
            model_endpoint: "model".into(),
            generator: Arc::new(BuiltIn),
            concurrency: cores.min(2),
            queue_limit: 200,
            execution_timeout: Duration::from_secs(600),
            time_to_live: Duration::from_secs(24 * 3600),
            result_kept: Duration::from_secs(30 * 60),
            sync_result_kept: Duration::from_secs(60),
            webhook_pause: Duration::from_secs(10),
            may_misbehave: false,
            misbehaviour: Vec::new(),
        }
    }
}

/// Why a worker did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No HTTP client could be made (TLS roots, resolver).
    #[error("no HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// The port could not be taken.
    #[error("cannot listen: {0}")]
    Listen(#[from] std::io::Error),
}

/// What all requests and jobs of one worker share.
pub(crate) struct Worker {
    config: WorkerConfig,
    worker_id: String,
    table: Table,
    faults: Faults,
    permits: Arc<Semaphore>,
    client: reqwest::Client,
}

impl Worker {
    fn new(config: WorkerConfig) -> Result<Self, StartError> {
        let worker_id = format!("builtin-{:08x}", rand::random::<u32>());
        let lifetimes = Lifetimes {
            time_to_live: config.time_to_live,
            execution_timeout: config.execution_timeout,
            result_kept: config.result_kept,
            sync_result_kept: config.sync_result_kept,
        };
        Ok(Self {
            table: Table::new(lifetimes, config.queue_limit, worker_id.clone()),
            faults: Faults::new(config.misbehaviour.clone()),
            permits: Arc::new(Semaphore::new(config.concurrency.max(1))),
            client: transfer::client()?,
            worker_id,
            config,
        })
    }
}

/// The whole service. Jobs run as tokio tasks of the runtime that serves it.
///
/// # Errors
/// [`StartError::Client`].
pub fn router(config: WorkerConfig) -> Result<axum::Router, StartError> {
    Ok(routes::table(Arc::new(Worker::new(config)?)))
}

/// A worker listening on its own loopback port; it stops taking requests when dropped.
#[derive(Debug)]
pub struct RunningWorker {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
}

impl RunningWorker {
    /// Where it listens.
    #[must_use]
    pub fn local_address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL that `/v2/{endpoint}/run` is appended to.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for RunningWorker {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The receiver is gone only when the server already ended.
            let _ = stop.send(());
        }
    }
}

/// Starts a worker on an ephemeral loopback port.
///
/// # Errors
/// [`StartError`].
pub async fn spawn(config: WorkerConfig) -> Result<RunningWorker, StartError> {
    spawn_at(config, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
}

/// Starts a worker at `address`.
///
/// # Errors
/// [`StartError`].
pub async fn spawn_at(config: WorkerConfig, address: SocketAddr) -> Result<RunningWorker, StartError> {
    let service = router(config)?;
    let listener = tokio::net::TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(async move {
        let until_stopped = async move {
            // An error means the handle was forgotten without a drop: stop as well.
            let _ = stopped.await;
        };
        if let Err(cause) = axum::serve(listener, service).with_graceful_shutdown(until_stopped).await {
            tracing::error!(%cause, "the worker's server ended");
        }
    });
    Ok(RunningWorker { address, stop: Some(stop) })
}
