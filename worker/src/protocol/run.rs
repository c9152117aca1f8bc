//! One run of a job: waiting for a free place, working under its time limit, ending in a final state, telling the
//! webhook; with the faults a test may have ordered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::operations::{self, Work};
use super::table::{Ending, Ticket};
use super::transfer;
use super::wire::{Status, WebhookBody, handler_exception};
use super::{Endpoint, Misbehaviour, Mode, Worker};
use crate::jobs::{CancelToken, Follow, JobError, Stage};

const WEBHOOK_TRIES: u32 = 3;
/// How long progress is shown after the end when a job answers twice.
const SECOND_ANSWER_PAUSE: Duration = Duration::from_millis(200);
/// Progress reports of a slowed-down job.
const SLOW_STEPS: u32 = 10;
/// How long a slowed-down job says that it starts, at most: it is the work that is slow.
const SLOW_START: Duration = Duration::from_millis(500);

/// Takes a queued job to its end. Never fails: every end is a state of the job.
pub(super) async fn run(worker: Arc<Worker>, endpoint: Endpoint, ticket: Ticket) {
    let (operation, prompt) = (operations::operation_name(&ticket.input), operations::prompt(&ticket.input));
    let fault = worker.faults.take_for_job(operation, prompt);
    tokio::select! {
        () = ticket.cancel.cancelled() => {
            // Cancelled, purged or forgotten: only a fault on order goes on from here.
            if is(fault.as_ref(), Mode::AnswerLate) {
                answer_late(&worker, endpoint, &ticket, fault.as_ref()).await;
            }
        }
        () = tokio::time::sleep_until(ticket.dies_at.into()) => worker.table.forget(&ticket.id),
        () = take_turn(&worker, endpoint, &ticket, fault.as_ref()) => {}
    }
    if !is(fault.as_ref(), Mode::LoseAnswer) {
        tell_webhook(&worker, &ticket, is(fault.as_ref(), Mode::AnswerTwice)).await;
    }
}

fn is(fault: Option<&Misbehaviour>, mode: Mode) -> bool {
    fault.is_some_and(|fault| fault.mode == mode)
}

async fn take_turn(worker: &Arc<Worker>, endpoint: Endpoint, ticket: &Ticket, fault: Option<&Misbehaviour>) {
    if let Some(delay) = fault.filter(|fault| fault.mode == Mode::Delay) {
        tokio::time::sleep(delay.wait()).await;
    }
    let Ok(permit) = Arc::clone(&worker.permits).acquire_owned().await else { return };
    if !worker.table.start(&ticket.id, ticket.run) {
        return;
    }
    let work = tokio::time::timeout(ticket.execution_timeout, work(worker, endpoint, ticket, fault, permit));
    let ending = match work.await {
        Ok(ending) => ending,
        Err(_) => {
            ticket.cancel.cancel();
            timed_out(ticket.execution_timeout)
        }
    };
    finish(worker, ticket, fault, ending).await;
}

async fn finish(worker: &Arc<Worker>, ticket: &Ticket, fault: Option<&Misbehaviour>, ending: Ending) {
    match fault.map(|fault| fault.mode) {
        Some(Mode::LoseAnswer) => worker.table.forget(&ticket.id),
        Some(Mode::AnswerTwice) => {
            worker.table.finish(&ticket.id, ticket.run, ending, false);
            tokio::time::sleep(SECOND_ANSWER_PAUSE).await;
            let late_progress = json!({"stage": Stage::Building.name(), "percent": 42});
            if let Some(ending) = worker.table.reopen(&ticket.id, ticket.run, late_progress) {
                tokio::time::sleep(SECOND_ANSWER_PAUSE).await;
                worker.table.finish(&ticket.id, ticket.run, ending, true);
            }
        }
        _ => {
            worker.table.finish(&ticket.id, ticket.run, ending, false);
        }
    }
}

/// The work itself, and the faults that happen while it runs.
async fn work<P: Send + 'static>(
    worker: &Arc<Worker>,
    endpoint: Endpoint,
    ticket: &Ticket,
    fault: Option<&Misbehaviour>,
    permit: P,
) -> Ending {
    let wait = fault.map(Misbehaviour::wait).unwrap_or_default();
    match fault.map(|fault| fault.mode) {
        Some(Mode::Fail) => return raised(worker, "<class 'RuntimeError'>", "the handler failed as ordered"),
        Some(Mode::OutOfMemory) => return out_of_memory(worker),
        Some(Mode::TimeOut) => {
            tokio::time::sleep(wait).await;
            return timed_out(wait);
        }
        Some(Mode::Never) => std::future::pending().await,
        Some(Mode::Slow) => slowly(worker, endpoint, ticket, wait).await,
        Some(Mode::AnswerLate) => tokio::time::sleep(wait).await,
        _ => {}
    }
    let done = perform(worker, endpoint, ticket, ticket.cancel.clone(), permit).await;
    let stored = match done {
        Ok(work) => store(worker, ticket, fault, work).await,
        Err(cause) => Err(cause),
    };
    match stored {
        Ok(output) => Ending { status: Status::Completed, output: Some(output), error: None },
        Err(cause) => raised(worker, cause.exception_name(), &cause.to_string()),
    }
}

