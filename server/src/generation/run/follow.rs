//! From a written attempt to the service's answer.

use std::time::Duration;

use domain::generation::GenerationKind;
use domain::job_truth::{FailureReason, Phase};
use domain::time::Timestamp;
use futures::FutureExt as _;
use sea_orm::FromQueryResult;

use super::heard::Heard;
use super::{Attempt, GenerationJobs, Task};
use crate::db::{DataError, Signal, Sql as _, args};
use crate::generation::places;
use crate::generation::providers::wire::{ConceptOutput, ModelOutput, Output};
use crate::generation::providers::{Fault, NoAnswer, RemoteState, SubmitError};

/// Pause between two looks for results whose answer was lost.
const LOST_ANSWER_PAUSE: Duration = Duration::from_millis(500);
/// How long results are looked for when the service has forgotten the job: what it wrote is there by then.
const FORGOTTEN_SECS: u32 = 3;
/// How often at least it is looked whether the generation still runs.
const CANCEL_CHECK_SECS: i64 = 1;

/// What following an attempt came to.
pub(super) enum Followed {
    /// The service says that it is done, or the results are there.
    Output(Box<Output>),
    /// It ended without a result; another attempt would not help.
    Refused(FailureReason),
    /// Nothing more will come of this attempt; another one may. The reason is told when there is none.
    Lost(FailureReason),
    /// The generation ended meanwhile (cancelled, or past its deadline).
    Over,
}

/// What was last told of the progress.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Told {
    phase: Phase,
    percent: Option<u8>,
    at: Timestamp,
}

#[derive(FromQueryResult)]
struct ProgressRow {
    phase: String,
    percent: Option<i32>,
}

#[derive(FromQueryResult)]
struct StateRow {
    state: String,
}

impl GenerationJobs {
    /// Sends the attempt when it was not sent, and follows it. `resumed` says that an earlier run wrote it: then it
    /// may have been sent without its id being written down.
    pub(super) async fn follow(
        &self,
        task: &Task,
        attempt: &Attempt,
        resumed: bool,
    ) -> Result<Followed, DataError> {
        let remote_job_id = match &attempt.remote_job_id {
            Some(id) => id.clone(),
            None if resumed => {
                return self.look_for_results(task, attempt, self.limits.lost_answer_secs).await;
            }
            None => match self.send(task, attempt).await? {
                Ok(id) => id,
                Err(followed) => return Ok(followed),
            },
        };
        self.poll(task, attempt, &remote_job_id).await
    }

    /// Sends until the service takes the job or is unreachable for too long.
    async fn send(&self, task: &Task, attempt: &Attempt) -> Result<Result<String, Followed>, DataError> {
        let input = match self.input(task, attempt).await {
            Ok(input) => input,
            Err(super::input::InputError::Data(cause)) => return Err(cause),
            Err(cause) => {
                tracing::error!(%cause, "the input could not be signed");
                return Ok(Err(Followed::Refused(FailureReason::StorageFailed)));
            }
        };
        let give_up_at = self.unreachable_at(task);
        let mut pause = self.first_pause();
        loop {
            match self.provider.submit(task.which.kind, &input).await {
                Ok(id) => {
                    self.write_sent(attempt, &id).await?;
                    return Ok(Ok(id));
                }
                Err(SubmitError::Unknown(cause)) => {
                    tracing::warn!(cause, "whether the job was taken is unknown");
                    return self.look_for_results(task, attempt, self.limits.lost_answer_secs).await.map(Err);
                }
                Err(SubmitError::NotTaken(cause)) => {
                    tracing::warn!(cause, "the job was not taken");
                    if self.mint.now() >= give_up_at {
                        return Ok(Err(Followed::Refused(FailureReason::WorkerUnreachable)));
                    }
                }
            }
            pause = self.sleep(pause).await;
            if !self.is_running(task).await? {
                return Ok(Err(Followed::Over));
            }
        }
    }

    /// Asks how the job is doing until it is over.
    async fn poll(&self, task: &Task, attempt: &Attempt, remote_job_id: &str) -> Result<Followed, DataError> {
        let kind = task.which.kind;
        let mut told = Told { phase: Phase::Queued, percent: None, at: self.mint.now() };
        let mut heard = Heard::default();
        let mut unreachable_at = self.unreachable_at(task);
        let mut pause = self.first_pause();
        loop {
            pause = self.sleep(pause).await;
            if self.mint.now().0 >= task.generation.deadline_at {
                return Ok(Followed::Refused(FailureReason::TimedOut));
            }
            let answer = self.provider.look(kind, remote_job_id).await;
            if answer.is_ok() {
                unreachable_at = self.unreachable_at(task);
            }
            let (phase, percent) = match answer {
                Ok(state) => match heard.progress(kind, &state, self.mint.now()) {
                    Some(progress) => progress,
                    None => return self.ended(task, attempt, state).await,
                },
                Err(NoAnswer(cause)) => {
                    tracing::warn!(cause, "the GPU service does not say how the job is doing");
                    if self.mint.now() >= unreachable_at {
                        return Ok(Followed::Lost(FailureReason::WorkerUnreachable));
                    }
                    (told.phase, told.percent)
                }
            };
            if !self.tell(task, &mut told, phase, percent).await? {
                return Ok(Followed::Over);
            }
        }
    }

