//! From measures to words: what was found, what would fix it, and what repair did.

use domain::catalogue::{Catalogue, Material};
use domain::print::{Finding, Fix, Passport, SizeMm, SizeRange, Verdict};
use mesh::passport::{self, FindingKind, PrintMaterial};
use mesh::repair::RepairStep;
use mesh::survey::Survey;

/// Most other materials that a finding offers.
const MOST_MATERIALS: usize = 3;

/// A model at a size, judged for any material.
pub(super) struct Judge<'a> {
    survey: &'a Survey,
    catalogue: &'a Catalogue,
    size: SizeMm,
    /// The unstretched model's longest-side-1 extents over the survey's: brings places back to model units.
    to_model_units: [f64; 3],
}

impl<'a> Judge<'a> {
    /// `survey` is of the model in its own proportions or stretched to `size`; `extents` are the model's own.
    pub(super) fn new(survey: &'a Survey, catalogue: &'a Catalogue, size: SizeMm, extents: [f64; 3]) -> Self {
        let measured = survey.facts.extents;
        let to_model_units = [0, 1, 2].map(|axis| extents[axis] / measured[axis].max(1e-9));
        Self { survey, catalogue, size, to_model_units }
    }

    /// Whether it prints in `material`.
    pub(super) fn passport(&self, material: &Material) -> Passport {
        let Some(found) = self.found(material) else {
            return Passport { verdict: Verdict::Block, findings: Vec::new(), repairs: Vec::new() };
        };
        let findings: Vec<Finding> =
            found.findings.iter().map(|finding| self.finding(finding, &found, material)).collect();
        Passport {
            verdict: verdict(found.verdict),
            findings,
            repairs: repair_sentences(&self.survey.repairs),
        }
    }

    /// Between which sizes it prints in every material, at these proportions.
    pub(super) fn ranges(&self) -> Vec<SizeRange> {
        let materials = self.catalogue.materials.iter();
        let found = materials.filter_map(|material| Some((material, self.found(material)?)));
        found
            .map(|(material, found)| SizeRange {
                material: material.slug.clone(),
                smallest_mm: found.smallest_mm.map(round_up),
                largest_mm: found.largest_mm.map(round_down),
            })
            .collect()
    }

    fn found(&self, material: &Material) -> Option<passport::Passport> {
        let limits = limits(material, self.catalogue)?;
        Some(self.survey.passport(self.size.longest(), &limits))
    }

    fn finding(
        &self,
        finding: &passport::Finding,
        found: &passport::Passport,
        material: &Material,
    ) -> Finding {
        let places = self.places(finding);
        Finding {
            key: key(finding.kind).to_owned(),
            verdict: verdict(finding.verdict),
            sentence: self.sentence(finding, material),
            fixes: self.fixes(finding, found, material),
            places,
        }
    }

    fn sentence(&self, finding: &passport::Finding, material: &Material) -> String {
        let (value, limit) = (finding.value, finding.limit);
        let name = &material.name;
        let count = |one: &str, many: &str| {
            if value == 1.0 { format!("1 {one}") } else { format!("{value:.0} {many}") }
        };
        match finding.kind {
            FindingKind::NotClosed => {
                format!(
                    "The surface is open: {} could not be closed, so there is no solid to print.",
                    count("edge", "edges")
                )
            }
            FindingKind::FlippedFaces => {
                format!("{} inside out, and repair could not turn them.", count("face is", "faces are"))
            }
            FindingKind::NoVolume => "The surface encloses nothing that could be printed.".to_owned(),
            FindingKind::ThinWalls => self.thin_walls(finding, material),
            FindingKind::TooLarge => format!(
                "At {value:.0} mm it does not fit into the machine for {name}; {:.1} mm is the most.",
                round_down(limit)
            ),
            FindingKind::OutsideSizes if value < limit => format!("We print from {limit:.0} mm on."),
            FindingKind::OutsideSizes => format!("We print up to {limit:.0} mm."),
            FindingKind::FloatingPieces => format!(
                "{} not connected to the rest and will arrive loose.",
                count("piece is", "pieces are")
            ),
            FindingKind::ClosedCavities => format!(
                "{} inside keep material that cannot get out; the price is for a solid part.",
                count("closed cavity", "closed cavities")
            ),
            FindingKind::SelfIntersections => {
                format!("The surface cuts itself in {}; the printer unites them.", count("place", "places"))
            }
            FindingKind::IntersectionsUnknown => {
                "The surface is too fine to be looked through wholly; where it cuts itself, the printer unites it."
                    .to_owned()
            }
            FindingKind::VolumeEstimated => format!(
                "Its bodies overlap; what they have in common counts once, within {:.0} %.",
                value * 100.0
            ),
            FindingKind::Overhangs => format!(
                "{:.0} % of the surface hangs over and needs supports, which leave small marks.",
                value * 100.0
            ),
            FindingKind::SmallBase => {
                format!("It stands on {:.1} % of its footprint; we print it with a brim.", value * 100.0)
            }
            FindingKind::Slender => {
                format!("It is {value:.1} times as high as wide and may wobble while printing.")
            }
        }
    }

    fn thin_walls(&self, finding: &passport::Finding, material: &Material) -> String {
        let (value, limit) = (finding.value, finding.limit);
        let share = self.survey.share_under_mm(limit, self.size.longest()) * 100.0;
        let name = &material.name;
        match verdict(finding.verdict) {
            Verdict::Block => format!(
                "Walls are down to {value:.1} mm: {share:.0} % of the surface is thinner than the {limit:.1} mm \
                 that {name} needs."
            ),
            Verdict::Warn | Verdict::Pass => format!(
                "Walls are down to {value:.1} mm; {name} is sturdy from {limit:.1} mm, so {share:.0} % of the \
                 surface may break easily."
            ),
        }
    }

