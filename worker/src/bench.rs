//! What jobs cost and whether their models can be printed: every noun in every style and every picture of a folder,
//! one job after the other, as the service would do them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mesh::measure::{MeasureOptions, measure};
use mesh::passport::{Passport, PrintMaterial, Verdict, passport};
use mesh::watch::Watch;

use crate::image::intake;
use crate::jobs::{BuiltIn, ConceptsRequest, Follow, Generator, ModelRequest, StyleChoice};
use crate::style::Style;
use crate::text;

/// Longest side at which models are judged, in millimetres: what a request without a size gets.
const DEFAULT_SIZE_MM: f64 = 80.0;
/// Seed of every job, so that two runs measure the same models.
const SEED: u64 = 7;

/// What to measure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BenchOptions {
    /// Prompts; empty means every noun, or none when there are pictures.
    pub prompts: Vec<String>,
    /// Folder with pictures.
    pub pictures: Option<PathBuf>,
    /// Styles; empty means all.
    pub styles: Vec<Style>,
    /// Takes every n-th case only; 0 and 1 take all.
    pub every: usize,
    /// Folder the models are written to; made when missing.
    pub keep: Option<PathBuf>,
    /// Judges every model for printing in PLA at its default size.
    pub judges: bool,
}

/// One job to be timed.
struct Case {
    name: String,
    style: Style,
    prompt: String,
    picture: Option<Vec<u8>>,
}

/// What one operation of one case took.
struct Sample {
    case: String,
    took: Duration,
    peak_mb: Option<u64>,
}

/// Everything measured.
#[derive(Default)]
struct Findings {
    concepts: Vec<Sample>,
    models: Vec<Sample>,
    judged: usize,
    printable: usize,
    rejected: Vec<String>,
    warned: Vec<String>,
}

/// Runs the jobs and gives the report.
///
/// # Errors
/// A sentence naming the job that failed, or the folder that could not be read or written.
pub fn run(options: &BenchOptions) -> Result<String, String> {
    if let Some(folder) = &options.keep {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let mut report = String::new();
    let kinds = [("text", text_cases(options)), ("picture", picture_cases(options)?)];
    for (kind, cases) in kinds.into_iter().filter(|(_, cases)| !cases.is_empty()) {
        let mut findings = Findings::default();
        for case in cases.iter().step_by(options.every.max(1)) {
            measured(case, options, &mut findings).map_err(|error| format!("{}: {error}", case.name))?;
        }
        report.push_str(&table(kind, &findings));
        if options.judges {
            report.push_str(&verdicts(kind, &findings));
        }
    }
    Ok(report)
}

fn styles(options: &BenchOptions) -> Vec<Style> {
    if options.styles.is_empty() { Style::ALL.to_vec() } else { options.styles.clone() }
}

fn text_cases(options: &BenchOptions) -> Vec<Case> {
    let mut prompts = options.prompts.clone();
    if prompts.is_empty() && options.pictures.is_none() {
        prompts = text::nouns::all().map(|noun| noun.name.to_owned()).collect();
    }
    let styles = styles(options);
    let case = |prompt: &String, style: Style| Case {
        name: format!("{} {}", prompt, style.slug()),
        style,
        prompt: prompt.clone(),
        picture: None,
    };
    prompts.iter().flat_map(|prompt| styles.iter().map(move |style| case(prompt, *style))).collect()
}

fn picture_cases(options: &BenchOptions) -> Result<Vec<Case>, String> {
    let Some(folder) = &options.pictures else { return Ok(Vec::new()) };
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).map_err(failed)?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).map_err(failed)?;
        if intake::check_header(&bytes).is_err() {
            continue;
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        cases.extend(styles(options).into_iter().map(|style| Case {
            name: format!("{stem} {}", style.slug()),
            style,
            prompt: String::new(),
            picture: Some(bytes.clone()),
        }));
    }
    Ok(cases)
}

