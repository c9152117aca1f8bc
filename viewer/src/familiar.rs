//! Things of known size to stand beside a model: a coin, a mug, a hand. Made from a few round forms, in millimetres,
//! standing on y = 0 around the vertical axis.

use crate::angle::sin_cos;
use glam::Vec3;
use std::f32::consts::{PI, TAU};

/// Corners around a round form.
const AROUND: usize = 28;
/// Rings of a rounded end.
const CAP_RINGS: usize = 5;

/// Triangles with normals.
#[derive(Debug, Default, Clone)]
pub struct Shape {
    /// In millimetres.
    pub positions: Vec<[f32; 3]>,
    /// Unit length.
    pub normals: Vec<[f32; 3]>,
    /// Three a triangle.
    pub indices: Vec<u32>,
}

/// What stands beside the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Familiar {
    /// A coin on its edge, 23.25 mm across and 2.33 mm thick: one euro.
    Coin,
    /// A mug, 95 mm high and 82 mm across without its handle.
    Mug,
    /// An upright hand, 180 mm from the wrist to the tip of the middle finger.
    Hand,
}

impl Familiar {
    /// The thing of a name of the JavaScript API.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "coin" => Some(Self::Coin),
            "mug" => Some(Self::Mug),
            "hand" => Some(Self::Hand),
            _ => None,
        }
    }

    /// Its form.
    pub fn shape(self) -> Shape {
        match self {
            Self::Coin => coin(),
            Self::Mug => mug(),
            Self::Hand => hand(),
        }
    }
}

impl Shape {
    /// Smallest and largest coordinates.
    pub fn bounds(&self) -> (Vec3, Vec3) {
        let start = (Vec3::splat(f32::INFINITY), Vec3::splat(f32::NEG_INFINITY));
        let positions = self.positions.iter().copied().map(Vec3::from_array);
        positions.fold(start, |(low, high), at| (low.min(at), high.max(at)))
    }

    /// Scales and moves it.
    pub fn placed(mut self, scale: f32, offset: Vec3) -> Self {
        for position in &mut self.positions {
            *position = (Vec3::from_array(*position) * scale + offset).to_array();
        }
        self
    }

    /// Adds small octahedra of this radius around points.
    pub fn markers(points: &[Vec3], radius: f32) -> Self {
        let mut shape = Self::default();
        for &point in points {
            for corner in 0..8 {
                let signs = [corner & 1, (corner >> 1) & 1, (corner >> 2) & 1]
                    .map(|bit| if bit == 0 { 1.0 } else { -1.0 });
                let [x, y, z] = signs;
                let normal = Vec3::new(x, y, z).normalize();
                let tips = [Vec3::X * x, Vec3::Y * y, Vec3::Z * z];
                let turned = if x * y * z > 0.0 { tips } else { [tips[0], tips[2], tips[1]] };
                let first = shape.positions.len() as u32;
                for tip in turned {
                    shape.push(point + tip * radius, normal);
                }
                shape.indices.extend([first, first + 1, first + 2]);
            }
        }
        shape
    }

    fn push(&mut self, position: Vec3, normal: Vec3) {
        self.positions.push(position.to_array());
        self.normals.push(normal.to_array());
    }

    /// Sweeps a circle along a path: each ring has a centre, a radius and the two directions it lies in.
    fn sweep(&mut self, rings: &[Ring]) {
        let first = self.positions.len() as u32;
        for ring in rings {
            for step in 0..=AROUND {
                let (sin, cos) = sin_cos(step as f32 / AROUND as f32 * TAU);
                let outward = ring.right * cos + ring.forward * sin;
                let normal = outward * ring.lean_out + ring.right.cross(ring.forward) * ring.lean_along;
                self.push(ring.center + outward * ring.radius, normal.normalize_or_zero());
            }
        }
        let row = AROUND as u32 + 1;
        for ring in 0..rings.len().saturating_sub(1) as u32 {
            for step in 0..AROUND as u32 {
                let [a, b] = [first + ring * row + step, first + (ring + 1) * row + step];
                self.indices.extend([a, a + 1, b, a + 1, b + 1, b]);
            }
        }
    }

    /// A rounded bar from one point to another.
    fn capsule(&mut self, from: Vec3, to: Vec3, radius: f32) {
        let along = (to - from).normalize_or(Vec3::Y);
        let (right, forward) = along.any_orthonormal_pair();
        let ring = |center: Vec3, latitude: f32| {
            let (sin, cos) = sin_cos(latitude);
            Ring {
                center: center + along * (sin * radius),
                radius: cos * radius,
                right,
                forward,
                lean_out: cos,
                lean_along: sin,
            }
        };
        let quarter = |part: usize| part as f32 / CAP_RINGS as f32 * PI / 2.0;
        let start = (0..=CAP_RINGS).map(|part| ring(from, quarter(part) - PI / 2.0));
        let end = (0..=CAP_RINGS).map(|part| ring(to, quarter(part)));
        self.sweep(&start.chain(end).collect::<Vec<_>>());
    }

    /// Turns an outline (radius, height, slope of the normal) around the vertical axis.
    fn lathe(&mut self, outline: &[[f32; 4]]) {
        let ring = |&[radius, height, lean_out, lean_along]: &[f32; 4]| Ring {
            center: Vec3::Y * height,
            radius,
            right: Vec3::Z,
            forward: Vec3::X,
            lean_out,
            lean_along,
        };
        self.sweep(&outline.iter().map(ring).collect::<Vec<_>>());
    }
}

/// A circle of a sweep.
struct Ring {
    center: Vec3,
    radius: f32,
    right: Vec3,
    forward: Vec3,
    lean_out: f32,
    lean_along: f32,
}

