//! Which triangle is nearest at each sample.

use glam::Vec3;
use rayon::prelude::*;

/// Rows that one task fills.
const BAND_ROWS: usize = 32;
/// Marks a sample that no triangle covers.
pub(super) const NOTHING: u32 = u32::MAX;

/// For each sample the nearest triangle and its nearness. What "near" means is the caller's: any value that is
/// linear over the screen and grows towards the eye (1/z in perspective, −z in a parallel view).
pub(super) struct Visibility {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Largest nearness; −∞ where nothing is.
    pub(super) nearness: Vec<f32>,
    /// Index into the triangles, or [`NOTHING`].
    pub(super) triangle: Vec<u32>,
}

impl Visibility {
    /// Draws triangles over screen points (x right, y down, in samples; z the nearness).
    pub(super) fn draw(points: &[Vec3], triangles: &[[u32; 3]], width: usize, height: usize) -> Self {
        let mut drawn = Self {
            width,
            height,
            nearness: vec![f32::NEG_INFINITY; width * height],
            triangle: vec![NOTHING; width * height],
        };
        let bands = sort_into_bands(points, triangles, width, height);
        drawn
            .nearness
            .par_chunks_mut(width * BAND_ROWS)
            .zip(drawn.triangle.par_chunks_mut(width * BAND_ROWS))
            .zip(bands.par_iter())
            .enumerate()
            .for_each(|(band, ((nearness, nearest), faces))| {
                let mut target = Band { first_row: band * BAND_ROWS, width, nearness, nearest };
                for &face in faces {
                    target.fill(face, triangles[face as usize].map(|vertex| points[vertex as usize]));
                }
            });
        drawn
    }

    /// The nearness at a sample, or `None` outside the picture or where nothing is.
    pub(super) fn nearness_at(&self, x: f32, y: f32) -> Option<f32> {
        if x < 0.0 || y < 0.0 || x >= self.width as f32 || y >= self.height as f32 {
            return None;
        }
        let nearness = self.nearness[y as usize * self.width + x as usize];
        (nearness > f32::NEG_INFINITY).then_some(nearness)
    }
}

fn sort_into_bands(points: &[Vec3], triangles: &[[u32; 3]], width: usize, height: usize) -> Vec<Vec<u32>> {
    let mut bands = vec![Vec::new(); height.div_ceil(BAND_ROWS)];
    for (face, triangle) in triangles.iter().enumerate() {
        let corner = triangle.map(|vertex| points[vertex as usize]);
        let low = corner[0].min(corner[1]).min(corner[2]);
        let high = corner[0].max(corner[1]).max(corner[2]);
        let is_outside = high.x < 0.0 || high.y < 0.0 || low.x >= width as f32 || low.y >= height as f32;
        if is_outside || !low.is_finite() || !high.is_finite() {
            continue;
        }
        let first = low.y.max(0.0) as usize / BAND_ROWS;
        let last = (high.y as usize).min(height - 1) / BAND_ROWS;
        for band in &mut bands[first..=last] {
            band.push(face as u32);
        }
    }
    bands
}

struct Band<'a> {
    first_row: usize,
    width: usize,
    nearness: &'a mut [f32],
    nearest: &'a mut [u32],
}

impl Band<'_> {
    fn fill(&mut self, face: u32, [a, b, c]: [Vec3; 3]) {
        let Some(plane) = Plane::of([a, b, c]) else { return };
        let rows = self.nearest.len() / self.width;
        let top = (a.y.min(b.y).min(c.y) - 0.5).ceil().max(self.first_row as f32) as usize;
        let bottom = (a.y.max(b.y).max(c.y) - 0.5).floor();
        if bottom < top as f32 {
            return;
        }
        for row in top..=(bottom as usize).min(self.first_row + rows - 1) {
            let y = row as f32 + 0.5;
            let (left, right) = span([a, b, c], y);
            let first = (left - 0.5).ceil().max(0.0) as usize;
            let last = (right - 0.5).floor().min(self.width as f32 - 1.0);
            if last < first as f32 {
                continue;
            }
            let start = (row - self.first_row) * self.width;
            for column in first..=last as usize {
                let nearness = plane.at(column as f32 + 0.5, y);
                if nearness > self.nearness[start + column] {
                    self.nearness[start + column] = nearness;
                    self.nearest[start + column] = face;
                }
            }
        }
    }
}

