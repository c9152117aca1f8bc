//! The jobs a worker knows: their states, how they change, and when they are forgotten.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::Notify;

use super::Endpoint;
use super::wire::{JobAnswer, JobCounts, Policy, RunRequest, Status};
use crate::jobs::CancelToken;

/// How long jobs live when the caller did not say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lifetimes {
    pub time_to_live: Duration,
    pub execution_timeout: Duration,
    pub result_kept: Duration,
    pub sync_result_kept: Duration,
}

/// One job and all that is known about it.
pub(super) struct Job {
    endpoint: Endpoint,
    input: Value,
    webhook: Option<String>,
    policy: Policy,
    asked_with_runsync: bool,
    /// Counts the runs of this job: a run that was retried away must not touch the next one.
    run: u32,
    status: Status,
    created: Instant,
    queued: Instant,
    started: Option<Instant>,
    finished: Option<Instant>,
    output: Option<Value>,
    error: Option<String>,
    cancel: CancelToken,
}

/// What a run needs to know about its job.
pub(super) struct Ticket {
    pub id: String,
    pub run: u32,
    pub input: Value,
    pub webhook: Option<String>,
    pub cancel: CancelToken,
    pub execution_timeout: Duration,
    pub dies_at: Instant,
}

/// How a run ended.
pub(super) struct Ending {
    pub status: Status,
    pub output: Option<Value>,
    pub error: Option<String>,
}

/// Why a job could not be queued or retried.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    QueueFull,
    Unknown,
    NotRetriable(Status),
}

/// All jobs, behind one lock that is never held across an await.
pub(super) struct Table {
    jobs: Mutex<Jobs>,
    pub changed: Notify,
    lifetimes: Lifetimes,
    queue_limit: usize,
    worker_id: String,
}

#[derive(Default)]
struct Jobs {
    by_id: HashMap<String, Job>,
    retried: usize,
}

impl Table {
    pub fn new(lifetimes: Lifetimes, queue_limit: usize, worker_id: String) -> Self {
        Self { jobs: Mutex::default(), changed: Notify::new(), lifetimes, queue_limit, worker_id }
    }

