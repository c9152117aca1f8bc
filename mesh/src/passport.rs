//! Whether a model of a size can be printed in a material, and between which sizes it can.

mod material;

use serde::{Deserialize, Serialize};

pub use self::material::PrintMaterial;
use crate::measure::{Facts, SAMPLED_ACCURACY, VolumeMethod};
use crate::size::SIZE_LIMITS_MM;

/// Room kept free on each axis of a machine, in millimetres.
const BOX_MARGIN_MM: f64 = 2.0;
/// A base smaller than this share of the footprint tips or tears off.
const SMALLEST_BASE_SHARE: f64 = 0.05;
/// A model this many times higher than its narrower side is likely to wobble.
const LARGEST_SLENDERNESS: f64 = 6.0;
/// More overhanging surface than this needs much support.
const LARGEST_OVERHANG_SHARE: f64 = 0.25;

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

/// One thing found, and for some kinds where and on how much of the surface.
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
    /// For thin walls the share of the surface, 0 to 1, that is thinner than `limit`; `None` where it was not measured,
    /// and for other kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// For thin walls a place with the thinnest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<[f32; 3]>,
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
    /// The model is too large or too entangled to find all triangles that cut each other (count of triangles).
    IntersectionsUnknown,
    /// Bodies overlap in so many triangles that the volume is an estimate (the share by which it may be off).
    VolumeEstimated,
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

impl Passport {
    /// From which longest side to which it prints, in millimetres; `None`: at no size, also where it would have to be
    /// larger than the machine.
    pub fn sizes_mm(&self) -> Option<[f64; 2]> {
        let sizes = [self.smallest_mm?, self.largest_mm?];
        (sizes[0] <= sizes[1]).then_some(sizes)
    }
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
    is_found.then_some(Finding { kind, verdict, value, limit, share: None, at: None })
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
            !facts.self_intersections_checked,
            FindingKind::IntersectionsUnknown,
            Verdict::Pass,
            facts.triangles as f64,
            0.0,
        ),
        finding(
            facts.volume_method == VolumeMethod::Sampled,
            FindingKind::VolumeEstimated,
            Verdict::Pass,
            SAMPLED_ACCURACY,
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
    let (wall, kind) = (facts.thinnest.value, FindingKind::ThinWalls);
    let (block_wall, warn_wall) = (material.block_wall_mm, material.warn_wall_mm(facts.extents));
    let found = finding(wall < block_wall, kind, Verdict::Block, wall, block_wall)
        .or_else(|| finding(wall < warn_wall, kind, Verdict::Warn, wall, warn_wall))?;
    let share = facts.walls.share_known_under(found.limit);
    Some(Finding { share, at: Some(facts.thinnest.at), ..found })
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
mod tests;
