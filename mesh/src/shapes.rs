//! Small closed shapes with known measures, for tests, golden cases and placeholders.

use std::f32::consts::{PI, TAU};

use crate::model::Mesh;

/// A box with one corner at the origin and the given side lengths.
pub fn cuboid([x, y, z]: [f32; 3]) -> Mesh {
    let positions = (0..8)
        .map(|corner| [[0.0, x][corner & 1], [0.0, y][corner >> 1 & 1], [0.0, z][corner >> 2]])
        .collect();
    let triangles = vec![
        [0, 2, 1],
        [1, 2, 3],
        [4, 5, 6],
        [5, 7, 6],
        [0, 1, 4],
        [1, 5, 4],
        [2, 6, 3],
        [3, 6, 7],
        [0, 4, 2],
        [2, 4, 6],
        [1, 3, 5],
        [3, 7, 5],
    ];
    Mesh { positions, triangles, ..Mesh::default() }
}

/// A cube with one corner at the origin.
pub fn cube(side: f32) -> Mesh {
    cuboid([side; 3])
}

/// A sphere about the origin made of `rings` by `segments` patches (at least 2 by 3).
pub fn sphere(radius: f32, rings: u32, segments: u32) -> Mesh {
    let (rings, segments) = (rings.max(2), segments.max(3));
    let mut positions = vec![[0.0, radius, 0.0]];
    for ring in 1..rings {
        let polar = PI * ring as f32 / rings as f32;
        for segment in 0..segments {
            let around = TAU * segment as f32 / segments as f32;
            positions.push([
                radius * polar.sin() * around.sin(),
                radius * polar.cos(),
                radius * polar.sin() * around.cos(),
            ]);
        }
    }
    positions.push([0.0, -radius, 0.0]);
    let bottom = positions.len() as u32 - 1;
    let at = |ring: u32, segment: u32| 1 + (ring - 1) * segments + segment % segments;
    let mut triangles = Vec::new();
    for segment in 0..segments {
        triangles.push([0, at(1, segment), at(1, segment + 1)]);
        for ring in 1..rings - 1 {
            let [a, b] = [at(ring, segment), at(ring, segment + 1)];
            let [c, d] = [at(ring + 1, segment), at(ring + 1, segment + 1)];
            triangles.extend([[a, c, d], [a, d, b]]);
        }
        triangles.push([bottom, at(rings - 1, segment + 1), at(rings - 1, segment)]);
    }
    Mesh { positions, triangles, ..Mesh::default() }
}

/// Triangles of radius 10 about the origin, each across all others.
#[cfg(test)]
pub(crate) fn star(count: u32) -> Mesh {
    let mut mesh = Mesh::default();
    for step in 0..count {
        let [x, y, z] = [0.755, 0.57, 1.3].map(|turn| turn * step as f32);
        let turn = glam::Quat::from_euler(glam::EulerRot::XYZ, x, y, z);
        let tips = [glam::Vec3::X, glam::Vec3::new(-0.5, 0.866, 0.0), glam::Vec3::new(-0.5, -0.866, 0.0)];
        mesh.positions.extend(tips.map(|tip| (turn * tip * 10.0).to_array()));
        mesh.triangles.push([step * 3, step * 3 + 1, step * 3 + 2]);
    }
    mesh
}
