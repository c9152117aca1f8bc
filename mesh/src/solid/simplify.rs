//! Fewer triangles, still a solid.
//!
//! meshopt's simplifier leaves edges with four triangles on about one solid in four (zeux/meshoptimizer#699), so
//! its result goes through the kernel, whose own small simplification removes them, and through the gate again.

use std::collections::HashMap;

use meshopt::{SimplifyOptions, VertexDataAdapter};

use super::{NotSolid, Solid, check_manifold, import, transfer_attributes};
use crate::measure::audit;
use crate::model::Mesh;

/// How far to simplify: until `tolerance` or `triangles`, whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SimplifyTarget {
    /// Largest distance from the old surface, in units of the mesh.
    pub tolerance: f32,
    /// Stop at about this many triangles.
    pub triangles: usize,
}

/// A change of a quarter in one color channel counts as much as one `tolerance` of distance.
const COLOR_TOLERANCES: f32 = 4.0;
/// The whole width of a texture counts as much as this many tolerances.
const UV_TOLERANCES: f32 = 20.0;
/// Above this, meshopt's errors overflow into refusing everything.
const LARGEST_WEIGHT: f32 = 0.5;

/// A simpler solid with the colors, texture coordinates and materials of the old one.
///
/// The mesh must be a solid by the kernel's own import (which mends edges with four triangles). The result passes
/// [`check_manifold`]. When no simplification does, the mesh comes back as the kernel cleans it.
pub fn simplify(mesh: &Mesh, target: SimplifyTarget) -> Result<Mesh, NotSolid> {
    let original = match import_checked(mesh) {
        Ok(solid) => solid,
        Err(reason) => return Err(check_manifold(mesh).err().unwrap_or(reason)),
    };
    let quick = simplify_unchecked(mesh, target);
    if check_manifold(&quick).is_ok() {
        return Ok(quick);
    }
    let cleaning = f64::from(target.tolerance.clamp(1e-6, f32::MAX)) / 3.0;
    let repaired = [cleaning, cleaning * 2.0, cleaning * 4.0]
        .into_iter()
        .find_map(|tolerance| cleaned(&import_checked(&quick).ok()?, tolerance, &quick));
    if let Some(repaired) = repaired {
        return Ok(repaired);
    }
    [cleaning * 3.0, cleaning, 0.0]
        .into_iter()
        .find_map(|tolerance| cleaned(&original, tolerance, mesh))
        .ok_or_else(|| NotSolid::Edges(audit(&original.shape())))
}

fn import_checked(mesh: &Mesh) -> Result<Solid, NotSolid> {
    Solid::from_manifold(import(mesh))
}

/// The kernel's simplification, dressed and through the gate.
fn cleaned(solid: &Solid, tolerance: f64, dress: &Mesh) -> Option<Mesh> {
    let simple = Solid::from_manifold(solid.manifold().simplify(tolerance)).ok()?;
    let shape = simple.shape();
    check_manifold(&shape).ok()?;
    let dressed = if is_bare(dress) { shape } else { dressed_by_position(dress, &shape) };
    Some(dressed)
}

fn is_bare(mesh: &Mesh) -> bool {
    mesh.uvs.is_empty()
        && mesh.colors.is_empty()
        && mesh.triangle_materials.is_empty()
        && mesh.materials.is_empty()
}

/// The kernel keeps most vertices where they were: where each place has one color and there is no texture, colors
/// are looked up by position, exactly. Everything else is projected.
fn dressed_by_position(source: &Mesh, shape: &Mesh) -> Mesh {
    if !source.uvs.is_empty() || !source.triangle_materials.is_empty() || source.colors.is_empty() {
        return transfer_attributes(source, shape);
    }
    let bits = |position: &[f32; 3]| position.map(|value| (value + 0.0).to_bits());
    let known: HashMap<[u32; 3], [f32; 3]> =
        source.positions.iter().map(bits).zip(source.colors.iter().copied()).collect();
    let colors: Option<Vec<[f32; 3]>> =
        shape.positions.iter().map(|position| known.get(&bits(position)).copied()).collect();
    let Some(colors) = colors else { return transfer_attributes(source, shape) };
    let mut dressed = Mesh {
        colors,
        materials: source.materials.clone(),
        textures: source.textures.clone(),
        ..shape.clone()
    };
    if !source.normals.is_empty() {
        dressed.compute_normals();
    }
    dressed
}

