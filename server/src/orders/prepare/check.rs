//! Believing a scaled model by its bytes, and making the print files of it.

use bytes::Bytes;
use domain::asset::MeshFacts;
use domain::catalogue::Catalogue;
use domain::print::PrintChoice;
use mesh::export::{About, Format, export_sized};
use mesh::glb::{ReadLimits, load};
use mesh::measure::{MeasureOptions, measure};
use mesh::passport::{FindingKind, PrintMaterial, Verdict, passport};
use mesh::watch::Watch;
use mesh::{Mesh, rescale_per_axis};

/// How far each side may be from what was ordered.
const TOLERANCE: f64 = 0.001;
/// Millimetres a metre: scaled models are in metres.
const MM: f64 = 1000.0;

/// A print's files.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    /// The scaled model as it came.
    pub glb: Bytes,
    /// What pages show of it.
    pub facts: MeshFacts,
    /// For slicers, with color, in millimetres.
    pub threemf: Bytes,
    /// The shape alone, in millimetres.
    pub stl: Bytes,
}

/// Why there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The worker's fault; another try may work. For the log.
    BadResult(String),
    /// The model does not print like this, in a sentence for its buyer.
    Unprintable(String),
}

fn bad(cause: impl ToString) -> Refusal {
    Refusal::BadResult(cause.to_string())
}

/// Checks the size, makes a solid, judges it, writes the files. Takes seconds for a large model.
pub(super) fn check(
    glb: &Bytes,
    choice: &PrintChoice,
    catalogue: &Catalogue,
    title: &str,
) -> Result<Prepared, Refusal> {
    let scaled = load(glb, &ReadLimits::default()).map_err(bad)?.mesh;
    let facts = check_size(&scaled, choice.size.0)?;
    let repaired = mesh::repair::repair(&scaled, &Watch::default());
    let repaired = repaired.map_err(|cause| Refusal::Unprintable(sentence_of(&cause.to_string())))?;
    // Repair may move the outline by a hair; the printed thing has the ordered size.
    let solid = rescale_per_axis(&repaired.mesh, choice.size.0).map_err(bad)?;
    judge(&solid, choice, catalogue)?;
    let about = About { title: title.to_owned(), ..About::default() };
    let written = |format| {
        let mut bytes = Vec::new();
        export_sized(&solid, format, &about, &mut bytes).map_err(bad)?;
        Ok(Bytes::from(bytes))
    };
    Ok(Prepared { glb: glb.clone(), facts, threemf: written(Format::ThreeMf)?, stl: written(Format::Stl)? })
}

/// Every side within a thousandth of what was ordered.
fn check_size(scaled: &Mesh, ordered_mm: [f64; 3]) -> Result<MeshFacts, Refusal> {
    let bounds = scaled.bounds().ok_or_else(|| bad("a model without triangles"))?;
    let sides_mm = bounds.extents().map(|side| f64::from(side) * MM);
    for (side, ordered) in sides_mm.into_iter().zip(ordered_mm) {
        if !side.is_finite() || (side - ordered).abs() > ordered * TOLERANCE {
            return Err(bad(format!("{sides_mm:?} mm instead of {ordered_mm:?}")));
        }
    }
    let longest_mm = sides_mm.into_iter().fold(0.0, f64::max);
    Ok(MeshFacts {
        triangles: u32::try_from(scaled.triangles.len()).map_err(bad)?,
        extents: sides_mm.map(|side| (side / longest_mm) as f32),
        size_mm: longest_mm as f32,
    })
}

/// The passport of the solid in the chosen material, once more before it is printed.
fn judge(solid: &Mesh, choice: &PrintChoice, catalogue: &Catalogue) -> Result<(), Refusal> {
    let gone = || Refusal::Unprintable("The material is no longer offered.".to_owned());
    let material = catalogue.material(&choice.material).ok_or_else(gone)?;
    let technology = catalogue.technology(&material.technology).ok_or_else(gone)?;
    let limits = PrintMaterial {
        slug: material.slug.clone(),
        block_wall_mm: material.block_wall_mm,
        warn_walls_mm: material.warn_walls_mm.clone(),
        build_box_mm: technology.build_box_mm,
        fills_cavities: technology.fills_cavities,
        needs_supports: technology.needs_supports,
    };
    let facts = measure(solid, &MeasureOptions::default(), &Watch::default()).map_err(bad)?;
    let judged = passport(&facts, &limits);
    match judged.findings.iter().find(|finding| finding.verdict == Verdict::Block) {
        Some(finding) => Err(Refusal::Unprintable(words(finding.kind, finding.value, finding.limit))),
        None => Ok(()),
    }
}

fn words(kind: FindingKind, value: f64, limit: f64) -> String {
    match kind {
        FindingKind::ThinWalls => {
            format!("Walls of {value:.1} mm are thinner than the {limit:.1} mm that print.")
        }
        FindingKind::TooLarge => format!("{value:.0} mm are more than the machine's {limit:.0} mm."),
        FindingKind::OutsideSizes => format!("{value:.0} mm is not a size that is made."),
        FindingKind::NotClosed | FindingKind::FlippedFaces | FindingKind::NoVolume => {
            "The model is not a closed solid.".to_owned()
        }
        FindingKind::FloatingPieces => "The model has loose parts.".to_owned(),
        FindingKind::ClosedCavities => "The model has cavities that stay full.".to_owned(),
        FindingKind::SelfIntersections | FindingKind::IntersectionsUnknown | FindingKind::VolumeEstimated => {
            "The model cuts through itself.".to_owned()
        }
        FindingKind::Overhangs | FindingKind::SmallBase | FindingKind::Slender => {
            "The model does not stand safely while it is printed.".to_owned()
        }
    }
}

fn sentence_of(cause: &str) -> String {
    let mut letters = cause.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glb(sides_m: [f32; 3]) -> Bytes {
        mesh::glb::to_bytes(&mesh::shapes::cuboid(sides_m)).unwrap().into()
    }

    #[test]
    fn sides_are_met_to_a_thousandth() {
        let read = |sides: [f32; 3]| load(&glb(sides), &ReadLimits::default()).unwrap().mesh;
        let facts = check_size(&read([0.08, 0.04, 0.02]), [80.0, 40.0, 20.0]).unwrap();
        assert_eq!((facts.triangles, facts.size_mm.round()), (12, 80.0));
        assert!((facts.extents[1] - 0.5).abs() < 1e-3);
        assert!(check_size(&read([0.08, 0.0401, 0.02]), [80.0, 40.0, 20.0]).is_err(), "0.25 % too high");
        assert!(check_size(&read([80.0, 40.0, 20.0]), [80.0, 40.0, 20.0]).is_err(), "millimetres as metres");
    }

    #[test]
    fn causes_become_sentences() {
        assert_eq!(sentence_of("the model encloses nothing"), "The model encloses nothing.");
        assert!(words(FindingKind::ThinWalls, 0.31, 0.8).contains("0.3 mm"));
    }
}
