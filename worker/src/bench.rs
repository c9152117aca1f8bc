//! What jobs cost and whether their models can be printed: every noun in every style and every picture of a folder,
//! one job after the other, as the service would do them.

mod report;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use mesh::measure::{MeasureOptions, measure};
use mesh::passport::{Passport, PrintMaterial, Verdict, passport};
use mesh::watch::Watch;

use crate::image::intake;
use crate::jobs::{BuiltIn, ConceptsRequest, Follow, Generator, JobError, ModelRequest, StyleChoice};
use crate::style::Style;
use crate::text;
use report::{Findings, Operation, Sample};

/// Longest side at which models are judged, in millimetres: what a request without a size gets.
const DEFAULT_SIZE_MM: f64 = 80.0;
/// Seed of every job, so that two runs measure the same models.
const SEED: u64 = 7;
/// Stands for every noun among prompts.
const EVERY_NOUN: &str = "all";

/// What to measure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BenchOptions {
    /// Prompts; `all` alone, or none and no pictures, means every noun.
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

/// Runs the jobs and gives the report.
///
/// # Errors
/// A sentence naming the folder that could not be read or written. Jobs that fail are counted, and the others go on.
pub fn run(options: &BenchOptions) -> Result<String, String> {
    if let Some(folder) = &options.keep {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let kinds = [("text", text_cases(options)), ("picture", picture_cases(options)?)];
    let mut measured_kinds = Vec::new();
    for (kind, cases) in kinds.into_iter().filter(|(_, cases)| !cases.is_empty()) {
        let mut findings = Findings::default();
        let cases: Vec<&Case> = cases.iter().step_by(options.every.max(1)).collect();
        for (number, case) in cases.iter().enumerate() {
            eprintln!("{kind} job {} of {}: {}", number + 1, cases.len(), case.name);
            measured(case, options, &mut findings)?;
        }
        measured_kinds.push((kind, findings));
    }
    Ok(report::markdown(&measured_kinds, DEFAULT_SIZE_MM))
}

fn styles(options: &BenchOptions) -> Vec<Style> {
    if options.styles.is_empty() { Style::ALL.to_vec() } else { options.styles.clone() }
}

fn text_cases(options: &BenchOptions) -> Vec<Case> {
    let mut prompts = options.prompts.clone();
    if prompts == [EVERY_NOUN] || prompts.is_empty() && options.pictures.is_none() {
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
    let made = timed(case, &mut findings.concepts, || BuiltIn.concepts(&request, &Follow::unwatched()));
    let Some(mut made) = made else { return Ok(()) };
    let chosen = findings.models.samples.len() % 2;
    let request = ModelRequest {
        concept: (chosen < made.concepts.len()).then(|| made.concepts.swap_remove(chosen).png),
        picture: case.picture.clone(),
        prompt: case.prompt.clone(),
        style,
        seed: SEED,
        target_triangles: None,
    };
    let made = timed(case, &mut findings.models, || BuiltIn.model(&request, &Follow::unwatched()));
    let Some(model) = made else { return Ok(()) };
    if let Some(folder) = &options.keep {
        let file = folder.join(format!("{}.glb", case.name.replace(' ', "-")));
        fs::write(&file, &model.glb).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let sound = passes_gate(&model.glb);
    let judged =
        sound.and_then(|()| if options.judges { judge(&case.name, &model.glb, findings) } else { Ok(()) });
    if let Err(cause) = judged {
        // It was made, but is of no use: it counts as failed and not as a job of its time.
        findings.models.samples.pop();
        findings.models.failed.push(format!("{}: {cause}", case.name));
    }
    Ok(())
}

/// The result of a piece of work and its cost, or nothing and its cause.
fn timed<T>(case: &Case, operation: &mut Operation, work: impl FnOnce() -> Result<T, JobError>) -> Option<T> {
    process::forget_peak();
    let (started, spent) = (Instant::now(), process::processor_time());
    match work() {
        Ok(done) => {
            let since = |before| process::processor_time()?.checked_sub(before);
            let took = spent.and_then(since).unwrap_or_else(|| started.elapsed());
            let peak_mb = process::peak_mb();
            operation.samples.push(Sample { case: case.name.clone(), took, peak_mb });
            Some(done)
        }
        Err(cause) => {
            operation.failed.push(format!("{}: {cause}", case.name));
            None
        }
    }
}

/// The manifold gate once more, on the file as it was written.
fn passes_gate(glb: &[u8]) -> Result<(), String> {
    let model = mesh::glb::read(glb).map_err(|error| error.to_string())?;
    mesh::solid::check_manifold(&model).map(drop).map_err(|error| error.to_string())
}

fn judge(name: &str, glb: &[u8], findings: &mut Findings) -> Result<(), String> {
    let passport = pla_passport(glb)?;
    findings.judged += 1;
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
        Verdict::Block => findings.blocked.push(line),
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

/// What this process used, where the system tells it (Linux).
mod process {
    use std::fs;
    use std::time::Duration;

    /// A tick of the processor times in `/proc` (`USER_HZ`, 100 a second for every architecture of Linux in use).
    const TICK: Duration = Duration::from_millis(10);

    /// Processor time of all threads since the start, user and system (see `proc(5)`, `stat`, fields 14 and 15).
    pub fn processor_time() -> Option<Duration> {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        // The program's name, in parentheses, may have spaces; the third field follows it.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let mut ticks = || fields.next()?.parse::<u32>().ok();
        Some(TICK * (ticks()? + ticks()?))
    }

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

/// The `bench` command: `[--nouns A,B|all] [--in DIR] [--styles A,B] [--every N] [--keep DIR] [--judge]`. Returns the
/// report.
///
/// # Errors
/// A sentence to print.
pub fn command(arguments: &[String]) -> Result<String, String> {
    run(&options(arguments)?)
}

/// What the command knows; anything else is a slip, and hours are too long to find out.
const OPTIONS: [&str; 6] = ["--nouns", "--in", "--styles", "--every", "--keep", "--judge"];

fn options(arguments: &[String]) -> Result<BenchOptions, String> {
    let mut named = arguments.iter().filter(|argument| argument.starts_with("--"));
    if let Some(unknown) = named.find(|argument| !OPTIONS.contains(&argument.as_str())) {
        return Err(format!("{unknown} is not one of {}", OPTIONS.join(", ")));
    }
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
        assert!(
            report.contains("| text concepts | 1 | 0 |") && report.contains("| text model | 1 | 0 |"),
            "{report}"
        );
        assert!(report.contains("| 1 of 1, "), "{report}");
        assert!(mesh::glb::read(&fs::read(folder.path().join("pawn-voxel.glb")).unwrap()).is_ok());
    }

    #[test]
    fn a_job_that_fails_is_counted_and_the_others_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let disc = image::RgbImage::from_fn(96, 96, |x, y| {
            let is_inside = (x as f32 - 48.0).hypot(y as f32 - 48.0) < 34.0;
            image::Rgb(if is_inside { [210, 60, 40] } else { [255; 3] })
        });
        disc.save(folder.path().join("disc.png")).unwrap();
        // Its header is good, the rest of it is gone.
        let whole = fs::read(folder.path().join("disc.png")).unwrap();
        fs::write(folder.path().join("cut.png"), &whole[..60]).unwrap();
        let line = format!("--in {} --styles voxel", folder.path().display());
        let report = command(&arguments(&line)).unwrap();
        assert!(report.contains("| picture concepts | 2 | 1 |"), "{report}");
        assert!(report.contains("| picture model | 1 | 0 |"), "{report}");
        assert!(report.contains("failed   cut voxel: the picture is damaged"), "{report}");
        assert!(!report.contains("| text"), "{report}");
    }

    #[test]
    fn every_noun_is_named_by_one_word() {
        let nouns = text_cases(&options(&arguments("--nouns all --in x --styles voxel")).unwrap()).len();
        assert_eq!(nouns, text::nouns::all().count());
        assert_eq!(text_cases(&options(&arguments("--in x")).unwrap()).len(), 0);
        assert_eq!(text_cases(&options(&arguments("--nouns cat,dog --styles voxel")).unwrap()).len(), 2);
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(command(&arguments("--styles baroque")), Err("baroque is not a style".into()));
        assert!(command(&arguments("--help")).unwrap_err().contains("--judge"));
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