    /// What a final state of the service means.
    async fn ended(&self, task: &Task, attempt: &Attempt, state: RemoteState) -> Result<Followed, DataError> {
        match state {
            RemoteState::Completed(output) => Ok(Followed::Output(output)),
            RemoteState::Failed { cause, fault } => {
                tracing::warn!(cause, ?fault, "the worker failed");
                Ok(match fault {
                    Fault::Machine => Followed::Lost(FailureReason::WorkerFailed),
                    Fault::Picture => Followed::Refused(FailureReason::InputUnreadable),
                    Fault::Worker => Followed::Refused(FailureReason::WorkerFailed),
                })
            }
            RemoteState::TimedOut => Ok(Followed::Refused(FailureReason::TimedOut)),
            RemoteState::Cancelled if !self.is_running(task).await? => Ok(Followed::Over),
            RemoteState::Cancelled => Ok(Followed::Lost(FailureReason::WorkerFailed)),
            RemoteState::Gone | RemoteState::Queued | RemoteState::Starting | RemoteState::Running(_) => {
                self.look_for_results(task, attempt, self.limits.lost_answer_secs.min(FORGOTTEN_SECS)).await
            }
        }
    }

    /// Looks for a while whether the results appear under their keys: a lost answer is no lost result.
    async fn look_for_results(
        &self,
        task: &Task,
        attempt: &Attempt,
        secs: u32,
    ) -> Result<Followed, DataError> {
        let give_up_at = self.mint.now().plus_secs(i64::from(secs));
        loop {
            if self.results_are_there(task.which.kind, attempt).await {
                return Ok(Followed::Output(Box::new(output_from_keys(task.which.kind, attempt))));
            }
            if !self.is_running(task).await? {
                return Ok(Followed::Over);
            }
            if self.mint.now() >= give_up_at {
                return Ok(Followed::Lost(FailureReason::WorkerUnreachable));
            }
            tokio::time::sleep(LOST_ANSWER_PAUSE).await;
        }
    }

    async fn results_are_there(&self, kind: GenerationKind, attempt: &Attempt) -> bool {
        for place in places::places(kind, &attempt.id) {
            if !matches!(self.storage.head(&place.incoming_key).await, Ok(Some(_))) {
                return false;
            }
        }
        true
    }

    /// Writes progress down when there is news; false when the generation is over. Reports never move it back.
    async fn tell(
        &self,
        task: &Task,
        told: &mut Told,
        phase: Phase,
        percent: Option<u8>,
    ) -> Result<bool, DataError> {
        let phase = told.phase.after(phase);
        let percent = told.percent.max(percent.map(|percent| percent.min(99)));
        let now = self.mint.now();
        if (phase, percent) == (told.phase, told.percent) {
            if now.secs_since(told.at) < CANCEL_CHECK_SECS {
                return Ok(true);
            }
            told.at = now;
            return self.is_running(task).await;
        }
        *told = Told { phase, percent, at: now };
        self.write_progress(task, phase, percent).await
    }

    /// Writes phase and percent of a generation that still runs; false when it no longer does. What is written never
    /// moves back: a worker may speak of saving before we check, and another attempt begins anew.
    pub(super) async fn write_progress(
        &self,
        task: &Task,
        phase: Phase,
        percent: Option<u8>,
    ) -> Result<bool, DataError> {
        let id = task.generation.id.clone();
        let asset = task.which.asset;
        self.db
            .write(move |tx| {
                let id = id.clone();
                async move {
                    let sql = "SELECT phase, percent FROM generations WHERE id = $1 AND state = 'running'";
                    let Some(written) = tx.row::<ProgressRow>(sql, args![id.as_str()]).await? else {
                        return Ok(false);
                    };
                    let phase = Phase::from_key(&written.phase).map_or(phase, |before| before.after(phase));
                    let percent = written.percent.max(percent.map(i32::from));
                    let sql =
                        "UPDATE generations SET phase = $1, percent = $2 WHERE id = $3 AND state = 'running'";
                    tx.tell(Signal::AssetChanged(asset));
                    Ok(tx.change(sql, args![phase.key(), percent, id]).await? == 1)
                }
                .boxed()
            })
            .await
    }

    pub(super) async fn is_running(&self, task: &Task) -> Result<bool, DataError> {
        let sql = "SELECT state FROM generations WHERE id = $1";
        let row = self.db.reader().row::<StateRow>(sql, args![task.generation.id.as_str()]).await?;
        Ok(row.is_some_and(|row| row.state == "running"))
    }

    fn unreachable_at(&self, task: &Task) -> Timestamp {
        let at = self.mint.now().plus_secs(i64::from(self.limits.unreachable_secs));
        at.min(Timestamp(task.generation.deadline_at))
    }

    fn first_pause(&self) -> Duration {
        Duration::from_millis(u64::from(self.limits.first_pause_ms))
    }

    /// Sleeps and answers the next, longer pause.
    async fn sleep(&self, pause: Duration) -> Duration {
        tokio::time::sleep(pause).await;
        (pause * 5 / 4).min(Duration::from_millis(u64::from(self.limits.longest_pause_ms)))
    }
}

/// The output a lost answer would have named: the keys are ours, what else it said is not known.
fn output_from_keys(kind: GenerationKind, attempt: &Attempt) -> Output {
    let mut keys = places::places(kind, &attempt.id).into_iter().map(|place| place.incoming_key);
    match kind {
        GenerationKind::Concepts => Output {
            concepts: keys.map(|key| ConceptOutput { key, seed: None }).collect(),
            ..Output::default()
        },
        GenerationKind::Model => {
            Output { model: keys.next().map(|key| ModelOutput { key }), ..Output::default() }
        }
    }
}
