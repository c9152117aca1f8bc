//! The truth about a generation, from its row.

use domain::generation::GenerationKind;
use domain::job_truth::{CreditOutcome, FailureReason, JobTruth, Phase};
use domain::time::Timestamp;
use sea_orm::FromQueryResult;

use super::GenerationState;
use crate::db::DataError;

/// The columns of a generation that tell the truth; queries select them with [`COLUMNS`].
#[derive(Clone, Debug, FromQueryResult)]
pub struct TruthRow {
    generation_id: String,
    generation_kind: String,
    generation_state: String,
    phase: String,
    percent: Option<i32>,
    cost: i64,
    expected_secs: Option<i32>,
    failure: Option<String>,
    started_at: i64,
    ended_at: Option<i64>,
}

/// What to select from `generations g` for a [`TruthRow`].
pub const COLUMNS: &str =
    "g.id AS generation_id, g.kind AS generation_kind, g.state AS generation_state, g.phase,
    g.percent, g.cost, g.expected_secs, g.failure, g.started_at, g.ended_at";

impl TruthRow {
    /// The generation's state.
    ///
    /// # Errors
    /// When the stored state is unknown.
    pub fn state(&self) -> Result<GenerationState, DataError> {
        GenerationState::from_key(&self.generation_state).ok_or(DataError::corrupt("generation state"))
    }

    /// What it cost, in credits.
    #[must_use]
    pub fn cost(&self) -> i64 {
        self.cost
    }

    /// The truth as pages show it.
    ///
    /// # Errors
    /// When a stored value is unknown.
    pub fn read(&self) -> Result<JobTruth, DataError> {
        let failure = match &self.failure {
            None => None,
            Some(key) => Some(FailureReason::from_key(key).ok_or(DataError::corrupt("failure reason"))?),
        };
        Ok(JobTruth {
            generation: self.generation_id.parse().map_err(|_| DataError::corrupt("generation id"))?,
            kind: GenerationKind::from_key(&self.generation_kind)
                .ok_or(DataError::corrupt("generation kind"))?,
            phase: Phase::from_key(&self.phase).ok_or(DataError::corrupt("phase"))?,
            percent: self.percent.and_then(|percent| u8::try_from(percent).ok()),
            started: Timestamp(self.started_at),
            ended: self.ended_at.map(Timestamp),
            expected_secs: self.expected_secs.and_then(|secs| u32::try_from(secs).ok()),
            failure,
            credit: outcome(self.state()?, self.cost),
        })
    }
}

/// What happened to the credit follows from the state: both change in one transaction.
fn outcome(state: GenerationState, cost: i64) -> CreditOutcome {
    match state {
        _ if cost == 0 => CreditOutcome::Free,
        GenerationState::Running => CreditOutcome::Held,
        GenerationState::Done => CreditOutcome::Captured,
        GenerationState::Failed | GenerationState::Cancelled => CreditOutcome::Released,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_credits_fate_follows_the_state() {
        assert_eq!(outcome(GenerationState::Running, 1), CreditOutcome::Held);
        assert_eq!(outcome(GenerationState::Done, 1), CreditOutcome::Captured);
        assert_eq!(outcome(GenerationState::Cancelled, 1), CreditOutcome::Released);
        assert_eq!(outcome(GenerationState::Failed, 0), CreditOutcome::Free);
    }
}
