//! How long a job still takes, in words.

use domain::job_truth::JobTruth;
use domain::time::Timestamp;

/// "about 20 seconds left", coarser the longer it takes; what is honest when it takes longer than usual.
#[must_use]
pub(super) fn time_left(truth: &JobTruth, now: Timestamp) -> String {
    if truth.phase.is_final() {
        return String::new();
    }
    let Some(expected) = truth.expected_secs else { return "No past runs to tell how long".to_owned() };
    let elapsed = now.secs_since(truth.started);
    if elapsed > i64::from(expected) {
        return format!("Longer than usual ({} so far)", span(elapsed));
    }
    truth.secs_left(now).map_or_else(String::new, |secs| format!("About {} left", span(i64::from(secs))))
}

/// A span in words: seconds below 90, else minutes.
fn span(secs: i64) -> String {
    let (count, unit) = if secs < 90 { (secs, "second") } else { ((secs + 30) / 60, "minute") };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes;
    use domain::job_truth::Phase;

    fn at(elapsed_secs: i64, expected_secs: Option<u32>) -> String {
        let truth = JobTruth { expected_secs, started: Timestamp(0), ..fakes::truth(Phase::Building) };
        time_left(&truth, Timestamp(0).plus_secs(elapsed_secs))
    }

    #[test]
    fn the_time_left_shrinks_and_then_says_that_it_is_late() {
        assert_eq!(at(0, Some(300)), "About 5 minutes left");
        assert_eq!(at(240, Some(300)), "About 60 seconds left");
        assert_eq!(at(299, Some(300)), "About 1 second left");
        assert_eq!(at(300, Some(300)), "About 1 second left");
        assert_eq!(at(301, Some(300)), "Longer than usual (5 minutes so far)");
    }

    #[test]
    fn nobody_knows_is_said_and_the_end_needs_no_words() {
        assert_eq!(at(5, None), "No past runs to tell how long");
        assert_eq!(time_left(&fakes::truth(Phase::Done), Timestamp(9)), "");
    }
}
