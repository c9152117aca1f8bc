//! The last step: sample what is inside on a grid and lay a surface around it.

use fast_surface_nets::ndshape::RuntimeShape;
use fast_surface_nets::{SurfaceNetsBuffer, surface_nets};
use glam::Vec3;
use rayon::prelude::*;

use super::winding::WindingField;
use crate::bvh::Bvh;
use crate::geometry::Bounds;
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// Cells along the longest side.
const RESOLUTION: u32 = 128;
/// Most triangles that all samples look at one by one: some ten seconds of one core. Only heaps of triangles across each
/// other need more, and get larger cells.
const MAX_LOOKS: f64 = 3e8;
const LEAST_RESOLUTION: f64 = 24.0;
/// Empty cells around, so that the surface closes.
const MARGIN: u32 = 3;
/// Samples along a side of the blocks that are looked at as a whole first.
const BLOCK: u32 = 8;
/// Vertices are drawn to the old surface from up to this many cells away, nearly all the way: all the way could put
/// two at one place.
const SNAP_CELLS: f32 = 1.5;
const SNAP_SHARE: f32 = 0.92;
/// How far inside a filled corner lies, as a winding number.
const FILLED_DEPTH: f32 = 0.05;

/// The new surface drawn to the old one, and as it was sampled in case drawing broke it.
pub(super) fn candidates(shape: &Mesh, watch: &Watch<'_>) -> Result<Vec<Mesh>, Cancelled> {
    let Some(bounds) = shape.bounds().filter(|bounds| bounds.longest() > 0.0) else { return Ok(Vec::new()) };
    let tree = Bvh::new(shape);
    let field = WindingField::new(shape, &tree);
    let cell = bounds.longest() / affordable_resolution(&field, &bounds) as f32;
    let sides = bounds.extents().map(|extent| (extent / cell).ceil() as u32 + 1 + 2 * MARGIN);
    let origin = Vec3::from(bounds.min) - Vec3::splat(cell * MARGIN as f32);
    let grid = Grid { sides, origin, cell };
    let mut values = grid.sample(&field, &tree, watch)?;
    grid.join_pinches(&mut values);
    let mut nets = SurfaceNetsBuffer::default();
    let runtime = RuntimeShape::<u32, 3>::new(sides);
    surface_nets(&values, &runtime, [0; 3], sides.map(|side| side - 1), &mut nets);
    let sampled = Mesh {
        positions: nets.positions.iter().map(|at| (origin + Vec3::from(*at) * cell).to_array()).collect(),
        triangles: nets.indices.chunks_exact(3).map(|at| [at[0], at[1], at[2]]).collect(),
        ..Mesh::default()
    };
    let mut drawn = sampled.clone();
    drawn.positions.par_iter_mut().for_each(|position| *position = snapped(&tree, *position, cell));
    Ok(vec![drawn, sampled])
}

/// Cells along the longest side so that sampling them all stays in its bound, told by a few samples.
fn affordable_resolution(field: &WindingField, bounds: &Bounds) -> u32 {
    const PROBES: u32 = 4;
    let step = Vec3::from(bounds.extents()) / PROBES as f32;
    let mut looks = 0;
    for probe in 0..PROBES.pow(3) {
        let at = [probe % PROBES, probe / PROBES % PROBES, probe / PROBES.pow(2)];
        let at = Vec3::from(at.map(|along| along as f32 + 0.45));
        field.at_counted(Vec3::from(bounds.min) + at * step, &mut looks);
    }
    let a_sample = looks as f64 / f64::from(PROBES.pow(3));
    let cell = f64::from(bounds.longest()) / f64::from(RESOLUTION);
    let samples: f64 = bounds.extents().map(|extent| f64::from(extent) / cell + 1.0).iter().product();
    let share = (MAX_LOOKS / (a_sample * samples)).cbrt().min(1.0);
    (f64::from(RESOLUTION) * share).max(LEAST_RESOLUTION) as u32
}

