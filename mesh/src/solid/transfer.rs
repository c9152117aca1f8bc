//! Bringing colors, texture coordinates, normals and materials back onto a changed shape.

use std::collections::HashMap;

use glam::{Vec2, Vec3};
use rayon::prelude::*;

use crate::bvh::{Bvh, barycentric};
use crate::model::Mesh;
use crate::render::Pyramid;

/// How far a corner is pulled towards its triangle's middle before looking for the nearest source triangle, so that
/// a corner on a seam takes the side its own triangle lies on.
const PULL_TO_MIDDLE: f32 = 0.02;

/// Dresses the triangles of `shape` with the attributes of the nearest place on `source`.
///
/// Corners on a seam of `source` (two texture coordinates or colors at one place) get a vertex for each side. Normals
/// are computed anew, smooth over the shape's own vertices, where `source` has any. Materials follow the triangle.
pub fn transfer_attributes(source: &Mesh, shape: &Mesh) -> Mesh {
    let tree = Bvh::new(source);
    let looked_up: Vec<[Corner; 3]> =
        shape.triangles.par_iter().map(|&triangle| corners_of(source, shape, &tree, triangle)).collect();
    let mut smooth = shape.clone();
    smooth.compute_normals();
    let mut dressed =
        Mesh { materials: source.materials.clone(), textures: source.textures.clone(), ..Mesh::default() };
    let mut vertex_of: HashMap<(u32, [u32; 5]), u32> = HashMap::new();
    for (triangle, corner) in shape.triangles.iter().zip(&looked_up) {
        let mut renumbered = [0; 3];
        for side in 0..3 {
            let key = (triangle[side], corner[side].key());
            renumbered[side] = *vertex_of.entry(key).or_insert_with(|| {
                let vertex = triangle[side] as usize;
                dressed.positions.push(shape.positions[vertex]);
                if !source.normals.is_empty() {
                    dressed.normals.push(smooth.normals[vertex]);
                }
                if !source.uvs.is_empty() {
                    dressed.uvs.push(corner[side].uv);
                }
                if !source.colors.is_empty() {
                    dressed.colors.push(corner[side].color);
                }
                dressed.positions.len() as u32 - 1
            });
        }
        dressed.triangles.push(renumbered);
        if !source.triangle_materials.is_empty() {
            dressed.triangle_materials.push(corner[0].material);
        }
    }
    dressed
}

#[derive(Clone, Copy, Default)]
struct Corner {
    uv: [f32; 2],
    color: [f32; 3],
    material: u32,
}

impl Corner {
    fn key(&self) -> [u32; 5] {
        // Rounded, so that two looks at the same smooth surface share a vertex.
        let step = |value: f32| (value * 4096.0).round() as i32 as u32;
        let [r, g, b] = self.color.map(step);
        [step(self.uv[0]), step(self.uv[1]), r, g, b]
    }
}

fn corners_of(source: &Mesh, shape: &Mesh, tree: &Bvh, triangle: [u32; 3]) -> [Corner; 3] {
    let Some(at) = shape.corners(triangle) else { return [Corner::default(); 3] };
    let middle = (at[0] + at[1] + at[2]) / 3.0;
    let material = tree
        .nearest(middle)
        .and_then(|nearest| source.triangle_materials.get(nearest.triangle as usize).copied())
        .unwrap_or(0);
    at.map(|corner| {
        let pulled = corner.lerp(middle, PULL_TO_MIDDLE);
        Corner {
            material,
            ..tree.nearest(pulled).map(|near| sample(source, near.triangle, near.point)).unwrap_or_default()
        }
    })
}

/// Colors the vertices of `shape` as the nearest place on `source` looks: material factor × vertex color × picture.
///
/// For shapes whose triangles no longer follow the source's texture charts. A source without any color gives none.
/// Pictures are decoded up to half a gigabyte; those beyond count as absent.
pub fn transfer_colors(source: &Mesh, shape: &Mesh) -> Mesh {
    let mut colored =
        Mesh { positions: shape.positions.clone(), triangles: shape.triangles.clone(), ..Mesh::default() };
    if !source.normals.is_empty() {
        colored.compute_normals();
    }
    if source.colors.is_empty() && source.materials.is_empty() {
        return colored;
    }
    let tree = Bvh::new(source);
    let pictures = Pyramid::decode_all(&source.textures);
    let color_at = |position: &[f32; 3]| {
        let Some(nearest) = tree.nearest(Vec3::from(*position)) else { return [1.0; 3] };
        let corner = sample(source, nearest.triangle, nearest.point);
        let material = source.material_of(nearest.triangle as usize);
        let mut color = material.map_or(Vec3::ONE, |material| Vec3::from_slice(&material.base_color[..3]));
        if !source.colors.is_empty() {
            color *= Vec3::from(corner.color);
        }
        let picture = material.and_then(|material| pictures.get(material.texture? as usize)?.as_ref());
        if let Some(picture) = picture.filter(|_| !source.uvs.is_empty()) {
            color *= picture.sample(Vec2::from(corner.uv), 0.0);
        }
        color.to_array()
    };
    colored.colors = shape.positions.par_iter().map(color_at).collect();
    colored
}

/// The attributes of a source triangle at a point on it.
fn sample(source: &Mesh, triangle: u32, point: Vec3) -> Corner {
    let corner = source.triangles[triangle as usize];
    let weights = source.corners(corner).and_then(|at| barycentric(point, at)).unwrap_or(Vec2::ZERO);
    let shares = [1.0 - weights.x - weights.y, weights.x, weights.y].map(|share| share.clamp(0.0, 1.0));
    let mut sampled = Corner::default();
    for (vertex, share) in corner.map(|vertex| vertex as usize).into_iter().zip(shares) {
        if let Some(uv) = source.uvs.get(vertex) {
            sampled.uv = (Vec2::from(sampled.uv) + Vec2::from(*uv) * share).to_array();
        }
        if let Some(color) = source.colors.get(vertex) {
            sampled.color = (Vec3::from(sampled.color) + Vec3::from(*color) * share).to_array();
        }
    }
    sampled
}