/// Draws the concepts of a case and builds the model of one of them; the first and the second take turns.
fn measured(case: &Case, options: &BenchOptions, findings: &mut Findings) -> Result<(), String> {
    let style = StyleChoice { slug: case.style.slug().to_owned(), prompt_hint: String::new() };
    let request = ConceptsRequest {
        prompt: case.prompt.clone(),
        style: style.clone(),
        picture: case.picture.clone(),
        count: 2,
        seed: SEED,
    };
    let (made, sample) = timed(case, || BuiltIn.concepts(&request, &Follow::unwatched()));
    findings.concepts.push(sample);
    let mut concepts = made.map_err(|error| error.to_string())?.concepts;
    let chosen = findings.models.len() % 2;
    let request = ModelRequest {
        concept: (chosen < concepts.len()).then(|| concepts.swap_remove(chosen).png),
        picture: case.picture.clone(),
        prompt: case.prompt.clone(),
        style,
        seed: SEED,
        target_triangles: None,
    };
    let (made, sample) = timed(case, || BuiltIn.model(&request, &Follow::unwatched()));
    findings.models.push(sample);
    let model = made.map_err(|error| error.to_string())?;
    if let Some(folder) = &options.keep {
        let file = folder.join(format!("{}.glb", case.name.replace(' ', "-")));
        fs::write(file, &model.glb).map_err(|error| error.to_string())?;
    }
    if options.judges {
        judge(&case.name, &model.glb, findings)?;
    }
    Ok(())
}

fn timed<T>(case: &Case, work: impl FnOnce() -> T) -> (T, Sample) {
    memory::forget_peak();
    let started = Instant::now();
    let done = work();
    let sample = Sample { case: case.name.clone(), took: started.elapsed(), peak_mb: memory::peak_mb() };
    (done, sample)
}

fn judge(name: &str, glb: &[u8], findings: &mut Findings) -> Result<(), String> {
    let passport = pla_passport(glb)?;
    findings.judged += 1;
    findings.printable += usize::from(passport.verdict != Verdict::Block);
    let reasons: Vec<String> = passport
        .findings
        .iter()
        .filter(|finding| finding.verdict == passport.verdict)
        .map(|finding| format!("{:?} {:.2}", finding.kind, finding.value))
        .collect();
    let line = format!("{name}: {}", reasons.join(", "));
    match passport.verdict {
        Verdict::Pass => {}
        Verdict::Warn => findings.warned.push(line),
        Verdict::Block => findings.rejected.push(line),
    }
    Ok(())
}

/// The print passport of a model of this worker at [`DEFAULT_SIZE_MM`], in PLA.
///
/// # Errors
/// When the file cannot be read.
pub fn pla_passport(glb: &[u8]) -> Result<Passport, String> {
    let model = mesh::glb::read(glb).map_err(|error| error.to_string())?;
    let sized = mesh::rescale_longest(&model, DEFAULT_SIZE_MM).map_err(|error| error.to_string())?;
    let facts =
        measure(&sized, &MeasureOptions::default(), &Watch::default()).map_err(|error| error.to_string())?;
    let pla = PrintMaterial::start_values().into_iter().find(|material| material.slug == "pla");
    Ok(passport(&facts, &pla.ok_or("PLA is not among the materials")?))
}

fn table(kind: &str, findings: &Findings) -> String {
    let mut table = format!(
        "{:<18} {:>5} {:>8} {:>8} {:>8} {:>8}  slowest\n",
        "operation", "jobs", "p50 ms", "p95 ms", "max ms", "peak MB"
    );
    for (operation, samples) in [("concepts", &findings.concepts), ("model", &findings.models)] {
        let mut sorted: Vec<&Sample> = samples.iter().collect();
        sorted.sort_by_key(|sample| sample.took);
        let at = |percent: usize| sorted.get(sorted.len().saturating_sub(1) * percent / 100);
        let millis = |percent: usize| at(percent).map_or(0, |sample| sample.took.as_millis());
        let peak = samples.iter().filter_map(|sample| sample.peak_mb).max();
        let slowest: Vec<&str> = sorted.iter().rev().take(5).map(|sample| sample.case.as_str()).collect();
        table.push_str(&format!(
            "{:<18} {:>5} {:>8} {:>8} {:>8} {:>8}  {}\n",
            format!("{kind} {operation}"),
            samples.len(),
            millis(50),
            millis(95),
            millis(100),
            peak.map_or_else(|| "?".to_owned(), |megabytes| megabytes.to_string()),
            slowest.join(", ")
        ));
    }
    table
}

