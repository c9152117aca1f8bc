//! Dropping what is no surface and turning the rest outwards.

use std::collections::HashMap;

use crate::measure::{EdgeTable, Pieces, enclosed_faces, outward_turns};
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// Pieces with less than this share of all surface are crumbs.
const CRUMB_SHARE: f64 = 0.001;
/// Unless crumbs are what the model is made of: this share must be left.
const SMALLEST_REST: f64 = 0.95;

/// A copy without the shells that lie wholly inside others, every attribute kept, and how many they were; `None` when
/// there are none.
pub(super) fn without_voids(mesh: &Mesh, watch: &Watch<'_>) -> Result<Option<(Mesh, usize)>, Cancelled> {
    let welded = mesh.weld();
    let triangles = mesh.welded_triangles(&welded);
    let shape = Mesh { positions: welded.positions, triangles, ..Mesh::default() };
    let (shells, is_enclosed) = enclosed_faces(&shape, watch)?;
    Ok((shells > 0).then(|| {
        let mut filled = mesh.clone();
        filled.retain_triangles(|face, _| !is_enclosed[face]);
        filled.remove_unreferenced();
        (filled, shells)
    }))
}

/// Drops triangles that are listed twice, pairs that lie back to back, and crumbs.
pub(super) fn drop_useless(shape: &mut Mesh) {
    drop_duplicates(shape);
    drop_crumbs(shape);
    shape.remove_unreferenced();
}

fn drop_duplicates(shape: &mut Mesh) {
    // For each set of corners: how many triangles run one way less how many run the other.
    let mut balance: HashMap<[u32; 3], i32> = HashMap::with_capacity(shape.triangles.len());
    for &triangle in &shape.triangles {
        let (key, sign) = canonical(triangle);
        *balance.entry(key).or_default() += sign;
    }
    shape.retain_triangles(|_, triangle| {
        let (key, sign) = canonical(triangle);
        balance.get_mut(&key).is_some_and(|left| {
            let is_kept = left.signum() == sign;
            if is_kept {
                *left = 0;
            }
            is_kept
        })
    });
}

/// The corners in ascending order and whether that kept (1) or reversed (−1) the winding.
fn canonical(triangle: [u32; 3]) -> ([u32; 3], i32) {
    let mut sorted = triangle;
    sorted.sort_unstable();
    let [a, b, _] = sorted;
    let at = triangle.iter().position(|vertex| *vertex == a).unwrap_or(0);
    (sorted, if triangle[(at + 1) % 3] == b { 1 } else { -1 })
}

fn drop_crumbs(shape: &mut Mesh) {
    let mut pieces = Pieces::new(shape.triangles.len());
    EdgeTable::new(&shape.triangles, shape.positions.len()).for_each(|_, _, uses| {
        for pair in uses.windows(2) {
            pieces.join(pair[0].triangle(), pair[1].triangle());
        }
    });
    let mut area_of: HashMap<u32, f64> = HashMap::new();
    let mut total = 0.0;
    for (face, &triangle) in shape.triangles.iter().enumerate() {
        let Some([a, b, c]) = shape.corners(triangle) else { continue };
        let area = f64::from((b - a).cross(c - a).length());
        *area_of.entry(pieces.root(face as u32)).or_default() += area;
        total += area;
    }
    let smallest = total * CRUMB_SHARE;
    let rest: f64 = area_of.values().filter(|area| **area >= smallest).sum();
    if rest < total * SMALLEST_REST {
        return;
    }
    shape.retain_triangles(|face, _| {
        area_of.get(&pieces.root(face as u32)).is_some_and(|area| *area >= smallest)
    });
}

/// Turns triangles so that each piece runs one way and closed outer pieces face outwards; returns how many.
pub(super) fn turn_outwards(shape: &mut Mesh, watch: &Watch<'_>) -> Result<usize, Cancelled> {
    let turns = outward_turns(shape, watch)?;
    for (triangle, turn) in shape.triangles.iter_mut().zip(&turns) {
        if *turn {
            triangle.swap(1, 2);
        }
    }
    Ok(turns.into_iter().filter(|turn| *turn).count())
}
