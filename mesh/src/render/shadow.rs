//! The key light's shadow: a depth map from the light, looked up with a soft disc.

use glam::{Vec2, Vec3};

use super::raster::Visibility;

/// Side of the depth map in samples.
const SIDE: usize = 1536;
/// Looks a lookup; spread over a disc by the golden angle (Vogel 1979).
const TAPS: usize = 12;
const GOLDEN_ANGLE: f32 = 2.399_963_2;

/// What a parallel light from one direction reaches.
pub(super) struct ShadowMap {
    seen: Visibility,
    to_light: Vec3,
    right: Vec3,
    up: Vec3,
    center: Vec3,
    samples_per_unit: f32,
    radius: f32,
    /// Looks spread evenly over the unit disc.
    disc: [Vec2; TAPS],
}

impl ShadowMap {
    /// Draws the mesh as the light sees it; `radius` bounds it around `center`.
    pub(super) fn draw(
        points: &[Vec3],
        triangles: &[[u32; 3]],
        to_light: Vec3,
        center: Vec3,
        radius: f32,
    ) -> Self {
        let right = to_light.cross(Vec3::Y).normalize_or(Vec3::X);
        let up = right.cross(to_light);
        let samples_per_unit = SIDE as f32 * 0.5 / radius;
        let mut map = Self {
            seen: Visibility { width: 0, height: 0, nearness: Vec::new(), triangle: Vec::new() },
            to_light,
            right,
            up,
            center,
            samples_per_unit,
            radius,
            disc: std::array::from_fn(|tap| {
                let share = (tap as f32 + 0.5) / TAPS as f32;
                Vec2::from_angle(tap as f32 * GOLDEN_ANGLE) * share.sqrt()
            }),
        };
        let placed: Vec<Vec3> = points.iter().map(|point| map.place(*point)).collect();
        map.seen = Visibility::draw(&placed, triangles, SIDE, SIDE);
        map
    }

    fn place(&self, point: Vec3) -> Vec3 {
        let from_center = point - self.center;
        let half = SIDE as f32 * 0.5;
        Vec3::new(
            half + from_center.dot(self.right) * self.samples_per_unit,
            half + from_center.dot(self.up) * self.samples_per_unit,
            from_center.dot(self.to_light),
        )
    }

    /// Share of light that reaches a point, 0 to 1. `spread` is the disc's radius as a share of the model's;
    /// `turn` (radians) turns the disc so that neighbours look elsewhere.
    pub(super) fn light_at(&self, point: Vec3, normal: Vec3, spread: f32, turn: f32) -> f32 {
        let slope = 1.0 - normal.dot(self.to_light).max(0.0);
        let lifted = point + normal * self.radius * (0.004 + 0.012 * slope);
        let at = self.place(lifted);
        let margin = self.radius * (0.003 + spread * 0.8);
        let turned = Vec2::from_angle(turn) * spread * SIDE as f32 * 0.5;
        let mut blocked = 0;
        for tap in &self.disc {
            let look = at.truncate() + turned.rotate(*tap);
            let nearest = self.seen.nearness_at(look.x, look.y);
            blocked += usize::from(nearest.is_some_and(|nearness| nearness > at.z + margin));
        }
        1.0 - blocked as f32 / TAPS as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    #[test]
    fn a_roof_shades_what_is_under_it_only() {
        let mut roof = shapes::cuboid([2.0, 0.1, 2.0]);
        roof.translate([-1.0, 1.0, -1.0]);
        let points: Vec<Vec3> = roof.positions.iter().copied().map(Vec3::from).collect();
        let map = ShadowMap::draw(&points, &roof.triangles, Vec3::Y, Vec3::ZERO, 3.0);
        assert_eq!(map.light_at(Vec3::ZERO, Vec3::Y, 0.005, 0.0), 0.0);
        assert_eq!(map.light_at(Vec3::new(2.0, 0.0, 0.0), Vec3::Y, 0.005, 0.0), 1.0);
        assert_eq!(map.light_at(Vec3::new(0.0, 1.1, 0.0), Vec3::Y, 0.005, 0.0), 1.0);
        let edge = map.light_at(Vec3::new(1.0, 0.0, 0.0), Vec3::Y, 0.05, 0.3);
        assert!(edge > 0.1 && edge < 0.9, "{edge}");
    }
}
