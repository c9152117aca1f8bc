//! The commands that write a file.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::CommandError;
use super::arguments::Arguments;
use crate::export::{About, Format};
use crate::glb::{ReadLimits, WriteOptions};
use crate::model::Mesh;
use crate::optimise::{self, Optimisation};
use crate::render::{Background, View};
use crate::size::{rescale_longest, rescale_per_axis};
use crate::watch::Watch;
use crate::{export as exporting, glb, import, render as rendering, repair as repairing, stand};

/// Reads a model, refusing files over the limit before they are loaded.
pub(super) fn read(path: &str, watch: &Watch<'_>) -> Result<Mesh, CommandError> {
    step(watch, "reading", 0.0)?;
    let failed = |error: &dyn std::fmt::Display| CommandError::Failed(format!("{path}: {error}"));
    import::read_file(Path::new(path), &ReadLimits::default())
        .map(|read| read.mesh)
        .map_err(|error| failed(&error))
}

/// `mesh repair`.
pub(super) fn repair(
    mut arguments: Arguments,
    out: &mut dyn Write,
    watch: &Watch<'_>,
) -> Result<(), CommandError> {
    let path = arguments.file()?;
    let target = Target::chosen(&mut arguments, &path, "-repaired.glb")?;
    arguments.finish()?;
    let repaired = repairing::repair(&read(&path, watch)?, watch).map_err(CommandError::failed)?;
    step(watch, "writing", 1.0)?;
    glb::write(&repaired.mesh, target.create()?).map_err(CommandError::failed)?;
    let steps: Vec<String> = repaired.steps.iter().map(|step| format!("{step:?}")).collect();
    let done = if steps.is_empty() { "nothing to repair".to_owned() } else { steps.join(", ") };
    say(out, &format!("{target}: {done}"))
}

/// `mesh rescale`: the file is in metres, as glTF wants, with the asked millimetres in its vertices.
pub(super) fn rescale(
    mut arguments: Arguments,
    out: &mut dyn Write,
    watch: &Watch<'_>,
) -> Result<(), CommandError> {
    let (longest, axes) = (arguments.length_mm("longest-mm")?, arguments.text("to-mm"));
    let path = arguments.file()?;
    let axes = axes.map(|text| three_lengths(&text)).transpose()?;
    let size = match (longest, axes) {
        (Some(longest), None) => format!("{longest}"),
        (None, Some([x, y, z])) => format!("{x}x{y}x{z}"),
        _ => return Err(CommandError::Usage("either --longest-mm or --to-mm is needed".to_owned())),
    };
    let target = Target::chosen(&mut arguments, &path, &format!("-{size}mm.glb"))?;
    arguments.finish()?;
    let mesh = read(&path, watch)?;
    step(watch, "scaling", 0.3)?;
    let sized = match axes {
        Some(axes) => rescale_per_axis(&mesh, axes),
        None => rescale_longest(&mesh, longest.unwrap_or_default()),
    }
    .map_err(CommandError::failed)?;
    step(watch, "writing", 0.6)?;
    let file = target.create()?;
    exporting::export_sized(&sized, Format::Glb, &About::default(), file).map_err(CommandError::failed)?;
    let [x, y, z] = sized.bounds().map_or([0.0; 3], |bounds| bounds.extents());
    say(out, &format!("{target}: {x:.2} × {y:.2} × {z:.2} mm"))
}

fn three_lengths(text: &str) -> Result<[f64; 3], CommandError> {
    let lengths: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    lengths
        .and_then(|lengths| <[f64; 3]>::try_from(lengths).ok())
        .ok_or_else(|| CommandError::Usage("--to-mm needs three lengths: X,Y,Z".to_owned()))
}

/// `mesh export`.
pub(super) fn export(
    mut arguments: Arguments,
    out: &mut dyn Write,
    watch: &Watch<'_>,
) -> Result<(), CommandError> {
    let slug = arguments.required("to")?;
    let format =
        Format::from_slug(&slug).ok_or_else(|| CommandError::Usage(format!("unknown format {slug:?}")))?;
    let longest = arguments.length_mm("longest-mm")?;
    let longest = longest.ok_or_else(|| CommandError::Usage("--longest-mm is needed".to_owned()))?;
    let path = arguments.file()?;
    let title = arguments.text("title").unwrap_or_else(|| stem_of(&path));
    let ending = format!("-{longest}mm.{}", format.file_extension());
    let target = Target::chosen(&mut arguments, &path, &ending)?;
    arguments.finish()?;
    let mesh = read(&path, watch)?;
    step(watch, "drawing its thumbnail", 0.3)?;
    let thumbnail = rendering::render(&mesh, &View { width: 256, height: 256, ..View::default() });
    let about = About { title, thumbnail_png: thumbnail.to_png().ok(), ..About::default() };
    step(watch, "writing", 0.5)?;
    let file = target.create()?;
    exporting::export(&mesh, format, longest, &about, file).map_err(CommandError::failed)?;
    say(out, &format!("{target}: {} at {longest} mm", format.label()))
}

