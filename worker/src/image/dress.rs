//! Puts colors and normals on a bare solid.

use std::collections::HashMap;

use glam::Vec3;
use mesh::{Material, Mesh, Texture};

use super::body::Body;
use super::stand::Slab;
use crate::result::BuildError;

/// Faces that meet at less than this angle are shaded as one smooth surface (cosine of 42°).
const CREASE_COSINE: f32 = 0.743;
const ROUGHNESS: f32 = 0.72;
/// Triangles this close to a slab belong to it.
const SLAB_SLACK_MM: f32 = 0.02;

/// `bare` with the body's texture, the plain color on `slabs`, and normals that keep creases.
///
/// # Errors
/// When the texture cannot be encoded.
pub fn textured(bare: &Mesh, body: &Body, slabs: &[Slab]) -> Result<Mesh, BuildError> {
    let texture = body.atlas.to_jpeg().map_err(|cause| BuildError::Unsound(format!("texture: {cause}")))?;
    let shape = bare.welded_shape();
    let faces = face_normals(&shape);
    let corners = corner_normals(&shape, &faces);
    let mut dressed = Mesh {
        materials: vec![Material { roughness: ROUGHNESS, texture: Some(0), ..Material::default() }],
        textures: vec![Texture { media_type: "image/jpeg", bytes: texture }],
        ..Mesh::default()
    };
    let mut known: HashMap<(u32, [i32; 5]), u32> = HashMap::new();
    for (face, triangle) in shape.triangles.iter().enumerate() {
        let on_slab = is_on_slab(&shape, *triangle, slabs);
        dressed.triangles.push(std::array::from_fn(|corner| {
            let vertex = triangle[corner];
            let position = shape.positions[vertex as usize];
            let uv = if on_slab { body.atlas.plain_uv() } else { body.uv(position, faces[face].z) };
            let normal = corners[face][corner];
            *known.entry((vertex, key(normal, uv))).or_insert_with(|| {
                dressed.positions.push(position);
                dressed.normals.push(normal.to_array());
                dressed.uvs.push(uv);
                dressed.positions.len() as u32 - 1
            })
        }));
    }
    Ok(dressed)
}

/// Equal keys are drawn alike.
fn key(normal: Vec3, uv: [f32; 2]) -> [i32; 5] {
    let coarse = normal * 200.0;
    [coarse.x as i32, coarse.y as i32, coarse.z as i32, (uv[0] * 8192.0) as i32, (uv[1] * 8192.0) as i32]
}

/// Whether all corners of a triangle lie on or in one of the slabs.
#[must_use]
pub fn is_on_slab(shape: &Mesh, triangle: [u32; 3], slabs: &[Slab]) -> bool {
    slabs.iter().any(|slab| {
        triangle.iter().all(|&vertex| slab.holds(shape.positions[vertex as usize], SLAB_SLACK_MM))
    })
}

/// Unit normals of all faces.
#[must_use]
pub fn face_normals(shape: &Mesh) -> Vec<Vec3> {
    let normal = |&triangle: &[u32; 3]| {
        shape.corners(triangle).map_or(Vec3::Z, |[a, b, c]| (b - a).cross(c - a).normalize_or(Vec3::Z))
    };
    shape.triangles.iter().map(normal).collect()
}

/// For each corner of each face the mean normal of the faces around it that are not across a crease.
fn corner_normals(shape: &Mesh, faces: &[Vec3]) -> Vec<[Vec3; 3]> {
    let mut around: Vec<Vec<u32>> = vec![Vec::new(); shape.positions.len()];
    for (face, triangle) in shape.triangles.iter().enumerate() {
        for &vertex in triangle {
            around[vertex as usize].push(face as u32);
        }
    }
    let area = |face: u32| {
        shape.corners(shape.triangles[face as usize]).map_or(0.0, |[a, b, c]| (b - a).cross(c - a).length())
    };
    let mean = |face: usize, vertex: u32| {
        let sum: Vec3 = around[vertex as usize]
            .iter()
            .filter(|&&other| faces[other as usize].dot(faces[face]) > CREASE_COSINE)
            .map(|&other| faces[other as usize] * area(other))
            .sum();
        sum.normalize_or(faces[face])
    };
    shape
        .triangles
        .iter()
        .enumerate()
        .map(|(face, triangle)| std::array::from_fn(|corner| mean(face, triangle[corner])))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cube_keeps_its_edges_and_a_ball_has_none() {
        let cube = mesh::shapes::cube(2.0).welded_shape();
        for (face, corners) in corner_normals(&cube, &face_normals(&cube)).iter().enumerate() {
            for normal in corners {
                assert!(normal.dot(face_normals(&cube)[face]) > 0.999);
            }
        }
        let ball = mesh::shapes::sphere(1.0, 32, 48).welded_shape();
        let faces = face_normals(&ball);
        for (triangle, corners) in ball.triangles.iter().zip(corner_normals(&ball, &faces)) {
            for (vertex, normal) in triangle.iter().zip(corners) {
                assert!(normal.dot(Vec3::from(ball.positions[*vertex as usize])) > 0.99);
            }
        }
    }
}
