//! Finding the inner side of a double wall that leaks: a thin shell around an empty inside, with pinholes from one side to
//! the other. Generators that turn a surface of no thickness into a solid make such models.
//!
//! No shell lies inside another there, and every edge is sound. So space is filled with cells: those at the surface are a
//! barrier, pinholes are closed by making it thicker, and what cannot be reached from outside then, and is empty all the
//! same, is a cavity.

use glam::Vec3;

use super::winding::WindingField;
use crate::bvh::Bvh;
use crate::geometry::Bounds;
use crate::measure::{EdgeTable, area, signed_volume};
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// Cells along the longest side.
const RESOLUTION: u32 = 192;
/// The barrier is made thicker by this many cells to each side, which closes openings of up to four cells: what is wider
/// is meant as a way in.
const CLOSED_CELLS: u8 = 2;
/// Empty cells around the model, so that its outside hangs together.
const MARGIN: usize = CLOSED_CELLS as usize + 2;
/// A wall is thin under this share of the longest side, taken as twice the volume over the surface. A model with thicker
/// walls is not looked at closer.
const THIN_SHARE: f64 = 0.05;
/// A cavity is at least this share of all that the outer surface encloses; smaller ones are folds and gaps.
const SMALLEST_CAVITY_SHARE: f64 = 0.1;
/// Most cells that surface may go through, summed over the triangles: half a second or so. Sound shapes go through some
/// hundred thousand; heaps of triangles across each other are no walls.
const MAX_BARRIER_CELLS: f64 = 2e7;
/// Triangles between two looks at whether to stop.
const CHUNK: usize = 4096;
/// How many cells in front of a triangle its side is looked for.
const PROBED_CELLS: u8 = 4;

/// The cavities behind a thin wall that leaks, and for each triangle whether it faces one; `None` when there are none.
/// The triangles must face outwards.
pub(super) fn leaky_cavities(
    shape: &Mesh,
    watch: &Watch<'_>,
) -> Result<Option<(usize, Vec<bool>)>, Cancelled> {
    let Some(bounds) = shape.bounds() else { return Ok(None) };
    let surface = area(shape);
    let wall = 2.0 * signed_volume(shape) / surface;
    let longest = f64::from(bounds.longest());
    let is_thin = wall > 0.0 && wall < longest * THIN_SHARE;
    let is_heap = surface > (longest / f64::from(RESOLUTION)).powi(2) * MAX_BARRIER_CELLS;
    if !is_thin || is_heap {
        return Ok(None);
    }
    let mut space = Space::around(&bounds);
    space.raise_barrier(shape, watch)?;
    let distances = space.distances();
    watch.check()?;
    space.flood_outside(&distances);
    watch.check()?;
    let cavities = space.mark_cavities(&distances, shape);
    watch.check()?;
    Ok((cavities > 0).then(|| (cavities, space.faces_of_cavities(shape))))
}

/// What is known of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// Nothing yet; in the end it is inside, or in a fold too narrow to look into.
    Unknown,
    /// The surface goes through it.
    Barrier,
    /// It is reached from outside.
    Outside,
    /// It was looked at while cavities were searched.
    Seen,
    /// It is empty, and not reached from outside.
    Cavity,
}

/// The cells around a model. Those at the rim are outside and have no neighbors.
struct Space {
    sides: [usize; 3],
    origin: Vec3,
    cell: f32,
    cells: Vec<Cell>,
}

impl Space {
    fn around(bounds: &Bounds) -> Self {
        let cell = bounds.longest() / RESOLUTION as f32;
        let sides = bounds.extents().map(|extent| (extent / cell).ceil() as usize + 1 + 2 * MARGIN);
        let origin = Vec3::from(bounds.min) - Vec3::splat(cell * MARGIN as f32);
        let is_end = |at: usize, side: usize| at == 0 || at == side - 1;
        let [width, height, depth] = sides;
        let first = |slot: usize| {
            let is_at_rim = is_end(slot % width, width)
                || is_end(slot / width % height, height)
                || is_end(slot / (width * height), depth);
            if is_at_rim { Cell::Outside } else { Cell::Unknown }
        };
        Self { sides, origin, cell, cells: (0..width * height * depth).map(first).collect() }
    }

    fn slot(&self, at: Vec3) -> usize {
        let steps = ((at - self.origin) / self.cell).to_array();
        let [x, y, z] = [0, 1, 2].map(|axis| (steps[axis].max(0.0) as usize).min(self.sides[axis] - 1));
        (z * self.sides[1] + y) * self.sides[0] + x
    }

    fn middle_of(&self, slot: usize) -> Vec3 {
        let [width, height, _] = self.sides;
        let at = [slot % width, slot / width % height, slot / (width * height)];
        self.origin + Vec3::from(at.map(|along| along as f32 + 0.5)) * self.cell
    }

