//! The studio's key light: it follows the camera around the model, so that every side is well lit.

use crate::angle::sin_cos;
use glam::camera::rh::{proj::opengl::orthographic, view::look_at_mat4};
use glam::{Mat4, Vec3};

/// Towards the key light, seen from the camera's side of the model: left, above, in front.
const KEY: Vec3 = Vec3::new(-0.62, 1.0, 0.72);

/// Half of the width of the shadow map in model radii: the bounding sphere and a little air.
const SHADOW_REACH: f32 = 1.05;

/// The key light for a camera at `yaw` radians around the vertical axis.
#[derive(Debug, Clone, Copy)]
pub struct KeyLight {
    /// Towards the light, length one.
    pub direction: Vec3,
    /// Projects the world into the light's shadow map (−1…1 in each direction).
    pub shadow_from_world: Mat4,
}

impl KeyLight {
    /// Sets the light up.
    pub fn following(yaw: f32) -> Self {
        let (sin, cos) = sin_cos(yaw);
        let turned = Vec3::new(KEY.x * cos + KEY.z * sin, KEY.y, KEY.z * cos - KEY.x * sin);
        let direction = turned.normalize_or_zero();
        let shadow_from_light =
            orthographic(-SHADOW_REACH, SHADOW_REACH, -SHADOW_REACH, SHADOW_REACH, 0.5, 4.5);
        let light_from_world = look_at_mat4(direction * 2.0, Vec3::ZERO, Vec3::Y);
        Self { direction, shadow_from_world: shadow_from_light * light_from_world }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_light_stays_on_the_cameras_side(yaw in -20f32..20.0) {
            let light = KeyLight::following(yaw);
            let to_camera = Vec3::new(yaw.sin(), 0.0, yaw.cos());
            prop_assert!((light.direction.length() - 1.0).abs() < 1e-5);
            prop_assert!(light.direction.dot(to_camera) > 0.3);
            prop_assert!(light.direction.y > 0.5);
        }

        #[test]
        fn the_shadow_map_holds_the_bounding_sphere(yaw in -20f32..20.0, x in -1f32..1.0, y in -1f32..1.0, z in -1f32..1.0) {
            let point = Vec3::new(x, y, z).normalize_or(Vec3::Y);
            let place = KeyLight::following(yaw).shadow_from_world.project_point3(point);
            prop_assert!(place.abs().max_element() < 1.0, "{place}");
        }
    }
}
