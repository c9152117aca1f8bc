//! The eye: where it stands so that the whole model fits the picture.

use glam::Vec3;

use super::View;

/// Vertical angle of view: a short telephoto, which flatters small objects.
const FIELD_OF_VIEW: f32 = 30.0 * std::f32::consts::PI / 180.0;

/// A pinhole camera.
#[derive(Clone, Copy, Debug)]
pub(super) struct Camera {
    pub(super) eye: Vec3,
    pub(super) right: Vec3,
    pub(super) up: Vec3,
    pub(super) forward: Vec3,
    /// Samples a unit of slope.
    focal: f32,
    center_x: f32,
    center_y: f32,
}

impl Camera {
    /// Looks at `points` from the view's direction, as near as lets them all fit, and centres their outline.
    pub(super) fn fitting(points: &[Vec3], view: &View, width: usize, height: usize) -> Self {
        let (sin_pitch, cos_pitch) = view.pitch.clamp(-1.5, 1.5).sin_cos();
        let (sin_yaw, cos_yaw) = view.yaw.sin_cos();
        let backwards = Vec3::new(sin_yaw * cos_pitch, sin_pitch, cos_yaw * cos_pitch);
        let forward = -backwards;
        let right = forward.cross(Vec3::Y).normalize_or(Vec3::X);
        let up = right.cross(forward);
        let focal = height as f32 * 0.5 / (FIELD_OF_VIEW * 0.5).tan();
        let fill = view.fill.clamp(0.05, 1.0);
        let reach = [width as f32 * 0.5 * fill / focal, height as f32 * 0.5 * fill / focal];
        let eye = fitted_eye(points, [right, up, forward], reach);
        Self { eye, right, up, forward, focal, center_x: width as f32 * 0.5, center_y: height as f32 * 0.5 }
    }

    /// Screen place and nearness (1/depth) of a point in front of the eye.
    pub(super) fn project(&self, point: Vec3) -> Vec3 {
        let from_eye = point - self.eye;
        let nearness = from_eye.dot(self.forward).recip();
        Vec3::new(
            self.center_x + from_eye.dot(self.right) * nearness * self.focal,
            self.center_y - from_eye.dot(self.up) * nearness * self.focal,
            nearness,
        )
    }

    /// Direction (not of unit length: depth 1) through a place on the screen.
    pub(super) fn ray(&self, x: f32, y: f32) -> Vec3 {
        self.forward
            + self.right * ((x - self.center_x) / self.focal)
            + self.up * ((self.center_y - y) / self.focal)
    }
}

/// Each point must lie inside four planes through the eye. Along one screen axis with slopes ±`reach` the tightest
/// two planes give both the offset and the distance in closed form; the larger distance of the two axes wins.
fn fitted_eye(points: &[Vec3], [right, up, forward]: [Vec3; 3], reach: [f32; 2]) -> Vec3 {
    let axes = [right, up];
    let mut low = [f32::INFINITY; 2];
    let mut high = [f32::NEG_INFINITY; 2];
    let mut nearest = f32::INFINITY;
    for point in points {
        let depth = point.dot(forward);
        nearest = nearest.min(depth);
        for axis in 0..2 {
            let across = point.dot(axes[axis]);
            low[axis] = low[axis].min(across + depth * reach[axis]);
            high[axis] = high[axis].max(across - depth * reach[axis]);
        }
    }
    // The eye at depth e and offset o sees a point when |across − o| ≤ (depth − e) · reach.
    let depth_for = |axis: usize| (low[axis] - high[axis]) / (2.0 * reach[axis]);
    let depth = depth_for(0).min(depth_for(1)).min(nearest - 1e-3 * (1.0 + nearest.abs()));
    // With more room than needed on one axis, the offset that centres the outline lies between the two planes.
    let offset = |axis: usize| (low[axis] + high[axis]) * 0.5;
    right * offset(0) + up * offset(1) + forward * depth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn points() -> Vec<Vec3> {
        let mut mesh = shapes::cuboid([3.0, 9.0, 2.0]);
        mesh.translate([50.0, -20.0, 7.0]);
        mesh.positions.into_iter().map(Vec3::from).collect()
    }

    #[test]
    fn every_point_is_in_the_picture_and_the_tight_side_is_filled() {
        for (yaw, pitch) in [(0.0, 0.0), (0.6, 0.3), (2.5, -0.7), (4.0, 1.5)] {
            let view = View { yaw, pitch, fill: 0.8, ..View::default() };
            let camera = Camera::fitting(&points(), &view, 640, 480);
            let placed: Vec<Vec3> = points().into_iter().map(|at| camera.project(at)).collect();
            let low = placed.iter().copied().reduce(Vec3::min).unwrap();
            let high = placed.iter().copied().reduce(Vec3::max).unwrap();
            assert!(low.x >= 63.0 && high.x <= 577.0 && low.y >= 47.0 && high.y <= 433.0, "{low} {high}");
            let used = ((high.x - low.x) / 640.0).max((high.y - low.y) / 480.0);
            assert!((used - 0.8).abs() < 0.06, "{used}");
        }
    }

    #[test]
    fn rays_and_projection_agree() {
        let camera = Camera::fitting(&points(), &View::default(), 640, 480);
        let at = points()[3];
        let placed = camera.project(at);
        let back = camera.eye + camera.ray(placed.x, placed.y) / placed.z;
        assert!((back - at).length() < 1e-3, "{back} {at}");
    }
}
