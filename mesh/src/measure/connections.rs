//! Which shells hang together, and whether their insides overlap.

use glam::{DVec3, Vec3};

use super::intersections::{MAX_TOUCHING, Search};
use super::links::Links;
use super::shells::{Shell, Shells, winding_number};
use crate::geometry::Bounds;
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// Points of a shell that are looked for inside one that it touches.
const PROBES: usize = 128;
/// Most triangle visits spent on that; beyond, shells that touch count as overlapping, which the union sorts out.
const MAX_VISITS: usize = 200_000_000;
/// Most boxes of shells that are compared, where not all triangles could be: a second of one core.
const MAX_BOX_PAIRS: usize = 200_000_000;
/// A point is inside where a shell goes around it nearly once: on a face it is a half, on an edge anything.
const INSIDE: f64 = 0.98;

/// How the shells of a mesh lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Connections {
    /// The insides of some outer shells overlap, or may do so.
    pub(super) has_overlaps: bool,
    /// Groups of outer shells that touch, beside the largest one.
    pub(super) floating_pieces: usize,
}

impl Connections {
    /// From where the triangles of the shells were found to meet.
    pub(super) fn of(
        shape: &Mesh,
        shells: &Shells,
        search: &Search,
        watch: &Watch<'_>,
    ) -> Result<Self, Cancelled> {
        let links = &search.links;
        join_at_corners(shape, &shells.shell_of, links);
        if !search.is_complete {
            join_meeting_boxes(shells, links);
        }
        let mut groups: Vec<u32> = (shells.list.iter().zip(0..))
            .filter(|(shell, _)| !shell.is_inner)
            .map(|(_, shell)| links.root(shell))
            .collect();
        groups.sort_unstable();
        groups.dedup();
        let has_overlaps = search.has_overlaps
            || (!search.is_complete && has_meeting_boxes(shells))
            || search.touching.len() > MAX_TOUCHING
            || any_reaches_into_another(shape, shells, search, watch)?;
        Ok(Self { has_overlaps, floating_pieces: groups.len().saturating_sub(1) })
    }
}

/// Shells that share a vertex touch.
fn join_at_corners(shape: &Mesh, shell_of: &[u32], links: &Links) {
    const NONE: u32 = u32::MAX;
    let mut first_shell = vec![NONE; shape.positions.len()];
    for (triangle, &shell) in shape.triangles.iter().zip(shell_of) {
        for &vertex in triangle {
            let known = &mut first_shell[vertex as usize];
            if *known == NONE {
                *known = shell;
            } else if *known != shell {
                links.join(*known, shell);
            }
        }
    }
}

/// Outer shells whose boxes meet count as touching where not all triangles could be compared: better one that floats goes
/// unnoticed than each part of a sound model is told to float.
fn join_meeting_boxes(shells: &Shells, links: &Links) {
    let outer = shells.list.iter().zip(0u32..).filter(|(shell, _)| !shell.is_inner);
    let mut boxes: Vec<(&Bounds, u32)> = outer.map(|(shell, index)| (&shell.bounds, index)).collect();
    boxes.sort_by(|(a, _), (b, _)| a.min[0].total_cmp(&b.min[0]));
    let mut left = MAX_BOX_PAIRS;
    for (first, (bounds, shell)) in boxes.iter().enumerate() {
        let beside = boxes[first + 1..].iter().take_while(|(other, _)| other.min[0] <= bounds.max[0]);
        for (other, other_shell) in beside.take(left) {
            left -= 1;
            if do_meet(bounds, other) {
                links.join(*shell, *other_shell);
            }
        }
    }
}

/// Two outer shells could overlap, by their boxes: asked where not all triangles could be compared.
fn has_meeting_boxes(shells: &Shells) -> bool {
    let mut boxes: Vec<&Bounds> = shells.outer().map(|shell| &shell.bounds).collect();
    if boxes.len() > MAX_TOUCHING {
        return true;
    }
    boxes.sort_by(|a, b| a.min[0].total_cmp(&b.min[0]));
    (1..boxes.len()).any(|second| boxes[..second].iter().any(|first| do_meet(first, boxes[second])))
}

fn do_meet(a: &Bounds, b: &Bounds) -> bool {
    (0..3).all(|axis| a.min[axis] <= b.max[axis] && b.min[axis] <= a.max[axis])
}

/// Shells whose surfaces only touch, edge across edge or corner on face, can still overlap: then a corner or the middle
/// of a face of one lies inside the other.
fn any_reaches_into_another(
    shape: &Mesh,
    shells: &Shells,
    search: &Search,
    watch: &Watch<'_>,
) -> Result<bool, Cancelled> {
    let mut visits = 0;
    for pair in &search.touching {
        let [a, b] = pair.map(|shell| &shells.list[shell as usize]);
        for (one, other) in [(a, b), (b, a)] {
            if watch.cancel.is_cancelled() {
                return Err(Cancelled);
            }
            let probes = probes_of(shape, one, &other.bounds);
            visits += one.faces.len() + probes.len() * other.faces.len();
            let is_inside = |at: &DVec3| winding_number(shape, other, *at).abs() > INSIDE;
            if visits > MAX_VISITS || probes.iter().any(is_inside) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Middles and first corners of faces, evenly picked from those in the box.
fn probes_of(shape: &Mesh, shell: &Shell, bounds: &Bounds) -> Vec<DVec3> {
    let (low, high) = (Vec3::from(bounds.min).as_dvec3(), Vec3::from(bounds.max).as_dvec3());
    let corners = shell.faces.iter().filter_map(|face| shape.corners(shape.triangles[*face as usize]));
    let points = corners.flat_map(|corner| {
        let [a, b, c] = corner.map(Vec3::as_dvec3);
        [(a + b + c) / 3.0, a]
    });
    let inside: Vec<DVec3> = points.filter(|at| at.cmpgt(low).all() && at.cmplt(high).all()).collect();
    let every = inside.len().div_ceil(PROBES).max(1);
    inside.into_iter().step_by(every).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::EdgeTable;
    use crate::shapes;

    #[test]
    fn what_was_not_compared_overlaps_and_hangs_together_where_boxes_meet() {
        for (offset, is_met) in [(0.9, true), (1.1, false)] {
            let mut mesh = shapes::cube(1.0);
            let mut other = shapes::cube(1.0);
            other.translate([offset, 0.2, 0.3]);
            mesh.append(&other);
            let watch = Watch::default();
            let table = EdgeTable::new(&mesh.triangles, mesh.positions.len());
            let shells = Shells::of(&mesh, &table, &watch).unwrap();
            let search = Search::unfinished(&shells);
            let found = Connections::of(&mesh, &shells, &search, &watch).unwrap();
            let floating_pieces = usize::from(!is_met);
            assert_eq!(found, Connections { has_overlaps: is_met, floating_pieces }, "{offset}");
        }
    }
}
