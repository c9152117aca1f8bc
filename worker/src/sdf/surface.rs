//! From sampled distances to a closed triangle surface with exact positions, normals and colors.

use super::{Field, Object};
use fast_surface_nets::{SurfaceNetsBuffer, ndshape::RuntimeShape, surface_nets};
use glam::Vec3;
use rayon::prelude::*;

/// A closed surface in object units.
#[derive(Clone, Debug, Default)]
pub struct Surface {
    /// Vertices on the surface.
    pub positions: Vec<Vec3>,
    /// Unit normals, one a vertex.
    pub normals: Vec<Vec3>,
    /// Linear RGB, one a vertex.
    pub colors: Vec<[f32; 3]>,
    /// Index of the part each vertex belongs to.
    pub owners: Vec<u32>,
    /// Counter-clockwise from outside.
    pub triangles: Vec<[u32; 3]>,
}

/// One vertex as it leaves [`finish_vertex`].
struct Vertex {
    position: Vec3,
    normal: Vec3,
    color: [f32; 3],
    owner: u32,
}

/// Meshes `field` and puts every vertex onto the true surface of `object`.
///
/// Surface nets (Gibson 1998) rounds everything off by half a cell; two Newton steps along the gradient undo that.
/// `shade` is how strongly closed-in places are darkened, 0 to 1.
pub fn extract(object: &Object, field: &Field, shade: f32) -> Surface {
    let size = [field.size.x as u32, field.size.y as u32, field.size.z as u32];
    let mut buffer = SurfaceNetsBuffer::default();
    surface_nets(
        &field.values,
        &RuntimeShape::<u32, 3>::new(size),
        [0; 3],
        size.map(|nodes| nodes - 1),
        &mut buffer,
    );
    let vertices: Vec<Vertex> = buffer
        .positions
        .par_iter()
        .map(|node| finish_vertex(object, field, field.origin + Vec3::from(*node) * field.step, shade))
        .collect();
    let mut surface = Surface {
        triangles: buffer.indices.chunks_exact(3).map(|corner| [corner[0], corner[1], corner[2]]).collect(),
        ..Surface::default()
    };
    for vertex in vertices {
        surface.positions.push(vertex.position);
        surface.normals.push(vertex.normal);
        surface.colors.push(vertex.color);
        surface.owners.push(vertex.owner);
    }
    surface
}

fn finish_vertex(object: &Object, field: &Field, start: Vec3, shade: f32) -> Vertex {
    let active = field.active_at(start);
    let probe = field.step * 0.25;
    let mut position = start;
    for _ in 0..2 {
        let distance = object.distance_of(active, position);
        // A vertex must not leave its cell, or the surface could fold over.
        let move_limit = field.step * 0.4;
        position -= object.normal(active, position, probe) * distance.clamp(-move_limit, move_limit);
    }
    let normal = object.normal(active, position, probe);
    let (owner, mut color) = object.color(active, position, field.step * 0.8);
    if shade > 0.0 {
        let dim = 1.0 - shade * object.occlusion(active, position, normal);
        color = color.map(|channel| channel * dim);
    }
    Vertex { position, normal, color, owner }
}
