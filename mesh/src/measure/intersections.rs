//! Triangles of one mesh that cut each other.

use glam::{DVec3, Vec3};
use rayon::prelude::*;

use crate::bvh::Bvh;
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// Triangles that one task looks at before it asks whether to stop.
const CHUNK: usize = 4096;

/// Two triangles that cut each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cut {
    /// The triangles' indices, the smaller first.
    pub(super) pair: [u32; 2],
    /// A point on the cut.
    pub(super) place: [f32; 3],
}

/// Every pair of triangles of a welded mesh that cut each other, in order of the first.
///
/// Neighbours over an edge are not compared; neighbours over a corner only where one's far edge pierces the other.
/// Triangles that lie in one plane are not compared.
pub(super) fn find(shape: &Mesh, tree: &Bvh, watch: &Watch<'_>) -> Result<Vec<Cut>, Cancelled> {
    let chunks: Result<Vec<Vec<Cut>>, Cancelled> = (0..shape.triangles.len().div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            if watch.cancel.is_cancelled() {
                return Err(Cancelled);
            }
            let last = ((chunk + 1) * CHUNK).min(shape.triangles.len());
            Ok((chunk * CHUNK..last).flat_map(|face| cuts_of(shape, tree, face as u32)).collect())
        })
        .collect();
    Ok(chunks?.concat())
}

fn cuts_of(shape: &Mesh, tree: &Bvh, face: u32) -> Vec<Cut> {
    let Some(mine) = shape.corners(shape.triangles[face as usize]) else { return Vec::new() };
    let low = mine[0].min(mine[1]).min(mine[2]);
    let high = mine[0].max(mine[1]).max(mine[2]);
    let mut cuts = Vec::new();
    tree.for_each_in_box(low, high, |other| {
        if other > face
            && let Some(place) = cut_between(shape, face, other)
        {
            cuts.push(Cut { pair: [face, other], place: place.to_array() });
        }
    });
    cuts.sort_unstable_by_key(|cut| cut.pair[1]);
    cuts
}

fn cut_between(shape: &Mesh, first: u32, second: u32) -> Option<Vec3> {
    let (a, b) = (shape.triangles[first as usize], shape.triangles[second as usize]);
    let shared: Vec<u32> = a.into_iter().filter(|vertex| b.contains(vertex)).collect();
    match shared.as_slice() {
        [] => pierced_by_any(shape, a, b).or_else(|| pierced_by_any(shape, b, a)),
        [corner] => {
            pierced_by_far_edge(shape, a, b, *corner).or_else(|| pierced_by_far_edge(shape, b, a, *corner))
        }
        _ => None,
    }
}

fn pierced_by_any(shape: &Mesh, edges_of: [u32; 3], target: [u32; 3]) -> Option<Vec3> {
    (0..3).find_map(|side| pierced(shape, edges_of[side], edges_of[(side + 1) % 3], target))
}

fn pierced_by_far_edge(shape: &Mesh, edges_of: [u32; 3], target: [u32; 3], shared: u32) -> Option<Vec3> {
    let mut far = edges_of.into_iter().filter(|vertex| *vertex != shared);
    pierced(shape, far.next()?, far.next()?, target)
}

/// Where an edge goes through a triangle, touching left out: both ends strictly on different sides, the place strictly
/// inside. Signed volumes in 64-bit of 32-bit coordinates are exact enough to tell.
fn pierced(shape: &Mesh, from: u32, to: u32, target: [u32; 3]) -> Option<Vec3> {
    let at = |vertex: u32| Vec3::from(shape.positions[vertex as usize]).as_dvec3();
    let (p, q) = (at(from), at(to));
    let [a, b, c] = target.map(at);
    let side = |point: DVec3| (b - a).cross(c - a).dot(point - a);
    let (before, behind) = (side(p), side(q));
    if before * behind >= 0.0 {
        return None;
    }
    let turn = |u: DVec3, v: DVec3| (u - p).cross(v - p).dot(q - p);
    let turns = [turn(a, b), turn(b, c), turn(c, a)];
    let is_inside = turns.iter().all(|turn| *turn > 0.0) || turns.iter().all(|turn| *turn < 0.0);
    is_inside.then(|| p.lerp(q, before / (before - behind)).as_vec3())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn found(shape: &Mesh) -> Vec<Cut> {
        find(shape, &Bvh::new(shape), &Watch::default()).unwrap()
    }

    fn two_triangles(second: [[f32; 3]; 3]) -> Mesh {
        let first = [[0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [0.0, 4.0, 0.0]];
        Mesh { positions: [first, second].concat(), triangles: vec![[0, 1, 2], [3, 4, 5]], ..Mesh::default() }
    }

    #[test]
    fn a_triangle_through_another_is_found_with_its_place() {
        let cuts = found(&two_triangles([[1.0, 1.0, -1.0], [1.0, 1.0, 1.0], [1.5, 1.0, 0.0]]));
        assert_eq!(cuts.len(), 1);
        assert_eq!((cuts[0].pair, cuts[0].place), ([0, 1], [1.0, 1.0, 0.0]));
    }

    #[test]
    fn touching_lying_flat_and_passing_by_are_no_cuts() {
        for second in [
            [[1.0, 1.0, 0.0], [1.0, 1.0, 2.0], [2.0, 1.0, 2.0]],
            [[1.0, 1.0, 0.0], [2.0, 1.0, 0.0], [1.0, 2.0, 0.0]],
            [[5.0, 5.0, -1.0], [5.0, 5.0, 1.0], [6.0, 5.0, 0.0]],
        ] {
            assert!(found(&two_triangles(second)).is_empty(), "{second:?}");
        }
    }

    #[test]
    fn neighbours_over_a_corner_count_only_where_the_far_edge_pierces() {
        let mut mesh = two_triangles([[0.0; 3], [1.0, 1.0, -1.0], [1.0, 1.0, 1.0]]);
        mesh.triangles[1] = [0, 4, 5];
        assert_eq!(found(&mesh).len(), 1);
        mesh.positions[4] = [1.0, 1.0, 0.5];
        assert!(found(&mesh).is_empty());
    }

    #[test]
    fn a_convex_closed_shape_has_none_and_a_pushed_in_corner_some() {
        let mut mesh = shapes::sphere(1.0, 12, 16);
        assert!(found(&mesh).is_empty());
        mesh.positions[0] = [0.0, -2.0, 0.0];
        assert!(!found(&mesh).is_empty());
    }
}
