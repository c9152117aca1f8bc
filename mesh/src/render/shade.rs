//! Light on a surface: a key with shadow, a fill, a rim, and a studio all around for reflections.

use glam::{Vec2, Vec3};

use super::camera::Camera;

/// The lamps of the studio, as directions towards them.
pub(super) struct Studio {
    pub(super) to_key: Vec3,
    to_fill: Vec3,
    to_rim: Vec3,
}

const KEY_STRENGTH: f32 = 0.72;
const FILL_STRENGTH: f32 = 0.18;
const RIM_STRENGTH: f32 = 0.15;
const GROUND_LIGHT: Vec3 = Vec3::new(0.150, 0.146, 0.142);
const SKY_LIGHT: Vec3 = Vec3::new(0.300, 0.312, 0.335);
/// Reflectance of plastics, stone and wood at right angles.
const DIELECTRIC: f32 = 0.04;

/// A point to be lit.
pub(super) struct Surface {
    pub(super) normal: Vec3,
    pub(super) to_eye: Vec3,
    /// Linear base color.
    pub(super) albedo: Vec3,
    pub(super) metallic: f32,
    pub(super) roughness: f32,
    /// Share of the key light that arrives.
    pub(super) key_light: f32,
    /// Share of the surroundings that is visible.
    pub(super) openness: f32,
}

impl Studio {
    /// Lamps that stand with the camera: key upper left, fill right, rim behind.
    pub(super) fn around(camera: &Camera) -> Self {
        let (right, up, back) = (camera.right, Vec3::Y, -camera.forward);
        Self {
            to_key: (right * -0.55 + up * 0.85 + back * 0.55).normalize(),
            to_fill: (right * 0.85 + up * 0.15 + back * 0.5).normalize(),
            to_rim: (right * 0.25 + up * 0.6 - back * 0.85).normalize(),
        }
    }

    /// Linear light that leaves a surface towards the eye, before tone mapping.
    pub(super) fn light(&self, surface: &Surface) -> Vec3 {
        let normal = surface.normal;
        let metallic = surface.metallic.clamp(0.0, 1.0);
        let roughness = surface.roughness.clamp(0.08, 1.0);
        let hemisphere = GROUND_LIGHT.lerp(SKY_LIGHT, 0.5 + 0.5 * normal.y);
        let ambient = hemisphere * (0.15 + 0.85 * surface.openness);
        let open = 0.4 + 0.6 * surface.openness;
        let key = normal.dot(self.to_key).max(0.0) * KEY_STRENGTH * surface.key_light;
        let fill = normal.dot(self.to_fill).max(0.0) * FILL_STRENGTH * open;
        let rim = normal.dot(self.to_rim).max(0.0) * RIM_STRENGTH * open;
        let diffuse = surface.albedo * (1.0 - metallic) * (ambient + Vec3::splat(key + fill + rim));

        let facing = normal.dot(surface.to_eye).clamp(0.0, 1.0);
        let straight = Vec3::splat(DIELECTRIC).lerp(surface.albedo, metallic);
        // Schlick (1994), damped on rough surfaces.
        let grazing = (1.0 - facing).powi(5) * (1.0 - roughness) * (1.0 - roughness);
        let reflectance = straight + (Vec3::ONE - straight) * grazing;
        let mirrored = (normal * (2.0 * normal.dot(surface.to_eye)) - surface.to_eye).normalize_or(normal);
        let surroundings = self.surroundings(mirrored, roughness, surface.key_light) * surface.openness;
        diffuse + reflectance * (surroundings + self.glint(surface, roughness))
    }

    /// The key lamp's highlight (normalised Blinn-Phong).
    fn glint(&self, surface: &Surface, roughness: f32) -> Vec3 {
        let half = (self.to_key + surface.to_eye).normalize_or(surface.normal);
        let exponent = 2.0 / (roughness * roughness * roughness * roughness).max(1e-3);
        let lobe = surface.normal.dot(half).max(0.0).powf(exponent) * (exponent + 8.0) / 25.0;
        Vec3::splat(
            lobe.min(12.0)
                * KEY_STRENGTH
                * 0.35
                * surface.key_light
                * surface.normal.dot(self.to_key).max(0.0),
        )
    }

