//! Low poly: a few hundred flat facets, with small features meshed apart so that they survive.

use super::{Style, build::surface_material};
use crate::{
    result::{BuildError, Progress},
    sdf::{Object, Op, Part, sample, surface::extract},
};
use glam::Vec3;
use mesh::{
    Mesh,
    solid::{SimplifyTarget, Solid, check_manifold, import, simplify},
};
use meshopt::{SimplifyOptions, VertexDataAdapter, simplify_with_attributes_and_locks};

/// Facets of the body, and of each feature.
const BODY_FACETS: usize = 760;
const FEATURE_FACETS: usize = 44;
/// Nodes for the mesh the facets are made from; finer brings nothing.
const BODY_NODES: usize = 420_000;
const FEATURE_NODES: usize = 5_000;
/// How strongly color borders hold against simplification, relative to the size of the model.
const COLOR_WEIGHT: f32 = 0.12;
/// Tolerance of the mending simplification, object units.
const MENDING: f64 = 0.003;

/// Meshes `object` with flat facets, in object units.
pub fn build(object: &Object, progress: &dyn Progress) -> Result<Mesh, BuildError> {
    let solid = faceted(object, BODY_FACETS, SimplifyOptions::RegularizeLight, progress)?;
    progress.step("Coloring the facets", 75)?;
    Ok(flat_shaded(object, &solid.shape()))
}

/// The faceted solid: the simplified body united with its features.
///
/// `even` says how strongly triangles of similar size are preferred.
pub fn faceted(
    object: &Object,
    facets: usize,
    even: SimplifyOptions,
    progress: &dyn Progress,
) -> Result<Solid, BuildError> {
    let body = object.filtered(|part| !is_apart(part));
    let detailed = extracted(&body, BODY_NODES);
    progress.step("Cutting facets", 45)?;
    let mut solid = simplified(&detailed, facets, even)?;
    for (index, _) in object.parts().enumerate().filter(|(_, part)| is_apart(part)) {
        let feature = object.only(index);
        let mesh = extracted(&feature, FEATURE_NODES);
        if mesh.triangles.is_empty() {
            continue;
        }
        progress.step("Setting features", 60)?;
        let feature = simplified(&mesh, FEATURE_FACETS, SimplifyOptions::None)?;
        solid = solid.union(&feature).map_err(unsound)?;
    }
    Ok(solid)
}

/// Features that add material are meshed apart.
fn is_apart(part: &Part) -> bool {
    part.feature && part.op == Op::Union
}

fn unsound(error: mesh::solid::NotSolid) -> BuildError {
    BuildError::Unsound(error.to_string())
}

fn extracted(object: &Object, nodes: usize) -> Mesh {
    let field = sample(object, nodes);
    let surface = extract(object, &field, 0.0);
    Mesh {
        positions: surface.positions.into_iter().map(Into::into).collect(),
        colors: surface.colors,
        triangles: surface.triangles,
        ..Mesh::default()
    }
}

/// Cuts a mesh down to about `facets` triangles that still bound a solid.
///
/// meshopt's simplifier breaks one mesh in four; the kernel's import and a light simplification mend almost all of
/// those, another target the rest.
fn simplified(detailed: &Mesh, facets: usize, even: SimplifyOptions) -> Result<Solid, BuildError> {
    for percent in [100, 108, 93, 117, 85, 140] {
        let coarse = decimated(detailed, facets * percent / 100, even);
        if let Ok(solid) = check_manifold(&coarse) {
            return Ok(solid);
        }
        let mended = Solid::from_manifold(import(&coarse))
            .and_then(|solid| Solid::from_manifold(solid.manifold().simplify(MENDING)))
            .and_then(|solid| check_manifold(&solid.shape()));
        if let Ok(solid) = mended {
            return Ok(solid);
        }
    }
    let target = SimplifyTarget { tolerance: 0.02, triangles: facets };
    simplify(detailed, target).and_then(|mesh| check_manifold(&mesh)).map_err(unsound)
}