async fn perform<P: Send + 'static>(
    worker: &Arc<Worker>,
    endpoint: Endpoint,
    ticket: &Ticket,
    cancel: CancelToken,
    permit: P,
) -> Result<Work, JobError> {
    let (shared, id, run) = (Arc::clone(worker), ticket.id.clone(), ticket.run);
    let follow = Follow::new(cancel, move |stage, percent| {
        shared.table.progress(&id, run, json!({"stage": stage, "percent": percent}));
    });
    let generator = Arc::clone(&worker.config.generator);
    operations::perform(generator, &worker.client, endpoint, ticket.input.clone(), follow, permit).await
}

async fn store(
    worker: &Worker,
    ticket: &Ticket,
    fault: Option<&Misbehaviour>,
    mut work: Work,
) -> Result<Value, JobError> {
    let saving = json!({"stage": Stage::Saving.name(), "percent": 95});
    worker.table.progress(&ticket.id, ticket.run, saving);
    match fault.map(|fault| fault.mode) {
        Some(Mode::Rubbish) => {
            for artifact in &mut work.artifacts {
                artifact.bytes = rubbish(artifact.bytes.len());
            }
            work.store(&worker.client).await
        }
        Some(Mode::RubbishKey) => work.store(&worker.client).await.map(with_foreign_keys),
        Some(Mode::RubbishOutput) => Ok(json!({"status": "ok", "refresh_worker": false})),
        Some(Mode::AnswerTwice) => {
            work.store_extra(&worker.client).await?;
            work.store(&worker.client).await
        }
        _ => work.store(&worker.client).await,
    }
}

/// Does the work for a job that was cancelled, and insists on its answer.
async fn answer_late(
    worker: &Arc<Worker>,
    endpoint: Endpoint,
    ticket: &Ticket,
    fault: Option<&Misbehaviour>,
) {
    tokio::time::sleep(fault.map(Misbehaviour::wait).unwrap_or_default()).await;
    let Ok(work) = perform(worker, endpoint, ticket, CancelToken::default(), ()).await else { return };
    let Ok(output) = store(worker, ticket, None, work).await else { return };
    let ending = Ending { status: Status::Completed, output: Some(output), error: None };
    worker.table.finish(&ticket.id, ticket.run, ending, true);
}

async fn slowly(worker: &Worker, endpoint: Endpoint, ticket: &Ticket, wait: Duration) {
    let report = |stage: Stage, percent: u32| {
        worker.table.progress(&ticket.id, ticket.run, json!({"stage": stage.name(), "percent": percent}));
    };
    report(Stage::Starting, 0);
    tokio::time::sleep(SLOW_START.min(wait / SLOW_STEPS)).await;
    let work = match endpoint {
        Endpoint::Image => Stage::Drawing,
        Endpoint::Model => Stage::Building,
    };
    for step in 1..=SLOW_STEPS {
        report(work, step);
        tokio::time::sleep(wait / SLOW_STEPS).await;
    }
}

fn timed_out(limit: Duration) -> Ending {
    let error = format!("job timed out after {} ms", limit.as_millis());
    Ending { status: Status::TimedOut, output: None, error: Some(error) }
}

fn raised(worker: &Worker, error_type: &str, message: &str) -> Ending {
    let error = handler_exception(error_type, message, &worker.worker_id);
    Ending { status: Status::Failed, output: None, error: Some(error) }
}

fn out_of_memory(worker: &Worker) -> Ending {
    raised(
        worker,
        "<class 'torch.OutOfMemoryError'>",
        "CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total capacity of 23.53 GiB of which 1.18 GiB \
         is free.",
    )
}

/// Bytes that no reader takes, no more than the real result would have had.
fn rubbish(length: usize) -> Vec<u8> {
    b"glTF\x02rubbish on order ".iter().copied().cycle().take(length.min(4096)).collect()
}

fn with_foreign_keys(mut output: Value) -> Value {
    let foreign = json!("somebody/else/secret.bin");
    if let Some(model) = output.get_mut("model") {
        model["key"] = foreign.clone();
    }
    for concept in output.get_mut("concepts").and_then(Value::as_array_mut).into_iter().flatten() {
        concept["key"] = foreign.clone();
    }
    output
}

async fn tell_webhook(worker: &Worker, ticket: &Ticket, twice: bool) {
    let Some(address) = &ticket.webhook else { return };
    let Some(answer) = worker.table.answer_of_run(&ticket.id, ticket.run) else { return };
    let body = WebhookBody { answer, input: ticket.input.clone(), webhook: address.clone() };
    let started = Instant::now();
    for attempt in 0..WEBHOOK_TRIES {
        if attempt > 0 {
            tokio::time::sleep(worker.config.webhook_pause).await;
        }
        if transfer::post(&worker.client, address, &body).await {
            if twice {
                transfer::post(&worker.client, address, &body).await;
            }
            return;
        }
    }
    tracing::warn!(job = ticket.id, waited_secs = started.elapsed().as_secs(), "nobody took the webhook");
}
