//! Joining vertices that stand at exactly the same place.

use crate::model::Mesh;

/// A mesh's vertices with every position listed once.
#[derive(Clone, Debug, PartialEq)]
pub struct Welded {
    /// For each vertex of the mesh, its index in `positions`.
    pub remap: Vec<u32>,
    /// The distinct positions, in order of first appearance.
    pub positions: Vec<[f32; 3]>,
}

impl Mesh {
    /// Welds vertices whose coordinates are equal bit for bit (`-0.0` counts as `0.0`).
    ///
    /// Linear in time; needs about 20 bytes a vertex beside the result.
    pub fn weld(&self) -> Welded {
        weld_by_key(&self.positions, |position| position.map(|value| (value + 0.0).to_bits()))
    }

    /// Welds vertices that fall into the same cell of a grid of `cell` units: a second try for models whose seams
    /// do not meet exactly. A `cell` that is not a positive finite number welds exactly.
    pub fn weld_within(&self, cell: f32) -> Welded {
        if !cell.is_finite() || cell <= 0.0 {
            return self.weld();
        }
        weld_by_key(&self.positions, |position| {
            position.map(|value| ((f64::from(value) / f64::from(cell)).round() as i64) as u32)
        })
    }

    /// The mesh's triangles in welded indices. Triangles with an index out of range become `[0, 0, 0]`, which
    /// every measure passes over as degenerate.
    pub fn welded_triangles(&self, welded: &Welded) -> Vec<[u32; 3]> {
        let renumber = |vertex: u32| welded.remap.get(vertex as usize).copied();
        self.triangles
            .iter()
            .map(|&[a, b, c]| match (renumber(a), renumber(b), renumber(c)) {
                (Some(a), Some(b), Some(c)) => [a, b, c],
                _ => [0; 3],
            })
            .collect()
    }

    /// A copy with positions and triangles only, welded, collapsed triangles dropped.
    pub fn welded_shape(&self) -> Self {
        let welded = self.weld();
        let triangles =
            self.welded_triangles(&welded).into_iter().filter(|corner| !is_collapsed(*corner)).collect();
        Self { positions: welded.positions, triangles, ..Self::default() }
    }
}

/// True when two corners are the same vertex.
pub(crate) fn is_collapsed([a, b, c]: [u32; 3]) -> bool {
    a == b || b == c || a == c
}

/// Open addressing with linear probing in a table twice as large as the input: no allocation per vertex.
fn weld_by_key(positions: &[[f32; 3]], key_of: impl Fn([f32; 3]) -> [u32; 3]) -> Welded {
    const EMPTY: u32 = u32::MAX;
    let slots = (positions.len() * 2).next_power_of_two().max(2);
    let mut table = vec![EMPTY; slots];
    let mut first_of: Vec<u32> = Vec::new();
    let mut remap = Vec::with_capacity(positions.len());
    for (vertex, &position) in positions.iter().enumerate() {
        let key = key_of(position);
        let mut slot = hash(key) & (slots - 1);
        let index = loop {
            let entry = table[slot];
            if entry == EMPTY {
                table[slot] = first_of.len() as u32;
                first_of.push(vertex as u32);
                break table[slot];
            }
            if key_of(positions[first_of[entry as usize] as usize]) == key {
                break entry;
            }
            slot = (slot + 1) & (slots - 1);
        };
        remap.push(index);
    }
    let unique = first_of.iter().map(|&vertex| positions[vertex as usize]).collect();
    Welded { remap, positions: unique }
}

/// A multiplicative mix of three words (constants of xxHash32).
fn hash([x, y, z]: [u32; 3]) -> usize {
    let mixed = x.wrapping_mul(0x9E37_79B1)
        ^ y.wrapping_mul(0x85EB_CA77).rotate_left(13)
        ^ z.wrapping_mul(0xC2B2_AE3D).rotate_left(7);
    let mixed = mixed.wrapping_mul(0x27D4_EB2F);
    (mixed ^ (mixed >> 15)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    #[test]
    fn welding_a_split_cube_finds_its_eight_corners() {
        let split = shapes::cube(2.0).flat_shaded();
        assert_eq!(split.positions.len(), 36);
        let welded = split.weld();
        assert_eq!(welded.positions.len(), 8);
        for (vertex, &to) in welded.remap.iter().enumerate() {
            assert_eq!(split.positions[vertex], welded.positions[to as usize]);
        }
    }

    #[test]
    fn minus_zero_is_zero() {
        let mesh = Mesh { positions: vec![[0.0, 1.0, 2.0], [-0.0, 1.0, 2.0]], ..Mesh::default() };
        assert_eq!(mesh.weld().positions.len(), 1);
    }

    #[test]
    fn a_small_gap_needs_the_grid() {
        let mesh = Mesh { positions: vec![[1.0, 0.0, 0.0], [1.000_01, 0.0, 0.0]], ..Mesh::default() };
        assert_eq!(mesh.weld().positions.len(), 2);
        assert_eq!(mesh.weld_within(0.001).positions.len(), 1);
    }

    #[test]
    fn an_index_past_the_vertices_collapses_the_triangle() {
        let mut mesh = shapes::cube(1.0);
        mesh.triangles.push([0, 1, 99]);
        assert_eq!(mesh.welded_shape().triangles.len(), 12);
    }
}
