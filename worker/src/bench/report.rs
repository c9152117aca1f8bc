//! What was measured, as one table for `docs/figures.md` and the cases worth a look below it.

use std::fmt::Write as _;
use std::time::Duration;

/// What one operation of one case took.
pub(super) struct Sample {
    /// Its name.
    pub case: String,
    /// On the wall's clock.
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
        "| operation | jobs | failed | p50 ms | p95 ms | longest ms | peak MB | pass in PLA at {size_mm} mm |\n\
         |---|--:|--:|--:|--:|--:|--:|---|\n"
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
    let sorted = by_time(operation);
    let at = |percent: usize| sorted.get(sorted.len().saturating_sub(1) * percent / 100);
    let millis = |percent: usize| at(percent).map_or(0, |sample| sample.took.as_millis());
    let peak = operation.samples.iter().filter_map(|sample| sample.peak_mb).max();
    format!(
        "| {name} | {} | {} | {} | {} | {} | {} | {printable} |\n",
        operation.samples.len() + operation.failed.len(),
        operation.failed.len(),
        millis(50),
        millis(95),
        millis(100),
        peak.map_or_else(|| "?".to_owned(), |megabytes| megabytes.to_string()),
    )
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
mod tests {
    use super::*;

    fn operation(millis: &[u64]) -> Operation {
        let sample = |millis: &u64| Sample {
            case: format!("case {millis}"),
            took: Duration::from_millis(*millis),
            peak_mb: Some(*millis),
        };
        Operation { samples: millis.iter().map(sample).collect(), failed: Vec::new() }
    }

    #[test]
    fn percentiles_come_from_the_sorted_times() {
        let findings = Findings { models: operation(&[30, 10, 20, 40, 1000]), ..Findings::default() };
        let text = markdown(&[("text", findings)], 80.0);
        assert!(text.contains("| text model | 5 | 0 | 30 | 40 | 1000 | 1000 | not judged |"), "{text}");
        assert!(text.contains("text model, slowest: case 1000, case 40"), "{text}");
    }

    #[test]
    fn both_kinds_stand_in_one_table_and_failures_count_as_jobs() {
        let failed = vec!["cat voxel: open".to_owned()];
        let text = Findings {
            models: Operation { failed, ..operation(&[7, 8]) },
            judged: 2,
            warned: vec!["dog voxel: ThinWalls".into()],
            ..Findings::default()
        };
        let pictures = Findings { models: operation(&[9]), judged: 1, ..Findings::default() };
        let text = markdown(&[("text", text), ("picture", pictures)], 80.0);
        let (table, below) = text.split_once("\n\n").unwrap();
        assert_eq!(table.lines().count(), 6, "{table}");
        assert!(table.lines().all(|line| line.matches('|').count() == 9), "{table}");
        assert!(
            table.contains("| text model | 3 | 1 | 7 | 7 | 8 | 8 | 2 of 2, 1 without a warning |"),
            "{table}"
        );
        assert!(table.contains("| picture model | 1 | 0 | 9 | 9 | 9 | 9 | 1 of 1, 1 without a warning |"));
        assert!(
            below.contains("failed   cat voxel: open") && below.contains("warned   dog voxel: ThinWalls")
        );
    }
}