    fn lock(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a new job.
    pub fn enqueue(&self, endpoint: Endpoint, request: RunRequest, sync: bool) -> Result<Ticket, Refusal> {
        let now = Instant::now();
        let mut jobs = self.lock();
        jobs.forget_expired(now, &self.lifetimes);
        if jobs.waiting() >= self.queue_limit {
            return Err(Refusal::QueueFull);
        }
        let id = new_id(sync);
        let job = Job {
            endpoint,
            input: request.input,
            webhook: request.webhook,
            policy: request.policy,
            asked_with_runsync: sync,
            run: 1,
            status: Status::InQueue,
            created: now,
            queued: now,
            started: None,
            finished: None,
            output: None,
            error: None,
            cancel: CancelToken::default(),
        };
        let ticket = job.ticket(&id, &self.lifetimes);
        jobs.by_id.insert(id, job);
        Ok(ticket)
    }

    /// Queues a failed or timed-out job once more.
    pub fn retry(&self, endpoint: Endpoint, id: &str) -> Result<Ticket, Refusal> {
        let now = Instant::now();
        let mut jobs = self.lock();
        let job = jobs.live(endpoint, id, now, &self.lifetimes).ok_or(Refusal::Unknown)?;
        if !job.status.may_be_retried() {
            return Err(Refusal::NotRetriable(job.status));
        }
        job.run += 1;
        job.status = Status::InQueue;
        job.queued = now;
        (job.started, job.finished, job.output, job.error) = (None, None, None, None);
        job.cancel = CancelToken::default();
        let ticket = job.ticket(id, &self.lifetimes);
        jobs.retried += 1;
        Ok(ticket)
    }

    /// The job as it stands; none when unknown, expired or of the other endpoint.
    pub fn answer(&self, endpoint: Endpoint, id: &str) -> Option<JobAnswer> {
        let mut jobs = self.lock();
        let job = jobs.live(endpoint, id, Instant::now(), &self.lifetimes)?;
        Some(job.answer(id, &self.worker_id))
    }

    /// The answer for a run's own webhook, none when the job is gone or was retried.
    pub fn answer_of_run(&self, id: &str, run: u32) -> Option<JobAnswer> {
        let jobs = self.lock();
        jobs.by_id.get(id).filter(|job| job.run == run).map(|job| job.answer(id, &self.worker_id))
    }

    /// Moves a queued run to running. False when it was cancelled, retried or forgotten meanwhile.
    pub fn start(&self, id: &str, run: u32) -> bool {
        self.change(id, run, |job| {
            if job.status != Status::InQueue {
                return false;
            }
            job.status = Status::InProgress;
            job.started = Some(Instant::now());
            true
        })
    }

    /// Shows progress of a running job; ignored once it ended.
    pub fn progress(&self, id: &str, run: u32, output: Value) {
        self.change(id, run, |job| {
            let running = job.status == Status::InProgress;
            if running {
                job.output = Some(output);
            }
            running
        });
    }

    /// Ends a run. A final state stays, unless `force` (a fault on order) overrides it.
    pub fn finish(&self, id: &str, run: u32, ending: Ending, force: bool) -> bool {
        self.change(id, run, |job| {
            if job.status.is_final() && !force {
                return false;
            }
            job.status = ending.status;
            job.output = ending.output;
            job.error = ending.error;
            job.finished = Some(Instant::now());
            true
        })
    }

    /// Shows progress although the job has ended (a fault on order), and gives the way back.
    pub fn reopen(&self, id: &str, run: u32, output: Value) -> Option<Ending> {
        let mut ending = None;
        self.change(id, run, |job| {
            let was = Ending { status: job.status, output: job.output.take(), error: job.error.take() };
            ending = Some(was);
            job.status = Status::InProgress;
            job.output = Some(output);
            true
        });
        ending
    }

    /// Stops a job for good; a job that ended keeps its end.
    pub fn cancel(&self, endpoint: Endpoint, id: &str) -> Option<JobAnswer> {
        let mut jobs = self.lock();
        let job = jobs.live(endpoint, id, Instant::now(), &self.lifetimes)?;
        job.stop();
        let answer = job.answer(id, &self.worker_id);
        drop(jobs);
        self.changed.notify_waiters();
        Some(answer)
    }

    /// Cancels whatever has not started at this endpoint and says how many that were.
    pub fn purge(&self, endpoint: Endpoint) -> usize {
        let mut jobs = self.lock();
        let waiting = jobs.by_id.values_mut().filter(|job| job.endpoint == endpoint);
        let purged = waiting.filter(|job| job.status == Status::InQueue).map(Job::stop).count();
        drop(jobs);
        self.changed.notify_waiters();
        purged
    }

    /// Forgets a job, stopping it when it still runs.
    pub fn forget(&self, id: &str) {
        if let Some(job) = self.lock().by_id.remove(id) {
            job.cancel.cancel();
        }
        self.changed.notify_waiters();
    }

    /// Counts per state for `/health`.
    pub fn counts(&self, endpoint: Endpoint) -> JobCounts {
        let jobs = self.lock();
        let mut counts = JobCounts { retried: jobs.retried, ..JobCounts::default() };
        for job in jobs.by_id.values().filter(|job| job.endpoint == endpoint) {
            match job.status {
                Status::InQueue => counts.in_queue += 1,
                Status::InProgress => counts.in_progress += 1,
                Status::Completed => counts.completed += 1,
                Status::Failed | Status::TimedOut => counts.failed += 1,
                Status::Cancelled => {}
            }
        }
        counts
    }

    fn change(&self, id: &str, run: u32, change: impl FnOnce(&mut Job) -> bool) -> bool {
        let changed =
            self.lock().by_id.get_mut(id).filter(|job| job.run == run).map(change).unwrap_or_default();
        if changed {
            self.changed.notify_waiters();
        }
        changed
    }
}

impl Jobs {
    fn waiting(&self) -> usize {
        self.by_id.values().filter(|job| job.status == Status::InQueue).count()
    }

    fn live(
        &mut self,
        endpoint: Endpoint,
        id: &str,
        now: Instant,
        lifetimes: &Lifetimes,
    ) -> Option<&mut Job> {
        if self.by_id.get(id)?.has_expired(now, lifetimes)
            && let Some(expired) = self.by_id.remove(id)
        {
            expired.cancel.cancel();
        }
        self.by_id.get_mut(id).filter(|job| job.endpoint == endpoint)
    }

    fn forget_expired(&mut self, now: Instant, lifetimes: &Lifetimes) {
        self.by_id.retain(|_, job| {
            let expired = job.has_expired(now, lifetimes);
            if expired {
                job.cancel.cancel();
            }
            !expired
        });
    }
}

impl Job {
    fn ticket(&self, id: &str, lifetimes: &Lifetimes) -> Ticket {
        Ticket {
            id: id.to_owned(),
            run: self.run,
            input: self.input.clone(),
            webhook: self.webhook.clone(),
            cancel: self.cancel.clone(),
            execution_timeout: self.execution_timeout(lifetimes),
            dies_at: self.created + self.time_to_live(lifetimes),
        }
    }

    fn execution_timeout(&self, lifetimes: &Lifetimes) -> Duration {
        self.policy.execution_timeout.map_or(lifetimes.execution_timeout, Duration::from_millis)
    }

