//! Wire art: the edges of a coarse copy as printable struts, joined into one solid.

use std::collections::BTreeSet;

use glam::{Affine3A, Vec3};
use mesh::solid::{Solid, check_manifold};
use mesh::{Material, Mesh};

use super::{faceted, surface_color};
use crate::image::body::Body;
use crate::image::dress::face_normals;
use crate::image::stand::Slab;
use crate::result::{BuildError, Progress};
use crate::sdf::surface::extract;
use crate::sdf::{Grain, Object, Op, Part, Shape, sample};
use crate::style::material::Finish;

/// Facets of the coarse copy.
const FACETS: usize = 420;
/// Strut radius as a share of the longest side: 0.95 mm at 80 mm.
const STRUT: f32 = 0.0119;
/// The knot at each joint, relative to the strut.
const KNOT: f32 = 1.3;
/// Nodes of the grid in which struts are joined.
const NODES: usize = 900_000;
/// Longest side in the units that the field sampler is made for.
const OBJECT_UNITS: f32 = 2.0;

/// The struts of `standing`, each in the color of the surface it follows.
///
/// # Errors
/// When no solid comes out, or [`BuildError::Cancelled`].
pub fn wires(
    standing: &Mesh,
    body: &Body,
    slabs: &[Slab],
    progress: &dyn Progress,
) -> Result<Mesh, BuildError> {
    let mut cage = faceted(standing, FACETS)?;
    let Some(bounds) = cage.bounds() else { return Ok(cage) };
    let normals = face_normals(&cage);
    let colors: Vec<[f32; 3]> = cage
        .triangles
        .iter()
        .zip(&normals)
        .map(|(&triangle, &normal)| surface_color(&cage, triangle, normal, body, slabs))
        .collect();
    let scale = OBJECT_UNITS / bounds.longest();
    cage.scale([f64::from(scale); 3]);
    let struts = struts(&cage, &colors, STRUT * OBJECT_UNITS);
    let field = sample(&struts, NODES);
    progress.step("building", 75)?;
    let surface = extract(&struts, &field, 0.0);
    let to_array = |vectors: &[Vec3]| vectors.iter().map(Vec3::to_array).collect();
    let mut model = Mesh {
        positions: to_array(&surface.positions),
        normals: to_array(&surface.normals),
        colors: surface.colors,
        triangles: surface.triangles,
        materials: vec![Material { roughness: 0.5, ..Material::default() }],
        ..Mesh::default()
    };
    model.scale([f64::from(1.0 / scale); 3]);
    sound(model)
}

/// Surface nets is not always a manifold: the kernel's import mends what is left.
fn sound(model: Mesh) -> Result<Mesh, BuildError> {
    if check_manifold(&model).is_ok() {
        return Ok(model);
    }
    let unsound = |cause: mesh::solid::NotSolid| BuildError::Unsound(cause.to_string());
    let mended = Solid::from_manifold(mesh::solid::import(&model)).map_err(unsound)?;
    let shapes = [0.002, 0.01, 0.03].into_iter().filter_map(|tolerance| {
        Some(Solid::from_manifold(mended.manifold().simplify(tolerance)).ok()?.shape())
    });
    let sound = shapes.into_iter().find(|shape| check_manifold(shape).is_ok());
    let shape = sound.ok_or_else(|| BuildError::Unsound("the wires do not close".to_owned()))?;
    let mut dressed = mesh::solid::transfer_attributes(&model, &shape);
    dressed.compute_normals();
    Ok(dressed)
}

fn struts(cage: &Mesh, face_colors: &[[f32; 3]], radius: f32) -> Object {
    let mut seen: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut parts = Vec::new();
    for (triangle, &color) in cage.triangles.iter().zip(face_colors) {
        for (from, to) in [(0, 1), (1, 2), (2, 0)] {
            let (from, to) = (triangle[from], triangle[to]);
            if seen.insert((from.min(to), from.max(to))) {
                let ends = [from, to].map(|vertex| Vec3::from(cage.positions[vertex as usize]));
                parts.push(strut(ends, radius, color));
            }
        }
    }
    Object::new(parts, Grain::default())
}

fn strut([a, b]: [Vec3; 2], radius: f32, color: [f32; 3]) -> Part {
    let joints = if a.distance(b) > 4.0 * radius {
        let towards = (b - a).normalize_or_zero() * radius * 1.6;
        vec![(a, radius * KNOT), (a + towards, radius), (b - towards, radius), (b, radius * KNOT)]
    } else {
        vec![(a, radius * KNOT), (b, radius * KNOT)]
    };
    Part {
        name: "wire",
        shape: Shape::Path(joints),
        placement: Affine3A::IDENTITY,
        op: Op::Union,
        blend: 0.0,
        color,
        finish: Finish::Plastic,
        feature: false,
        body: 0,
    }
}
