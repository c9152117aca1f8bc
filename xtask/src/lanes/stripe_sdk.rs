//! Stripe's own library for Node.js against the sandbox: the stand-in must satisfy those who know Stripe best.

use super::Outcome;
use crate::process;
use crate::workspace::Workspace;
use anyhow::Result;
use std::time::Duration;

/// A hanging test must fail a run, not hang it.
const LIMIT: Duration = Duration::from_secs(180);

/// With the sandbox as it was compiled beside the tests, runs `end2end/stripe-sdk`.
pub fn run(workspace: &Workspace) -> Result<Outcome> {
    let mut node = workspace.command("node");
    node.args(["--test", "--test-reporter=tap", "end2end/stripe-sdk/stripe-sdk.test.mjs"]);
    node.current_dir(&workspace.root);
    node.env("SANDBOX_BINARY", workspace.target.join("debug/sandbox"));
    let mut outcome = Outcome::default();
    let has_ended_well = process::run_by_line(&mut node, LIMIT, |line| {
        println!("{line}");
        count(line, &mut outcome);
    })?;
    if !has_ended_well && outcome.failed == 0 {
        outcome.add(&Outcome::one_failure("stripe-sdk: ended badly".to_owned()));
    }
    Ok(outcome)
}

/// Counts a line of the Test Anything Protocol: `ok 1 - name` or `not ok 2 - name` at the outermost level.
fn count(line: &str, outcome: &mut Outcome) {
    let name =
        |rest: &str| rest.split_once(" - ").map_or_else(|| rest.to_owned(), |(_, name)| name.to_owned());
    if line.starts_with("ok ") {
        outcome.passed += 1;
    } else if let Some(rest) = line.strip_prefix("not ok ") {
        outcome.add(&Outcome::one_failure(format!("stripe-sdk: {}", name(rest))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_outermost_results_are_counted() {
        let mut outcome = Outcome::default();
        for line in
            ["TAP version 13", "ok 1 - a customer", "    ok 1 - inner", "not ok 2 - a refund", "# tests 2"]
        {
            count(line, &mut outcome);
        }
        assert_eq!((outcome.passed, outcome.failed), (1, 1));
        assert_eq!(outcome.failures, ["stripe-sdk: a refund"]);
    }
}
