//! Which closed shells other shells lie wholly inside of.
//!
//! A part that sticks out of another has points on both sides of its surface, so many are asked of each shell: the
//! outermost ones, and some from all over.

use glam::{DVec3, Vec3, Vec3Swizzles as _};
use rayon::prelude::*;

use super::shells::Shell;
use crate::geometry::Bounds;
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// Most triangle visits spent on this, some seconds of one core; beyond, shells count as outer.
const MAX_VISITS: usize = 1_000_000_000;
/// Triangles of a shell that are probed.
const PROBED_FACES: usize = 32;
/// Corners are pulled towards their triangle's middle by this share: a cavity may touch the wall around it.
const PULL_TO_MIDDLE: f64 = 0.02;
/// Triangles that one task looks at.
const CHUNK: usize = 8192;

/// Marks the shells that lie wholly inside a closed one. `is_turned` says of each triangle whether it runs against its
/// shell.
pub(super) fn mark_inner(
    shape: &Mesh,
    list: &mut [Shell],
    is_turned: &[bool],
    watch: &Watch<'_>,
) -> Result<(), Cancelled> {
    let closed: Vec<usize> = (0..list.len()).filter(|shell| list[*shell].is_closed).collect();
    let mut visits = 0;
    let mut inner = vec![false; list.len()];
    for (index, shell) in list.iter().enumerate() {
        watch.check()?;
        visits += closed.len();
        let around = closed.iter().filter(|other| **other != index);
        for other in around.map(|other| &list[*other]) {
            if visits > MAX_VISITS {
                break;
            }
            if contains(&other.bounds, &shell.bounds) {
                visits += other.faces.len();
                let surface = Surface { shape, shell: other, is_turned };
                if surface.goes_around(shell) {
                    inner[index] = true;
                    break;
                }
            }
        }
    }
    for (shell, is_inner) in list.iter_mut().zip(inner) {
        shell.is_inner = is_inner;
    }
    Ok(())
}

fn contains(outer: &Bounds, inner: &Bounds) -> bool {
    (0..3).all(|axis| outer.min[axis] < inner.min[axis] && outer.max[axis] > inner.max[axis])
}

/// A closed shell that may go around others.
struct Surface<'a> {
    shape: &'a Mesh,
    shell: &'a Shell,
    is_turned: &'a [bool],
}

impl Surface<'_> {
    fn goes_around(&self, other: &Shell) -> bool {
        let Some(first) = self.corners(other.faces[0]) else { return false };
        // Most shells in the box are beside the surface, which one point tells.
        self.holds_all(vec![middle_of(first)]) && self.holds_all(self.probes_of(other))
    }

    fn corners(&self, face: u32) -> Option<[DVec3; 3]> {
        Some(self.shape.corners(self.shape.triangles[face as usize])?.map(Vec3::as_dvec3))
    }

    /// The outermost corners of a shell in all directions, and corners and middles of triangles from all over it.
    fn probes_of(&self, shell: &Shell) -> Vec<DVec3> {
        let mut directions: Vec<DVec3> = (0..27)
            .map(|step| DVec3::new(f64::from(step % 3), f64::from(step / 3 % 3), f64::from(step / 9)) - 1.0)
            .collect();
        // A convex surface is left first by what is farthest from its middle.
        directions.push(middle_of_box(&shell.bounds) - middle_of_box(&self.shell.bounds));
        let mut outermost = vec![(f64::NEG_INFINITY, DVec3::ZERO); directions.len()];
        let mut probes = Vec::new();
        let every = shell.faces.len().div_ceil(PROBED_FACES);
        for (index, &face) in shell.faces.iter().enumerate() {
            let Some(corners) = self.corners(face) else { continue };
            let middle = middle_of(corners);
            for corner in corners {
                for (direction, best) in directions.iter().zip(&mut outermost) {
                    let along = corner.dot(*direction);
                    if along > best.0 {
                        *best = (along, corner.lerp(middle, PULL_TO_MIDDLE));
                    }
                }
            }
            if index % every == 0 {
                probes.push(middle);
                probes.extend(corners.map(|corner| corner.lerp(middle, PULL_TO_MIDDLE)));
            }
        }
        probes.extend(outermost.into_iter().map(|(_, at)| at));
        probes
    }

    /// The surface goes around each of these points.
    fn holds_all(&self, mut points: Vec<DVec3>) -> bool {
        points.sort_by(|a, b| a.z.total_cmp(&b.z));
        let (low, high) = points
            .iter()
            .fold((DVec3::INFINITY, DVec3::NEG_INFINITY), |(low, high), at| (low.min(*at), high.max(*at)));
        // Most triangles of a large surface are beside all of the points.
        let is_met = |[a, b, c]: &[Vec3; 3]| {
            let (first, last) = (a.min(*b).min(*c).as_dvec3(), a.max(*b).max(*c).as_dvec3());
            last.cmpge(low).all() && first.yz().cmple(high.yz()).all()
        };
        let count = |faces: &[u32]| {
            let mut turns = vec![0i32; points.len()];
            for &face in faces {
                let corners = self.shape.corners(self.shape.triangles[face as usize]);
                if let Some(corners) = corners.filter(is_met) {
                    self.count_crossings(face, corners, &points, &mut turns);
                }
            }
            turns
        };
        let sum = |mut all: Vec<i32>, part: Vec<i32>| {
            all.iter_mut().zip(part).for_each(|(all, part)| *all += part);
            all
        };
        let none = || vec![0; points.len()];
        self.shell.faces.par_chunks(CHUNK).map(count).reduce(none, sum).into_iter().all(|turns| turns != 0)
    }

    /// Adds to each point's turns the way in which its ray along +X goes through a triangle: 1 outwards, −1 inwards. The
    /// sum is how often the surface goes around the point. The points come in ascending z.
    fn count_crossings(&self, face: u32, corners: [Vec3; 3], points: &[DVec3], turns: &mut [i32]) {
        let [a, b, c] = corners.map(Vec3::as_dvec3);
        let [b, c] = if self.is_turned[face as usize] { [c, b] } else { [b, c] };
        let (low, high) = (a.min(b).min(c), a.max(b).max(c));
        let first = points.partition_point(|at| at.z < low.z);
        let reached = points[first..].iter().zip(&mut turns[first..]).take_while(|(at, _)| at.z <= high.z);
        for (at, turns) in reached {
            if at.x > high.x || at.y < low.y || at.y > high.y {
                continue;
            }
            let turn = crossing(a, b, *at) + crossing(b, c, *at) + crossing(c, a, *at);
            let ahead = (b - a).cross(c - a).dot(a - at) * f64::from(turn);
            if ahead > 0.0 {
                *turns += turn;
            }
        }
    }
}