/// Where a horizontal line enters and leaves a triangle; an empty span (∞, −∞) where it does not meet it.
fn span(corners: [Vec3; 3], y: f32) -> (f32, f32) {
    let mut left = f32::INFINITY;
    let mut right = f32::NEG_INFINITY;
    for side in 0..3 {
        let (from, to) = (corners[side], corners[(side + 1) % 3]);
        let is_crossed = (from.y <= y && to.y >= y) || (to.y <= y && from.y >= y);
        if !is_crossed || from.y == to.y {
            continue;
        }
        let x = from.x + (to.x - from.x) * ((y - from.y) / (to.y - from.y));
        left = left.min(x);
        right = right.max(x);
    }
    (left, right)
}

/// The nearness as a linear function of the screen.
struct Plane {
    origin: Vec3,
    slope_x: f32,
    slope_y: f32,
    low: f32,
    high: f32,
}

impl Plane {
    fn of([a, b, c]: [Vec3; 3]) -> Option<Self> {
        let (ab, ac) = (b - a, c - a);
        let doubled_area = ab.x * ac.y - ac.x * ab.y;
        if doubled_area.abs() < 1e-9 || !doubled_area.is_finite() {
            return None;
        }
        Some(Self {
            origin: a,
            slope_x: (ab.z * ac.y - ac.z * ab.y) / doubled_area,
            slope_y: (ab.x * ac.z - ac.x * ab.z) / doubled_area,
            low: a.z.min(b.z).min(c.z),
            high: a.z.max(b.z).max(c.z),
        })
    }

    /// Clamped to the corners' values: on slivers the slopes overshoot.
    fn at(&self, x: f32, y: f32) -> f32 {
        let nearness =
            self.origin.z + (x - self.origin.x) * self.slope_x + (y - self.origin.y) * self.slope_y;
        nearness.clamp(self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triangle_points() -> Vec<Vec3> {
        vec![Vec3::new(0.0, 0.0, 1.0), Vec3::new(40.0, 0.0, 1.0), Vec3::new(0.0, 40.0, 1.0)]
    }

    #[test]
    fn half_a_square_is_half_covered() {
        let drawn = Visibility::draw(&triangle_points(), &[[0, 1, 2]], 40, 40);
        let covered = drawn.triangle.iter().filter(|face| **face == 0).count();
        assert!((780..=820).contains(&covered), "{covered}");
        assert_eq!(drawn.nearness_at(1.5, 1.5), Some(1.0));
        assert_eq!((drawn.nearness_at(39.5, 39.5), drawn.nearness_at(-1.0, 0.0)), (None, None));
    }

    #[test]
    fn the_nearer_triangle_wins_whatever_the_order_and_the_winding() {
        let mut points = triangle_points();
        points.extend(triangle_points().into_iter().map(|at| at.with_z(2.0)));
        for triangles in [[[0, 1, 2], [3, 5, 4]], [[3, 4, 5], [0, 2, 1]]] {
            let drawn = Visibility::draw(&points, &triangles, 40, 40);
            let front = drawn.triangle[41] as usize;
            assert!(triangles[front].contains(&3));
        }
    }

    #[test]
    fn two_triangles_leave_no_gap_on_their_shared_edge() {
        let points = [[3.3, 2.1], [61.7, 5.9], [58.2, 90.4], [7.5, 77.7]].map(|[x, y]| Vec3::new(x, y, 1.0));
        let drawn = Visibility::draw(&points, &[[0, 1, 2], [0, 2, 3]], 64, 96);
        for row in 10..70 {
            let line = &drawn.triangle[row * 64..(row + 1) * 64];
            let first = line.iter().position(|face| *face != NOTHING).unwrap();
            let last = line.iter().rposition(|face| *face != NOTHING).unwrap();
            assert!(line[first..=last].iter().all(|face| *face != NOTHING), "row {row}");
        }
    }

    #[test]
    fn wild_points_are_passed_over() {
        let points = [Vec3::NAN, Vec3::splat(1e30), Vec3::new(-1e30, 5.0, f32::INFINITY)];
        let drawn = Visibility::draw(&points, &[[0, 1, 2]], 16, 16);
        assert!(drawn.triangle.iter().all(|face| *face == NOTHING));
    }
}
