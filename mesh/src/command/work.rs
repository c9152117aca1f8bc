//! The commands that write a file.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::arguments::Arguments;
use super::axes::Axes;
use super::target::{Target, create, numbered, stem_of};
use super::{Answer, CommandError, words};
use crate::export::{About, Format};
use crate::glb::ReadLimits;
use crate::import::{self, Imported};
use crate::optimise::{self, Optimisation};
use crate::render::{Background, View};
use crate::size::{rescale_per_axis, set_longest};
use crate::watch::Watch;
use crate::{render as rendering, repair as repairing, stand};

/// Reads a model, refusing files over the limit before they are loaded, and notes what was passed over.
pub(super) fn read(path: &str, answer: &mut Answer<'_>, watch: &Watch<'_>) -> Result<Imported, CommandError> {
    step(watch, "reading", 0.0)?;
    let read = import::read_file(Path::new(path), &ReadLimits::default());
    let imported = read.map_err(|error| CommandError::Failed(format!("{path}: {error}")))?;
    answer.notes.extend(imported.notes.iter().map(|note| format!("{path}: {note}")));
    Ok(imported)
}

/// `mesh repair`.
pub(super) fn repair(
    mut arguments: Arguments,
    answer: &mut Answer<'_>,
    watch: &Watch<'_>,
) -> Result<(), CommandError> {
    let is_json = arguments.flag("json");
    let path = arguments.file()?;
    let target = Target::chosen(&mut arguments, &path, "-repaired.glb")?;
    arguments.finish()?;
    let Imported { mesh, format, .. } = read(&path, answer, watch)?;
    let repaired = repairing::repair(&mesh, watch).map_err(CommandError::failed)?;
    step(watch, "writing", 1.0)?;
    target.write(&repaired.mesh, format.millimetres_per_unit(), false)?;
    if !is_json {
        return answer.say(&format!("{target}: {}", words::repairs(&repaired.steps)));
    }
    let told = json!({
        "out": target.to_string(),
        "triangles": repaired.mesh.triangles.len(),
        "steps": repaired.steps,
    });
    answer.say(&format!("{told:#}"))
}

/// `mesh rescale`: the asked millimetres, along the axes of the file that is read, are in the vertices, in the unit of the
/// format that is written.
pub(super) fn rescale(
    mut arguments: Arguments,
    answer: &mut Answer<'_>,
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
    let Imported { mesh: mut sized, format, .. } = read(&path, answer, watch)?;
    let file = Axes::of(format);
    step(watch, "scaling", 0.3)?;
    match axes {
        Some(axes) => rescale_per_axis(&sized, file.lengths(axes)).map(|mesh| sized = mesh),
        None => set_longest(&mut sized, longest.unwrap_or_default()),
    }
    .map_err(CommandError::failed)?;
    step(watch, "writing", 0.6)?;
    target.export(&sized, &About::default())?;
    let [x, y, z] = file.lengths(sized.bounds().map_or([0.0; 3], |bounds| bounds.extents()));
    answer.say(&format!("{target}: {x:.2} × {y:.2} × {z:.2} mm"))
}

fn three_lengths(text: &str) -> Result<[f64; 3], CommandError> {
    let lengths: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    lengths
        .and_then(|lengths| <[f64; 3]>::try_from(lengths).ok())
        .filter(|lengths| lengths.iter().all(|length| length.is_finite() && *length > 0.0))
        .ok_or_else(|| CommandError::Usage("--to-mm needs three positive lengths: X,Y,Z".to_owned()))
}

/// `mesh export`.
pub(super) fn export(
    mut arguments: Arguments,
    answer: &mut Answer<'_>,
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
    let target = Target::chosen_as(&mut arguments, &path, &ending, format)?;
    arguments.finish()?;
    let mut mesh = read(&path, answer, watch)?.mesh;
    step(watch, "drawing its thumbnail", 0.3)?;
    let thumbnail = rendering::render(&mesh, &View { width: 256, height: 256, ..View::default() });
    let about = About { title, thumbnail_png: thumbnail.to_png().ok(), ..About::default() };
    step(watch, "writing", 0.5)?;
    set_longest(&mut mesh, longest).map_err(CommandError::failed)?;
    target.export(&mesh, &about)?;
    answer.say(&format!("{target}: {} at {longest} mm", format.label()))
}

