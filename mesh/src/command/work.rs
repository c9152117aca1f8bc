//! The commands that write a file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::CommandError;
use super::arguments::Arguments;
use crate::export::{About, Format};
use crate::glb::{ReadLimits, WriteOptions};
use crate::model::Mesh;
use crate::optimise::{self, Optimisation};
use crate::render::{Background, View};
use crate::size::{rescale_longest, rescale_per_axis};
use crate::watch::Watch;
use crate::{export as exporting, glb, import, render as rendering, repair as repairing};

/// Reads a model, refusing files over the limit before they are loaded.
pub(super) fn read(path: &str) -> Result<Mesh, CommandError> {
    let failed = |error: &dyn std::fmt::Display| CommandError::Failed(format!("{path}: {error}"));
    import::read_file(Path::new(path), &ReadLimits::default()).map_err(|error| failed(&error))
}

/// `mesh repair`.
pub(super) fn repair(mut arguments: Arguments, out: &mut dyn Write) -> Result<(), CommandError> {
    let (path, target) = (arguments.file()?, arguments.required("out")?);
    arguments.finish()?;
    let repaired = repairing::repair(&read(&path)?, &Watch::default()).map_err(CommandError::failed)?;
    write_glb(&repaired.mesh, &target)?;
    let steps: Vec<String> = repaired.steps.iter().map(|step| format!("{step:?}")).collect();
    let done = if steps.is_empty() { "nothing to repair".to_owned() } else { steps.join(", ") };
    say(out, &format!("{target}: {done}"))
}

/// `mesh rescale`: the file is in metres, as glTF wants, with the asked millimetres in its vertices.
pub(super) fn rescale(mut arguments: Arguments, out: &mut dyn Write) -> Result<(), CommandError> {
    let (longest, axes) = (arguments.length_mm("longest-mm")?, arguments.text("to-mm"));
    let (path, target) = (arguments.file()?, arguments.required("out")?);
    arguments.finish()?;
    let axes = axes.map(|text| three_lengths(&text)).transpose()?;
    let mesh = read(&path)?;
    let sized = match (longest, axes) {
        (Some(longest), None) => rescale_longest(&mesh, longest),
        (None, Some(axes)) => rescale_per_axis(&mesh, axes),
        _ => return Err(CommandError::Usage("either --longest-mm or --to-mm is needed".to_owned())),
    }
    .map_err(CommandError::failed)?;
    let file = create(&target)?;
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
pub(super) fn export(mut arguments: Arguments, out: &mut dyn Write) -> Result<(), CommandError> {
    let slug = arguments.required("to")?;
    let format =
        Format::from_slug(&slug).ok_or_else(|| CommandError::Usage(format!("unknown format {slug:?}")))?;
    let longest = arguments.length_mm("longest-mm")?;
    let longest = longest.ok_or_else(|| CommandError::Usage("--longest-mm is needed".to_owned()))?;
    let path = arguments.file()?;
    let stem =
        Path::new(&path).file_stem().map_or("model".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let title = arguments.text("title").unwrap_or_else(|| stem.clone());
    let target = arguments.text("out").unwrap_or_else(|| format!("{stem}.{}", format.file_extension()));
    arguments.finish()?;
    let mesh = read(&path)?;
    let thumbnail = rendering::render(&mesh, &View { width: 256, height: 256, ..View::default() });
    let about = About { title, thumbnail_png: thumbnail.to_png().ok(), ..About::default() };
    let file = create(&target)?;
    exporting::export(&mesh, format, longest, &about, file).map_err(CommandError::failed)?;
    say(out, &format!("{target}: {} at {longest} mm", format.label()))
}

/// `mesh optimise`.
pub(super) fn optimise(mut arguments: Arguments, out: &mut dyn Write) -> Result<(), CommandError> {
    let triangles = arguments.number("triangles")?;
    let quantized = arguments.flag("quantized");
    let (path, target) = (arguments.file()?, arguments.required("out")?);
    arguments.finish()?;
    let mesh = read(&path)?;
    let defaults = Optimisation::default();
    let wanted = Optimisation { triangles: triangles.unwrap_or(defaults.triangles), ..defaults };
    let small = optimise::optimise(&mesh, &wanted);
    let options = WriteOptions { quantized, extras: None };
    glb::write_with(&small, &options, create(&target)?).map_err(CommandError::failed)?;
    say(out, &format!("{target}: {} of {} triangles", small.triangles.len(), mesh.triangles.len()))
}

/// `mesh render`.
pub(super) fn render(mut arguments: Arguments, out: &mut dyn Write) -> Result<(), CommandError> {
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
    let picture = rendering::render(&read(&path)?, &view);
    let png = picture.to_png().map_err(CommandError::failed)?;
    create(&target)?.write_all(&png).map_err(CommandError::failed)?;
    say(out, &format!("{target}: {} × {}", picture.width, picture.height))
}

fn write_glb(mesh: &Mesh, target: &str) -> Result<(), CommandError> {
    glb::write(mesh, create(target)?).map_err(CommandError::failed)
}

fn create(target: &str) -> Result<BufWriter<File>, CommandError> {
    let file = File::create(target).map_err(|error| CommandError::Failed(format!("{target}: {error}")))?;
    Ok(BufWriter::new(file))
}

fn say(out: &mut dyn Write, line: &str) -> Result<(), CommandError> {
    writeln!(out, "{line}").map_err(CommandError::failed)
}
