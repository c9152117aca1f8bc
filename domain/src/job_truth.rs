//! The truth about a running job: what it is doing, how far it is, how long it usually takes, and how it ended.

use serde::{Deserialize, Serialize};

use crate::generation::GenerationKind;
use crate::ids::GenerationId;
use crate::time::Timestamp;

/// What a job is doing, in the order it does it; the last three are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Waiting for its turn.
    Queued,
    /// A machine is being started for it.
    StartingMachine,
    /// Concepts are being drawn.
    Drawing,
    /// The model is being built.
    Building,
    /// The result is being checked.
    Checking,
    /// The result is being stored.
    Saving,
    /// Finished.
    Done,
    /// Ended without a result.
    Failed,
    /// Stopped by its owner.
    Cancelled,
}

impl Phase {
    /// Every case.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::StartingMachine,
        Self::Drawing,
        Self::Building,
        Self::Checking,
        Self::Saving,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    /// True when nothing more will happen.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::StartingMachine => "starting_machine",
            Self::Drawing => "drawing",
            Self::Building => "building",
            Self::Checking => "checking",
            Self::Saving => "saving",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The case with this name in the database.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.key() == key)
    }

    /// What people read.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Queued => "Queued",
            Self::StartingMachine => "Starting a machine",
            Self::Drawing => "Drawing concepts",
            Self::Building => "Building the model",
            Self::Checking => "Checking the result",
            Self::Saving => "Saving",
            Self::Done => "Done",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
        }
    }

    /// What to show after a report that says `reported`: a late or stray report never moves a job back, and a
    /// final phase stays.
    #[must_use]
    pub fn after(self, reported: Self) -> Self {
        if self.is_final() { self } else { self.max(reported) }
    }
}

/// Why a job ended without a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureReason {
    /// The GPU service could not be reached, again and again.
    WorkerUnreachable,
    /// The worker gave up on this input.
    WorkerFailed,
    /// No answer within the time a job may take.
    TimedOut,
    /// An answer that did not pass our checks.
    BadResult,
    /// The result could not be stored.
    StorageFailed,
    /// The picture could not be read.
    InputUnreadable,
    /// Its owner cancelled it.
    Cancelled,
}

impl FailureReason {
    /// Every case.
    pub const ALL: [Self; 7] = [
        Self::WorkerUnreachable,
        Self::WorkerFailed,
        Self::TimedOut,
        Self::BadResult,
        Self::StorageFailed,
        Self::InputUnreadable,
        Self::Cancelled,
    ];

    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::WorkerUnreachable => "worker_unreachable",
            Self::WorkerFailed => "worker_failed",
            Self::TimedOut => "timed_out",
            Self::BadResult => "bad_result",
            Self::StorageFailed => "storage_failed",
            Self::InputUnreadable => "input_unreadable",
            Self::Cancelled => "cancelled",
        }
    }

    /// The case with this name in the database.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }

    /// What happened, in a sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::WorkerUnreachable => "The generator could not be reached.",
            Self::WorkerFailed => "The generator could not make this one.",
            Self::TimedOut => "The generator took longer than it may.",
            Self::BadResult => "The generator's result did not pass our checks.",
            Self::StorageFailed => "The result could not be stored.",
            Self::InputUnreadable => "The picture could not be read.",
            Self::Cancelled => "You cancelled it.",
        }
    }

    /// What to do next, in a sentence.
    #[must_use]
    pub fn next_step(self) -> &'static str {
        match self {
            Self::WorkerFailed => "Try again, or say it in other words.",
            Self::InputUnreadable => "Try again with another picture.",
            Self::WorkerUnreachable | Self::TimedOut | Self::BadResult | Self::StorageFailed => {
                "Try again in a minute."
            }
            Self::Cancelled => "Start it again whenever you like.",
        }
    }
}

/// What happened to the credit of a generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditOutcome {
    /// It was free.
    Free,
    /// Set aside while it runs.
    Held,
    /// Paid.
    Captured,
    /// Given back.
    Released,
}

impl CreditOutcome {
    /// What people read beside a job.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Free => "It was free.",
            Self::Held => "Your credit is set aside while it runs.",
            Self::Captured => "It cost 1 credit.",
            Self::Released => "Your credit is back.",
        }
    }
}

/// The truth about one generation of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobTruth {
    /// Which generation.
    pub generation: GenerationId,
    /// What it makes.
    pub kind: GenerationKind,
    /// What it is doing.
    pub phase: Phase,
    /// 0–100 where the worker reports it.
    pub percent: Option<u8>,
    /// When it was asked for.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How long such a job usually takes, learned from past runs.
    pub expected_secs: Option<u32>,
    /// Why it failed, when it did.
    pub failure: Option<FailureReason>,
    /// What happened to its credit.
    pub credit: CreditOutcome,
}

impl JobTruth {
    /// How many seconds it probably still takes, never below one; nothing when it is over or nobody knows.
    #[must_use]
    pub fn secs_left(&self, now: Timestamp) -> Option<u32> {
        if self.phase.is_final() {
            return None;
        }
        let expected = i64::from(self.expected_secs?);
        let left = (expected - now.secs_since(self.started)).max(1);
        u32::try_from(left).ok()
    }

    /// A number from 0 to 100 for a progress bar: the worker's, or the share of the expected time (at most 95).
    #[must_use]
    pub fn progress_percent(&self, now: Timestamp) -> u8 {
        if self.phase.is_final() {
            return 100;
        }
        if let Some(percent) = self.percent {
            return percent.min(99);
        }
        let Some(expected) = self.expected_secs.filter(|secs| *secs > 0) else { return 5 };
        let share = now.secs_since(self.started) * 100 / i64::from(expected);
        u8::try_from(share.clamp(2, 95)).unwrap_or(95)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn truth(phase: Phase, percent: Option<u8>, expected_secs: Option<u32>) -> JobTruth {
        JobTruth {
            generation: GenerationId::from_parts(1, 1),
            kind: GenerationKind::Model,
            phase,
            percent,
            started: Timestamp(0),
            ended: None,
            expected_secs,
            failure: None,
            credit: CreditOutcome::Held,
        }
    }

    proptest! {
        #[test]
        fn reports_in_any_order_never_move_a_job_back(reports in prop::collection::vec(0_usize..9, 1..20)) {
            let mut phase = Phase::Queued;
            for report in reports {
                let next = phase.after(Phase::ALL[report]);
                prop_assert!(next >= phase);
                prop_assert!(!phase.is_final() || next == phase);
                phase = next;
            }
        }

        #[test]
        fn progress_is_a_percentage(percent: Option<u8>, expected: Option<u32>, now in 0_i64..10_000_000) {
            let truth = truth(Phase::Building, percent, expected);
            prop_assert!(truth.progress_percent(Timestamp(now)) <= 99);
            prop_assert!(truth.secs_left(Timestamp(now)).is_none_or(|secs| secs >= 1));
        }
    }

    #[test]
    fn a_finished_job_is_full_and_needs_no_time() {
        let truth = truth(Phase::Done, Some(40), Some(10));
        assert_eq!(truth.progress_percent(Timestamp(1)), 100);
        assert_eq!(truth.secs_left(Timestamp(1)), None);
    }

    #[test]
    fn keys_round_trip() {
        for phase in Phase::ALL {
            assert_eq!(Phase::from_key(phase.key()), Some(phase));
        }
        for reason in FailureReason::ALL {
            assert_eq!(FailureReason::from_key(reason.key()), Some(reason));
            assert!(reason.sentence().ends_with('.') && reason.next_step().ends_with('.'));
        }
    }
}