fn verdicts(kind: &str, findings: &Findings) -> String {
    let mut text = format!(
        "{kind} models printable in PLA at {DEFAULT_SIZE_MM} mm: {} of {}, {} without any warning\n",
        findings.printable,
        findings.judged,
        findings.printable - findings.warned.len(),
    );
    for (word, lines) in [("blocked", &findings.rejected), ("warned", &findings.warned)] {
        lines.iter().for_each(|line| text.push_str(&format!("  {word}  {line}\n")));
    }
    text
}

/// The process's memory, where the system tells it (Linux).
mod memory {
    use std::fs;

    /// Starts a new peak (see `proc(5)`, `clear_refs`).
    pub fn forget_peak() {
        // Elsewhere there is no such file, and the report says "?".
        drop(fs::write("/proc/self/clear_refs", "5"));
    }

    /// Megabytes resident at most since [`forget_peak`].
    pub fn peak_mb() -> Option<u64> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
    }
}

/// The `bench` command: `[--nouns A,B] [--in DIR] [--styles A,B] [--every N] [--keep DIR] [--judge]`. Returns the
/// report.
///
/// # Errors
/// A sentence to print.
pub fn command(arguments: &[String]) -> Result<String, String> {
    run(&options(arguments)?)
}

fn options(arguments: &[String]) -> Result<BenchOptions, String> {
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).map(String::as_str)
    };
    let list = |name: &str| {
        value(name).unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty())
    };
    let styles = list("--styles")
        .map(|slug| Style::from_slug(slug).ok_or_else(|| format!("{slug} is not a style")))
        .collect::<Result<Vec<_>, _>>()?;
    let every =
        value("--every").map_or(Ok(1), |every| every.parse().map_err(|_| "--every takes a number"))?;
    Ok(BenchOptions {
        prompts: list("--nouns").map(str::to_owned).collect(),
        pictures: value("--in").map(PathBuf::from),
        styles,
        every,
        keep: value("--keep").map(|folder| Path::new(folder).to_owned()),
        judges: arguments.iter().any(|argument| argument == "--judge"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_report_has_a_line_an_operation_and_keeps_the_models() {
        let folder = tempfile::tempdir().unwrap();
        let line = format!("--nouns pawn --styles voxel --judge --keep {}", folder.path().display());
        let report = command(&arguments(&line)).unwrap();
        assert!(report.contains("text concepts") && report.contains("text model"), "{report}");
        assert!(report.contains("printable in PLA at 80 mm: 1 of 1"), "{report}");
        assert!(mesh::glb::read(&fs::read(folder.path().join("pawn-voxel.glb")).unwrap()).is_ok());
    }

    #[test]
    fn percentiles_come_from_the_sorted_times() {
        let sample = |millis: u64| Sample {
            case: format!("case {millis}"),
            took: Duration::from_millis(millis),
            peak_mb: Some(millis),
        };
        let models = [30, 10, 20, 40, 1000].map(sample).into();
        let table = table("text", &Findings { models, ..Findings::default() });
        let line = table.lines().find(|line| line.starts_with("text model")).unwrap();
        let columns: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(columns[2..7], ["5", "30", "40", "1000", "1000"], "{line}");
        assert!(line.contains("case 1000, case 40"), "{line}");
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(command(&arguments("--styles baroque")), Err("baroque is not a style".into()));
        assert_eq!(command(&arguments("--every x")), Err("--every takes a number".into()));
        assert!(command(&arguments("--in /no/such/folder")).is_err());
    }

    #[test]
    fn a_thin_sheet_is_not_printable() {
        let sheet = mesh::glb::to_bytes(&mesh::shapes::cuboid([1.0, 1.0, 0.004])).unwrap();
        assert_eq!(pla_passport(&sheet).unwrap().verdict, Verdict::Block);
        let block = mesh::glb::to_bytes(&mesh::shapes::cuboid([1.0, 1.0, 0.4])).unwrap();
        assert_eq!(pla_passport(&block).unwrap().verdict, Verdict::Pass);
    }
}