fn snapped(tree: &Bvh, position: [f32; 3], cell: f32) -> [f32; 3] {
    let at = Vec3::from(position);
    match tree.nearest(at) {
        Some(nearest) if nearest.distance_squared < (SNAP_CELLS * cell).powi(2) => {
            at.lerp(nearest.point, SNAP_SHARE).to_array()
        }
        _ => position,
    }
}

struct Grid {
    sides: [u32; 3],
    origin: Vec3,
    cell: f32,
}

impl Grid {
    /// Half minus the winding number at every sample: negative inside. Blocks far from the surface take one value.
    fn sample(&self, field: &WindingField, tree: &Bvh, watch: &Watch<'_>) -> Result<Vec<f32>, Cancelled> {
        let layer = (self.sides[0] * self.sides[1]) as usize;
        let mut values = vec![0.5; layer * self.sides[2] as usize];
        let slabs = values.par_chunks_mut(layer * BLOCK as usize).enumerate();
        slabs.try_for_each(|(slab, values)| {
            let first_z = slab as u32 * BLOCK;
            for first_y in (0..self.sides[1]).step_by(BLOCK as usize) {
                watch.check()?;
                for first_x in (0..self.sides[0]).step_by(BLOCK as usize) {
                    self.sample_block([first_x, first_y, first_z], field, tree, values);
                }
            }
            Ok(())
        })?;
        Ok(values)
    }

    /// Fills cells through which two sheets of the surface would go: the net has one vertex a cell, which would pinch
    /// the sheets together. Filling only adds to the inside, so it comes to an end.
    fn join_pinches(&self, values: &mut [f32]) {
        let [width, height, depth] = self.sides.map(|side| side as usize);
        let corners: [usize; 8] =
            std::array::from_fn(|corner| ((corner >> 2) * height + (corner >> 1 & 1)) * width + (corner & 1));
        let is_plain: [bool; 256] = std::array::from_fn(|inside| is_one_sheet(inside as u8));
        let mut is_changed = true;
        while is_changed {
            is_changed = false;
            for z in 1..depth.saturating_sub(2) {
                for y in 1..height.saturating_sub(2) {
                    let row = (z * height + y) * width;
                    for first in row + 1..(row + width).saturating_sub(2) {
                        while !is_plain[usize::from(inside_corners(values, first, &corners))] {
                            fill_nearest_corner(values, first, &corners);
                            is_changed = true;
                        }
                    }
                }
            }
        }
    }

    fn sample_block(&self, first: [u32; 3], field: &WindingField, tree: &Bvh, slab: &mut [f32]) {
        let last: [u32; 3] = std::array::from_fn(|axis| (first[axis] + BLOCK).min(self.sides[axis]));
        let half = BLOCK as f32 * 0.5;
        let middle = self.origin + (Vec3::from(first.map(|at| at as f32)) + Vec3::splat(half)) * self.cell;
        let reach = (half * 3f32.sqrt() + 1.0) * self.cell;
        let is_near = tree.nearest(middle).is_some_and(|nearest| nearest.distance_squared < reach * reach);
        let constant = 0.5 - field.at(middle);
        for z in first[2]..last[2] {
            for y in first[1]..last[1] {
                for x in first[0]..last[0] {
                    let slot = ((z - first[2]) * self.sides[1] + y) * self.sides[0] + x;
                    let at = self.origin + Vec3::new(x as f32, y as f32, z as f32) * self.cell;
                    // Open surfaces let the number pass a half also far from any triangle.
                    let is_unsure = constant.abs() < 0.35;
                    slab[slot as usize] = if is_near || is_unsure { 0.5 - field.at(at) } else { constant };
                }
            }
        }
    }
}

/// One bit for each corner of a cell that lies inside.
fn inside_corners(values: &[f32], first: usize, corners: &[usize; 8]) -> u8 {
    (0..8).fold(0, |inside, corner| inside | u8::from(values[first + corners[corner]] < 0.0) << corner)
}