fn coin() -> Shape {
    let (radius, thickness) = (11.625, 2.33);
    let mut flat = Shape::default();
    let (rim, field) = (thickness, thickness - 0.35);
    flat.lathe(&[
        [0.0, 0.0, 0.0, -1.0],
        [radius, 0.0, 0.0, -1.0],
        [radius, 0.0, 1.0, 0.0],
        [radius, rim, 1.0, 0.0],
        [radius, rim, 0.0, 1.0],
        [radius - 1.2, rim, 0.0, 1.0],
        [radius - 1.2, rim, -1.0, 0.0],
        [radius - 1.2, field, -1.0, 0.0],
        [radius - 1.2, field, 0.0, 1.0],
        [0.0, field, 0.0, 1.0],
    ]);
    // On its edge, face to the front: y becomes z.
    for vector in flat.positions.iter_mut().chain(&mut flat.normals) {
        let [x, y, z] = *vector;
        *vector = [x, -z, y];
    }
    flat.placed(1.0, Vec3::new(0.0, radius, -thickness / 2.0))
}

fn mug() -> Shape {
    let (radius, height, wall, floor) = (41.0, 95.0, 4.0, 6.0);
    let inside = radius - wall;
    let mut mug = Shape::default();
    mug.lathe(&[
        [0.0, 0.0, 0.0, -1.0],
        [radius - 3.0, 0.0, 0.0, -1.0],
        [radius - 3.0, 0.0, 0.7, -0.7],
        [radius, 4.0, 1.0, -0.2],
        [radius, height - 2.0, 1.0, 0.0],
        [radius - 2.0, height, 0.0, 1.0],
        [inside, height - 2.0, -1.0, 0.0],
        [inside, floor, -1.0, 0.0],
        [inside, floor, 0.0, 1.0],
        [0.0, floor, 0.0, 1.0],
    ]);
    let [reach, half_height, middle] = [27.0, 27.0, 50.0];
    let handle = |step: usize| {
        let (sin, cos) = sin_cos((step as f32 / 16.0 - 0.5) * PI);
        let outward = Vec3::new(cos, sin, 0.0);
        Ring {
            center: Vec3::new(radius - 3.0 + reach * cos, middle + half_height * sin, 0.0),
            radius: 5.0,
            right: outward,
            forward: Vec3::NEG_Z,
            lean_out: 1.0,
            lean_along: 0.0,
        }
    };
    mug.sweep(&(0..=16).map(handle).collect::<Vec<_>>());
    mug
}

fn hand() -> Shape {
    let mut hand = Shape::default();
    // Four fingers: where they begin and end, and how thick they are; each goes on through the palm to the wrist.
    let fingers = [
        (-30.0, 92.0, 150.0, 8.0),
        (-10.0, 98.0, 171.0, 9.0),
        (11.0, 96.0, 163.0, 8.8),
        (31.0, 86.0, 137.0, 7.6),
    ];
    for (x, knuckle, tip, radius) in fingers {
        hand.capsule(Vec3::new(x, knuckle, 0.0), Vec3::new(x * 1.1, tip, 2.0), radius);
        hand.capsule(Vec3::new(x * 0.7, 15.0, 0.0), Vec3::new(x * 0.9, knuckle - 8.0, 0.0), 14.5);
    }
    hand.capsule(Vec3::new(-26.0, 34.0, 4.0), Vec3::new(-50.0, 62.0, 10.0), 12.0);
    hand.capsule(Vec3::new(-50.0, 62.0, 10.0), Vec3::new(-60.0, 94.0, 12.0), 9.5);
    // The palm is flatter than it is wide.
    for position in &mut hand.positions {
        position[2] *= 0.85;
    }
    hand
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_has_its_known_size_and_stands_on_the_ground() {
        for (thing, height, width) in
            [(Familiar::Coin, 23.25, 23.25), (Familiar::Mug, 95.0, 111.0), (Familiar::Hand, 180.0, 108.0)]
        {
            let (low, high) = thing.shape().bounds();
            assert!((high.y - height).abs() < 1.0, "{thing:?}: {high}");
            assert!((high.x - low.x - width).abs() < 4.0, "{thing:?}: {}", high.x - low.x);
            assert!(low.y.abs() < 1.0, "{thing:?}: {low}");
        }
    }

    #[test]
    fn surfaces_face_outwards() {
        for thing in [Familiar::Coin, Familiar::Mug, Familiar::Hand] {
            let shape = thing.shape();
            let at = |index: u32| Vec3::from_array(shape.positions[index as usize]);
            let along = |index: u32| Vec3::from_array(shape.normals[index as usize]);
            let corners = shape.indices.as_chunks::<3>().0;
            let agree = corners.iter().filter(|[a, b, c]| {
                let facing = (at(*b) - at(*a)).cross(at(*c) - at(*a));
                facing.length() < 1e-4 || facing.dot(along(*a) + along(*b) + along(*c)) > 0.0
            });
            assert!(agree.count() as f32 > 0.97 * corners.len() as f32, "{thing:?}");
        }
    }

    #[test]
    fn markers_surround_their_points() {
        let shape = Shape::markers(&[Vec3::new(1.0, 2.0, 3.0)], 0.1);
        assert_eq!(shape.indices.len(), 24);
        let (low, high) = shape.bounds();
        assert!(
            (low - Vec3::new(0.9, 1.9, 2.9)).length() < 1e-6
                && (high - Vec3::new(1.1, 2.1, 3.1)).length() < 1e-6
        );
    }
}