/// `mesh optimise`: one lighter copy, or with `--ladder` the three that a viewer loads one after another.
pub(super) fn optimise(
    mut arguments: Arguments,
    out: &mut dyn Write,
    watch: &Watch<'_>,
) -> Result<(), CommandError> {
    let triangles: Option<usize> = arguments.number("triangles")?;
    let (is_ladder, quantized) = (arguments.flag("ladder"), arguments.flag("quantized"));
    let (path, target) = (arguments.file()?, arguments.required("out")?);
    arguments.finish()?;
    if is_ladder && triangles.is_some() {
        return Err(CommandError::Usage("--ladder chooses the triangles itself".to_owned()));
    }
    let mesh = read(&path, watch)?;
    let defaults = Optimisation::default();
    let copies: Vec<(String, Optimisation)> = if is_ladder {
        let levels = optimise::level_ladder(mesh.triangles.len()).into_iter().enumerate();
        levels.map(|(level, wanted)| (numbered(&target, level + 1), wanted)).collect()
    } else {
        let triangles = triangles.unwrap_or(defaults.triangles);
        vec![(target, Optimisation { triangles, ..defaults })]
    };
    let count = copies.len();
    for (index, (target, wanted)) in copies.into_iter().enumerate() {
        step(watch, "simplifying", 0.3 + 0.7 * index as f32 / count as f32)?;
        let small = optimise::optimise(&mesh, &wanted);
        let options = WriteOptions { quantized, extras: None };
        glb::write_with(&small, &options, create(&target)?).map_err(CommandError::failed)?;
        say(out, &format!("{target}: {} of {} triangles", small.triangles.len(), mesh.triangles.len()))?;
    }
    Ok(())
}

/// `model.glb` becomes `model-1.glb`.
fn numbered(target: &str, number: usize) -> String {
    let stem = target.strip_suffix(".glb").unwrap_or(target);
    format!("{stem}-{number}.glb")
}

/// `mesh orient`: which way up it prints best; with `--out` also the model turned so.
pub(super) fn orient(
    mut arguments: Arguments,
    out: &mut dyn Write,
    watch: &Watch<'_>,
) -> Result<(), CommandError> {
    let (path, target) = (arguments.file()?, arguments.text("out"));
    arguments.finish()?;
    let mut mesh = read(&path, watch)?;
    step(watch, "trying directions", 0.3)?;
    let stand = stand::suggest(&mesh)
        .ok_or_else(|| CommandError::Failed(format!("{path}: the model has no surface")))?;
    let percent = |share: f64| share * 100.0;
    let [x, y, z] = stand.up;
    let way = if stand.up == [0.0, 1.0, 0.0] { "as it stands" } else { "turned" };
    say(
        out,
        &format!(
            "{way}: up is [{x:.3}, {y:.3}, {z:.3}], {:.1} % overhang, {:.1} % on the bed",
            percent(stand.overhang_share),
            percent(stand.contact_share)
        ),
    )?;
    let Some(target) = target else { return Ok(()) };
    mesh.transform(&stand.turn());
    step(watch, "writing", 0.8)?;
    glb::write(&mesh, create(&target)?).map_err(CommandError::failed)?;
    say(out, &target)
}

/// `mesh render`.
pub(super) fn render(
    mut arguments: Arguments,
    out: &mut dyn Write,
    watch: &Watch<'_>,
) -> Result<(), CommandError> {
    let usual = View::default();
    let view = View {
        width: arguments.number("width")?.unwrap_or(usual.width),
        height: arguments.number("height")?.unwrap_or(usual.height),
        yaw: arguments.number::<f32>("yaw")?.map_or(usual.yaw, f32::to_radians),
        pitch: arguments.number::<f32>("pitch")?.map_or(usual.pitch, f32::to_radians),
        background: if arguments.flag("transparent") { Background::Transparent } else { usual.background },
        ..usual
    };
    let (path, target) = (arguments.file()?, arguments.required("out")?);
    arguments.finish()?;
    let mesh = read(&path, watch)?;
    step(watch, "drawing", 0.3)?;
    let picture = rendering::render(&mesh, &view);
    let png = picture.to_png().map_err(CommandError::failed)?;
    create(&target)?.write_all(&png).map_err(CommandError::failed)?;
    say(out, &format!("{target}: {} × {}", picture.width, picture.height))
}

/// Nobody cancels a command: it is stopped as a whole.
fn step(watch: &Watch<'_>, name: &str, share: f32) -> Result<(), CommandError> {
    watch.step(name, share).map_err(CommandError::failed)
}

/// Where a result goes.
enum Target {
    /// Where it was asked for; a file that is there is written over.
    Asked(String),
    /// Beside the input, under a name of its own; a file that is there stays.
    Beside(PathBuf),
}

impl Target {
    /// What `--out` says, or the input's name with another ending.
    fn chosen(arguments: &mut Arguments, path: &str, ending: &str) -> Result<Self, CommandError> {
        if let Some(asked) = arguments.text("out") {
            return Ok(Self::Asked(asked));
        }
        let beside = Path::new(path).with_file_name(stem_of(path) + ending);
        // Better now than after long work.
        if beside.exists() { Err(taken(&beside)) } else { Ok(Self::Beside(beside)) }
    }

    fn create(&self) -> Result<BufWriter<File>, CommandError> {
        match self {
            Self::Asked(path) => create(path),
            Self::Beside(path) => match File::create_new(path) {
                Ok(file) => Ok(BufWriter::new(file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(taken(path)),
                Err(error) => Err(CommandError::Failed(format!("{}: {error}", path.display()))),
            },
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked(path) => formatter.write_str(path),
            Self::Beside(path) => write!(formatter, "{}", path.display()),
        }
    }
}

fn taken(path: &Path) -> CommandError {
    CommandError::Failed(format!("{} is there already: choose a name with --out", path.display()))
}

/// A file's name without folder and ending.
fn stem_of(path: &str) -> String {
    Path::new(path).file_stem().map_or("model".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

fn create(target: &str) -> Result<BufWriter<File>, CommandError> {
    let file = File::create(target).map_err(|error| CommandError::Failed(format!("{target}: {error}")))?;
    Ok(BufWriter::new(file))
}

fn say(out: &mut dyn Write, line: &str) -> Result<(), CommandError> {
    writeln!(out, "{line}").map_err(CommandError::failed)
}
