//! Ambient occlusion from the depth buffer: corners and contacts get darker.

use glam::Vec3;
use rayon::prelude::*;

use super::camera::Camera;
use super::raster::{NOTHING, Visibility};

const TAPS: usize = 10;
/// Looks are turned in a pattern of this many samples a side, which the blur then averages away.
const PATTERN: usize = 4;
const GOLDEN_ANGLE: f32 = 2.399_963_2;

/// Openness (1 free, 0 closed in) of each sample that shows a surface.
pub(super) fn openness(seen: &Visibility, normals: &[Vec3], camera: &Camera, radius: f32) -> Vec<f32> {
    let looks = looks();
    let raw: Vec<f32> = (0..seen.triangle.len())
        .into_par_iter()
        .map(|sample| {
            if seen.triangle[sample] == NOTHING {
                1.0
            } else {
                look_around(seen, normals[sample], camera, radius, sample, &looks)
            }
        })
        .collect();
    blur(seen, &raw, radius)
}

/// For each cell of the pattern, points in the half-ball over a surface that faces +Z.
fn looks() -> Vec<[Vec3; TAPS]> {
    let cells = PATTERN * PATTERN;
    (0..cells)
        .map(|cell| {
            let turn = cell as f32 * std::f32::consts::TAU / cells as f32 * 7.0;
            std::array::from_fn(|tap| {
                let share = (tap as f32 + 0.5) / TAPS as f32;
                let (sin, cos) = (tap as f32 * GOLDEN_ANGLE + turn).sin_cos();
                let across = share.sqrt();
                // Near looks count most: the corner itself is the darkest.
                let distance = 0.1 + 0.9 * ((tap * 7 + cell) % TAPS) as f32 / TAPS as f32;
                Vec3::new(cos * across, sin * across, (1.0 - share).sqrt()) * distance
            })
        })
        .collect()
}

/// Looks at points in the half-ball over the surface: how many lie behind what is drawn there?
fn look_around(
    seen: &Visibility,
    normal: Vec3,
    camera: &Camera,
    radius: f32,
    sample: usize,
    looks: &[[Vec3; TAPS]],
) -> f32 {
    let (column, row) = (sample % seen.width, sample / seen.width);
    let depth = seen.nearness[sample].recip();
    let at = camera.eye + camera.ray(column as f32 + 0.5, row as f32 + 0.5) * depth + normal * radius * 0.02;
    let (tangent, bitangent) = normal.any_orthonormal_pair();
    let cell = (row % PATTERN) * PATTERN + column % PATTERN;
    let mut closed = 0.0;
    for look in &looks[cell] {
        let offset = tangent * look.x + bitangent * look.y + normal * look.z;
        let place = camera.project(at + offset * radius);
        if let Some(nearness) = seen.nearness_at(place.x, place.y) {
            let gap = place.z.recip() - nearness.recip();
            if gap > radius * 0.01 {
                closed += (1.0 - (gap / radius - 1.0) * 0.5).clamp(0.0, 1.0);
            }
        }
    }
    1.0 - closed / TAPS as f32
}

/// Averages over one pattern cell among samples of about the same depth.
fn blur(seen: &Visibility, raw: &[f32], radius: f32) -> Vec<f32> {
    let reach = PATTERN / 2;
    (0..raw.len())
        .into_par_iter()
        .map(|sample| {
            if seen.triangle[sample] == NOTHING {
                return 1.0;
            }
            let (column, row) = (sample % seen.width, sample / seen.width);
            let depth = seen.nearness[sample].recip();
            let (mut sum, mut count) = (0.0, 0.0);
            for y in row.saturating_sub(reach)..(row + reach).min(seen.height) {
                for x in column.saturating_sub(reach)..(column + reach).min(seen.width) {
                    let other = y * seen.width + x;
                    let is_level = (seen.nearness[other].recip() - depth).abs() < radius * 0.25;
                    if seen.triangle[other] != NOTHING && is_level {
                        sum += raw[other];
                        count += 1.0;
                    }
                }
            }
            if count > 0.0 { sum / count } else { raw[sample] }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::View;
    use crate::shapes;

    #[test]
    fn the_corner_between_floor_and_wall_is_darker_than_the_open_floor() {
        let mut mesh = shapes::cuboid([10.0, 1.0, 10.0]);
        let mut wall = shapes::cuboid([10.0, 6.0, 1.0]);
        wall.translate([0.0, 1.0, 0.0]);
        mesh.append(&wall);
        let points: Vec<Vec3> = mesh.positions.iter().copied().map(Vec3::from).collect();
        let view = View { yaw: 0.0, pitch: 0.6, ..View::default() };
        let camera = Camera::fitting(&points, &view, 200, 200);
        let placed: Vec<Vec3> = points.iter().map(|at| camera.project(*at)).collect();
        let seen = Visibility::draw(&placed, &mesh.triangles, 200, 200);
        let normals = vec![Vec3::Y; 200 * 200];
        let open = openness(&seen, &normals, &camera, 1.5);
        let at = |point: Vec3| {
            let place = camera.project(point);
            open[place.y as usize * 200 + place.x as usize]
        };
        let (corner, floor) = (at(Vec3::new(5.0, 1.0, 1.15)), at(Vec3::new(5.0, 1.0, 6.0)));
        assert!(corner < floor - 0.15 && floor > 0.9, "{corner} {floor}");
        assert_eq!(open[0], 1.0);
    }
}
