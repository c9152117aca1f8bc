//! Joining vertices that stand at exactly the same place.

use std::borrow::Cow;

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
        weld_by_key(&self.positions, exact_key)
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
        self.triangles.iter().map(|&triangle| renumbered(triangle, &welded.remap)).collect()
    }

    /// Keeps positions and triangles only, welded, collapsed triangles dropped: [`welded_shape`](Self::welded_shape)
    /// without a second mesh.
    pub fn weld_shape(&mut self) {
        let welded = self.weld();
        let mut triangles = std::mem::take(&mut self.triangles);
        if welded.positions.len() < self.positions.len() {
            for triangle in &mut triangles {
                *triangle = renumbered(*triangle, &welded.remap);
            }
        }
        let count = welded.positions.len() as u32;
        triangles.retain(|corner| !is_collapsed(*corner) && corner.iter().all(|vertex| *vertex < count));
        *self = Self { positions: welded.positions, triangles, ..Self::default() };
    }

    /// The welded triangles, borrowed where no two vertices share a place, and the count of distinct places.
    pub(crate) fn welded_topology(&self) -> (Cow<'_, [[u32; 3]]>, usize) {
        let welded = self.weld();
        let count = welded.positions.len();
        let is_whole =
            self.triangles.iter().flatten().all(|vertex| (*vertex as usize) < self.positions.len());
        if count == self.positions.len() && is_whole {
            (Cow::Borrowed(&self.triangles), count)
        } else {
            (Cow::Owned(self.welded_triangles(&welded)), count)
        }
    }

    /// A copy with positions and triangles only, welded, collapsed triangles dropped.
    pub fn welded_shape(&self) -> Self {
        let welded = self.weld();
        let triangles =
            self.welded_triangles(&welded).into_iter().filter(|corner| !is_collapsed(*corner)).collect();
        Self { positions: welded.positions, triangles, ..Self::default() }
    }
}

/// A triangle in new numbers; `[0, 0, 0]` when a corner has none.
fn renumbered([a, b, c]: [u32; 3], remap: &[u32]) -> [u32; 3] {
    let number = |vertex: u32| remap.get(vertex as usize).copied();
    match (number(a), number(b), number(c)) {
        (Some(a), Some(b), Some(c)) => [a, b, c],
        _ => [0; 3],
    }
}

/// True when two corners are the same vertex.
pub(crate) fn is_collapsed([a, b, c]: [u32; 3]) -> bool {
    a == b || b == c || a == c
}

/// Finds the number of a place, or gives it one: open addressing with linear probing, at most half full.
///
/// About 20 bytes a distinct place; no allocation for each.
pub(crate) struct Welder<Key> {
    key_of: Key,
    table: Vec<u32>,
    positions: Vec<[f32; 3]>,
}

/// A slot of the table that holds no place.
const EMPTY: u32 = u32::MAX;

impl Welder<fn([f32; 3]) -> [u32; 3]> {
    /// Joins places whose coordinates are equal, and makes room for `expected` distinct ones.
    pub(crate) fn exact(expected: usize) -> Self {
        Self::new(expected, exact_key)
    }
}

impl<Key: Fn([f32; 3]) -> [u32; 3]> Welder<Key> {
    fn new(expected: usize, key_of: Key) -> Self {
        let slots = (expected * 2).next_power_of_two().max(16);
        Self { key_of, table: vec![EMPTY; slots], positions: Vec::with_capacity(expected) }
    }

    /// The number of the first place that had the same key.
    pub(crate) fn index_of(&mut self, position: [f32; 3]) -> u32 {
        if self.positions.len() * 2 >= self.table.len() {
            self.grow();
        }
        let key = (self.key_of)(position);
        let last = self.table.len() - 1;
        let mut slot = hash(key) & last;
        loop {
            let entry = self.table[slot];
            if entry == EMPTY {
                let index = self.positions.len() as u32;
                self.table[slot] = index;
                self.positions.push(position);
                return index;
            }
            if (self.key_of)(self.positions[entry as usize]) == key {
                return entry;
            }
            slot = (slot + 1) & last;
        }
    }

    /// The distinct places, in order of first appearance.
    pub(crate) fn into_positions(self) -> Vec<[f32; 3]> {
        self.positions
    }

    fn grow(&mut self) {
        let last = self.table.len() * 2 - 1;
        self.table = vec![EMPTY; last + 1];
        for (index, &position) in self.positions.iter().enumerate() {
            let mut slot = hash((self.key_of)(position)) & last;
            while self.table[slot] != EMPTY {
                slot = (slot + 1) & last;
            }
            self.table[slot] = index as u32;
        }
    }
}

/// The coordinates' bits, with one zero instead of two.
fn exact_key(position: [f32; 3]) -> [u32; 3] {
    position.map(|value| (value + 0.0).to_bits())
}

fn weld_by_key(positions: &[[f32; 3]], key_of: impl Fn([f32; 3]) -> [u32; 3]) -> Welded {
    let mut welder = Welder::new(positions.len() / 2, key_of);
    let remap = positions.iter().map(|&position| welder.index_of(position)).collect();
    Welded { remap, positions: welder.into_positions() }
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
    fn places_keep_their_numbers_while_the_table_grows() {
        let mut welder = Welder::exact(0);
        let place = |step: u32| [(step % 7) as f32, (step / 7) as f32, -1.5];
        let first: Vec<u32> = (0..5000).map(|step| welder.index_of(place(step))).collect();
        let again: Vec<u32> = (0..5000).map(|step| welder.index_of(place(step))).collect();
        assert_eq!((&first, first.last()), (&again, Some(&4999)));
        assert_eq!(welder.into_positions()[4999], place(4999));
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
        let (triangles, count) = mesh.welded_topology();
        assert_eq!((triangles[12], count), ([0; 3], 8));
    }

    #[test]
    fn welding_in_place_gives_the_welded_copy() {
        for mut mesh in [shapes::cube(1.0), shapes::sphere(2.0, 9, 12).flat_shaded()] {
            mesh.triangles.push([2, 2, 1]);
            mesh.triangles.push([0, 1, 5000]);
            let copy = mesh.welded_shape();
            mesh.weld_shape();
            assert_eq!(mesh, copy);
        }
    }
}
