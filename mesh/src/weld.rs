//! Joining vertices that stand at exactly the same place.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

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
        weld_by(&self.positions, Exact)
    }

    /// Welds vertices nearer to each other than `reach`: a second try for models whose seams do not meet exactly. Each
    /// vertex joins the first one in reach. A `reach` that is not a positive finite number welds exactly.
    ///
    /// About 100 bytes a vertex, and ten times slower than [`weld`](Self::weld).
    pub fn weld_within(&self, reach: f32) -> Welded {
        if !reach.is_finite() || reach <= 0.0 {
            return self.weld();
        }
        let mut near = Near { reach: f64::from(reach), cells: HashMap::new(), positions: Vec::new() };
        let remap = self.positions.iter().map(|position| near.number_of(*position)).collect();
        Welded { remap, positions: near.positions }
    }

    /// The mesh's triangles in welded indices. Triangles with an index out of range become `[0, 0, 0]`, which
    /// every measure passes over as degenerate.
    pub fn welded_triangles(&self, welded: &Welded) -> Vec<[u32; 3]> {
        self.triangles.iter().map(|&triangle| renumbered(triangle, &welded.remap)).collect()
    }

    /// Keeps positions and triangles only, welded, collapsed triangles dropped: [`welded_shape`](Self::welded_shape)
    /// without a second mesh.
    pub fn weld_shape(&mut self) {
        self.keep_welded(self.weld());
    }

    /// [`weld_shape`](Self::weld_shape), joining what is nearer than `reach`.
    pub(crate) fn weld_shape_within(&mut self, reach: f32) {
        self.keep_welded(self.weld_within(reach));
    }

    fn keep_welded(&mut self, welded: Welded) {
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

    /// Drops the triangles of a mesh without materials that have two corners at one vertex.
    pub(crate) fn drop_collapsed(&mut self) {
        self.triangles.retain(|corner| !is_collapsed(*corner));
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

/// Which places count as one.
pub(crate) trait Sameness {
    /// Equal for places that count as one.
    fn key(&self, position: [f32; 3]) -> [u32; 3];
}

/// Places are one when their coordinates are equal.
pub(crate) struct Exact;

impl Sameness for Exact {
    /// The coordinates' bits, with one zero instead of two.
    #[inline]
    fn key(&self, position: [f32; 3]) -> [u32; 3] {
        position.map(|value| (value + 0.0).to_bits())
    }
}

/// Numbers places of which those in reach of each other count as one.
struct Near {
    reach: f64,
    /// The numbers of the places in each cell of a grid, a cell twice the reach wide: what is in reach of a place lies in
    /// eight cells.
    cells: HashMap<[i64; 3], Vec<u32>>,
    positions: Vec<[f32; 3]>,
}

impl Near {
    fn number_of(&mut self, place: [f32; 3]) -> u32 {
        let at = place.map(f64::from);
        let first = at.map(|along| self.cell(along - self.reach));
        let last = at.map(|along| self.cell(along + self.reach));
        for x in first[0]..=last[0] {
            for y in first[1]..=last[1] {
                for z in first[2]..=last[2] {
                    let known = self.cells.get(&[x, y, z]).into_iter().flatten();
                    if let Some(number) = known.copied().find(|number| self.is_in_reach(*number, at)) {
                        return number;
                    }
                }
            }
        }
        let number = self.positions.len() as u32;
        self.positions.push(place);
        self.cells.entry(at.map(|along| self.cell(along))).or_default().push(number);
        number
    }

    fn cell(&self, along: f64) -> i64 {
        (along / (2.0 * self.reach)).floor() as i64
    }

    fn is_in_reach(&self, number: u32, at: [f64; 3]) -> bool {
        let known = self.positions[number as usize].map(f64::from);
        let apart: f64 = (0..3).map(|axis| (known[axis] - at[axis]).powi(2)).sum();
        apart <= self.reach * self.reach
    }
}

/// Finds the number of a place, or gives it one: open addressing with linear probing, at most two thirds full.
///
/// A table's entry is the place's number, with the hash in the bits that numbers do not need: most wrong entries are told
/// without a look at their place. About 20 bytes a distinct place; no allocation for each.
pub(crate) struct Welder<S> {
    sameness: S,
    /// Differs from welder to welder, so that no file can be made whose places all fall into one slot.
    seed: u64,
    /// Two to some power many.
    table: Vec<u32>,
    positions: Vec<[f32; 3]>,
}

/// Places that are looked up together: few enough that their slots stay in the nearest cache.
const BATCH: usize = 192;

/// An entry that stands for no place: the table is never so full that there is a last number.
const EMPTY: u32 = u32::MAX;

impl<S: Sameness> Welder<S> {
    /// Makes room for `expected` distinct places.
    pub(crate) fn new(sameness: S, expected: usize) -> Self {
        let slots = (expected * 3 / 2).next_power_of_two().max(16);
        let seed = RandomState::new().build_hasher().finish();
        Self { sameness, seed, table: vec![EMPTY; slots], positions: Vec::with_capacity(expected) }
    }

    /// The numbers of the places, in order.
    pub(crate) fn indices_of(&mut self, places: &[[f32; 3]]) -> Vec<u32> {
        let mut indices = Vec::with_capacity(places.len());
        for batch in places.chunks(BATCH) {
            indices.extend_from_slice(&self.numbers(batch)[..batch.len()]);
        }
        indices
    }

    /// Adds the numbers of the triangles' corners to `out`.
    pub(crate) fn triangles(&mut self, triangles: &[[[f32; 3]; 3]], out: &mut Vec<[u32; 3]>) {
        for batch in triangles.chunks(BATCH / 3) {
            let numbers = self.numbers(batch.as_flattened());
            out.extend_from_slice(&numbers.as_chunks().0[..batch.len()]);
        }
    }

    /// The numbers of up to [`BATCH`] places.
    ///
    /// All slots are loaded before the first place is looked up. These loads do not wait for each other, as those of one
    /// lookup after the other would: most of a lookup's time is waiting for memory.
    fn numbers(&mut self, places: &[[f32; 3]]) -> [u32; BATCH] {
        let mut hashes = [0; BATCH];
        let last = self.table.len() - 1;
        let mut loaded = 0;
        for (hash, place) in hashes.iter_mut().zip(places) {
            *hash = self.hash(*place);
            loaded ^= self.table[*hash as usize & last];
        }
        std::hint::black_box(loaded);
        let mut numbers = [0; BATCH];
        for ((number, place), hash) in numbers.iter_mut().zip(places).zip(hashes) {
            *number = self.number_of(*place, hash);
        }
        numbers
    }

    /// The number of the first place that is one with this.
    #[inline]
    fn number_of(&mut self, place: [f32; 3], hash: u64) -> u32 {
        let key = self.sameness.key(place);
        let last = self.table.len() - 1;
        let tag = tag_of(hash, last);
        let mut slot = hash as usize & last;
        loop {
            let entry = self.table[slot];
            if entry == EMPTY {
                let number = self.positions.len() as u32;
                self.positions.push(place);
                self.table[slot] = tag | number;
                if self.positions.len() * 3 >= self.table.len() * 2 {
                    self.grow();
                }
                return number;
            }
            let number = entry & last as u32;
            if entry ^ number == tag && self.sameness.key(self.positions[number as usize]) == key {
                return number;
            }
            slot = (slot + 1) & last;
        }
    }

    #[inline]
    fn hash(&self, place: [f32; 3]) -> u64 {
        hash(self.sameness.key(place), self.seed)
    }

    /// The distinct places, in order of first appearance.
    pub(crate) fn into_positions(self) -> Vec<[f32; 3]> {
        self.positions
    }

    #[cold]
    fn grow(&mut self) {
        let last = self.table.len() * 2 - 1;
        self.table = vec![EMPTY; last + 1];
        for (number, &place) in self.positions.iter().enumerate() {
            let hash = self.hash(place);
            let mut slot = hash as usize & last;
            while self.table[slot] != EMPTY {
                slot = (slot + 1) & last;
            }
            self.table[slot] = tag_of(hash, last) | number as u32;
        }
    }
}

/// The bits of a hash that stand above the numbers in a table with this last slot.
#[inline]
fn tag_of(hash: u64, last: usize) -> u32 {
    (hash >> 32) as u32 & !(last as u32)
}

fn weld_by(positions: &[[f32; 3]], sameness: impl Sameness) -> Welded {
    let mut welder = Welder::new(sameness, positions.len());
    let remap = welder.indices_of(positions);
    Welded { remap, positions: welder.into_positions() }
}

/// Multiplies and folds the product's halves (the mix of wyhash): every bit of the coordinates reaches the low bits,
/// which coarse coordinates leave empty.
#[inline]
fn hash([x, y, z]: [u32; 3], seed: u64) -> u64 {
    let first = (u64::from(x) | u64::from(y) << 32) ^ seed;
    let second = u64::from(z) ^ 0xE703_7ED1_A0B4_28DB;
    let product = u128::from(first) * u128::from(second);
    product as u64 ^ (product >> 64) as u64
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
        let mut welder = Welder::new(Exact, 0);
        let place = |step: u32| [(step % 7) as f32, (step / 7) as f32, -1.5];
        let places: Vec<[f32; 3]> = (0..5000).map(place).collect();
        let (first, again) = (welder.indices_of(&places), welder.indices_of(&places));
        assert_eq!((&first, first.last()), (&again, Some(&4999)));
        assert_eq!(welder.into_positions()[4999], place(4999));
    }

    #[test]
    fn triangles_are_numbered_like_their_corners() {
        let mesh = shapes::sphere(2.0, 20, 30);
        let corners: Vec<[[f32; 3]; 3]> =
            mesh.triangles.iter().map(|corner| corner.map(|at| mesh.positions[at as usize])).collect();
        let mut triangles = Vec::new();
        Welder::new(Exact, 10).triangles(&corners, &mut triangles);
        assert_eq!(*triangles.as_flattened(), Welder::new(Exact, 10).indices_of(corners.as_flattened()));
    }

    #[test]
    fn minus_zero_is_zero() {
        let mesh = Mesh { positions: vec![[0.0, 1.0, 2.0], [-0.0, 1.0, 2.0]], ..Mesh::default() };
        assert_eq!(mesh.weld().positions.len(), 1);
    }

    #[test]
    fn a_small_gap_needs_some_reach() {
        let mesh = Mesh { positions: vec![[1.0, 0.0, 0.0], [1.000_01, 0.0, 0.0]], ..Mesh::default() };
        assert_eq!(mesh.weld().positions.len(), 2);
        assert_eq!(mesh.weld_within(0.001).positions.len(), 1);
        assert_eq!(mesh.weld_within(0.000_005).positions.len(), 2);
        assert_eq!(mesh.weld_within(f32::NAN), mesh.weld());
    }

    #[test]
    fn places_in_reach_are_one_wherever_they_stand() {
        let pairs = |step: u32| {
            let at = step as f32 * 0.0137;
            [[at, -at, 2.0 * at], [at + 0.000_9, -at, 2.0 * at]]
        };
        let mesh = Mesh { positions: (0..2000).flat_map(pairs).collect(), ..Mesh::default() };
        let welded = mesh.weld_within(0.001);
        assert_eq!(welded.positions.len(), 2000);
        assert!(welded.remap.chunks_exact(2).all(|pair| pair[0] == pair[1]));
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