/// Takes the outer corner that is nearest to the surface inside.
fn fill_nearest_corner(values: &mut [f32], first: usize, corners: &[usize; 8]) {
    let outer = corners.iter().map(|corner| first + corner).filter(|at| values[*at] >= 0.0);
    if let Some(nearest) = outer.min_by(|a, b| values[*a].total_cmp(&values[*b])) {
        values[nearest] = -FILLED_DEPTH;
    }
}

/// True when the inner corners of a cell hang together over its edges, and the outer ones too.
fn is_one_sheet(inside: u8) -> bool {
    let hangs_together = |corners: u8| {
        let mut reached = corners & corners.wrapping_neg();
        loop {
            let along_x = (reached & 0x55) << 1 | (reached & 0xAA) >> 1;
            let along_y = (reached & 0x33) << 2 | (reached & 0xCC) >> 2;
            let along_z = reached.rotate_left(4);
            let further = (reached | along_x | along_y | along_z) & corners;
            if further == reached {
                return reached == corners;
            }
            reached = further;
        }
    };
    hangs_together(inside) && hangs_together(!inside)
}

#[cfg(test)]
mod tests {
    use fast_surface_nets::ndshape::Shape;

    use super::*;

    #[test]
    fn heaps_get_larger_cells_and_other_models_do_not() {
        let resolution = |mesh: &Mesh| {
            let field = WindingField::new(mesh, &Bvh::new(mesh));
            affordable_resolution(&field, &mesh.bounds().unwrap())
        };
        let sound = [crate::shapes::sphere(9.0, 200, 300), crate::shapes::cuboid([1.0, 9.0, 3.0])];
        assert_eq!(sound.map(|mesh| resolution(&mesh)), [RESOLUTION; 2]);
        let heap = resolution(&crate::shapes::star(6000));
        assert!((24..60).contains(&heap), "{heap}");
    }

    #[test]
    fn the_grid_is_stored_as_the_net_expects() {
        let shape = RuntimeShape::<u32, 3>::new([5, 7, 9]);
        assert_eq!(shape.linearize([1, 2, 3]), (3 * 7 + 2) * 5 + 1);
    }

    #[test]
    fn cells_with_two_sheets_are_told() {
        for plain in [0u8, 0xFF, 0b1, 0b11, 0x0F, 0b1011, !0b1] {
            assert!(is_one_sheet(plain), "{plain:08b}");
        }
        for pinched in [0b1001u8, 0b0110, 0b1000_0001, !0b1000_0001, 0b0001_0010] {
            assert!(!is_one_sheet(pinched), "{pinched:08b}");
        }
    }

    fn net_around(grid: &Grid, values: &[f32]) -> Mesh {
        let mut nets = SurfaceNetsBuffer::default();
        let runtime = RuntimeShape::<u32, 3>::new(grid.sides);
        surface_nets(values, &runtime, [0; 3], grid.sides.map(|side| side - 1), &mut nets);
        let triangles = nets.indices.chunks_exact(3).map(|at| [at[0], at[1], at[2]]).collect();
        Mesh { positions: nets.positions, triangles, ..Mesh::default() }
    }

    #[test]
    fn cubes_that_touch_at_an_edge_or_a_corner_become_one_solid() {
        let grid = Grid { sides: [16; 3], origin: Vec3::ZERO, cell: 1.0 };
        for second in [[8, 8, 4], [8, 8, 8]] {
            let is_in = |at: [usize; 3], first: [usize; 3]| {
                at.iter().zip(first).all(|(at, first)| (first..first + 4).contains(at))
            };
            let mut values: Vec<f32> = (0..16 * 16 * 16)
                .map(|slot| [slot % 16, slot / 16 % 16, slot / 256])
                .map(|at| if is_in(at, [4; 3]) || is_in(at, second) { -0.5 } else { 0.5 })
                .collect();
            assert!(
                crate::measure::audit(&net_around(&grid, &values)).non_manifold_edges > 0 || second[2] == 8
            );
            grid.join_pinches(&mut values);
            let joined = crate::measure::audit(&net_around(&grid, &values));
            assert!(joined.is_clean() && joined.shells == 1 && joined.euler == 2, "{joined:?}");
        }
    }
}
