//! How long files are, and how many lines of test there are to a line of production.

use super::Report;
use super::source::SourceFile;

const MEDIAN_LIMIT: usize = 120;
const P95_LIMIT: usize = 400;
const MOST: usize = 600;
const MAIN_LIMIT: usize = 60;
const FRONTEND_LIMIT: usize = 40;
/// What to aim at; reported, not enforced: a failing build would only breed empty tests.
const TEST_RATIO_AIM: f64 = 0.6;

/// Applies the limits on files and reports the ratio of tests.
pub fn inspect(files: &[SourceFile], report: &mut Report) {
    let measured: Vec<&SourceFile> = files.iter().filter(|file| !file.is_exempt()).collect();
    for file in &measured {
        let limit = limit_of(&file.path);
        if file.text.len() > limit {
            report.violation(format!("{}: {} lines, the most is {limit}", file.path, file.text.len()));
        }
    }
    inspect_distribution(&measured, report);
    inspect_test_ratio(&measured, report);
}

fn limit_of(path: &str) -> usize {
    if path.ends_with("/src/main.rs") {
        MAIN_LIMIT
    } else if path == "frontend/src/lib.rs" {
        FRONTEND_LIMIT
    } else {
        MOST
    }
}

fn inspect_distribution(files: &[&SourceFile], report: &mut Report) {
    let mut lengths: Vec<usize> = files.iter().map(|file| file.text.len()).collect();
    lengths.sort_unstable();
    let (median, p95) = (percentile(&lengths, 50), percentile(&lengths, 95));
    let most = lengths.last().copied().unwrap_or_default();
    report.figure(format!("files: {}; lines median {median}, 95 % {p95}, most {most}", lengths.len()));
    if median > MEDIAN_LIMIT {
        report.violation(format!("the median file has {median} lines, the limit is {MEDIAN_LIMIT}"));
    }
    if p95 > P95_LIMIT {
        report.violation(format!("one file in twenty has more than {p95} lines, the limit is {P95_LIMIT}"));
    }
}

fn inspect_test_ratio(files: &[&SourceFile], report: &mut Report) {
    let tests: usize = files.iter().map(|file| file.test_line_count()).sum();
    let all: usize = files.iter().map(|file| file.text.len()).sum();
    let production = all - tests;
    let ratio = ratio(tests, production);
    let verdict = if ratio < TEST_RATIO_AIM {
        format!(" (below the {TEST_RATIO_AIM} to aim at)")
    } else {
        String::new()
    };
    report.figure(format!("test lines : production lines = {tests} : {production} = {ratio:.2}{verdict}"));
}

#[expect(clippy::cast_precision_loss, reason = "line counts are far below 2^52")]
fn ratio(tests: usize, production: usize) -> f64 {
    if production == 0 { 0.0 } else { tests as f64 / production as f64 }
}

/// The value below or at which `percent` of the sorted values lie; 0 without values.
#[must_use]
pub fn percentile(sorted: &[usize], percent: usize) -> usize {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, lines: usize) -> SourceFile {
        SourceFile::new(path, &"let a = 1;\n".repeat(lines))
    }

    fn violations(files: &[SourceFile]) -> String {
        let mut report = Report::default();
        inspect(files, &mut report);
        report.violations.join("\n")
    }

    #[test]
    fn percentiles_are_nearest_rank() {
        let sorted: Vec<usize> = (1..=100).collect();
        assert_eq!((percentile(&sorted, 50), percentile(&sorted, 95)), (50, 95));
        assert_eq!(percentile(&[7], 95), 7);
        assert_eq!(percentile(&[], 95), 0);
    }

    #[test]
    fn a_file_past_its_limit_is_named() {
        let found = violations(&[
            file("server/src/long.rs", 601),
            file("server/src/main.rs", 61),
            file("frontend/src/lib.rs", 41),
            file("frontend/src/other.rs", 41),
            file("migrations/src/m1.rs", 900),
        ]);
        assert!(found.contains("server/src/long.rs: 601"));
        assert!(found.contains("server/src/main.rs: 61"));
        assert!(found.contains("frontend/src/lib.rs: 41"));
        assert!(!found.contains("frontend/src/other.rs") && !found.contains("migrations"), "{found}");
    }

    #[test]
    fn too_few_tests_are_pointed_out_and_enough_are_not() {
        let figures = |tests| {
            let mut report = Report::default();
            inspect(&[file("domain/src/a.rs", 100), file("domain/tests/a.rs", tests)], &mut report);
            report.figures.join("\n")
        };
        assert!(figures(59).contains("59 : 100 = 0.59 (below"));
        assert!(figures(60).ends_with("60 : 100 = 0.60"));
    }
}
