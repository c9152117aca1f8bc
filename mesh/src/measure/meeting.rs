//! How two triangles meet: they cut each other, lie on each other, or only touch.

use glam::{DVec3, Vec3};

use crate::bvh::closest_point_on_triangle;
use crate::model::Mesh;

/// How two triangles of one mesh meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meeting {
    /// One goes through the other at this place.
    Cut(Vec3),
    /// They lie in one plane and cover each other about this place, facing the same way: right below, the two bodies
    /// they bound are one.
    Covering(Vec3),
    /// They touch, or lie face to face: the bodies lie against each other there.
    Touching,
}

/// Whether a pair of triangles of one piece cut each other.
///
/// Neighbours over an edge do not; neighbours over a corner only where one's far edge pierces the other.
pub(super) fn within_a_piece(shape: &Mesh, a: [u32; 3], b: [u32; 3]) -> Option<Meeting> {
    let mut shared = a.into_iter().filter(|vertex| b.contains(vertex));
    let place = match (shared.next(), shared.next()) {
        (None, _) => pierced_by_any(shape, a, b).or_else(|| pierced_by_any(shape, b, a)),
        (Some(corner), None) => {
            pierced_by_far_edge(shape, a, b, corner).or_else(|| pierced_by_far_edge(shape, b, a, corner))
        }
        _ => None,
    };
    place.map(Meeting::Cut)
}

/// How triangles of two pieces meet. What is nearer than `reach` touches: far under what any printer can part. With
/// `is_turned` one of the two pieces is inside out.
pub(super) fn between_pieces(
    shape: &Mesh,
    a: [u32; 3],
    b: [u32; 3],
    reach: f64,
    is_turned: bool,
) -> Option<Meeting> {
    if let Some(cut) = within_a_piece(shape, a, b) {
        return Some(cut);
    }
    let (first, second) = (corners(shape, a), corners(shape, b));
    if let Some((place, is_same_way)) = covered(first, second, reach) {
        let is_covering = is_same_way != is_turned;
        return Some(if is_covering { Meeting::Covering(place.as_vec3()) } else { Meeting::Touching });
    }
    touches(first, second, reach).then_some(Meeting::Touching)
}

fn corners(shape: &Mesh, triangle: [u32; 3]) -> [DVec3; 3] {
    triangle.map(|vertex| at(shape, vertex))
}

fn at(shape: &Mesh, vertex: u32) -> DVec3 {
    Vec3::from(shape.positions[vertex as usize]).as_dvec3()
}

fn pierced_by_any(shape: &Mesh, edges_of: [u32; 3], target: [u32; 3]) -> Option<Vec3> {
    (0..3).find_map(|side| pierced(shape, edges_of[side], edges_of[(side + 1) % 3], target))
}

fn pierced_by_far_edge(shape: &Mesh, edges_of: [u32; 3], target: [u32; 3], shared: u32) -> Option<Vec3> {
    let mut far = edges_of.into_iter().filter(|vertex| *vertex != shared);
    pierced(shape, far.next()?, far.next()?, target)
}

/// Where an edge goes through a triangle, touching left out: both ends strictly on different sides, the place strictly
/// inside. Signed volumes in 64-bit of 32-bit coordinates are exact enough to tell.
fn pierced(shape: &Mesh, from: u32, to: u32, target: [u32; 3]) -> Option<Vec3> {
    let (p, q) = (at(shape, from), at(shape, to));
    let [a, b, c] = corners(shape, target);
    let side = |point: DVec3| (b - a).cross(c - a).dot(point - a);
    let (before, behind) = (side(p), side(q));
    if before * behind >= 0.0 {
        return None;
    }
    let turns = turns_around(p, q, [a, b, c]);
    let is_inside = turns.iter().all(|turn| *turn > 0.0) || turns.iter().all(|turn| *turn < 0.0);
    is_inside.then(|| p.lerp(q, before / (before - behind)).as_vec3())
}

/// Around which side the line from `p` to `q` passes each edge of the triangle.
fn turns_around(p: DVec3, q: DVec3, [a, b, c]: [DVec3; 3]) -> [f64; 3] {
    [(a, b), (b, c), (c, a)].map(|(u, v)| (u - p).cross(v - p).dot(q - p))
}

/// For triangles in one plane that cover each other by more than `reach`: the middle of what both cover, about, and
/// whether they face the same way.
fn covered(first: [DVec3; 3], second: [DVec3; 3], reach: f64) -> Option<(DVec3, bool)> {
    let normals = [normal(first)?, normal(second)?];
    let is_flat = |from: DVec3, normal: DVec3, others: [DVec3; 3]| {
        others.iter().all(|other| (*other - from).dot(normal).abs() <= reach)
    };
    if !is_flat(first[0], normals[0], second) || !is_flat(second[0], normals[1], first) {
        return None;
    }
    // Separating axes: across each side of either.
    for (triangle, normal) in [(first, normals[0]), (second, normals[1])] {
        for side in 0..3 {
            let across = (triangle[(side + 1) % 3] - triangle[side]).cross(normal).normalize_or_zero();
            let span = |corners: [DVec3; 3]| {
                let along = corners.map(|corner| (corner - first[0]).dot(across));
                (along[0].min(along[1]).min(along[2]), along[0].max(along[1]).max(along[2]))
            };
            let ((low, high), (other_low, other_high)) = (span(first), span(second));
            if high.min(other_high) - low.max(other_low) <= reach {
                return None;
            }
        }
    }
    Some((middle_of_both(first, second), normals[0].dot(normals[1]) > 0.0))
}

