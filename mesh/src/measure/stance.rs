//! How a model stands: what lies on the ground and what hangs over.

use glam::Vec3;

use crate::geometry::Bounds;
use crate::model::Mesh;

/// Surface within this share of the height over the lowest point lies on the ground.
const GROUND_SHARE: f32 = 1e-3;
/// Cosine of the angle between straight down and a face at which support becomes necessary.
const OVERHANG_COSINE: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// What [`of`] finds.
pub(super) struct Stance {
    pub(super) overhang_share: f64,
    pub(super) base_contact_area: f64,
}

/// Sums the surface by the way it faces, with +Y up.
pub(super) fn of(shape: &Mesh, bounds: &Bounds) -> Stance {
    let ground = bounds.min[1] + bounds.extents()[1] * GROUND_SHARE;
    let (mut total, mut hanging, mut contact) = (0.0, 0.0, 0.0);
    for corner in shape.triangles.iter().filter_map(|&triangle| shape.corners(triangle)) {
        let [a, b, c] = corner;
        let doubled = (b - a).cross(c - a);
        let area = f64::from(doubled.length()) * 0.5;
        let down = doubled.normalize_or_zero().dot(Vec3::NEG_Y);
        total += area;
        if down > OVERHANG_COSINE {
            let is_on_ground = corner.iter().all(|at| at.y <= ground);
            *(if is_on_ground { &mut contact } else { &mut hanging }) += area;
        }
    }
    Stance { overhang_share: if total > 0.0 { hanging / total } else { 0.0 }, base_contact_area: contact }
}
