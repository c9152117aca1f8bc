//! What was measured, as one table for `docs/figures.md` and the cases worth a look below it.

use std::fmt::Write as _;
use std::time::Duration;

/// What one operation of one case took.
pub(super) struct Sample {
    /// Its name.
    pub case: String,
    /// Processor time of all threads, or the wall's clock where the system does not tell it.
    pub took: Duration,
    /// Most memory meanwhile, where the system tells it.
    pub peak_mb: Option<u64>,
}

/// All cases' runs of one operation.
#[derive(Default)]
pub(super) struct Operation {
    /// Those that gave a result.
    pub samples: Vec<Sample>,
    /// Those that gave none, or one that is no sound solid: case and cause.
    pub failed: Vec<String>,
}

/// Everything measured of one kind of job.
#[derive(Default)]
pub(super) struct Findings {
    /// Drawing concepts.
    pub concepts: Operation,
    /// Building models.
    pub models: Operation,
    /// Models looked at for printing.
    pub judged: usize,
    /// Those that must not be printed, each with its reasons.
    pub blocked: Vec<String>,
    /// Those that can be, with a warning.
    pub warned: Vec<String>,
}

/// How many of the slowest cases are named.
const SLOWEST: usize = 5;

/// The table over all kinds, and behind it what is slow, failed or not printable.
pub(super) fn markdown(kinds: &[(&str, Findings)], size_mm: f64) -> String {
    let mut text = format!(
        "| operation | jobs | failed | CPU ms p50 | p95 | most | peak MB p50 | p95 | most \
         | pass in PLA at {size_mm} mm |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n"
    );
    for (kind, findings) in kinds {
        text.push_str(&row(&format!("{kind} concepts"), &findings.concepts, "–"));
        text.push_str(&row(&format!("{kind} model"), &findings.models, &printable(findings)));
    }
    for (kind, findings) in kinds {
        text.push_str(&details(kind, findings));
    }
    text
}

fn row(name: &str, operation: &Operation, printable: &str) -> String {
    let times: Vec<u64> = by_time(operation)
        .iter()
        .map(|sample| u64::try_from(sample.took.as_millis()).unwrap_or(u64::MAX))
        .collect();
    let mut peaks: Vec<u64> = operation.samples.iter().filter_map(|sample| sample.peak_mb).collect();
    peaks.sort_unstable();
    format!(
        "| {name} | {} | {} | {} | {} | {printable} |\n",
        operation.samples.len() + operation.failed.len(),
        operation.failed.len(),
        percentiles(&times),
        percentiles(&peaks),
    )
}

/// The cells for p50, p95 and the most of sorted values.
fn percentiles(sorted: &[u64]) -> String {
    let at = |percent: usize| sorted.get(sorted.len().saturating_sub(1) * percent / 100);
    [50, 95, 100].map(|percent| at(percent).map_or_else(|| "?".to_owned(), u64::to_string)).join(" | ")
}

fn by_time(operation: &Operation) -> Vec<&Sample> {
    let mut sorted: Vec<&Sample> = operation.samples.iter().collect();
    sorted.sort_by_key(|sample| sample.took);
    sorted
}

fn printable(findings: &Findings) -> String {
    if findings.judged == 0 {
        return "not judged".to_owned();
    }
    let printable = findings.judged - findings.blocked.len();
    let clean = printable - findings.warned.len();
    format!("{printable} of {}, {clean} without a warning", findings.judged)
}

fn details(kind: &str, findings: &Findings) -> String {
    let mut text = String::new();
    for (name, operation) in [("concepts", &findings.concepts), ("model", &findings.models)] {
        let slowest = by_time(operation).into_iter().rev().take(SLOWEST);
        let slowest: Vec<&str> = slowest.map(|sample| sample.case.as_str()).collect();
        // Writing to a string does not fail.
        let _ = writeln!(text, "\n{kind} {name}, slowest: {}", slowest.join(", "));
        for line in &operation.failed {
            let _ = writeln!(text, "  failed   {line}");
        }
    }
    for (word, lines) in [("blocked", &findings.blocked), ("warned ", &findings.warned)] {
        for line in lines {
            let _ = writeln!(text, "  {word}  {line}");
        }
    }
    text
}

#[cfg(test)]
mod tests;