/// `mesh optimise`: one lighter copy, or with `--ladder` the three that a viewer loads one after another.
pub(super) fn optimise(
    mut arguments: Arguments,
    answer: &mut Answer<'_>,
    watch: &Watch<'_>,
) -> Result<(), CommandError> {
    let triangles: Option<usize> = arguments.number("triangles")?;
    let (is_ladder, quantized) = (arguments.flag("ladder"), arguments.flag("quantized"));
    let (path, target) = (arguments.file()?, arguments.required("out")?);
    arguments.finish()?;
    if is_ladder && triangles.is_some() {
        return Err(CommandError::Usage("--ladder chooses the triangles itself".to_owned()));
    }
    if quantized {
        Target::asked(target.clone())?.must_be_glb("quantized")?;
    }
    let count = if is_ladder { optimise::LEVELS } else { 1 };
    let names = (1..=count).map(|level| if is_ladder { numbered(&target, level) } else { target.clone() });
    let targets = names.map(Target::asked).collect::<Result<Vec<_>, _>>()?;
    let Imported { mesh, format, .. } = read(&path, answer, watch)?;
    let defaults = Optimisation::default();
    let single = Optimisation { triangles: triangles.unwrap_or(defaults.triangles), ..defaults };
    let ladder = optimise::level_ladder(mesh.triangles.len());
    let wanted = if is_ladder { &ladder[..] } else { std::slice::from_ref(&single) };
    for (index, (target, wanted)) in targets.iter().zip(wanted).enumerate() {
        step(watch, "simplifying", 0.3 + 0.7 * index as f32 / count as f32)?;
        let small = optimise::optimise(&mesh, wanted, watch).map_err(CommandError::failed)?;
        target.write(&small.mesh, format.millimetres_per_unit(), quantized)?;
        answer.say(&format!(
            "{target}: {} of {} triangles",
            small.mesh.triangles.len(),
            mesh.triangles.len()
        ))?;
        answer.notes.extend(small.notes.into_iter().map(|note| format!("{target}: {note}")));
    }
    Ok(())
}

/// `mesh orient`: which way up it prints best; with `--out` also the model turned so.
pub(super) fn orient(
    mut arguments: Arguments,
    answer: &mut Answer<'_>,
    watch: &Watch<'_>,
) -> Result<(), CommandError> {
    let (path, target) = (arguments.file()?, arguments.text("out").map(Target::asked).transpose()?);
    arguments.finish()?;
    let Imported { mut mesh, format, .. } = read(&path, answer, watch)?;
    step(watch, "trying directions", 0.3)?;
    let stand = stand::suggest(&mesh, watch)
        .map_err(CommandError::failed)?
        .ok_or_else(|| CommandError::Failed(format!("{path}: the model has no surface")))?;
    let percent = |share: f64| share * 100.0;
    let [x, y, z] = Axes::of(format).in_file(stand.up);
    let way = if stand.up == [0.0, 1.0, 0.0] { "as it stands" } else { "turned" };
    answer.say(&format!(
        "{way}: up is [{x:.3}, {y:.3}, {z:.3}], {:.1} % overhang, {:.1} % on the bed",
        percent(stand.overhang_share),
        percent(stand.contact_share)
    ))?;
    let Some(target) = target else { return Ok(()) };
    mesh.transform(&stand.turn());
    step(watch, "writing", 0.8)?;
    target.write(&mesh, format.millimetres_per_unit(), false)?;
    answer.say(&target.to_string())
}

/// `mesh render`.
pub(super) fn render(
    mut arguments: Arguments,
    answer: &mut Answer<'_>,
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
    let mesh = read(&path, answer, watch)?.mesh;
    step(watch, "drawing", 0.3)?;
    let picture = rendering::render(&mesh, &view);
    let png = picture.to_png().map_err(CommandError::failed)?;
    let mut file = create(&target)?;
    file.write_all(&png).and_then(|()| file.flush()).map_err(CommandError::failed)?;
    answer.say(&format!("{target}: {} × {}", picture.width, picture.height))
}

/// Nobody cancels a command: it is stopped as a whole.
fn step(watch: &Watch<'_>, name: &str, share: f32) -> Result<(), CommandError> {
    watch.step(name, share).map_err(CommandError::failed)
}