/// meshopt's simplifier alone: keeps seams, may break the solid. For viewers, where only the look counts.
///
/// Each material's triangles are simplified together with all others, so borders between materials stay closed.
pub fn simplify_unchecked(mesh: &Mesh, target: SimplifyTarget) -> Mesh {
    let mut mesh = mesh.clone();
    mesh.remove_unreferenced();
    let keeps_materials = mesh.triangle_materials.len() == mesh.triangles.len() && mesh.materials.len() > 1;
    if mesh.triangles.is_empty() {
        return mesh;
    }
    let groups = if keeps_materials { faces_by_material(&mesh) } else { vec![(0, mesh.triangles.clone())] };
    let total = mesh.triangles.len();
    let mut simple = Mesh { triangles: Vec::new(), triangle_materials: Vec::new(), ..mesh.clone() };
    for (material, triangles) in groups {
        let share = (target.triangles * triangles.len()).div_ceil(total);
        let options = if keeps_materials { SimplifyOptions::LockBorder } else { SimplifyOptions::None };
        let kept = simplify_group(&mesh, triangles, share, target.tolerance, options);
        if keeps_materials {
            simple.triangle_materials.extend(std::iter::repeat_n(material, kept.len()));
        }
        simple.triangles.extend(kept);
    }
    simple.remove_unreferenced();
    if !simple.normals.is_empty() {
        simple.compute_normals();
    }
    simple
}

/// About so many triangles at any price: places close to each other become one, whatever hung together. For viewers, and
/// only where the seams of a shape forbid anything better.
pub(crate) fn simplify_sloppily(shape: &Mesh, triangles: usize) -> Mesh {
    let bytes: Vec<u8> =
        shape.positions.as_flattened().iter().flat_map(|value| value.to_ne_bytes()).collect();
    let Ok(vertices) = VertexDataAdapter::new(&bytes, 12, 0) else { return shape.clone() };
    let kept = meshopt::simplify_sloppy(shape.triangles.as_flattened(), &vertices, triangles * 3, 1.0, None);
    let triangles = kept.chunks_exact(3).map(|corner| [corner[0], corner[1], corner[2]]).collect();
    let mut simple = Mesh { positions: shape.positions.clone(), triangles, ..Mesh::default() };
    simple.remove_unreferenced();
    simple
}

fn faces_by_material(mesh: &Mesh) -> Vec<(u32, Vec<[u32; 3]>)> {
    let mut groups: Vec<(u32, Vec<[u32; 3]>)> =
        (0..mesh.materials.len() as u32).map(|material| (material, Vec::new())).collect();
    for (triangle, &material) in mesh.triangles.iter().zip(&mesh.triangle_materials) {
        if let Some(group) = groups.get_mut(material as usize) {
            group.1.push(*triangle);
        }
    }
    groups.retain(|group| !group.1.is_empty());
    groups
}

fn simplify_group(
    mesh: &Mesh,
    triangles: Vec<[u32; 3]>,
    triangle_target: usize,
    tolerance: f32,
    options: SimplifyOptions,
) -> Vec<[u32; 3]> {
    let coordinates = mesh.positions.as_flattened();
    let bytes: Vec<u8> = coordinates.iter().flat_map(|value| value.to_ne_bytes()).collect();
    let Ok(vertices) = VertexDataAdapter::new(&bytes, 12, 0) else { return triangles };
    let (attributes, weights) = weighted_attributes(mesh, tolerance);
    let options = options | SimplifyOptions::ErrorAbsolute;
    let indices = triangles.into_flattened();
    let kept = if weights.is_empty() {
        meshopt::simplify(&indices, &vertices, triangle_target * 3, tolerance, options, None)
    } else {
        let unlocked = vec![false; mesh.positions.len()];
        let stride = weights.len() * size_of::<f32>();
        meshopt::simplify_with_attributes_and_locks(
            &indices,
            &vertices,
            &attributes,
            &weights,
            stride,
            &unlocked,
            triangle_target * 3,
            tolerance,
            options,
            None,
        )
    };
    kept.chunks_exact(3).map(|corner| [corner[0], corner[1], corner[2]]).collect()
}

/// Colors and texture coordinates side by side, with the weight of each channel in units of the longest side (the
/// scale meshopt works in).
fn weighted_attributes(mesh: &Mesh, tolerance: f32) -> (Vec<f32>, Vec<f32>) {
    let relative_tolerance = mesh.bounds().map_or(0.0, |bounds| tolerance / bounds.longest());
    let weight = |tolerances: f32| (relative_tolerance * tolerances).clamp(0.0, LARGEST_WEIGHT);
    let mut weights = Vec::new();
    if !mesh.colors.is_empty() {
        weights.extend([weight(COLOR_TOLERANCES); 3]);
    }
    if !mesh.uvs.is_empty() {
        weights.extend([weight(UV_TOLERANCES); 2]);
    }
    let mut values = Vec::with_capacity(weights.len() * mesh.positions.len());
    for vertex in 0..mesh.positions.len() {
        values.extend(mesh.colors.get(vertex).into_iter().flatten());
        values.extend(mesh.uvs.get(vertex).into_iter().flatten());
    }
    (values, weights)
}
