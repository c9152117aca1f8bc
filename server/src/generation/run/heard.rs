//! What the service's word on a job that is not over means for the page.

use domain::generation::GenerationKind;
use domain::job_truth::Phase;
use domain::time::Timestamp;

use crate::generation::providers::RemoteState;
use crate::generation::providers::wire::phase_of_work;

/// How long a machine that was given a job may say nothing before it counts as at work: loading a generator takes a
/// while and says nothing, but some workers never say anything.
const SILENT_START_SECS: i64 = 30;

/// What has been heard of one job so far.
#[derive(Debug, Default)]
pub(super) struct Heard {
    silent_since: Option<Timestamp>,
}

impl Heard {
    /// Phase and percent of a job in this state; nothing when it is over.
    pub fn progress(
        &mut self,
        kind: GenerationKind,
        state: &RemoteState,
        now: Timestamp,
    ) -> Option<(Phase, Option<u8>)> {
        match state {
            RemoteState::Queued => Some((Phase::Queued, None)),
            RemoteState::Starting => Some((Phase::StartingMachine, None)),
            RemoteState::Running(Some(progress)) => Some((progress.phase(kind), progress.percent)),
            RemoteState::Running(None) => {
                let since = *self.silent_since.get_or_insert(now);
                let is_starting = now.secs_since(since) < SILENT_START_SECS;
                Some((if is_starting { Phase::StartingMachine } else { phase_of_work(kind) }, None))
            }
            RemoteState::Completed(_)
            | RemoteState::Failed { .. }
            | RemoteState::TimedOut
            | RemoteState::Cancelled
            | RemoteState::Gone => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generation::providers::wire::Progress;

    const KIND: GenerationKind = GenerationKind::Model;

    fn at(secs: i64) -> Timestamp {
        Timestamp(0).plus_secs(secs)
    }

    #[test]
    fn a_machine_without_a_word_is_starting_and_then_at_work() {
        let mut heard = Heard::default();
        let phases = [
            (RemoteState::Queued, 0, Phase::Queued),
            (RemoteState::Starting, 5, Phase::StartingMachine),
            (RemoteState::Running(None), 10, Phase::StartingMachine),
            (RemoteState::Running(None), 39, Phase::StartingMachine),
            (RemoteState::Running(None), 40, Phase::Building),
        ];
        for (state, secs, phase) in phases {
            assert_eq!(heard.progress(KIND, &state, at(secs)), Some((phase, None)), "after {secs} s");
        }
    }

    #[test]
    fn what_a_worker_reports_is_believed_at_once() {
        let report =
            |stage: &str| RemoteState::Running(Some(Progress { stage: stage.into(), percent: Some(40) }));
        let mut heard = Heard::default();
        assert_eq!(
            heard.progress(KIND, &report("starting"), at(0)),
            Some((Phase::StartingMachine, Some(40)))
        );
        assert_eq!(heard.progress(KIND, &report("checking"), at(0)), Some((Phase::Checking, Some(40))));
        assert_eq!(heard.progress(KIND, &RemoteState::Gone, at(0)), None);
    }
}
