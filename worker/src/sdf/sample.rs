//! Sparse sampling: only small blocks that the surface can cross are measured node by node, each against the few parts
//! that can matter there.

use super::{
    Object,
    grid::{GridSize, make_well_composed},
};
use glam::{Vec3, vec3};
use rayon::prelude::*;

/// Nodes along the side of a block: a picture's wires take a third of the time of blocks of 8.
const BLOCK: usize = 4;
/// Blocks farther from the surface than this share of their half diagonal (plus a step) cannot hold it; the margin
/// covers shapes whose distance is a bound.
const SAFETY: f32 = 1.35;

/// Distances at the nodes of a regular grid.
#[derive(Clone, Debug)]
pub struct Field {
    /// Nodes along each axis.
    pub size: GridSize,
    /// Position of the first node, object units.
    pub origin: Vec3,
    /// Distance between nodes, object units.
    pub step: f32,
    /// One value a node, negative inside, never exactly zero.
    pub values: Vec<f32>,
    blocks: [usize; 3],
    active: Vec<Vec<u32>>,
}

impl Field {
    /// Parts that can matter around `p`.
    pub fn active_at(&self, p: Vec3) -> &[u32] {
        let node = ((p - self.origin) / self.step).max(Vec3::ZERO);
        let block = |value: f32, limit: usize| (value as usize / BLOCK).min(limit - 1);
        let [x, y, z] = self.blocks;
        &self.active[(block(node.z, z) * y + block(node.y, y)) * x + block(node.x, x)]
    }
}

/// Samples `object` on about `node_budget` nodes.
pub fn sample(object: &Object, node_budget: usize) -> Field {
    let (low, high) = object.bounds();
    let extent = (high - low).max(Vec3::splat(0.02));
    // Three spare nodes on every side: the surface must not touch the border.
    let step = (extent.x * extent.y * extent.z / node_budget as f32).cbrt().max(extent.max_element() / 620.0);
    let origin = low - 3.0 * step;
    let nodes = |length: f32| (length / step).ceil() as usize + 7;
    let size = GridSize { x: nodes(extent.x), y: nodes(extent.y), z: nodes(extent.z) };
    let blocks = [size.x.div_ceil(BLOCK), size.y.div_ceil(BLOCK), size.z.div_ceil(BLOCK)];
    let mut values = vec![0.0; size.count()];
    let layer = size.x * size.y * BLOCK;
    let active = values
        .par_chunks_mut(layer)
        .enumerate()
        .flat_map_iter(|(slab, values)| {
            sample_slab(object, &Slab { size, origin, step, blocks, slab }, values)
        })
        .collect();
    let mut field = Field { size, origin, step, values, blocks, active };
    close_diagonals(&mut field);
    field
}

struct Slab {
    size: GridSize,
    origin: Vec3,
    step: f32,
    blocks: [usize; 3],
    slab: usize,
}

/// Fills one layer of blocks and returns the active parts of each, X fastest.
fn sample_slab(object: &Object, grid: &Slab, values: &mut [f32]) -> Vec<Vec<u32>> {
    let depth = values.len() / (grid.size.x * grid.size.y);
    let half_diagonal = grid.step * (BLOCK as f32 - 1.0) * 0.5 * 3f32.sqrt();
    let mut lists = Vec::with_capacity(grid.blocks[0] * grid.blocks[1]);
    for by in 0..grid.blocks[1] {
        for bx in 0..grid.blocks[0] {
            let first = [bx * BLOCK, by * BLOCK, grid.slab * BLOCK];
            let node =
                |x: usize, y: usize, z: usize| grid.origin + vec3(x as f32, y as f32, z as f32) * grid.step;
            let middle = node(first[0], first[1], first[2]) + (BLOCK as f32 - 1.0) * 0.5 * grid.step;
            let center_distance = object.distance(middle);
            let crossed = center_distance.abs() < half_diagonal * SAFETY + 2.0 * grid.step + object.relief();
            let active = if crossed {
                object.active_near(middle, half_diagonal + 2.0 * grid.step)
            } else {
                Vec::new()
            };
            for z in 0..depth.min(BLOCK) {
                for y in first[1]..(first[1] + BLOCK).min(grid.size.y) {
                    let row = (z * grid.size.y + y) * grid.size.x;
                    for x in first[0]..(first[0] + BLOCK).min(grid.size.x) {
                        let distance = if crossed {
                            object.distance_of(&active, node(x, y, first[2] + z))
                        } else {
                            center_distance
                        };
                        values[row + x] = if distance == 0.0 { 1e-7 } else { distance };
                    }
                }
            }
            lists.push(active);
        }
    }
    lists
}

/// Pushes nodes inside where solids would otherwise touch in an edge or corner only.
fn close_diagonals(field: &mut Field) {
    let mut solid: Vec<bool> = field.values.iter().map(|value| *value < 0.0).collect();
    let nudge = -0.02 * field.step;
    for node in make_well_composed(field.size, &mut solid) {
        field.values[node] = nudge;
    }
}
