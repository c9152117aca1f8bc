//! Whether a model of a size can be printed in a material, and between which sizes it can.

use serde::{Deserialize, Serialize};

use crate::measure::Facts;
use crate::size::SIZE_LIMITS_MM;

/// Room kept free on each axis of a machine, in millimetres.
const BOX_MARGIN_MM: f64 = 2.0;
/// A base smaller than this share of the footprint tips or tears off.
const SMALLEST_BASE_SHARE: f64 = 0.05;
/// A model this many times higher than its narrower side is likely to wobble.
const LARGEST_SLENDERNESS: f64 = 6.0;
/// More overhanging surface than this needs much support.
const LARGEST_OVERHANG_SHARE: f64 = 0.25;

/// What a material and its machine can do: plain data, lengths in millimetres.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrintMaterial {
    /// Short name.
    pub slug: String,
    /// Thinner walls do not print.
    pub block_wall_mm: f64,
    /// Thinner walls may break. Steps of (sum of the three extents up to, wall); the last one also holds beyond.
    pub warn_walls_mm: Vec<(f64, f64)>,
    /// What fits into the machine, any way round.
    pub build_box_mm: [f64; 3],
    /// Loose powder or liquid stays in cavities without escape holes.
    pub fills_cavities: bool,
    /// Overhangs need supports that leave marks.
    pub needs_supports: bool,
}

impl PrintMaterial {
    fn new(slug: &str, block_wall_mm: f64, warn_wall_mm: f64, build_box_mm: [f64; 3]) -> Self {
        Self {
            slug: slug.to_owned(),
            block_wall_mm,
            warn_walls_mm: vec![(f64::INFINITY, warn_wall_mm)],
            build_box_mm,
            fills_cavities: false,
            needs_supports: false,
        }
    }

    /// The limits the product starts with (conservative readings of four print shops' published guides).
    pub fn start_values() -> Vec<Self> {
        let fdm = ["pla", "petg", "abs", "tpu"]
            .map(|slug| Self { needs_supports: true, ..Self::new(slug, 1.0, 1.2, [250.0, 210.0, 210.0]) });
        let resin = ["resin-standard", "resin-tough"].map(|slug| Self {
            warn_walls_mm: vec![(200.0, 1.0), (400.0, 2.0), (1e6, 3.0)],
            fills_cavities: true,
            needs_supports: true,
            ..Self::new(slug, 0.8, 1.0, [145.0, 145.0, 175.0])
        });
        let powder = [
            Self::new("pa12-sls", 0.8, 1.0, [300.0; 3]),
            Self::new("pa12-mjf", 0.8, 1.0, [380.0, 280.0, 380.0]),
            Self::new("full-color", 2.0, 2.5, [400.0, 250.0, 250.0]),
            Self { needs_supports: true, ..Self::new("steel-316l", 0.5, 1.0, [250.0, 150.0, 150.0]) },
        ]
        .map(|material| Self { fills_cavities: true, ..material });
        fdm.into_iter().chain(resin).chain(powder).collect()
    }

    fn warn_wall_mm(&self, extents_mm: [f64; 3]) -> f64 {
        let sum: f64 = extents_mm.iter().sum();
        let step = self.warn_walls_mm.iter().find(|(up_to, _)| sum <= *up_to);
        step.or(self.warn_walls_mm.last()).map_or(self.block_wall_mm, |(_, wall)| *wall)
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Prints.
    Pass,
    /// Prints, with a risk that the buyer should know.
    Warn,
    /// Does not print.
    Block,
}

/// One thing found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// How bad it is.
    pub verdict: Verdict,
    /// What was measured: millimetres, a count or a share, as [`FindingKind`] says.
    pub value: f64,
    /// What it was compared with, in the same unit.
    pub limit: f64,
}

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Edges that do not join two triangles (count).
    NotClosed,
    /// Triangles that face inwards (count).
    FlippedFaces,
    /// No volume (cubic millimetres).
    NoVolume,
    /// Thin walls (millimetres).
    ThinWalls,
    /// Larger than the machine (longest side, millimetres).
    TooLarge,
    /// Outside the sizes that are made (longest side, millimetres).
    OutsideSizes,
    /// Loose parts (count).
    FloatingPieces,
    /// Cavities that keep powder or resin (count).
    ClosedCavities,
    /// Triangles that cut each other (count of pairs).
    SelfIntersections,
    /// Much to support (share of surface).
    Overhangs,
    /// Little to stand on (share of the footprint).
    SmallBase,
    /// Much higher than wide (ratio).
    Slender,
}

/// The answer for one material.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passport {
    /// The material's short name.
    pub material: String,
    /// The worst finding's verdict.
    pub verdict: Verdict,
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
    /// Longest side from which the walls are thick enough, in millimetres. `None`: at no size that is made.
    pub smallest_mm: Option<f64>,
    /// Longest side up to which it fits the machine, in millimetres.
    pub largest_mm: Option<f64>,
}