    /// Steps to the next cell along each axis.
    fn strides(&self) -> [usize; 3] {
        [1, self.sides[0], self.sides[0] * self.sides[1]]
    }

    /// Marks the cells that triangles go through.
    fn raise_barrier(&mut self, shape: &Mesh, watch: &Watch<'_>) -> Result<(), Cancelled> {
        for triangles in shape.triangles.chunks(CHUNK) {
            watch.check()?;
            let corners = triangles.iter().filter_map(|triangle| shape.corners(*triangle));
            corners.for_each(|corners| self.mark_triangle(corners));
        }
        Ok(())
    }

    /// Marks the cells that a triangle goes through, by points on it half a cell apart.
    fn mark_triangle(&mut self, corners: [Vec3; 3]) {
        let apart = self.cell * 0.5;
        // Two for each cell of a diagonal are enough, also where lengths leave 32 bits.
        let steps_along = |length: f32| (length / apart).ceil().clamp(1.0, 4.0 * RESOLUTION as f32);
        let [a, b, c] = longest_side_first(corners);
        let height = (b - a).cross(c - a).length() / (b - a).length().max(f32::MIN_POSITIVE);
        let rows = steps_along(height);
        for row in 0..=rows as u32 {
            let (from, to) = (a.lerp(c, row as f32 / rows), b.lerp(c, row as f32 / rows));
            let columns = steps_along((to - from).length());
            for column in 0..=columns as u32 {
                let slot = self.slot(from.lerp(to, column as f32 / columns));
                self.cells[slot] = Cell::Barrier;
            }
        }
    }

    /// For each cell the steps along the axes to the barrier, up to 255.
    fn distances(&self) -> Vec<u8> {
        let first = |cell: &Cell| if *cell == Cell::Barrier { 0 } else { u8::MAX };
        let mut distances: Vec<u8> = self.cells.iter().map(first).collect();
        for slot in 0..distances.len() {
            for stride in self.strides().into_iter().filter(|stride| slot >= *stride) {
                distances[slot] = distances[slot].min(distances[slot - stride].saturating_add(1));
            }
        }
        for slot in (0..distances.len()).rev() {
            for stride in self.strides().into_iter().filter(|stride| slot + stride < self.cells.len()) {
                distances[slot] = distances[slot].min(distances[slot + stride].saturating_add(1));
            }
        }
        distances
    }

    /// Marks what is reached from outside without coming too near to the barrier, and then what lies up to it.
    fn flood_outside(&mut self, distances: &[u8]) {
        let corner = self.strides().iter().sum();
        let mut reached = self.flood(corner, Cell::Outside, |slot| distances[slot] > CLOSED_CELLS);
        for _ in 0..CLOSED_CELLS {
            let mut further = Vec::new();
            for slot in reached {
                self.enter_neighbors(slot as usize, Cell::Outside, |_| true, &mut further);
            }
            reached = further;
        }
    }

    /// Marks all unknown cells that hang together with `first` over cells one may enter; returns them.
    fn flood(&mut self, first: usize, mark: Cell, may_enter: impl Fn(usize) -> bool) -> Vec<u32> {
        self.cells[first] = mark;
        let mut reached = vec![first as u32];
        let mut done = 0;
        while let Some(&slot) = reached.get(done) {
            self.enter_neighbors(slot as usize, mark, &may_enter, &mut reached);
            done += 1;
        }
        reached
    }

    fn enter_neighbors(
        &mut self,
        slot: usize,
        mark: Cell,
        may_enter: impl Fn(usize) -> bool,
        entered: &mut Vec<u32>,
    ) {
        for stride in self.strides() {
            for near in [slot - stride, slot + stride] {
                if self.cells[near] == Cell::Unknown && may_enter(near) {
                    self.cells[near] = mark;
                    entered.push(near as u32);
                }
            }
        }
    }

    /// Marks the large empty spaces inside; returns how many.
    fn mark_cavities(&mut self, distances: &[u8], shape: &Mesh) -> usize {
        let enclosed = self.cells.iter().filter(|cell| **cell != Cell::Outside).count();
        let smallest = (enclosed as f64 * SMALLEST_CAVITY_SHARE) as usize;
        let mut field = None;
        let mut cavities = 0;
        for first in 0..self.cells.len() {
            if self.cells[first] != Cell::Unknown {
                continue;
            }
            let space = self.flood(first, Cell::Seen, |_| true);
            let deepest = space.iter().copied().max_by_key(|slot| distances[*slot as usize]);
            let Some(deepest) = deepest.filter(|_| space.len() > smallest) else { continue };
            let field = field.get_or_insert_with(|| WindingField::new(shape, &Bvh::new(shape)));
            if field.at(self.middle_of(deepest as usize)).abs() < 0.5 {
                space.iter().for_each(|slot| self.cells[*slot as usize] = Cell::Cavity);
                cavities += 1;
            }
        }
        cavities
    }

