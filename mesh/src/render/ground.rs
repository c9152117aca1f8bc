//! The soft shadow a model throws on the plane it stands on.

use glam::Vec3;
use rayon::prelude::*;

use super::raster::Visibility;
use super::shadow::ShadowMap;

/// Side of the map in cells.
const SIDE: usize = 320;
/// Room around the model, as a share of its radius, that the shadow may reach into.
const REACH: f32 = 2.2;
/// How much of the key light's shadow shows on the ground.
const KEY_DARKNESS: f32 = 0.2;
/// Softness of that shadow before it is blurred, as a share of the model's radius.
const KEY_SPREAD: f32 = 0.03;

/// Darkness of the ground around and under a model.
pub(super) struct GroundShadow {
    height: f32,
    center: Vec3,
    cells_per_unit: f32,
    darkness: Vec<f32>,
}

impl GroundShadow {
    /// Looks at the model from below: what is low darkens the ground sharply, what is high softly.
    pub(super) fn cast(
        points: &[Vec3],
        triangles: &[[u32; 3]],
        key: &ShadowMap,
        center: Vec3,
        radius: f32,
    ) -> Self {
        let height = points.iter().fold(f32::INFINITY, |low, point| low.min(point.y));
        let half = SIDE as f32 * 0.5;
        let cells_per_unit = half / (radius * REACH);
        let placed: Vec<Vec3> = points
            .iter()
            .map(|point| {
                let across = (*point - center) * cells_per_unit;
                Vec3::new(half + across.x, half + across.z, height - point.y)
            })
            .collect();
        let below = Visibility::draw(&placed, triangles, SIDE, SIDE);
        let layer = |reach: f32, blur_cells: usize| {
            let cells = below.nearness.iter().map(|nearness| {
                if *nearness > f32::NEG_INFINITY { (*nearness / (radius * reach)).exp() } else { 0.0 }
            });
            blurred(cells.collect(), blur_cells)
        };
        let (contact, cast) = (layer(0.06, 3), layer(0.45, 13));
        let ground_at = |cell: usize| {
            let across = Vec3::new((cell % SIDE) as f32 + 0.5 - half, 0.0, (cell / SIDE) as f32 + 0.5 - half);
            (center + across / cells_per_unit).with_y(height)
        };
        let shaded: Vec<f32> = (0..SIDE * SIDE)
            .into_par_iter()
            .map(|cell| 1.0 - key.light_at(ground_at(cell), Vec3::Y, KEY_SPREAD, 0.0))
            .collect();
        let shaded = blurred(shaded, 7);
        let darkness = (0..SIDE * SIDE)
            .map(|cell| {
                let ambient = (0.34 * contact[cell] + 0.34 * cast[cell]).min(0.7);
                (1.0 - (1.0 - ambient) * (1.0 - KEY_DARKNESS * shaded[cell])) * edge_fade(cell)
            })
            .collect();
        Self { height, center, cells_per_unit, darkness }
    }

    /// Where a ray from above meets the ground.
    pub(super) fn meet(&self, eye: Vec3, ray: Vec3) -> Option<Vec3> {
        let steps = (self.height - eye.y) / ray.y;
        (ray.y < 0.0 && steps > 0.0 && steps.is_finite()).then(|| eye + ray * steps)
    }

    /// Darkness (0 to 1) at a point of the ground.
    pub(super) fn darkness_at(&self, point: Vec3) -> f32 {
        let across = (point - self.center) * self.cells_per_unit;
        let half = SIDE as f32 * 0.5;
        let (x, y) = (half + across.x - 0.5, half + across.z - 0.5);
        if x < 0.0 || y < 0.0 || x >= (SIDE - 1) as f32 || y >= (SIDE - 1) as f32 {
            return 0.0;
        }
        let (column, row) = (x as usize, y as usize);
        let (share_x, share_y) = (x.fract(), y.fract());
        let cell = |dx: usize, dy: usize| self.darkness[(row + dy) * SIDE + column + dx];
        let top = cell(0, 0) * (1.0 - share_x) + cell(1, 0) * share_x;
        let bottom = cell(0, 1) * (1.0 - share_x) + cell(1, 1) * share_x;
        top * (1.0 - share_y) + bottom * share_y
    }
}

/// 1 in the middle of the map, falling to 0 over its outermost quarter.
fn edge_fade(cell: usize) -> f32 {
    let from_middle = |at: usize| ((at as f32 + 0.5) / SIDE as f32 * 2.0 - 1.0).abs();
    let outwards = from_middle(cell % SIDE).max(from_middle(cell / SIDE));
    let share = ((1.0 - outwards) / 0.25).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// Three box blurs in a row come close to a Gaussian.
fn blurred(mut cells: Vec<f32>, radius: usize) -> Vec<f32> {
    for _ in 0..3 {
        let rows: Vec<f32> = cells.chunks_exact(SIDE).flat_map(|row| box_blur(row, radius)).collect();
        let columns: Vec<Vec<f32>> = (0..SIDE)
            .map(|column| {
                let line: Vec<f32> = (0..SIDE).map(|row| rows[row * SIDE + column]).collect();
                box_blur(&line, radius)
            })
            .collect();
        cells = (0..SIDE * SIDE).map(|index| columns[index % SIDE][index / SIDE]).collect();
    }
    cells
}

fn box_blur(line: &[f32], radius: usize) -> Vec<f32> {
    let mut sums = Vec::with_capacity(line.len() + 1);
    sums.push(0.0f64);
    for value in line {
        sums.push(sums[sums.len() - 1] + f64::from(*value));
    }
    let window = (2 * radius + 1) as f64;
    (0..line.len())
        .map(|at| {
            let (first, last) = (at.saturating_sub(radius), (at + radius + 1).min(line.len()));
            ((sums[last] - sums[first]) / window) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    #[test]
    fn the_ground_is_dark_under_the_model_and_clear_far_away() {
        let mesh = shapes::sphere(1.0, 24, 32);
        let points: Vec<Vec3> = mesh.positions.iter().copied().map(Vec3::from).collect();
        let key = ShadowMap::draw(&points, &mesh.triangles, Vec3::Y, Vec3::ZERO, 1.0);
        let ground = GroundShadow::cast(&points, &mesh.triangles, &key, Vec3::ZERO, 1.0);
        let at = |x: f32| ground.darkness_at(Vec3::new(x, -1.0, 0.0));
        assert!(at(0.0) > at(0.7) && at(0.7) > at(1.2), "{} {} {}", at(0.0), at(0.7), at(1.2));
        assert!(at(0.0) > 0.2 && at(2.1) < 0.02 && at(50.0) == 0.0);
        let met = ground.meet(Vec3::new(0.0, 4.0, 0.0), Vec3::new(0.1, -1.0, 0.0)).unwrap();
        assert!((met.y + 1.0).abs() < 1e-6);
        assert_eq!(ground.meet(Vec3::new(0.0, 4.0, 0.0), Vec3::Y), None);
    }
}