/// Judges facts measured in millimetres.
///
/// Walls grow with the size, so the smallest size follows from one measurement: required wall ÷ measured wall, where
/// the measured wall is the one that a twentieth of the surface is thinner than.
pub fn passport(facts_mm: &Facts, material: &PrintMaterial) -> Passport {
    let mut findings = soundness(facts_mm, material);
    findings.extend(walls(facts_mm, material));
    findings.extend(fit(facts_mm, material));
    findings.extend(stance(facts_mm, material));
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.verdict));
    let longest = facts_mm.extents.into_iter().fold(0.0, f64::max);
    let wall = facts_mm.thinnest.value;
    let [least, most] = SIZE_LIMITS_MM;
    let needed = (longest * material.block_wall_mm / wall).max(least);
    let fitting = (longest * fit_factor(facts_mm.extents, material.build_box_mm)).min(most);
    Passport {
        material: material.slug.clone(),
        verdict: findings.first().map_or(Verdict::Pass, |finding| finding.verdict),
        findings,
        smallest_mm: Some(needed).filter(|size| size.is_finite() && *size <= most && wall > 0.0),
        largest_mm: Some(fitting).filter(|size| size.is_finite() && *size >= least),
    }
}

fn finding(is_found: bool, kind: FindingKind, verdict: Verdict, value: f64, limit: f64) -> Option<Finding> {
    is_found.then_some(Finding { kind, verdict, value, limit })
}

