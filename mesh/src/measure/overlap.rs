//! How much of their volume shells have in common, by lines through all of them: for models that are too large to be
//! united exactly.

use glam::{DVec2, Vec3};
use rayon::prelude::*;

use super::shells::Shells;
use crate::geometry::Bounds;
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// Lines along the longer side of the grid, unless that takes too many steps.
const MOST_LINES: f64 = 1024.0;
/// Most cells of the grid that triangles' boxes may cover, summed: about a second.
const MAX_STEPS: f64 = 60_000_000.0;
/// Rows of lines that are worked on at once, so that few crossings are kept at a time.
const BAND: usize = 8;
/// Lines stand at this share of their cell on each axis, on no round number: they meet no corners, and lie in no faces,
/// of models that people draw.
const OFFSET: [f64; 2] = [0.487_654_321_9, 0.512_345_987_3];

/// What the outer shells of a watertight mesh have in common, counted as often as it is enclosed beyond the first time.
///
/// Along each line of a dense grid the surfaces are sorted, so that lengths inside are exact; only across the lines there
/// is a step. On smooth shapes the overlap is met within about a thousandth, on boxes within a cell's share of the side.
pub(super) fn shared_volume(shape: &Mesh, shells: &Shells, watch: &Watch<'_>) -> Result<f64, Cancelled> {
    let Some(grid) = Grid::of(shape, shells) else { return Ok(0.0) };
    let bands: Result<Vec<f64>, Cancelled> = (0..grid.sides[1].div_ceil(BAND))
        .into_par_iter()
        .map(|band| {
            if watch.cancel.is_cancelled() {
                return Err(Cancelled);
            }
            let rows = band * BAND..((band + 1) * BAND).min(grid.sides[1]);
            Ok(grid.shared_in(rows))
        })
        .collect();
    Ok(bands?.into_iter().sum::<f64>() * grid.cell * grid.cell)
}

/// Lines along the shortest axis.
struct Grid {
    sides: [usize; 2],
    cell: f64,
    /// The triangles seen along the lines: place across, place along the line.
    triangles: Vec<[(DVec2, f64); 3]>,
    /// For each triangle the numbers of its corners.
    corners: Vec<[u32; 3]>,
    origin: DVec2,
}

impl Grid {
    fn of(shape: &Mesh, shells: &Shells) -> Option<Self> {
        let bounds = shape.bounds().filter(Bounds::is_finite)?;
        let extents = bounds.extents();
        let along = (0..3).min_by(|a, b| extents[*a].total_cmp(&extents[*b]))?;
        let [u, v] = [(along + 1) % 3, (along + 2) % 3];
        let faces =
            || shells.outer().flat_map(|shell| shell.faces.iter().map(|face| (*face, shell.volume < 0.0)));
        let corners: Vec<[u32; 3]> = faces()
            .map(|(face, is_turned)| {
                let [a, b, c] = shape.triangles[face as usize];
                if is_turned { [a, c, b] } else { [a, b, c] }
            })
            .collect();
        let seen = |vertex: u32| {
            let at = shape.positions[vertex as usize].map(f64::from);
            (DVec2::new(at[u], at[v]), at[along])
        };
        let triangles: Vec<_> = corners.iter().map(|corner| corner.map(seen)).collect();
        let width = [extents[u], extents[v]].map(f64::from);
        let cell = cell_size(&triangles, width[0].max(width[1]))?;
        let low = Vec3::from(bounds.min).as_dvec3();
        Some(Self {
            sides: width.map(|side| (side / cell).ceil() as usize + 1),
            cell,
            triangles,
            corners,
            origin: DVec2::new(low[u], low[v]),
        })
    }

    /// Length shared along all lines of some rows.
    fn shared_in(&self, rows: std::ops::Range<usize>) -> f64 {
        let width = self.sides[0];
        let mut crossings = Vec::new();
        for (triangle, corner) in self.triangles.iter().zip(&self.corners) {
            self.cross(triangle, corner, &rows, &mut crossings);
        }
        crossings.sort_unstable_by(|a, b| a.line.cmp(&b.line).then(a.along.total_cmp(&b.along)));
        debug_assert!(crossings.iter().all(|crossing| (crossing.line as usize) < width * rows.len()));
        crossings.chunk_by(|a, b| a.line == b.line).map(shared_along).sum()
    }

