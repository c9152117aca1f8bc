//! Centres a model on the origin and scales it to a bounding sphere of radius one.

use super::{GlbProblem, Part};
use crate::json::Json;
use glam::Vec3;

/// Coordinates beyond this are damage, not a model; their squares would leave the range of `f32`.
const MAX_COORDINATE: f32 = 1e12;

/// Moves and scales all parts in place. Returns the middle and the size in the file's units, and half of the new
/// extent.
pub fn center_and_scale(parts: &mut Vec<Part>) -> Result<[[f32; 3]; 3], GlbProblem> {
    parts.retain(|part| !part.indices.is_empty());
    let (low, high) = bounds(parts)?;
    let center = (low + high) / 2.0;
    let half = (high - low) / 2.0;
    let radius = half.length();
    if radius <= f32::MIN_POSITIVE {
        return Err(GlbProblem::Empty);
    }
    for position in parts.iter_mut().flat_map(|part| &mut part.positions) {
        *position = ((Vec3::from_array(*position) - center) / radius).to_array();
    }
    Ok([center, half * 2.0, half / radius].map(|vector| vector.to_array()))
}

/// The box around all corners in use; vertices no triangle uses do not count.
fn bounds(parts: &[Part]) -> Result<(Vec3, Vec3), GlbProblem> {
    let mut low = Vec3::splat(f32::INFINITY);
    let mut high = Vec3::splat(f32::NEG_INFINITY);
    for part in parts {
        for &corner in &part.indices {
            let position = part.positions.get(corner as usize).ok_or(GlbProblem::BrokenReference)?;
            let position = Vec3::from_array(*position);
            // Written so that "not a number" fails as well.
            if !position.abs().cmple(Vec3::splat(MAX_COORDINATE)).all() {
                return Err(GlbProblem::BrokenNumbers);
            }
            low = low.min(position);
            high = high.max(position);
        }
    }
    if low.x > high.x { Err(GlbProblem::Empty) } else { Ok((low, high)) }
}

/// `asset.extras.makeit3d.size_mm`: three numbers, or one for the longest side.
pub fn size_mm(json: &Json, size: [f32; 3]) -> Option<[f32; 3]> {
    let ours = json.get("asset")?.get("extras")?.get("makeit3d")?;
    if let Some(sides) = ours.numbers("size_mm") {
        return Some(sides);
    }
    let longest_mm = ours.get("size_mm")?.as_number()? as f32;
    let longest = size.iter().copied().fold(0.0, f32::max);
    Some(size.map(|side| side / longest * longest_mm))
}