fn soundness(facts: &Facts, material: &PrintMaterial) -> Vec<Finding> {
    let bad_edges = facts.boundary_edges + facts.non_manifold_edges;
    let cavities = facts.inner_shells;
    [
        finding(!facts.watertight, FindingKind::NotClosed, Verdict::Block, bad_edges as f64, 0.0),
        finding(
            facts.flipped_faces > 0,
            FindingKind::FlippedFaces,
            Verdict::Block,
            facts.flipped_faces as f64,
            0.0,
        ),
        finding(facts.volume <= 0.0, FindingKind::NoVolume, Verdict::Block, facts.volume, 0.0),
        finding(
            facts.self_intersections > 0,
            FindingKind::SelfIntersections,
            Verdict::Warn,
            facts.self_intersections as f64,
            0.0,
        ),
        finding(
            facts.floating_pieces > 0,
            FindingKind::FloatingPieces,
            Verdict::Warn,
            facts.floating_pieces as f64,
            0.0,
        ),
        finding(
            material.fills_cavities && cavities > 0,
            FindingKind::ClosedCavities,
            Verdict::Warn,
            cavities as f64,
            0.0,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn walls(facts: &Facts, material: &PrintMaterial) -> Option<Finding> {
    let wall = facts.thinnest.value;
    let warn_wall = material.warn_wall_mm(facts.extents);
    finding(
        wall < material.block_wall_mm,
        FindingKind::ThinWalls,
        Verdict::Block,
        wall,
        material.block_wall_mm,
    )
    .or_else(|| finding(wall < warn_wall, FindingKind::ThinWalls, Verdict::Warn, wall, warn_wall))
}

fn fit(facts: &Facts, material: &PrintMaterial) -> Vec<Finding> {
    let longest = facts.extents.into_iter().fold(0.0, f64::max);
    let factor = fit_factor(facts.extents, material.build_box_mm);
    let [least, most] = SIZE_LIMITS_MM;
    let nearest = longest.clamp(least, most);
    [
        finding(factor < 1.0, FindingKind::TooLarge, Verdict::Block, longest, longest * factor),
        finding(longest != nearest, FindingKind::OutsideSizes, Verdict::Block, longest, nearest),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn stance(facts: &Facts, material: &PrintMaterial) -> Vec<Finding> {
    let [width, height, depth] = facts.extents;
    let footprint = width * depth;
    let base = if footprint > 0.0 { facts.base_contact_area / footprint } else { 0.0 };
    let slenderness = height / width.min(depth).max(1e-9);
    let overhang = facts.overhang_share;
    [
        finding(
            material.needs_supports && overhang > LARGEST_OVERHANG_SHARE,
            FindingKind::Overhangs,
            Verdict::Warn,
            overhang,
            LARGEST_OVERHANG_SHARE,
        ),
        finding(
            material.needs_supports && base < SMALLEST_BASE_SHARE,
            FindingKind::SmallBase,
            Verdict::Warn,
            base,
            SMALLEST_BASE_SHARE,
        ),
        finding(
            material.needs_supports && slenderness > LARGEST_SLENDERNESS,
            FindingKind::Slender,
            Verdict::Warn,
            slenderness,
            LARGEST_SLENDERNESS,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// By how much a model may grow until it fills the machine, axes turned the best way: longest to longest.
fn fit_factor(extents: [f64; 3], build_box: [f64; 3]) -> f64 {
    let sorted = |mut sides: [f64; 3]| {
        sides.sort_by(f64::total_cmp);
        sides
    };
    let room = sorted(build_box.map(|side| side - BOX_MARGIN_MM));
    let sides = sorted(extents);
    (0..3).map(|axis| room[axis] / sides[axis].max(1e-9)).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{MeasureOptions, measure};
    use crate::watch::Watch;
    use crate::{Mesh, shapes};

    fn material(slug: &str) -> PrintMaterial {
        PrintMaterial::start_values().into_iter().find(|material| material.slug == slug).unwrap()
    }

    fn judged(mesh: &Mesh, slug: &str) -> Passport {
        let facts = measure(mesh, &MeasureOptions::default(), &Watch::default()).unwrap();
        passport(&facts, &material(slug))
    }

    fn kinds(passport: &Passport) -> Vec<FindingKind> {
        passport.findings.iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn a_cube_passes_everywhere_it_fits() {
        for material in PrintMaterial::start_values() {
            let found = judged(&shapes::cube(40.0), &material.slug);
            assert_eq!((found.verdict, found.findings.len()), (Verdict::Pass, 0), "{found:?}");
        }
        let found = judged(&shapes::cube(40.0), "pla");
        assert_eq!((found.smallest_mm, found.largest_mm), (Some(5.0), Some(208.0)));
    }

    #[test]
    fn a_thin_plate_tells_the_size_from_which_it_prints() {
        let plate = shapes::cuboid([60.0, 0.5, 40.0]);
        let found = judged(&plate, "pla");
        assert_eq!((found.verdict, kinds(&found)[0]), (Verdict::Block, FindingKind::ThinWalls));
        assert!((found.smallest_mm.unwrap() - 120.0).abs() < 2.5, "{found:?}");
        let mut larger = plate;
        larger.scale([2.6; 3]);
        assert_eq!(judged(&larger, "pla").verdict, Verdict::Pass);
    }

    #[test]
    fn resin_wants_thicker_walls_on_larger_parts() {
        let plate = |side: f32| shapes::cuboid([side, 1.5, side]);
        assert_eq!(judged(&plate(50.0), "resin-standard").verdict, Verdict::Pass);
        let larger = judged(&plate(140.0), "resin-standard");
        assert_eq!((larger.verdict, larger.findings[0].limit), (Verdict::Warn, 2.0));
    }

    #[test]
    fn the_largest_size_uses_the_best_order_of_axes() {
        let found = judged(&shapes::cuboid([10.0, 24.0, 10.0]), "pla");
        assert_eq!(found.largest_mm, Some(248.0));
        let too_large = judged(&shapes::cube(211.0), "pla");
        assert_eq!((too_large.verdict, kinds(&too_large)), (Verdict::Block, vec![FindingKind::TooLarge]));
    }

    #[test]
    fn each_fault_is_named() {
        let mut open = shapes::cube(40.0);
        open.triangles.pop();
        assert_eq!(kinds(&judged(&open, "pla"))[0], FindingKind::NotClosed);
        let mut turned = shapes::cube(40.0);
        turned.flip_winding();
        assert_eq!(kinds(&judged(&turned, "pla"))[0], FindingKind::FlippedFaces);
        let mut cavity = shapes::cube(10.0);
        cavity.flip_winding();
        cavity.translate([15.0, 15.0, 15.0]);
        let mut hollow = shapes::cube(40.0);
        hollow.append(&cavity);
        assert_eq!(kinds(&judged(&hollow, "pa12-sls")), [FindingKind::ClosedCavities]);
        assert!(kinds(&judged(&hollow, "pla")).is_empty());
        assert!(kinds(&judged(&shapes::sphere(20.0, 32, 64), "pla")).contains(&FindingKind::SmallBase));
        assert!(kinds(&judged(&shapes::cuboid([5.0, 80.0, 5.0]), "pla")).contains(&FindingKind::Slender));
        assert_eq!(judged(&Mesh::default(), "pla").verdict, Verdict::Block);
    }

    #[test]
    fn sizes_bracket_the_verdict() {
        let mut mesh = shapes::cuboid([30.0, 2.0, 20.0]);
        let found = judged(&mesh, "pla");
        let (smallest, largest) = (found.smallest_mm.unwrap(), found.largest_mm.unwrap());
        for (longest, wanted) in [
            (smallest * 1.03, true),
            (smallest * 0.95, false),
            (largest * 0.99, true),
            (largest * 1.01, false),
        ] {
            mesh = crate::rescale_longest(&mesh, longest).unwrap();
            let blocked = judged(&mesh, "pla").verdict == Verdict::Block;
            assert_eq!(!blocked, wanted, "{longest} mm");
        }
    }
}
