//! Closing the rims of holes.

use std::collections::HashMap;

use glam::Vec3;

use crate::measure::EdgeTable;
use crate::model::Mesh;

/// Rims with more edges are missing sides, not holes; sampling does better there.
const MAX_RIM: usize = 500;
/// Up to this many edges the cover of smallest area is searched (cubic time); larger rims get a fan.
const MAX_SEARCHED_RIM: usize = 64;

/// Fills every rim of up to 500 edges; returns how many.
pub(super) fn fill(shape: &mut Mesh) -> usize {
    let rims: Vec<Vec<u32>> = rims(shape).into_iter().filter(|rim| rim.len() <= MAX_RIM).collect();
    for rim in &rims {
        if rim.len() <= MAX_SEARCHED_RIM {
            let cover = smallest_cover(shape, rim);
            shape.triangles.extend(cover);
        } else {
            fan(shape, rim);
        }
    }
    rims.len()
}

/// Closed walks along open edges, in the direction a filling triangle must run.
fn rims(shape: &Mesh) -> Vec<Vec<u32>> {
    let mut next: HashMap<u32, Vec<u32>> = HashMap::new();
    EdgeTable::new(&shape.triangles, shape.positions.len()).for_each(|low, high, uses| {
        if let [only] = uses {
            // The filling triangle runs against the one that is there.
            let (from, to) = if only.is_descending() { (low, high) } else { (high, low) };
            next.entry(from).or_default().push(to);
        }
    });
    let mut starts: Vec<u32> = next.keys().copied().collect();
    starts.sort_unstable();
    let mut rims = Vec::new();
    for start in starts {
        while let Some(rim) = walk(start, &mut next) {
            rims.push(rim);
        }
    }
    rims
}

/// Follows open edges until a vertex comes again; what lies before it goes back for a later walk.
fn walk(start: u32, next: &mut HashMap<u32, Vec<u32>>) -> Option<Vec<u32>> {
    let mut path = vec![start];
    let mut place: HashMap<u32, usize> = HashMap::from([(start, 0)]);
    loop {
        let at = path[path.len() - 1];
        let to = next.get_mut(&at)?.pop()?;
        if let Some(&first) = place.get(&to) {
            for pair in path[..=first].windows(2) {
                next.entry(pair[0]).or_default().push(pair[1]);
            }
            return Some(path.split_off(first));
        }
        place.insert(to, path.len());
        path.push(to);
    }
}

/// The triangulation of a rim with the least area (Barequet and Sharir 1995), by dynamic programming.
fn smallest_cover(shape: &Mesh, rim: &[u32]) -> Vec<[u32; 3]> {
    let count = rim.len();
    if count < 3 {
        return Vec::new();
    }
    let at: Vec<Vec3> = rim.iter().map(|vertex| Vec3::from(shape.positions[*vertex as usize])).collect();
    let area = |i: usize, k: usize, j: usize| (at[k] - at[i]).cross(at[j] - at[i]).length();
    let mut cost = vec![0.0f32; count * count];
    let mut split = vec![0usize; count * count];
    for width in 2..count {
        for i in 0..count - width {
            let j = i + width;
            let mut best = (f32::INFINITY, i + 1);
            for k in i + 1..j {
                let total = cost[i * count + k] + cost[k * count + j] + area(i, k, j);
                if total < best.0 {
                    best = (total, k);
                }
            }
            (cost[i * count + j], split[i * count + j]) = best;
        }
    }
    let mut cover = Vec::with_capacity(count - 2);
    let mut open = vec![(0, count - 1)];
    while let Some((i, j)) = open.pop() {
        if j - i >= 2 {
            let k = split[i * count + j];
            cover.push([rim[i], rim[k], rim[j]]);
            open.extend([(i, k), (k, j)]);
        }
    }
    cover
}

/// Triangles from every edge of a rim to its middle.
fn fan(shape: &mut Mesh, rim: &[u32]) {
    let sum: Vec3 = rim.iter().map(|vertex| Vec3::from(shape.positions[*vertex as usize])).sum();
    let middle = shape.positions.len() as u32;
    shape.positions.push((sum / rim.len() as f32).to_array());
    for side in 0..rim.len() {
        shape.triangles.push([rim[side], rim[(side + 1) % rim.len()], middle]);
    }
}
