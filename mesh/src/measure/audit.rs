//! The edge audit: is the surface closed, two-sided and consistently wound?

use serde::Serialize;

use super::edges::EdgeTable;
use crate::model::Mesh;
use crate::weld::is_collapsed;

/// Counts over the mesh welded by position; collapsed triangles take part in nothing but their own count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// Triangles, the collapsed ones not counted.
    pub triangles: usize,
    /// Distinct positions that triangles use.
    pub vertices: usize,
    /// Undirected edges.
    pub edges: usize,
    /// Edges with one triangle: the rim of a hole.
    pub boundary_edges: usize,
    /// Edges with more than two triangles.
    pub non_manifold_edges: usize,
    /// Edges whose two triangles run the same way: one of them is turned over.
    pub misoriented_edges: usize,
    /// Pieces connected over edges.
    pub shells: usize,
    /// V − E + F. A closed ball has 2, a ring 0, each further shell adds its own.
    pub euler: i64,
    /// Triangles with two corners at one place.
    pub degenerate_triangles: usize,
}

impl Audit {
    /// Edges that a solid may not have.
    pub fn bad_edges(&self) -> usize {
        self.boundary_edges + self.non_manifold_edges + self.misoriented_edges
    }

    /// Every edge has exactly two triangles. An empty mesh is not watertight.
    pub fn is_watertight(&self) -> bool {
        self.triangles > 0 && self.boundary_edges == 0 && self.non_manifold_edges == 0
    }

    /// Watertight and wound consistently.
    pub fn is_clean(&self) -> bool {
        self.triangles > 0 && self.bad_edges() == 0
    }
}

/// Audits a mesh: linear in time, about 60 bytes a triangle of working memory.
pub fn audit(mesh: &Mesh) -> Audit {
    let (triangles, vertex_count) = mesh.welded_topology();
    audit_welded(&triangles, vertex_count, &EdgeTable::new(&triangles, vertex_count))
}

/// Audits triangles whose indices are already welded, over the table of their edges.
pub(crate) fn audit_welded(triangles: &[[u32; 3]], vertex_count: usize, table: &EdgeTable) -> Audit {
    let degenerate = triangles.iter().filter(|corner| is_collapsed(**corner)).count();
    let mut found = Audit {
        triangles: triangles.len() - degenerate,
        degenerate_triangles: degenerate,
        vertices: count_used(triangles, vertex_count),
        ..Audit::default()
    };
    let mut pieces = Pieces::new(triangles.len());
    table.for_each(|_, _, uses| {
        found.edges += 1;
        match uses {
            [_] => found.boundary_edges += 1,
            [a, b] => found.misoriented_edges += usize::from(a.is_descending() == b.is_descending()),
            _ => found.non_manifold_edges += 1,
        }
        for pair in uses.windows(2) {
            pieces.join(pair[0].triangle(), pair[1].triangle());
        }
    });
    found.shells = (0..triangles.len() as u32)
        .filter(|&face| !is_collapsed(triangles[face as usize]) && pieces.root(face) == face)
        .count();
    found.euler = found.vertices as i64 - found.edges as i64 + found.triangles as i64;
    found
}

fn count_used(triangles: &[[u32; 3]], vertex_count: usize) -> usize {
    let mut used = vec![false; vertex_count];
    for &vertex in triangles.iter().filter(|corner| !is_collapsed(**corner)).flatten() {
        used[vertex as usize] = true;
    }
    used.into_iter().filter(|used| *used).count()
}

/// Disjoint sets of triangles with path halving.
pub(crate) struct Pieces {
    parents: Vec<u32>,
}

impl Pieces {
    pub(crate) fn new(count: usize) -> Self {
        Self { parents: (0..count as u32).collect() }
    }

    /// The smallest-numbered path's end that stands for the set of `item`.
    pub(crate) fn root(&mut self, mut item: u32) -> u32 {
        while self.parents[item as usize] != item {
            let grandparent = self.parents[self.parents[item as usize] as usize];
            self.parents[item as usize] = grandparent;
            item = grandparent;
        }
        item
    }

    /// Makes one set of the two that hold `a` and `b`.
    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    #[test]
    fn a_cube_is_clean() {
        let found = audit(&shapes::cube(1.0));
        assert_eq!(
            found,
            Audit { triangles: 12, vertices: 8, edges: 18, shells: 1, euler: 2, ..Audit::default() }
        );
        assert!(found.is_clean());
    }

    #[test]
    fn a_cube_with_split_vertices_is_just_as_clean() {
        assert_eq!(audit(&shapes::cube(1.0).flat_shaded()), audit(&shapes::cube(1.0)));
    }

    #[test]
    fn an_open_cube_has_four_boundary_edges() {
        let mut mesh = shapes::cube(1.0);
        mesh.triangles.truncate(10);
        let found = audit(&mesh);
        assert_eq!((found.boundary_edges, found.euler, found.is_watertight()), (4, 1, false));
    }

    #[test]
    fn one_turned_triangle_spoils_three_edges() {
        let mut mesh = shapes::cube(1.0);
        mesh.triangles[0].swap(0, 1);
        let found = audit(&mesh);
        assert_eq!((found.misoriented_edges, found.is_watertight(), found.is_clean()), (3, true, false));
    }

    #[test]
    fn a_third_wing_is_a_non_manifold_edge() {
        let mut mesh = shapes::cube(1.0);
        mesh.positions.push([3.0, 3.0, 3.0]);
        mesh.triangles.push([0, 1, 8]);
        let found = audit(&mesh);
        assert_eq!((found.non_manifold_edges, found.boundary_edges), (1, 2));
    }

    #[test]
    fn two_cubes_are_two_shells_and_collapsed_triangles_are_counted_apart() {
        let mut mesh = shapes::cube(1.0);
        let mut far = shapes::cube(1.0);
        far.translate([5.0, 0.0, 0.0]);
        mesh.append(&far);
        mesh.triangles.push([3, 3, 4]);
        let found = audit(&mesh);
        assert_eq!((found.shells, found.euler, found.degenerate_triangles, found.triangles), (2, 4, 1, 24));
    }

    #[test]
    fn an_empty_mesh_is_nothing() {
        let found = audit(&Mesh::default());
        assert_eq!(found, Audit::default());
        assert!(!found.is_watertight() && !found.is_clean());
    }
}
