//! Where the labels of the dimension box go: beside the edges that face the camera.

use crate::angle::sin_cos;
use glam::{Mat4, Vec3};

/// How far outside of its edge a label's middle lies, in model radii.
const LABEL_GAP: f32 = 0.14;

/// Half of the room a label needs, in CSS pixels: it never leaves the picture.
const LABEL_ROOM: [f32; 2] = [40.0, 14.0];

/// The middles of the labels for width, height and depth in CSS pixels from the picture's upper left;
/// `None` behind the camera.
///
/// `half_extent` is half of the box around the origin, `yaw` the camera's angle around the vertical axis.
pub fn label_places(
    half_extent: Vec3,
    yaw: f32,
    clip_from_world: Mat4,
    picture_size: [f32; 2],
) -> [Option<[f32; 2]>; 3] {
    let (sin, cos) = sin_cos(yaw);
    let side = Vec3::new(1f32.copysign(sin), -1.0, 1f32.copysign(cos));
    let near_corner = half_extent * side;
    let project = |point: Vec3| project(point, clip_from_world, picture_size);

    let width = Vec3::new(0.0, near_corner.y, near_corner.z + side.z * LABEL_GAP);
    let depth = Vec3::new(near_corner.x + side.x * LABEL_GAP, near_corner.y, 0.0);
    // Of the two upright edges on the outline, the one on the right of the picture.
    let outward = Vec3::new(LABEL_GAP, 0.0, LABEL_GAP);
    let outline = [Vec3::new(1.0, 0.0, -1.0), Vec3::new(-1.0, 0.0, 1.0)];
    let upright =
        outline.map(|turn| project((half_extent + outward) * Vec3::new(side.x, 0.0, side.z) * turn));
    let height = upright.into_iter().flatten().max_by(|left, right| left[0].total_cmp(&right[0]));
    [project(width), height, project(depth)].map(|place| place.map(|place| keep_inside(place, picture_size)))
}

fn keep_inside([x, y]: [f32; 2], [width, height]: [f32; 2]) -> [f32; 2] {
    let [room_x, room_y] = LABEL_ROOM;
    [x.min(width - room_x).max(room_x), y.min(height - room_y).max(room_y)]
}

fn project(point: Vec3, clip_from_world: Mat4, [width, height]: [f32; 2]) -> Option<[f32; 2]> {
    let clip = clip_from_world * point.extend(1.0);
    let visible = clip.w > 1e-3;
    visible.then(|| [(clip.x / clip.w + 1.0) / 2.0 * width, (1.0 - clip.y / clip.w) / 2.0 * height])
}

#[cfg(test)]
mod tests;