    /// The nearest size that takes the finding away, then materials in which this size prints.
    fn fixes(
        &self,
        finding: &passport::Finding,
        found: &passport::Passport,
        material: &Material,
    ) -> Vec<Fix> {
        if finding.verdict != passport::Verdict::Block {
            return Vec::new();
        }
        let smallest = found.smallest_mm.map(round_up);
        let largest = found.largest_mm.map(round_down);
        let prints = |size: &f64| {
            smallest.is_some_and(|least| *size >= least) && largest.is_some_and(|most| *size <= most)
        };
        let nearest = match finding.kind {
            FindingKind::ThinWalls => smallest,
            FindingKind::TooLarge => largest,
            FindingKind::OutsideSizes if finding.value < finding.limit => smallest,
            FindingKind::OutsideSizes => largest,
            // No size mends what is wrong with the shape itself.
            _ => return Vec::new(),
        };
        let size = nearest.filter(prints).map(Fix::LongestMm);
        size.into_iter().chain(self.other_materials(material)).collect()
    }

    fn other_materials(&self, material: &Material) -> Vec<Fix> {
        let others = self.catalogue.materials.iter().filter(|other| other.slug != material.slug);
        let prints = |other: &&Material| {
            self.found(other).is_some_and(|found| found.verdict != passport::Verdict::Block)
        };
        let mut fitting: Vec<&Material> = others.filter(prints).collect();
        // Another material of the same machine is the smaller change.
        fitting.sort_by_key(|other| other.technology != material.technology);
        fitting.into_iter().take(MOST_MATERIALS).map(|other| Fix::Material(other.slug.clone())).collect()
    }

    /// Where the finding is, in the model's own units.
    fn places(&self, finding: &passport::Finding) -> Vec<[f32; 3]> {
        let places = &self.survey.places;
        let found = match finding.kind {
            FindingKind::ThinWalls => self.survey.thin_places(finding.limit, self.size.longest()),
            FindingKind::NotClosed if places.boundary_edges.is_empty() => places.non_manifold_edges.clone(),
            FindingKind::NotClosed => places.boundary_edges.clone(),
            FindingKind::SelfIntersections => places.self_intersections.clone(),
            _ => Vec::new(),
        };
        let back =
            |at: [f32; 3]| [0, 1, 2].map(|axis| (f64::from(at[axis]) * self.to_model_units[axis]) as f32);
        found.into_iter().map(back).collect()
    }
}

/// A material's limits as the measuring side takes them.
pub(super) fn limits(material: &Material, catalogue: &Catalogue) -> Option<PrintMaterial> {
    let technology = catalogue.technology(&material.technology)?;
    Some(PrintMaterial {
        slug: material.slug.clone(),
        block_wall_mm: material.block_wall_mm,
        warn_walls_mm: material.warn_walls_mm.clone(),
        build_box_mm: technology.build_box_mm,
        fills_cavities: technology.fills_cavities,
        needs_supports: technology.needs_supports,
    })
}

/// What repair did, in sentences.
pub(super) fn repair_sentences(steps: &[RepairStep]) -> Vec<String> {
    let plural = |count: usize, one: &str, many: &str| {
        if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
    };
    let sentence = |step: &RepairStep| match *step {
        RepairStep::VoidsFilled { shells } => {
            format!("{} filled.", plural(shells, "closed cavity", "closed cavities"))
        }
        RepairStep::SeamsJoined { edges } => {
            format!("{} along seams joined.", plural(edges, "open edge", "open edges"))
        }
        RepairStep::Cleaned { triangles } => {
            format!("{} without use removed.", plural(triangles, "triangle", "triangles"))
        }
        RepairStep::Turned { triangles } => {
            format!("{} turned to face outwards.", plural(triangles, "triangle", "triangles"))
        }
        RepairStep::EdgesParted => "Edges that joined too many faces were taken apart.".to_owned(),
        RepairStep::HolesFilled { holes } => format!("{} closed.", plural(holes, "hole", "holes")),
        RepairStep::Rebuilt => "The solid was rebuilt from what the surface encloses.".to_owned(),
        RepairStep::Remeshed => "The surface was laid anew on a fine grid.".to_owned(),
        RepairStep::Resampled => {
            "The solid was sampled anew; the finest details are a little softer.".to_owned()
        }
    };
    steps.iter().map(sentence).collect()
}

fn verdict(found: passport::Verdict) -> Verdict {
    match found {
        passport::Verdict::Pass => Verdict::Pass,
        passport::Verdict::Warn => Verdict::Warn,
        passport::Verdict::Block => Verdict::Block,
    }
}

fn key(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::NotClosed => "not_closed",
        FindingKind::FlippedFaces => "flipped_faces",
        FindingKind::NoVolume => "no_volume",
        FindingKind::ThinWalls => "thin_walls",
        FindingKind::TooLarge => "too_large",
        FindingKind::OutsideSizes => "outside_sizes",
        FindingKind::FloatingPieces => "floating_pieces",
        FindingKind::ClosedCavities => "closed_cavities",
        FindingKind::SelfIntersections => "self_intersections",
        FindingKind::IntersectionsUnknown => "intersections_unknown",
        FindingKind::VolumeEstimated => "volume_estimated",
        FindingKind::Overhangs => "overhangs",
        FindingKind::SmallBase => "small_base",
        FindingKind::Slender => "slender",
    }
}

/// To a tenth of a millimetre, so that the size shown is one that prints.
fn round_up(size_mm: f64) -> f64 {
    (size_mm * 10.0 - 1e-6).ceil() / 10.0
}

fn round_down(size_mm: f64) -> f64 {
    (size_mm * 10.0 + 1e-6).floor() / 10.0
}

#[cfg(test)]
mod tests;