/// The middle of the box that both triangles' boxes have in common.
fn middle_of_both(first: [DVec3; 3], second: [DVec3; 3]) -> DVec3 {
    let low = |[a, b, c]: [DVec3; 3]| a.min(b).min(c);
    let high = |[a, b, c]: [DVec3; 3]| a.max(b).max(c);
    low(first).max(low(second)).midpoint(high(first).min(high(second)))
}

fn normal([a, b, c]: [DVec3; 3]) -> Option<DVec3> {
    (b - a).cross(c - a).try_normalize()
}

/// A corner of one lies on the other, or an edge of one meets the other, its rim included.
fn touches(first: [DVec3; 3], second: [DVec3; 3], reach: f64) -> bool {
    [(first, second), (second, first)].into_iter().any(|(one, other)| {
        let meets = |side: usize| is_met(one[side], one[(side + 1) % 3], other);
        one.iter().any(|corner| lies_on(*corner, other, reach)) || (0..3).any(meets)
    })
}

/// Places are taken from the point, so that nothing is lost to 32 bits far from the origin.
fn lies_on(point: DVec3, triangle: [DVec3; 3], reach: f64) -> bool {
    let local = triangle.map(|corner| (corner - point).as_vec3());
    f64::from(closest_point_on_triangle(Vec3::ZERO, local).length()) <= reach
}

fn is_met(p: DVec3, q: DVec3, [a, b, c]: [DVec3; 3]) -> bool {
    let side = |point: DVec3| (b - a).cross(c - a).dot(point - a);
    let turns = turns_around(p, q, [a, b, c]);
    side(p) * side(q) < 0.0
        && (turns.iter().all(|turn| *turn >= 0.0) || turns.iter().all(|turn| *turn <= 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOR: [[f32; 3]; 3] = [[0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [0.0, 4.0, 0.0]];

    fn pair(second: [[f32; 3]; 3]) -> Mesh {
        Mesh { positions: [FLOOR, second].concat(), triangles: vec![[0, 1, 2], [3, 4, 5]], ..Mesh::default() }
    }

    fn met(second: [[f32; 3]; 3], is_turned: bool) -> Option<Meeting> {
        between_pieces(&pair(second), [0, 1, 2], [3, 4, 5], 1e-6, is_turned)
    }

    #[test]
    fn a_triangle_through_another_cuts_it_at_the_place() {
        let through = [[1.0, 1.0, -1.0], [1.0, 1.0, 1.0], [1.5, 1.0, 0.0]];
        let cut = Some(Meeting::Cut(Vec3::new(1.0, 1.0, 0.0)));
        assert_eq!((met(through, false), within_a_piece(&pair(through), [0, 1, 2], [3, 4, 5])), (cut, cut));
    }

    #[test]
    fn in_one_plane_the_way_they_face_tells_covering_from_touching() {
        let same_way = [[1.0, 1.0, 0.0], [2.0, 1.0, 0.0], [1.0, 2.0, 0.0]];
        let opposite = [same_way[0], same_way[2], same_way[1]];
        let covering = Some(Meeting::Covering(Vec3::new(1.5, 1.5, 0.0)));
        assert_eq!((met(same_way, false), met(opposite, true)), (covering, covering));
        assert_eq!(
            (met(opposite, false), met(same_way, true)),
            (Some(Meeting::Touching), Some(Meeting::Touching))
        );
        let beside = [[4.0, 4.0, 0.0], [4.0, 1.0, 0.0], [5.0, 4.0, 0.0]];
        assert_eq!(met(beside, false), None);
        assert_eq!(within_a_piece(&pair(same_way), [0, 1, 2], [3, 4, 5]), None);
    }

    #[test]
    fn tips_and_crossing_rims_touch_and_gaps_do_not() {
        let tip = [[1.0, 1.0, 0.0], [1.0, 1.0, 2.0], [2.0, 1.0, 2.0]];
        assert_eq!(met(tip, false), Some(Meeting::Touching));
        let over_the_rim = [[2.0, 0.0, -1.0], [2.0, 0.0, 1.0], [2.0, -1.0, 0.0]];
        assert_eq!(met(over_the_rim, false), Some(Meeting::Touching));
        let above = tip.map(|[x, y, z]| [x, y, z + 0.001]);
        assert_eq!(met(above, false), None);
        let line = [[9.0; 3], [9.0; 3], [9.0; 3]];
        assert_eq!(met(line, false), None);
    }

    #[test]
    fn neighbours_over_a_corner_count_only_where_the_far_edge_pierces() {
        let mut mesh = pair([[0.0; 3], [1.0, 1.0, -1.0], [1.0, 1.0, 1.0]]);
        assert!(within_a_piece(&mesh, [0, 1, 2], [0, 4, 5]).is_some());
        mesh.positions[4] = [1.0, 1.0, 0.5];
        assert_eq!(within_a_piece(&mesh, [0, 1, 2], [0, 4, 5]), None);
    }
}
