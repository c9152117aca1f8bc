//! Faults on order, so that tests can see how a caller copes with a worker on a bad day.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A way to go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The job stays in the queue `ms` longer.
    Delay,
    /// The job takes `ms` longer, reporting that it starts and then its slow progress.
    Slow,
    /// The handler raises.
    Fail,
    /// The handler raises as if the graphics card's memory had run out.
    #[serde(alias = "oom")]
    OutOfMemory,
    /// The job ends as `TIMED_OUT` after `ms`.
    TimeOut,
    /// Results are written twice, the webhook is sent twice, and progress arrives after the end.
    AnswerTwice,
    /// Results and the answer come `ms` late, even when the job was cancelled meanwhile.
    AnswerLate,
    /// The work is done and written, but the job is forgotten: `/status` answers 404 and no webhook comes.
    #[serde(alias = "lose_the_answer")]
    LoseAnswer,
    /// The job never ends by itself.
    Never,
    /// Results are bytes that are no GLB and no picture.
    Rubbish,
    /// The output names keys nobody asked for.
    RubbishKey,
    /// The output has none of the agreed fields.
    RubbishOutput,
    /// Requests are answered with 500.
    #[serde(rename = "http_500")]
    Http500,
    /// Requests are answered with 429.
    #[serde(rename = "http_429")]
    Http429,
}

impl Mode {
    /// Whether the fault hits requests rather than jobs.
    fn is_about_requests(self) -> bool {
        matches!(self, Self::Http500 | Self::Http429)
    }
}

/// A fault, how often, and how long where time matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misbehaviour {
    /// What goes wrong.
    pub mode: Mode,
    /// How many jobs (or requests) it hits.
    #[serde(default = "once")]
    pub count: u32,
    /// Milliseconds, for the modes that wait.
    #[serde(default = "one_second")]
    pub ms: u64,
    /// Only jobs of this operation; all when absent.
    #[serde(default)]
    pub operation: Option<String>,
    /// Only jobs whose prompt contains this; all when absent. Keeps tests that run side by side apart.
    #[serde(default)]
    pub prompt: Option<String>,
}

fn once() -> u32 {
    1
}

fn one_second() -> u64 {
    1000
}

impl Misbehaviour {
    /// `mode`, once, with a second where time matters.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self { mode, count: once(), ms: one_second(), operation: None, prompt: None }
    }

    fn fits(&self, operation: &str, prompt: &str) -> bool {
        !self.mode.is_about_requests()
            && self.operation.as_deref().is_none_or(|only| only == operation)
            && self.prompt.as_deref().is_none_or(|part| prompt.contains(part))
    }

    /// The wait this fault asks for.
    pub(super) fn wait(&self) -> Duration {
        Duration::from_millis(self.ms)
    }
}

/// The faults still to come, first in first out.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<VecDeque<Misbehaviour>>);

impl Faults {
    pub fn new(planned: Vec<Misbehaviour>) -> Self {
        Self(Mutex::new(planned.into()))
    }

    /// Adds a fault behind the others; a count of 0 forgets all planned faults.
    pub fn plan(&self, misbehaviour: Misbehaviour) {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if misbehaviour.count == 0 { faults.clear() } else { faults.push_back(misbehaviour) }
    }

    /// The fault for a job of `operation` with `prompt` that starts now, if any.
    pub fn take_for_job(&self, operation: &str, prompt: &str) -> Option<Misbehaviour> {
        self.take(|fault| fault.fits(operation, prompt))
    }

    /// The fault for a request that arrives now, if any.
    pub fn take_for_request(&self) -> Option<Mode> {
        self.take(|fault| fault.mode.is_about_requests()).map(|fault| fault.mode)
    }

    fn take(&self, fits: impl Fn(&Misbehaviour) -> bool) -> Option<Misbehaviour> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = faults.iter().position(fits)?;
        let fault = faults.get_mut(index)?;
        let taken = fault.clone();
        fault.count -= 1;
        if fault.count == 0 {
            faults.remove(index);
        }
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_used_up_after_its_count() {
        let faults = Faults::default();
        faults.plan(Misbehaviour { count: 2, ..Misbehaviour::new(Mode::Fail) });
        faults
            .plan(Misbehaviour { operation: Some("generate_model".into()), ..Misbehaviour::new(Mode::Slow) });
        faults.plan(Misbehaviour::new(Mode::Http500));
        assert_eq!(
            faults.take_for_job("generate_concepts", "a red robot").map(|fault| fault.mode),
            Some(Mode::Fail)
        );
        assert_eq!(
            faults.take_for_job("generate_concepts", "a red robot").map(|fault| fault.mode),
            Some(Mode::Fail)
        );
        assert_eq!(faults.take_for_job("generate_concepts", "a red robot"), None);
        assert_eq!(
            faults.take_for_job("generate_model", "a red robot").map(|fault| fault.mode),
            Some(Mode::Slow)
        );
        assert_eq!(faults.take_for_request(), Some(Mode::Http500));
        assert_eq!(faults.take_for_request(), None);
    }

    #[test]
    fn a_fault_waits_for_the_prompt_it_is_meant_for() {
        let faults = Faults::new(vec![Misbehaviour {
            prompt: Some("doomed".into()),
            ..Misbehaviour::new(Mode::Fail)
        }]);
        assert_eq!(faults.take_for_job("generate_model", "a red robot"), None);
        assert!(faults.take_for_job("generate_model", "a doomed robot").is_some());
    }

    #[test]
    fn a_count_of_zero_forgives_everything() {
        let faults = Faults::new(vec![Misbehaviour::new(Mode::Fail)]);
        faults.plan(Misbehaviour { count: 0, ..Misbehaviour::new(Mode::Fail) });
        assert_eq!(faults.take_for_job("generate_model", "a red robot"), None);
    }

    #[test]
    fn modes_have_the_names_the_contract_uses() {
        let parsed: Misbehaviour = serde_json::from_str(r#"{"mode":"oom","count":3}"#).unwrap();
        assert_eq!((parsed.mode, parsed.count, parsed.ms), (Mode::OutOfMemory, 3, 1000));
        assert_eq!(serde_json::to_value(Mode::Http500).unwrap(), "http_500");
    }
}
