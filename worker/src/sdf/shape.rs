//! The closed shapes everything is put together from, each with its signed distance.
//!
//! Distances follow Inigo Quilez' catalogue (<https://iquilezles.org/articles/distfunctions/>); where a bound
//! replaces the exact distance it is close enough for the sampler's safety factor.

use super::outline::Outline;
use glam::{Vec2, Vec3, vec2, vec3};

/// A solid around its own origin. Lengths are object units (about 2 units a model).
#[derive(Clone, Debug)]
pub enum Shape {
    /// Ellipsoid with these radii (a ball when they are equal).
    Ellipsoid(Vec3),
    /// Box with half sizes, edges rounded by `round` inside the box.
    Block { half: Vec3, round: f32 },
    /// Upright cylinder.
    Cylinder { radius: f32, half_height: f32, round: f32 },
    /// Upright cone or frustum; `round` is kept inside the given sizes.
    Cone { bottom: f32, top: f32, half_height: f32, round: f32 },
    /// Ring lying flat (axis Y).
    Torus { major: f32, minor: f32 },
    /// Balls along a polyline joined by tapered limbs.
    Path(Vec<(Vec3, f32)>),
    /// Outline in X/Y pushed along Z both ways by `half_depth`.
    Prism { outline: Outline, half_depth: f32, round: f32 },
    /// Outline in radius/Y turned about the Y axis.
    Lathe { outline: Outline, ripple: Ripple },
}

/// Flutes around a lathed shape.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ripple {
    /// How many around.
    pub count: f32,
    /// Depth as a share of the radius.
    pub depth: f32,
    /// Turn in radians a unit of height.
    pub twist: f32,
}

impl Shape {
    /// Signed distance from `p` (shape space), negative inside.
    pub fn distance(&self, p: Vec3) -> f32 {
        match self {
            Self::Ellipsoid(radii) => ellipsoid_distance(p, *radii),
            Self::Block { half, round } => {
                let q = p.abs() - *half + *round;
                q.max(Vec3::ZERO).length() + q.max_element().min(0.0) - round
            }
            Self::Cylinder { radius, half_height, round } => {
                let q = vec2(vec2(p.x, p.z).length() - radius + round, p.y.abs() - half_height + round);
                q.max_element().min(0.0) + q.max(Vec2::ZERO).length() - round
            }
            Self::Cone { bottom, top, half_height, round } => {
                let inset = |radius: f32| (radius - round).max(0.0);
                cone_distance(p, inset(*bottom), inset(*top), half_height - round) - round
            }
            Self::Torus { major, minor } => vec2(vec2(p.x, p.z).length() - major, p.y).length() - minor,
            Self::Path(joints) => path_distance(p, joints),
            Self::Prism { outline, half_depth, round } => {
                let q = vec2(outline.distance(vec2(p.x, p.y)) + round, p.z.abs() - half_depth + round);
                q.max_element().min(0.0) + q.max(Vec2::ZERO).length() - round
            }
            Self::Lathe { outline, ripple } => lathe_distance(p, outline, *ripple),
        }
    }

    /// Lower and upper corner of a box around the shape.
    pub fn bounds(&self) -> (Vec3, Vec3) {
        let symmetric = |half: Vec3| (-half, half);
        match self {
            Self::Ellipsoid(radii) => symmetric(*radii),
            Self::Block { half, .. } => symmetric(*half),
            Self::Cylinder { radius, half_height, .. } => symmetric(vec3(*radius, *half_height, *radius)),
            Self::Cone { bottom, top, half_height, .. } => {
                let radius = bottom.max(*top);
                symmetric(vec3(radius, *half_height, radius))
            }
            Self::Torus { major, minor } => symmetric(vec3(major + minor, *minor, major + minor)),
            Self::Path(joints) => joints
                .iter()
                .fold((Vec3::splat(f32::MAX), Vec3::splat(f32::MIN)), |(low, high), (center, radius)| {
                    (low.min(*center - *radius), high.max(*center + *radius))
                }),
            Self::Prism { outline, half_depth, .. } => {
                let (low, high) = outline.bounds();
                (low.extend(-half_depth), high.extend(*half_depth))
            }
            Self::Lathe { outline, ripple } => {
                let (low, high) = outline.bounds();
                let radius = high.x * (1.0 + ripple.depth);
                (vec3(-radius, low.y, -radius), vec3(radius, high.y, radius))
            }
        }
    }
}

fn ellipsoid_distance(p: Vec3, radii: Vec3) -> f32 {
    let k0 = (p / radii).length();
    let k1 = (p / (radii * radii)).length();
    if k1 < 1e-6 { -radii.min_element() } else { k0 * (k0 - 1.0) / k1 }
}

fn cone_distance(p: Vec3, bottom: f32, top: f32, half_height: f32) -> f32 {
    let q = vec2(vec2(p.x, p.z).length(), p.y);
    let k1 = vec2(top, half_height);
    let k2 = vec2(top - bottom, 2.0 * half_height);
    let cap_radius = if q.y < 0.0 { bottom } else { top };
    let to_cap = vec2(q.x - q.x.min(cap_radius), q.y.abs() - half_height);
    let to_side = q - k1 + k2 * ((k1 - q).dot(k2) / k2.length_squared()).clamp(0.0, 1.0);
    let sign = if to_side.x < 0.0 && to_cap.y < 0.0 { -1.0 } else { 1.0 };
    sign * to_cap.length_squared().min(to_side.length_squared()).sqrt()
}

fn path_distance(p: Vec3, joints: &[(Vec3, f32)]) -> f32 {
    let first = joints.first().map_or(f32::MAX, |(center, radius)| (p - *center).length() - radius);
    joints.windows(2).fold(first, |nearest, pair| nearest.min(limb_distance(p, pair[0], pair[1])))
}

/// Round cone between two balls, with the taper taken along the axis (a bound, exact for equal radii).
fn limb_distance(p: Vec3, (a, radius_a): (Vec3, f32), (b, radius_b): (Vec3, f32)) -> f32 {
    let axis = b - a;
    let along = ((p - a).dot(axis) / axis.length_squared().max(1e-12)).clamp(0.0, 1.0);
    (p - a - axis * along).length() - (radius_a + (radius_b - radius_a) * along)
}

fn lathe_distance(p: Vec3, outline: &Outline, ripple: Ripple) -> f32 {
    let radius = vec2(p.x, p.z).length();
    if ripple.depth == 0.0 {
        return outline.distance(vec2(radius, p.y));
    }
    let angle = p.z.atan2(p.x) + ripple.twist * p.y;
    let swell = 1.0 + ripple.depth * (ripple.count * angle).cos();
    // The flutes steepen the field; the factor keeps it below slope one for the depths in use.
    outline.distance(vec2(radius / swell, p.y)) * 0.75
}
