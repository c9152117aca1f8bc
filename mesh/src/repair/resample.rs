//! The last step: sample what is inside on a grid and lay a surface around it.

use fast_surface_nets::ndshape::RuntimeShape;
use fast_surface_nets::{SurfaceNetsBuffer, surface_nets};
use glam::Vec3;
use rayon::prelude::*;

use super::winding::WindingField;
use crate::bvh::Bvh;
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// Cells along the longest side.
const RESOLUTION: u32 = 128;
/// Empty cells around, so that the surface closes.
const MARGIN: u32 = 3;
/// Samples along a side of the blocks that are looked at as a whole first.
const BLOCK: u32 = 8;
/// Vertices are drawn to the old surface from up to this many cells away, nearly all the way: all the way could put
/// two at one place.
const SNAP_CELLS: f32 = 1.5;
const SNAP_SHARE: f32 = 0.92;

/// The new surface drawn to the old one, and as it was sampled in case drawing broke it.
pub(super) fn candidates(shape: &Mesh, watch: &Watch<'_>) -> Result<Vec<Mesh>, Cancelled> {
    let Some(bounds) = shape.bounds().filter(|bounds| bounds.longest() > 0.0) else { return Ok(Vec::new()) };
    let cell = bounds.longest() / RESOLUTION as f32;
    let sides = bounds.extents().map(|extent| (extent / cell).ceil() as u32 + 1 + 2 * MARGIN);
    let origin = Vec3::from(bounds.min) - Vec3::splat(cell * MARGIN as f32);
    let tree = Bvh::new(shape);
    let grid = Grid { sides, origin, cell };
    let values = grid.sample(&WindingField::new(shape, &tree), &tree, watch)?;
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
            if watch.cancel.is_cancelled() {
                return Err(Cancelled);
            }
            let first_z = slab as u32 * BLOCK;
            for first_y in (0..self.sides[1]).step_by(BLOCK as usize) {
                for first_x in (0..self.sides[0]).step_by(BLOCK as usize) {
                    self.sample_block([first_x, first_y, first_z], field, tree, values);
                }
            }
            Ok(())
        })?;
        Ok(values)
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

#[cfg(test)]
mod tests {
    use fast_surface_nets::ndshape::Shape;

    use super::*;

    #[test]
    fn the_grid_is_stored_as_the_net_expects() {
        let shape = RuntimeShape::<u32, 3>::new([5, 7, 9]);
        assert_eq!(shape.linearize([1, 2, 3]), (3 * 7 + 2) * 5 + 1);
    }
}
