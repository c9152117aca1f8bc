//! What makes a figure stand: a plate under it, and a post where it would tip over.

use glam::Vec2;
use mesh::{Bounds, Mesh};

/// Height of a plate.
const PLATE_MM: f32 = 4.0;
/// How far a plate reaches up into the figure.
const GRIP_MM: f32 = 1.6;
/// Half the thickness of a post.
const POST_MM: f32 = 2.4;
/// What rests within this height above the lowest point carries the figure.
const SOLE_MM: f32 = 2.5;
const SEGMENTS: usize = 72;
const CHAMFER_MM: f32 = 0.8;

/// An upright prism over a superellipse, its upper edge chamfered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slab {
    /// Middle in x and z, mm.
    pub center: [f32; 2],
    /// Half the extent in x and z, mm.
    pub half: [f32; 2],
    /// Lower and upper end, mm.
    pub span: [f32; 2],
    /// 2 is an ellipse, 5 a rectangle with round corners.
    pub exponent: f32,
}

impl Slab {
    /// The closed surface.
    #[must_use]
    pub fn mesh(&self) -> Mesh {
        let chamfer = CHAMFER_MM.min(self.half[0] * 0.4).min(self.half[1] * 0.4);
        let [bottom, top] = self.span;
        let rings = [(bottom, 0.0), (top - chamfer, 0.0), (top, chamfer)];
        let mut mesh = Mesh::default();
        for (y, inset) in rings {
            mesh.positions.extend((0..SEGMENTS).map(|segment| {
                let [x, z] = self.outline(segment, inset);
                [x, y, z]
            }));
        }
        let count = SEGMENTS as u32;
        for ring in 0..2u32 {
            for segment in 0..count {
                let next = (segment + 1) % count;
                let [a, b] = [ring * count + segment, ring * count + next];
                mesh.triangles.extend([[a, a + count, b], [b, a + count, b + count]]);
            }
        }
        let [x, z] = self.center;
        for (ring, y, is_top) in [(0, bottom, false), (2, top, true)] {
            let middle = mesh.positions.len() as u32;
            mesh.positions.push([x, y, z]);
            for segment in 0..count {
                let [a, b] = [ring * count + segment, ring * count + (segment + 1) % count];
                mesh.triangles.push(if is_top { [middle, b, a] } else { [middle, a, b] });
            }
        }
        mesh
    }

    fn outline(&self, segment: usize, inset: f32) -> [f32; 2] {
        let angle = segment as f32 / SEGMENTS as f32 * std::f32::consts::TAU;
        let power = |value: f32| value.signum() * value.abs().powf(2.0 / self.exponent);
        [
            self.center[0] + power(angle.cos()) * (self.half[0] - inset),
            self.center[1] + power(angle.sin()) * (self.half[1] - inset),
        ]
    }

    /// Whether a point is in the slab or within `slack_mm` of it.
    #[must_use]
    pub fn holds(&self, [x, y, z]: [f32; 3], slack_mm: f32) -> bool {
        let across = Vec2::new(x - self.center[0], z - self.center[1]).abs();
        let share = |length: f32, half: f32| (length / (half + slack_mm)).powf(self.exponent);
        let within_height = y >= self.span[0] - slack_mm && y <= self.span[1] + slack_mm;
        within_height && share(across.x, self.half[0]) + share(across.y, self.half[1]) <= 1.0
    }
}

/// A plate and, where needed, a post for `figure`, in mm, +Y up.
#[must_use]
pub fn plate_and_post(figure: &Mesh) -> Vec<Slab> {
    let Some(bounds) = figure.bounds() else { return Vec::new() };
    let [width, _, depth] = bounds.extents();
    let floor = bounds.min[1];
    let plate = Slab {
        center: [bounds.center()[0], bounds.center()[2]],
        half: [(width * 0.40).max(8.0), (depth * 0.52).max(9.0).min(width.max(20.0) * 0.5)],
        span: [floor + GRIP_MM - PLATE_MM, floor + GRIP_MM],
        exponent: 2.0,
    };
    let (plate, sole) = (plate.over(sole(figure, floor)), sole(figure, floor));
    let mut slabs = vec![plate];
    slabs.extend(post(figure, &bounds, sole));
    slabs
}

/// A bar under something flat.
#[must_use]
pub fn foot(figure: &Mesh) -> Vec<Slab> {
    let Some(bounds) = figure.bounds() else { return Vec::new() };
    let [width, height, depth] = bounds.extents();
    let floor = bounds.min[1];
    let span = [floor + GRIP_MM + 0.4 - PLATE_MM, floor + GRIP_MM + 0.4];
    let half = [(width * 0.36).max(10.0), (height * 0.13).max(depth * 0.5 + 4.0)];
    vec![Slab { center: [bounds.center()[0], bounds.center()[2]], half, span, exponent: 4.0 }]
}

