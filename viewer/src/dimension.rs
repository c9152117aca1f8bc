//! Where the labels of the dimension box go: beside the edges that face the camera.

use crate::angle::sin_cos;
use glam::{Mat4, Vec3};

/// How far outside of its edge a label's middle lies, in model radii.
const LABEL_GAP: f32 = 0.14;

/// Half of the room a label needs, in CSS pixels: it never leaves the picture.
const LABEL_ROOM: [f32; 2] = [40.0, 14.0];

/// The middles of two labels are this far apart, to the side or upwards, in CSS pixels: more than a label's size.
const LABELS_APART: [f32; 2] = [72.0, 24.0];

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
    let project = |point: Vec3| project(point, clip_from_world, picture_size);
    let beyond = half_extent + LABEL_GAP;
    let lower = |points: [Vec3; 2]| furthest(points.map(project), 1);

    // Of the two edges along the ground, the lower one in the picture.
    let width = lower([1.0, -1.0].map(|side| Vec3::new(0.0, -half_extent.y, side * beyond.z)));
    let depth = lower([1.0, -1.0].map(|side| Vec3::new(side * beyond.x, -half_extent.y, 0.0)));
    // Of the two upright edges on the outline, the one on the right.
    let (sin, cos) = sin_cos(yaw);
    let outline = Vec3::new(beyond.x.copysign(sin), 0.0, -beyond.z.copysign(cos));
    let height = furthest([outline, -outline].map(project), 0);
    let places = spread([width, height, depth]);
    places.map(|place| place.map(|place| keep_inside(place, picture_size)))
}

/// Moves labels apart that would cover each other, as around a small model: width and depth sideways, height upwards.
fn spread([mut width, mut height, mut depth]: [Option<[f32; 2]>; 3]) -> [Option<[f32; 2]>; 3] {
    let [apart_x, apart_y] = LABELS_APART;
    if let (Some(width), Some(depth)) = (&mut width, &mut depth)
        && do_touch(*width, *depth)
    {
        let middle = (width[0] + depth[0]) / 2.0;
        let half = (apart_x / 2.0).copysign(depth[0] - width[0]);
        (width[0], depth[0]) = (middle - half, middle + half);
    }
    if let Some(height) = &mut height {
        // Above one it may touch the other: whichever is higher comes last.
        for other in [width, depth, width].into_iter().flatten() {
            if do_touch(*height, other) {
                height[1] = other[1] - apart_y;
            }
        }
    }
    [width, height, depth]
}

fn do_touch(one: [f32; 2], other: [f32; 2]) -> bool {
    (one[0] - other[0]).abs() < LABELS_APART[0] && (one[1] - other[1]).abs() < LABELS_APART[1]
}

/// The place with the greatest coordinate along an axis of the picture (0: rightmost, 1: lowest).
fn furthest(places: [Option<[f32; 2]>; 2], axis: usize) -> Option<[f32; 2]> {
    places.into_iter().flatten().max_by(|one, other| one[axis].total_cmp(&other[axis]))
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