    /// Notes where the lines of some rows go through a triangle.
    fn cross(
        &self,
        triangle: &[(DVec2, f64); 3],
        corner: &[u32; 3],
        rows: &std::ops::Range<usize>,
        crossings: &mut Vec<Crossing>,
    ) {
        let [a, b, c] = triangle.map(|(across, _)| (across - self.origin) / self.cell);
        let (low, high) = (a.min(b).min(c), a.max(b).max(c));
        let first_row = (low.y - OFFSET[1]).ceil().max(rows.start as f64) as usize;
        let end_row = ((high.y - OFFSET[1]).floor() + 1.0).clamp(0.0, rows.end as f64) as usize;
        let first = (low.x - OFFSET[0]).ceil().max(0.0) as usize;
        let end = ((high.x - OFFSET[0]).floor() + 1.0).clamp(0.0, self.sides[0] as f64) as usize;
        let turn = (b - a).perp_dot(c - a);
        if turn == 0.0 {
            return;
        }
        for row in first_row..end_row {
            for column in first..end {
                let at = DVec2::new(column as f64 + OFFSET[0], row as f64 + OFFSET[1]);
                let places = [(a, corner[0]), (b, corner[1]), (c, corner[2])];
                let is_left =
                    [(0, 1), (1, 2), (2, 0)].map(|(from, to)| is_left(places[from], places[to], at));
                if is_left != [turn > 0.0; 3] {
                    continue;
                }
                let [beyond_b, beyond_c] = [(at - a).perp_dot(c - a) / turn, (b - a).perp_dot(at - a) / turn];
                let [z, zb, zc] = triangle.map(|(_, along)| along);
                crossings.push(Crossing {
                    line: ((row - rows.start) * self.sides[0] + column) as u32,
                    along: z + (zb - z) * beyond_b + (zc - z) * beyond_c,
                    is_entry: turn < 0.0,
                });
            }
        }
    }
}

/// The size of a cell so that the work stays in its bound; `None` for what has no width.
fn cell_size(triangles: &[[(DVec2, f64); 3]], longest: f64) -> Option<f64> {
    if longest <= 0.0 || !longest.is_finite() {
        return None;
    }
    let covered = |cell: f64| -> f64 {
        let boxes = triangles.iter().map(|[a, b, c]| a.0.max(b.0).max(c.0) - a.0.min(b.0).min(c.0));
        boxes.map(|sides| (sides.x / cell + 1.0) * (sides.y / cell + 1.0)).sum()
    };
    let mut cell = longest / MOST_LINES;
    // Cells twice as large take a quarter of the steps; with one cell each triangle takes four at most.
    while covered(cell) > MAX_STEPS && cell < longest {
        cell *= std::f64::consts::SQRT_2;
    }
    Some(cell)
}

/// On which side of an edge a point lies. Both triangles of an edge ask for the same numbers in the same order, so that a
/// line near the edge goes through exactly one of them.
fn is_left(from: (DVec2, u32), to: (DVec2, u32), at: DVec2) -> bool {
    let side = |from: DVec2, to: DVec2| (to - from).perp_dot(at - from) >= 0.0;
    if from.1 < to.1 { side(from.0, to.0) } else { !side(to.0, from.0) }
}

/// Where a line goes through the surface.
struct Crossing {
    line: u32,
    along: f64,
    is_entry: bool,
}

/// The length of a line inside more than one shell, each further one counted.
fn shared_along(crossings: &[Crossing]) -> f64 {
    let (mut depth, mut shared) = (0i32, 0.0);
    for pair in crossings.windows(2) {
        depth += if pair[0].is_entry { 1 } else { -1 };
        shared += f64::from((depth - 1).max(0)) * (pair[1].along - pair[0].along);
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{EdgeTable, signed_volume};
    use crate::shapes;

    fn shared(mesh: &Mesh) -> f64 {
        let shape = mesh.welded_shape();
        let table = EdgeTable::new(&shape.triangles, shape.positions.len());
        let watch = Watch::default();
        shared_volume(&shape, &Shells::of(&shape, &table, &watch).unwrap(), &watch).unwrap()
    }

    fn with(mut mesh: Mesh, mut other: Mesh, offset: [f64; 3]) -> Mesh {
        other.translate(offset);
        mesh.append(&other);
        mesh
    }

    #[test]
    fn boxes_share_what_they_have_in_common() {
        for (offset, wanted) in [([1.0, 0.7, 0.9], 1.43), ([1.0, 0.0, 0.0], 4.0), ([5.0, 0.0, 0.0], 0.0)] {
            let found = shared(&with(shapes::cube(2.0), shapes::cube(2.0), offset));
            assert!((found - wanted).abs() < 0.01, "{found} instead of {wanted}");
        }
        let mut turned = shapes::cube(2.0);
        turned.flip_winding();
        let found = shared(&with(shapes::cube(2.0), turned, [1.0, 0.0, 0.0]));
        assert!((found - 4.0).abs() < 0.01, "{found}");
    }

    #[test]
    fn three_in_one_place_are_counted_once() {
        let pair = with(shapes::sphere(3.0, 40, 60), shapes::sphere(3.0, 40, 60), [0.01, 0.0, 0.0]);
        let three = with(pair, shapes::sphere(3.0, 40, 60), [0.0, 0.01, 0.0]);
        let one = signed_volume(&shapes::sphere(3.0, 40, 60));
        assert!((shared(&three) / one - 2.0).abs() < 0.02, "{}", shared(&three) / one);
    }

    #[test]
    fn spheres_share_two_caps_whichever_way_they_lie() {
        for offset in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.5, 0.5, std::f64::consts::FRAC_1_SQRT_2]] {
            let found = shared(&with(shapes::sphere(1.0, 120, 240), shapes::sphere(1.0, 120, 240), offset));
            // Two caps of height a half: 2 × π h² (3 − h) ÷ 3.
            let wanted = 2.0 * std::f64::consts::PI * 0.25 * 2.5 / 3.0;
            assert!((found / wanted - 1.0).abs() < 2e-3, "{found} instead of {wanted}");
        }
    }
}