impl Slab {
    /// Wide enough to carry everything between two x positions.
    fn over(mut self, [left, right]: [f32; 2]) -> Self {
        const MARGIN_MM: f32 = 3.0;
        let [center_x, half_x] = [self.center[0], self.half[0]];
        let low = (center_x - half_x).min(left - MARGIN_MM);
        let high = (center_x + half_x).max(right + MARGIN_MM);
        self.center[0] = (low + high) / 2.0;
        self.half[0] = (high - low) / 2.0;
        self
    }
}

/// Leftmost and rightmost x of what is near the floor.
fn sole(figure: &Mesh, floor: f32) -> [f32; 2] {
    let near = figure.positions.iter().filter(|position| position[1] < floor + SOLE_MM);
    near.fold([f32::MAX, f32::MIN], |[left, right], position| [left.min(position[0]), right.max(position[0])])
}

/// A post under the center of mass, when that is not over the sole.
fn post(figure: &Mesh, bounds: &Bounds, [left, right]: [f32; 2]) -> Option<Slab> {
    let width = bounds.extents()[0];
    let center = mean_x(figure);
    let slack = width * 0.07;
    if center > left - slack && center < right + slack {
        return None;
    }
    let belly = lowest_at(figure, center);
    let floor = bounds.min[1];
    (belly < f32::MAX).then(|| Slab {
        center: [center, bounds.center()[2]],
        half: [POST_MM, POST_MM],
        span: [floor, belly + 2.5 * POST_MM],
        exponent: 2.0,
    })
}

/// Lowest y where the surface crosses the plane at `x`; `f32::MAX` when it does not.
fn lowest_at(figure: &Mesh, x: f32) -> f32 {
    let corners = figure.triangles.iter().filter_map(|&triangle| figure.corners(triangle));
    let edges = corners.flat_map(|[a, b, c]| [[a, b], [b, c], [c, a]]);
    let crossing = edges.filter(|[a, b]| (a.x - x) * (b.x - x) <= 0.0 && a.x != b.x);
    crossing.map(|[a, b]| a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)).fold(f32::MAX, f32::min)
}

/// Mean of the triangle centers in x, weighted by area.
fn mean_x(figure: &Mesh) -> f32 {
    let (mut sum, mut total) = (0.0, 0.0);
    for &triangle in &figure.triangles {
        if let Some([a, b, c]) = figure.corners(triangle) {
            let area = (b - a).cross(c - a).length();
            sum += area * (a.x + b.x + c.x) / 3.0;
            total += area;
        }
    }
    if total > 0.0 { sum / total } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use mesh::measure::signed_volume;
    use mesh::solid::check_manifold;

    use super::*;

    #[test]
    fn a_slab_is_a_solid_of_its_volume() {
        let slab = Slab { center: [3.0, -2.0], half: [20.0, 10.0], span: [-4.0, 0.0], exponent: 2.0 };
        assert!(check_manifold(&slab.mesh()).is_ok());
        let expected = std::f64::consts::PI * 200.0 * 4.0;
        assert!((signed_volume(&slab.mesh()) / expected - 1.0).abs() < 0.03);
        assert!(slab.holds([3.0, -1.0, -2.0], 0.0) && slab.holds([22.9, -4.0, -2.0], 0.0));
        assert!(!slab.holds([22.0, -1.0, 6.0], 0.0) && !slab.holds([3.0, 0.5, -2.0], 0.1));
    }

    #[test]
    fn a_figure_over_its_sole_gets_only_a_plate() {
        let mut block = mesh::shapes::cuboid([30.0, 40.0, 12.0]);
        block.translate([5.0, 20.0, 0.0]);
        let slabs = plate_and_post(&block);
        assert_eq!(slabs.len(), 1);
        assert!(slabs[0].half[0] >= 15.0);
    }

    #[test]
    fn a_figure_beside_its_sole_gets_a_post() {
        let mut wing = mesh::shapes::cuboid([80.0, 10.0, 10.0]);
        wing.translate([-40.0, 40.0, -5.0]);
        let mut leg = mesh::shapes::cuboid([6.0, 40.0, 6.0]);
        leg.translate([-39.0, 0.0, -3.0]);
        wing.append(&leg);
        let slabs = plate_and_post(&wing);
        assert_eq!(slabs.len(), 2);
        let post = &slabs[1];
        assert!(post.center[0].abs() < 10.0 && post.span[1] > 35.0, "{:?} {:?}", post.center, post.span);
    }
}
