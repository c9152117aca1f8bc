//! Wireframe: the edges of a coarse copy as printable struts, joined into one solid.

use super::{
    Style,
    build::{surface_material, with_materials},
    facets::faceted,
};
use crate::{
    recipe::Detail,
    result::{BuildError, Progress},
    sdf::{Object, Op, Part, Shape, sample, surface::extract},
};
use glam::{Affine3A, Vec3};
use mesh::Mesh;
use meshopt::SimplifyOptions;
use std::collections::BTreeSet;

/// Facets of the coarse copy.
const FACETS: usize = 480;
/// Strut radius as a share of the longest side: 0.9 mm at 80 mm.
const STRUT: f32 = 0.0115;
/// Ball at each joint, relative to the strut.
const JOINT: f32 = 1.35;

/// Meshes `object` as struts, in object units.
pub fn build(object: &Object, detail: Detail, progress: &dyn Progress) -> Result<Mesh, BuildError> {
    let cage =
        faceted(&object.filtered(|part| !part.feature), FACETS, SimplifyOptions::Regularize, progress)?
            .shape();
    progress.step("Bending wires", 55)?;
    let struts = struts(object, &cage);
    let nodes = detail.node_budget() / if detail == Detail::Model { 3 } else { 2 };
    let field = sample(&struts, nodes);
    progress.step("Joining wires", 70)?;
    let surface = extract(&struts, &field, 0.0);
    Ok(with_materials(surface, |owner| surface_material(Style::Wireframe, struts.finish(owner))))
}

fn struts(object: &Object, cage: &Mesh) -> Object {
    let at = |vertex: u32| Vec3::from(cage.positions[vertex as usize]);
    let (low, high) = object.bounds();
    let radius = STRUT * (high - low).max_element();
    let everything = object.everything();
    let mut edges: BTreeSet<(u32, u32)> = BTreeSet::new();
    for corners in &cage.triangles {
        for (from, to) in [(0, 1), (1, 2), (2, 0)] {
            edges.insert((corners[from].min(corners[to]), corners[from].max(corners[to])));
        }
    }
    let mut parts = Vec::with_capacity(edges.len());
    for (from, to) in edges {
        let (a, b) = (at(from), at(to));
        let (owner, color) = object.color(&everything, (a + b) * 0.5, 0.0);
        let joints = if a.distance(b) > 4.0 * radius {
            let toward = (b - a).normalize() * radius * 1.6;
            vec![(a, radius * JOINT), (a + toward, radius), (b - toward, radius), (b, radius * JOINT)]
        } else {
            vec![(a, radius * JOINT), (b, radius * JOINT)]
        };
        parts.push(Part { shape: Shape::Path(joints), color, finish: object.finish(owner), ..wire() });
    }
    // Eyes and the like stay whole: they carry the expression.
    for part in object.parts().filter(|part| part.feature && part.op == Op::Union) {
        let middle = part.placement.transform_point3(Vec3::ZERO);
        let rests_on_another = part.name == "glint";
        if !rests_on_another && let Some(tie) = tie(cage, middle, radius) {
            parts.push(Part { shape: tie, color: part.color, finish: part.finish, ..wire() });
        }
        parts.push(Part { body: 1, ..part.clone() });
    }
    parts.sort_by_key(|part| part.body);
    Object::new(parts, Default::default())
}

/// A strut from a feature to the nearest joint of the cage, so that it cannot float.
fn tie(cage: &Mesh, from: Vec3, radius: f32) -> Option<Shape> {
    let joints = cage.positions.iter().map(|joint| Vec3::from(*joint));
    let nearest = joints.min_by(|a, b| a.distance_squared(from).total_cmp(&b.distance_squared(from)))?;
    Some(Shape::Path(vec![(from, radius), (nearest, radius)]))
}

/// A strut about which nothing is known yet.
fn wire() -> Part {
    Part {
        name: "wire",
        shape: Shape::Ellipsoid(Vec3::ONE),
        placement: Affine3A::IDENTITY,
        op: Op::Union,
        blend: 0.0,
        color: [0.5; 3],
        finish: crate::style::material::Finish::Steel,
        feature: false,
        body: 0,
    }
}