/// meshopt's simplification, with borders between colors pulling like borders of shape.
fn decimated(detailed: &Mesh, facets: usize, even: SimplifyOptions) -> Mesh {
    let bytes: Vec<u8> =
        detailed.positions.as_flattened().iter().flat_map(|value| value.to_ne_bytes()).collect();
    let indices: Vec<u32> = detailed.triangles.as_flattened().to_vec();
    let Ok(vertices) = VertexDataAdapter::new(&bytes, 12, 0) else { return detailed.clone() };
    let kept = simplify_with_attributes_and_locks(
        &indices,
        &vertices,
        detailed.colors.as_flattened(),
        &[COLOR_WEIGHT; 3],
        12,
        &vec![false; detailed.positions.len()],
        facets * 3,
        1.0,
        even,
        None,
    );
    let mut coarse = Mesh {
        positions: detailed.positions.clone(),
        triangles: kept.chunks_exact(3).map(|corner| [corner[0], corner[1], corner[2]]).collect(),
        ..Mesh::default()
    };
    coarse.remove_unreferenced();
    coarse
}

/// Splits all vertices, so that every facet has one normal and one color.
fn flat_shaded(object: &Object, shape: &Mesh) -> Mesh {
    let features: Vec<(usize, f32)> = object
        .parts()
        .enumerate()
        .filter(|(_, part)| is_apart(part))
        .map(|(index, part)| {
            let (low, high) = part.shape.bounds();
            (index, (high - low).min_element() * part.placement.matrix3.x_axis.length())
        })
        .collect();
    let everything = object.everything();
    let mut flat =
        Mesh { materials: vec![surface_material(Style::LowPoly, object.finish(0))], ..Mesh::default() };
    for corners in &shape.triangles {
        let points = corners.map(|corner| Vec3::from(shape.positions[corner as usize]));
        let normal = (points[1] - points[0]).cross(points[2] - points[0]).normalize_or_zero();
        let color = features
            .iter()
            .rev()
            .find(|(index, size)| belongs(object, *index, *size, points, normal))
            .map_or_else(|| facet_color(object, &everything, points), |(index, _)| object.part_color(*index));
        let first = flat.positions.len() as u32;
        for point in points {
            flat.positions.push(point.into());
            flat.normals.push(normal.into());
            flat.colors.push(color);
        }
        flat.triangles.push([first, first + 1, first + 2]);
    }
    flat.triangle_materials = vec![0; flat.triangles.len()];
    flat
}

/// Whether a facet was cut from a feature: its middle and its corners lie on the feature's surface, and it faces the
/// way that surface does.
fn belongs(object: &Object, feature: usize, size: f32, points: [Vec3; 3], normal: Vec3) -> bool {
    let middle = (points[0] + points[1] + points[2]) / 3.0;
    let distance = object.part_distance(feature, middle);
    if distance > 0.05 * size || distance < -0.25 * size {
        return false;
    }
    // Facets of the body that merely begin at the feature have corners far away from it.
    if points.iter().any(|corner| object.part_distance(feature, *corner).abs() > 0.16 * size) {
        return false;
    }
    let step = 0.02 * size;
    let along = |axis: Vec3| {
        object.part_distance(feature, middle + axis * step)
            - object.part_distance(feature, middle - axis * step)
    };
    let outward = Vec3::new(along(Vec3::X), along(Vec3::Y), along(Vec3::Z)).normalize_or_zero();
    outward.dot(normal) > 0.55
}

/// The color most of a facet has: asked at its middle and near its corners.
fn facet_color(object: &Object, everything: &[u32], points: [Vec3; 3]) -> [f32; 3] {
    let middle = (points[0] + points[1] + points[2]) / 3.0;
    let at = |point: Vec3| object.color(everything, point, 0.0).1;
    let votes = [
        at(middle),
        at(middle.lerp(points[0], 0.6)),
        at(middle.lerp(points[1], 0.6)),
        at(middle.lerp(points[2], 0.6)),
    ];
    let support = |color: &[f32; 3]| votes.iter().filter(|vote| *vote == color).count();
    votes.iter().fold(votes[0], |best, vote| if support(vote) > support(&best) { *vote } else { best })
}