/// An edge's share in how its triangle goes around a point, seen along X: of half-open edges, so that a ray through an
/// edge or a corner meets one of the triangles there (Sunday's winding number).
fn crossing(from: DVec3, to: DVec3, at: DVec3) -> i32 {
    let is_upwards = from.z <= at.z && at.z < to.z;
    let is_downwards = to.z <= at.z && at.z < from.z;
    if !is_upwards && !is_downwards {
        return 0;
    }
    // From below in both triangles of an edge, so that rounding does the same to both.
    let (low, high) = if is_upwards { (from, to) } else { (to, from) };
    let left = (high.z - low.z) * (at.y - low.y) - (high.y - low.y) * (at.z - low.z);
    match (left < 0.0, is_upwards) {
        (false, _) => 0,
        (true, true) => 1,
        (true, false) => -1,
    }
}

fn middle_of([a, b, c]: [DVec3; 3]) -> DVec3 {
    (a + b + c) / 3.0
}

fn middle_of_box(bounds: &Bounds) -> DVec3 {
    Vec3::from(bounds.center()).as_dvec3()
}

#[cfg(test)]
mod tests {
    use super::super::shells::Shells;
    use super::*;
    use crate::measure::EdgeTable;
    use crate::shapes;

    fn inner_count(mesh: &Mesh) -> usize {
        let table = EdgeTable::new(&mesh.triangles, mesh.positions.len());
        Shells::of(mesh, &table, &Watch::default()).unwrap().inner_count()
    }

    fn with(mut mesh: Mesh, mut part: Mesh, offset: [f64; 3]) -> Mesh {
        part.translate(offset);
        mesh.append(&part);
        mesh
    }

    #[test]
    fn what_sticks_out_is_no_cavity_whichever_triangle_comes_first() {
        let ball = shapes::sphere(10.0, 24, 32);
        let nose = with(ball.clone(), shapes::sphere(1.5, 12, 16), [5.5, -5.5, 5.5]);
        // Only its tip is outside.
        let mut pin = shapes::cuboid([12.0, 0.5, 0.5]);
        pin.transform(&glam::DAffine3::from_rotation_z(0.25 * std::f64::consts::PI));
        let pinned = with(ball.clone(), pin, [-1.0, -1.0, 0.1]);
        let hidden = with(ball.clone(), shapes::sphere(1.5, 12, 16), [4.5, -4.5, 4.5]);
        for (mut mesh, wanted) in [(nose, 0), (pinned, 0), (hidden, 1)] {
            for _ in 0..9 {
                mesh.triangles[ball.triangles.len()..].rotate_left(5);
                assert_eq!(inner_count(&mesh), wanted);
            }
        }
    }

    #[test]
    fn a_cavity_counts_although_it_touches_or_triangles_of_the_wall_are_turned() {
        let ball = shapes::sphere(10.0, 24, 32);
        let mut turned = with(ball.clone(), shapes::sphere(8.0, 24, 32), [0.0; 3]);
        turned.triangles.iter_mut().step_by(7).for_each(|triangle| triangle.swap(1, 2));
        assert_eq!(inner_count(&turned), 1);
        let corner = ball.triangles[300][0] as usize;
        let mut touching = with(ball.clone(), shapes::cube(2.0), [0.3, 0.2, 0.1]);
        let far = touching.positions.len() - 1;
        touching.positions[far] = ball.positions[corner];
        assert_eq!(inner_count(&touching.welded_shape()), 1);
    }

    #[test]
    fn rays_through_edges_and_corners_are_counted_once() {
        // A grid's corners and edges lie ahead of every corner of the cube inside.
        let inside = with(shapes::cube(4.0), shapes::cube(2.0), [1.0; 3]);
        assert_eq!(inner_count(&inside), 1);
        let beside = with(
            with(shapes::cube(4.0), shapes::cube(1.0), [9.0, 1.5, 1.5]),
            shapes::cube(2.0),
            [4.5, 1.0, 1.0],
        );
        assert_eq!(inner_count(&beside), 0);
    }
}
