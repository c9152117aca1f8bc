//! The loop that claims jobs, runs them, renews their leases and ends them.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt as _;
use tokio::sync::{Semaphore, broadcast, watch};
use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::{Claimed, JobKind, Lane, claim, enqueue, finish, give_back, postpone, renew};
use crate::db::{DataError, Database, Signal};
use crate::mint::Mint;

/// What a handler says when it returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The work is done; the runner ends the job.
    Done,
    /// The work is done and the job ended in the transaction that stored it.
    Ended,
    /// It did not work; the job is tried again later.
    Failed(String),
}

/// What carries out jobs.
#[async_trait]
pub trait Handle: Send + Sync + 'static {
    /// Runs one job. May be called again for the same job after any interruption.
    async fn run(&self, job: &Claimed) -> Outcome;
}

/// How often the runner looks around.
#[derive(Clone, Copy, Debug)]
pub struct RunnerSettings {
    /// How long it sleeps when nothing tells it about a new job.
    pub idle: Duration,
    /// How often leases are renewed.
    pub heartbeat: Duration,
    /// Which periodic jobs are kept going.
    pub periodic: bool,
}

impl Default for RunnerSettings {
    fn default() -> Self {
        Self { idle: Duration::from_secs(1), heartbeat: Duration::from_secs(10), periodic: true }
    }
}

#[derive(Clone)]
struct Shared {
    db: Database,
    mint: Mint,
    handle: Arc<dyn Handle>,
    settings: RunnerSettings,
    stopping: watch::Receiver<bool>,
}

/// A running job loop for each [`Lane`].
pub struct Runner {
    stop: watch::Sender<bool>,
    lanes: JoinSet<()>,
}

impl Runner {
    /// Starts claiming jobs.
    ///
    /// # Errors
    /// When the periodic jobs cannot be written.
    pub async fn start(
        db: Database,
        mint: Mint,
        handle: Arc<dyn Handle>,
        settings: RunnerSettings,
    ) -> Result<Self, DataError> {
        if settings.periodic {
            write_periodic_jobs(&db, &mint).await?;
        }
        let (stop, stopping) = watch::channel(false);
        let shared = Shared { db, mint, handle, settings, stopping };
        let mut lanes = JoinSet::new();
        for lane in Lane::ALL {
            lanes.spawn(run_lane(shared.clone(), lane));
        }
        Ok(Self { stop, lanes })
    }

    /// Takes no more jobs, interrupts the running ones and gives their leases back.
    pub async fn stop(mut self) {
        // An error means that every lane has ended already.
        let _ = self.stop.send(true);
        while self.lanes.join_next().await.is_some() {}
    }
}

async fn write_periodic_jobs(db: &Database, mint: &Mint) -> Result<(), DataError> {
    let mint = mint.clone();
    db.write(move |tx| {
        let mint = mint.clone();
        async move {
            for kind in JobKind::ALL.into_iter().filter(|kind| kind.every().is_some()) {
                enqueue(tx, &mint, kind, "").await?;
            }
            Ok(())
        }
        .boxed()
    })
    .await
}

async fn run_lane(shared: Shared, lane: Lane) {
    let mut signals = shared.db.listen();
    let mut stopping = shared.stopping.clone();
    let places = Arc::new(Semaphore::new(lane.width()));
    let mut running = JoinSet::new();
    while !*stopping.borrow() {
        while running.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        match claim(&shared.db, &shared.mint, lane).await {
            Ok(Some(job)) => {
                let shared = shared.clone();
                running.spawn(async move {
                    run_job(&shared, &job).await;
                    drop(place);
                });
            }
            Ok(None) => wait_for_work(&shared, &mut signals, &mut stopping).await,
            Err(cause) => {
                tracing::warn!(%cause, "no job could be claimed");
                wait_for_work(&shared, &mut signals, &mut stopping).await;
            }
        }
    }
    while running.join_next().await.is_some() {}
}

/// Sleeps until a job is written here, or for a while (another process may have written one).
async fn wait_for_work(
    shared: &Shared,
    signals: &mut broadcast::Receiver<Signal>,
    stopping: &mut watch::Receiver<bool>,
) {
    let told = async {
        loop {
            match signals.recv().await {
                Ok(Signal::JobWritten) | Err(broadcast::error::RecvError::Lagged(_)) => return,
                Ok(Signal::AssetChanged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    tokio::select! {
        () = told => {}
        () = tokio::time::sleep(shared.settings.idle) => {}
        // An error means that the runner was dropped: the loop sees the same value and goes on until then.
        _ = stopping.changed() => {}
    }
}

/// Runs one job to its end, to the loss of its lease, or until the process stops.
async fn run_job(shared: &Shared, job: &Claimed) {
    let span = tracing::info_span!("job", kind = job.kind.key(), subject = job.subject, fence = job.fence);
    async {
        let mut stopping = shared.stopping.clone();
        let outcome = tokio::select! {
            outcome = shared.handle.run(job) => Some(outcome),
            () = hold_lease(shared, job) => {
                tracing::warn!("the lease was lost; another worker has the job");
                None
            }
            () = told_to_stop(&mut stopping) => {
                log_error(give_back(&shared.db, &shared.mint, job).await);
                None
            }
        };
        if let Some(outcome) = outcome {
            log_error(end(shared, job, outcome).await);
        }
    }
    .instrument(span)
    .await;
}

/// Returns when the runner stops, or is dropped.
async fn told_to_stop(stopping: &mut watch::Receiver<bool>) {
    drop(stopping.wait_for(|stop| *stop).await);
}

/// Renews the lease as long as it can; returns when it is lost.
async fn hold_lease(shared: &Shared, job: &Claimed) {
    loop {
        tokio::time::sleep(shared.settings.heartbeat).await;
        match renew(&shared.db, &shared.mint, job).await {
            Ok(Ok(())) => {}
            Ok(Err(_lost)) => return,
            Err(cause) => tracing::warn!(%cause, "the lease could not be renewed"),
        }
    }
}

async fn end(shared: &Shared, job: &Claimed, outcome: Outcome) -> Result<(), DataError> {
    match outcome {
        Outcome::Ended => Ok(()),
        Outcome::Done => {
            let (ended, mint) = (job.clone(), shared.mint.clone());
            let lost = shared
                .db
                .write(move |tx| {
                    let (job, mint) = (ended.clone(), mint.clone());
                    async move { finish(tx, &mint, &job).await }.boxed()
                })
                .await?;
            if lost.is_err() {
                tracing::warn!("the lease was lost at the end; another worker repeats the job");
            }
            Ok(())
        }
        Outcome::Failed(error) => {
            tracing::warn!(error, failures = job.failures + 1, "the job failed");
            if postpone(&shared.db, &shared.mint, job, &error).await? {
                tracing::error!(error, "the job is given up");
            }
            Ok(())
        }
    }
}

fn log_error(outcome: Result<(), DataError>) {
    if let Err(cause) = outcome {
        // The lease ends by itself and the job is taken up again.
        tracing::warn!(%cause, "a job could not be ended");
    }
}