    fn time_to_live(&self, lifetimes: &Lifetimes) -> Duration {
        self.policy.ttl.map_or(lifetimes.time_to_live, Duration::from_millis)
    }

    fn has_expired(&self, now: Instant, lifetimes: &Lifetimes) -> bool {
        let kept = if self.asked_with_runsync { lifetimes.sync_result_kept } else { lifetimes.result_kept };
        now >= self.created + self.time_to_live(lifetimes)
            || self.finished.is_some_and(|finished| now >= finished + kept)
    }

    fn stop(&mut self) {
        if !self.status.is_final() {
            self.status = Status::Cancelled;
            self.output = None;
            self.finished = Some(Instant::now());
        }
        self.cancel.cancel();
    }

    fn answer(&self, id: &str, worker_id: &str) -> JobAnswer {
        let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        let execution = self.started.zip(self.finished);
        JobAnswer {
            id: id.to_owned(),
            status: self.status,
            delay_time: self.started.map(|started| millis(started - self.queued)),
            execution_time: execution.map(|(started, finished)| millis(finished - started)),
            output: self.output.clone(),
            error: self.error.clone(),
            worker_id: self.started.map(|_| worker_id.to_owned()),
        }
    }
}

/// An id in RunPod's form; `sync-` marks those of `/runsync`.
fn new_id(sync: bool) -> String {
    let [high, low]: [u64; 2] = rand::random();
    let prefix = if sync { "sync-" } else { "" };
    format!("{prefix}{high:016x}{low:016x}-u1")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(kept_ms: u64, queue_limit: usize) -> Table {
        let lifetimes = Lifetimes {
            time_to_live: Duration::from_secs(60),
            execution_timeout: Duration::from_secs(60),
            result_kept: Duration::from_millis(kept_ms),
            sync_result_kept: Duration::from_millis(kept_ms),
        };
        Table::new(lifetimes, queue_limit, "worker-1".into())
    }

    fn request() -> RunRequest {
        RunRequest { input: Value::Null, webhook: None, policy: Policy::default() }
    }

    fn ended(status: Status) -> Ending {
        Ending { status, output: Some(Value::Bool(true)), error: None }
    }

    #[test]
    fn a_final_state_stays_final() {
        let table = table(60_000, 10);
        let ticket = table.enqueue(Endpoint::Image, request(), false).unwrap();
        assert!(table.start(&ticket.id, 1));
        table.cancel(Endpoint::Image, &ticket.id).unwrap();
        assert!(ticket.cancel.is_cancelled());
        assert!(!table.finish(&ticket.id, 1, ended(Status::Completed), false));
        table.progress(&ticket.id, 1, Value::Null);
        assert_eq!(table.answer(Endpoint::Image, &ticket.id).unwrap().status, Status::Cancelled);
    }

    #[test]
    fn a_retried_job_does_not_hear_its_first_run() {
        let table = table(60_000, 10);
        let first = table.enqueue(Endpoint::Model, request(), false).unwrap();
        assert_eq!(
            table.retry(Endpoint::Model, &first.id).map(|_| ()),
            Err(Refusal::NotRetriable(Status::InQueue))
        );
        table.start(&first.id, 1);
        table.finish(&first.id, 1, ended(Status::TimedOut), false);
        let second = table.retry(Endpoint::Model, &first.id).unwrap();
        assert_eq!(second.run, 2);
        assert!(!table.finish(&first.id, 1, ended(Status::Completed), false));
        assert_eq!(table.answer(Endpoint::Model, &first.id).unwrap().status, Status::InQueue);
        assert_eq!(table.counts(Endpoint::Model).retried, 1);
    }

    #[test]
    fn results_are_forgotten_after_their_time_and_by_the_other_endpoint() {
        let table = table(0, 10);
        let ticket = table.enqueue(Endpoint::Image, request(), false).unwrap();
        assert!(table.answer(Endpoint::Model, &ticket.id).is_none());
        assert!(table.answer(Endpoint::Image, &ticket.id).is_some());
        table.start(&ticket.id, 1);
        table.finish(&ticket.id, 1, ended(Status::Completed), false);
        assert!(table.answer(Endpoint::Image, &ticket.id).is_none());
    }

    #[test]
    fn a_full_queue_refuses_until_it_is_purged() {
        let table = table(60_000, 2);
        let waiting = table.enqueue(Endpoint::Image, request(), false).unwrap();
        table.enqueue(Endpoint::Image, request(), true).unwrap();
        assert_eq!(table.enqueue(Endpoint::Image, request(), false).map(|_| ()), Err(Refusal::QueueFull));
        assert_eq!(table.purge(Endpoint::Model), 0);
        assert_eq!(table.purge(Endpoint::Image), 2);
        assert!(!table.start(&waiting.id, 1));
        assert!(table.enqueue(Endpoint::Image, request(), false).is_ok());
    }
}