    /// What a mirror would see: ground, sky, a horizon edge and the lamps' soft boxes, all blurred by roughness.
    fn surroundings(&self, direction: Vec3, roughness: f32, key_light: f32) -> Vec3 {
        let edge = 0.08 + 0.9 * roughness;
        let height = smooth_step(-edge, edge, direction.y - 0.05);
        let room = Vec3::new(0.075, 0.072, 0.070).lerp(Vec3::new(0.42, 0.435, 0.455), height);
        let soft_box = |toward: Vec3, width: f32, strength: f32| {
            let spread = width + roughness * 0.8;
            let strength = strength / (1.0 + 4.0 * roughness * roughness);
            smooth_step(1.0 - spread, 1.0 - spread * 0.4, direction.dot(toward)) * strength
        };
        let lamps = soft_box(self.to_key, 0.12, 1.5) * (0.3 + 0.7 * key_light)
            + soft_box(self.to_fill, 0.16, 0.5)
            + soft_box(self.to_rim, 0.10, 0.6);
        room + Vec3::splat(lamps)
    }
}

fn smooth_step(from: f32, to: f32, value: f32) -> f32 {
    let share = ((value - from) / (to - from)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// The filmic curve of ACES as fitted by Narkowicz (2015).
pub(super) fn tone_map(light: Vec3) -> Vec3 {
    let mapped = light * (light * 2.51 + 0.03) / (light * (light * 2.43 + 0.59) + 0.14);
    mapped.clamp(Vec3::ZERO, Vec3::ONE)
}

/// The studio's backdrop in linear light: lighter above, a soft pool of light behind the model.
pub(super) fn backdrop(place: Vec2) -> Vec3 {
    let base = 0.925 - 0.115 * place.y;
    let pool = 0.035 * (1.0 - (place - Vec2::new(0.5, 0.45)).length() * 1.6).max(0.0);
    let level = (base + pool).min(1.0);
    // The gradient is chosen by eye, in encoded values.
    Vec3::splat(level * level) * Vec3::new(0.995, 1.0, 1.005)
}

/// A turn for sample patterns that differs between neighbours but not between runs (Jimenez 2014).
pub(super) fn pattern_turn(column: usize, row: usize) -> f32 {
    let mixed = 0.067_110_56 * column as f32 + 0.005_837_15 * row as f32;
    (52.982_918 * mixed.fract()).fract() * std::f32::consts::TAU
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::View;

    fn studio() -> Studio {
        let points = [Vec3::NEG_ONE, Vec3::ONE];
        Studio::around(&Camera::fitting(&points, &View { yaw: 0.0, pitch: 0.0, ..View::default() }, 64, 64))
    }

    fn surface(normal: Vec3) -> Surface {
        Surface {
            normal,
            to_eye: Vec3::Z,
            albedo: Vec3::new(0.8, 0.4, 0.2),
            metallic: 0.0,
            roughness: 0.8,
            key_light: 1.0,
            openness: 1.0,
        }
    }

    #[test]
    fn shadow_and_narrowness_darken() {
        let towards_key = studio().to_key;
        let lit = studio().light(&surface(towards_key));
        let shaded = studio().light(&Surface { key_light: 0.0, ..surface(towards_key) });
        let narrow = studio().light(&Surface { key_light: 0.0, openness: 0.2, ..surface(towards_key) });
        assert!(lit.cmpgt(shaded).all() && shaded.cmpgt(narrow).all(), "{lit} {shaded} {narrow}");
    }

    #[test]
    fn matter_keeps_its_hue_and_metal_mirrors_in_its_own() {
        for metallic in [0.0, 1.0] {
            let light = studio().light(&Surface { metallic, roughness: 0.3, ..surface(Vec3::Z) });
            assert!(light.x > light.y && light.y > light.z, "{light}");
        }
        let smooth = studio().light(&Surface {
            metallic: 1.0,
            roughness: 0.1,
            ..surface(Vec3::new(0.0, -0.26, 0.966))
        });
        let matt = studio().light(&Surface {
            metallic: 1.0,
            roughness: 1.0,
            ..surface(Vec3::new(0.0, -0.26, 0.966))
        });
        assert!(smooth.x < matt.x, "a smooth metal that leans down mirrors only the dark ground");
    }

    #[test]
    fn tones_rise_steadily_and_stay_in_range() {
        let mut last = -1.0;
        for step in 0..200 {
            let tone = tone_map(Vec3::splat(step as f32 * 0.05)).x;
            assert!(tone >= last && (0.0..=1.0).contains(&tone));
            last = tone;
        }
        assert!(last > 0.95);
    }

    #[test]
    fn the_backdrop_is_light_and_lighter_above() {
        let (above, below) = (backdrop(Vec2::new(0.5, 0.05)), backdrop(Vec2::new(0.5, 0.98)));
        assert!(above.x > below.x && below.x > 0.5 && above.max_element() <= 1.01);
    }
}