    /// For each triangle whether it faces a cavity. Where something is in the way, in a pinhole above all, it goes with
    /// its neighbors.
    fn faces_of_cavities(&self, shape: &Mesh) -> Vec<bool> {
        let mut faces: Vec<Option<bool>> =
            shape.triangles.iter().map(|triangle| self.faces_cavity(shape.corners(*triangle)?)).collect();
        let mut pairs = Vec::new();
        EdgeTable::new(&shape.triangles, shape.positions.len()).for_each(|_, _, uses| {
            pairs.extend(uses.windows(2).map(|pair| [pair[0].triangle(), pair[1].triangle()]));
        });
        let mut is_changed = true;
        while is_changed {
            let before = pairs.len();
            pairs.retain(|&[a, b]: &[u32; 2]| {
                let (a, b) = (a as usize, b as usize);
                let either = faces[a].or(faces[b]);
                (faces[a], faces[b]) = (faces[a].or(either), faces[b].or(either));
                either.is_none()
            });
            is_changed = pairs.len() < before;
        }
        faces.into_iter().map(|face| face == Some(true)).collect()
    }

    fn faces_cavity(&self, [a, b, c]: [Vec3; 3]) -> Option<bool> {
        let middle = (a + b + c) / 3.0;
        let outwards = (b - a).cross(c - a).normalize_or_zero() * self.cell;
        (1..=PROBED_CELLS).find_map(|steps| match self.cells[self.slot(middle + outwards * steps as f32)] {
            Cell::Outside => Some(false),
            Cell::Cavity => Some(true),
            Cell::Unknown | Cell::Seen | Cell::Barrier => None,
        })
    }
}

/// The corners in the same order, beginning with the longest side's.
fn longest_side_first([a, b, c]: [Vec3; 3]) -> [Vec3; 3] {
    let sides = [[a, b, c], [b, c, a], [c, a, b]];
    let length = |corners: &[Vec3; 3]| corners[0].distance_squared(corners[1]);
    sides.into_iter().max_by(|one, other| length(one).total_cmp(&length(other))).unwrap_or([a, b, c])
}

#[cfg(test)]
pub(crate) mod samples {
    use crate::model::Mesh;
    use crate::shapes;

    /// A sphere of radius 10 with a wall of 0.6 and an opening at the top; more rings make it smaller.
    pub(crate) fn bottle(rings: u32) -> Mesh {
        let segments = 24;
        let mut outer = shapes::sphere(10.0, rings, segments);
        let mut inner = shapes::sphere(9.4, rings, segments);
        outer.retain_triangles(|_, triangle| !triangle.contains(&0));
        inner.retain_triangles(|_, triangle| !triangle.contains(&0));
        inner.flip_winding();
        let first_inner = outer.positions.len() as u32;
        outer.append(&inner);
        for segment in 0..segments {
            let [a, b] = [1 + segment, 1 + (segment + 1) % segments];
            let [c, d] = [a, b].map(|vertex| vertex + first_inner);
            outer.triangles.extend([[a, b, c], [c, b, d]]);
        }
        outer.remove_unreferenced();
        outer
    }
}

#[cfg(test)]
mod tests {
    use super::samples::bottle;
    use super::*;
    use crate::shapes;

    fn found_in(shape: &Mesh) -> Option<(usize, Vec<bool>)> {
        leaky_cavities(shape, &Watch::default()).unwrap()
    }

    #[test]
    fn a_pinhole_is_no_way_in_and_an_opening_is() {
        let leaky = bottle(240);
        assert!(crate::measure::audit(&leaky).is_clean());
        let (cavities, faces) = found_in(&leaky).unwrap();
        assert_eq!(cavities, 1);
        for (triangle, is_inner) in leaky.triangles.iter().zip(faces) {
            let middle = leaky.corners(*triangle).map(|[a, b, c]| (a + b + c) / 3.0).unwrap();
            if middle.with_y(0.0).length() > 1.0 {
                assert_eq!(is_inner, middle.length() < 9.7, "{middle}");
            }
        }
        assert!(found_in(&bottle(12)).is_none());
        assert!(found_in(&shapes::sphere(10.0, 24, 32)).is_none(), "its walls are thick");
        assert!(found_in(&shapes::cuboid([100.0, 40.0, 1.0])).is_none());
        assert!(found_in(&Mesh::default()).is_none());
    }

    #[test]
    fn heaps_are_left_alone_and_the_barrier_is_stopped_on_request() {
        let mut heap = bottle(240);
        assert!(found_in(&heap).is_some());
        // Each takes the surface through some 220,000 cells.
        heap.triangles = heap.triangles.repeat(100);
        assert!(found_in(&heap).is_none());
        let watch = Watch::default();
        watch.cancel.cancel();
        let mut space = Space::around(&heap.bounds().unwrap());
        assert_eq!(space.raise_barrier(&heap, &watch), Err(Cancelled));
        assert!(!space.cells.contains(&Cell::Barrier));
    }
}
