//! Deterministic value noise, the same on every machine.

use glam::{IVec3, Vec3, ivec3};

/// Smooth noise in -1..=1 with features about one unit wide.
pub fn value_noise(point: Vec3) -> f32 {
    let cell = point.floor();
    let f = point - cell;
    let f = f * f * (3.0 - 2.0 * f);
    let cell = cell.as_ivec3();
    let corner = |x, y, z| lattice(cell + ivec3(x, y, z));
    let mix = |a: f32, b: f32, t: f32| a + (b - a) * t;
    let near =
        mix(mix(corner(0, 0, 0), corner(1, 0, 0), f.x), mix(corner(0, 1, 0), corner(1, 1, 0), f.x), f.y);
    let far =
        mix(mix(corner(0, 0, 1), corner(1, 0, 1), f.x), mix(corner(0, 1, 1), corner(1, 1, 1), f.x), f.y);
    mix(near, far, f.z)
}

/// Two octaves of [`value_noise`].
pub fn fractal_noise(point: Vec3) -> f32 {
    value_noise(point) * 0.66 + value_noise(point * 2.13 + 17.7) * 0.34
}

fn lattice(cell: IVec3) -> f32 {
    let mut hash = (cell.x as u32).wrapping_mul(374_761_393)
        ^ (cell.y as u32).wrapping_mul(668_265_263)
        ^ (cell.z as u32).wrapping_mul(2_147_483_647);
    hash = (hash ^ (hash >> 13)).wrapping_mul(1_274_126_177);
    ((hash ^ (hash >> 16)) & 0xffff) as f32 / 32_768.0 - 1.0
}
