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
use std::collections::BTreeSet;

/// Facets of the coarse copy.
const FACETS: usize = 380;
/// Strut radius as a share of the longest side: 0.9 mm at 80 mm.
const STRUT: f32 = 0.0115;
/// Ball at each joint, relative to the strut.
const JOINT: f32 = 1.35;

/// Meshes `object` as struts, in object units.
pub fn build(object: &Object, detail: Detail, progress: &dyn Progress) -> Result<Mesh, BuildError> {
    let cage = faceted(&object.filtered(|part| !part.feature), FACETS, progress)?.shape();
    progress.step("Bending wires", 55)?;
    let struts = struts(object, &cage);
    let field = sample(&struts, detail.node_budget() / 2);
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
        parts.push(Part {
            name: "wire",
            shape: Shape::Path(joints),
            placement: Affine3A::IDENTITY,
            op: Op::Union,
            blend: 0.0,
            color,
            finish: object.finish(owner),
            feature: false,
            body: 0,
        });
    }
    // Eyes and the like stay whole: they carry the expression.
    let features = object.parts().filter(|part| part.feature && part.op == Op::Union);
    parts.extend(features.map(|part| Part { body: 1, ..part.clone() }));
    Object::new(parts, Default::default())
}
