//! Triangles of one mesh that cut each other, looked for with a bound on the work.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;

use super::MAX_PLACES;
use super::distinct::Distinct;
use super::links::Links;
use super::meeting::{Meeting, between_pieces, within_a_piece};
use super::shells::{Shell, Shells};
use crate::bvh::Bvh;
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// Self-intersections are looked for up to this many triangles; more take too long for a page.
const MAX_TRIANGLES: usize = 1_000_000;
/// Triangles that one task looks at before it asks whether to stop.
const CHUNK: usize = 64;
/// Tasks between two looks at how much was done.
const ROUND: usize = 64;
/// Most neighbours looked at, for each triangle and at least. A sound model of a million triangles needs 28 for each; only
/// heaps of triangles across each other need more.
const LOOKS_A_TRIANGLE: usize = 40;
const LEAST_LOOKS: usize = 4_000_000;
/// Pieces nearer than this share of the diagonal touch.
pub(super) const REACH: f64 = 1e-6;
/// Most pairs of pieces that are remembered as touching; one more tells that there were more.
pub(super) const MAX_TOUCHING: usize = 200;

/// A bound on the neighbours looked at. Each task ends at its own, and no further round begins beyond the other: so what
/// is found does not depend on how many threads look.
#[derive(Clone, Copy, Debug)]
struct Effort {
    of_a_task: usize,
    in_all: usize,
}

impl Effort {
    fn for_triangles(count: usize) -> Self {
        let in_all = (count * LOOKS_A_TRIANGLE).max(LEAST_LOOKS);
        Self { of_a_task: in_all / ROUND, in_all }
    }
}

/// What was found. Counts and places do not depend on how many threads looked.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// Pairs of triangles that cut each other, or of two pieces that cover each other.
    pub(super) count: usize,
    /// Where the first ones are.
    pub(super) places: Vec<[f32; 3]>,
    /// Pieces that meet in any way.
    pub(super) links: Links,
    /// Two outer pieces cut or cover each other.
    pub(super) has_overlaps: bool,
    /// Pairs of outer pieces that touch, the smaller number first.
    pub(super) touching: BTreeSet<[u32; 2]>,
    /// False when the bound was reached: there may be more.
    pub(super) is_complete: bool,
    /// Neighbours looked at.
    pub(super) looks: usize,
}

impl Search {
    /// Looks at every pair of triangles whose boxes meet, until the bound.
    pub(super) fn over(
        distinct: &Distinct<'_>,
        tree: &Bvh,
        shells: &Shells,
        watch: &Watch<'_>,
    ) -> Result<Self, Cancelled> {
        Self::with(Effort::for_triangles(distinct.shape.triangles.len()), distinct, tree, shells, watch)
    }

    /// Nothing was compared.
    pub(super) fn unfinished(shells: &Shells) -> Self {
        Self { links: Links::new(shells.count()), ..Self::default() }
    }

    fn with(
        most: Effort,
        distinct: &Distinct<'_>,
        tree: &Bvh,
        shells: &Shells,
        watch: &Watch<'_>,
    ) -> Result<Self, Cancelled> {
        let count = distinct.shape.triangles.len();
        let mut all = Self::unfinished(shells);
        if count > MAX_TRIANGLES {
            return Ok(all);
        }
        all.is_complete = true;
        let surface = Surface::new(distinct, tree, shells, std::mem::take(&mut all.links));
        let chunks: Vec<Range<usize>> =
            (0..count).step_by(CHUNK).map(|first| first..(first + CHUNK).min(count)).collect();
        for round in chunks.chunks(ROUND) {
            watch.check()?;
            if all.looks > most.in_all {
                all.is_complete = false;
                break;
            }
            let found: Vec<Self> =
                round.par_iter().map(|faces| surface.search(faces.clone(), most.of_a_task)).collect();
            found.into_iter().for_each(|part| all.add(part));
        }
        Ok(Self { links: surface.links, ..all })
    }

    fn add(&mut self, part: Self) {
        self.count += part.count;
        self.looks += part.looks;
        self.is_complete &= part.is_complete;
        self.places.extend(part.places);
        self.places.truncate(MAX_PLACES);
        self.has_overlaps |= part.has_overlaps;
        part.touching.into_iter().for_each(|pair| self.touch(pair));
    }

    fn touch(&mut self, pair: [u32; 2]) {
        if self.touching.len() <= MAX_TOUCHING {
            self.touching.insert(pair);
        }
    }
}

struct Surface<'a> {
    shape: &'a Mesh,
    tree: &'a Bvh,
    shells: &'a Shells,
    /// The piece of each triangle.
    pieces: Vec<u32>,
    /// Pieces that were seen to meet.
    links: Links,
    reach: f64,
}

impl<'a> Surface<'a> {
    fn new(distinct: &'a Distinct<'_>, tree: &'a Bvh, shells: &'a Shells, links: Links) -> Self {
        let shape = distinct.shape.as_ref();
        let reach = shape.bounds().map_or(0.0, |bounds| f64::from(bounds.diagonal()) * REACH);
        Self { shape, tree, shells, pieces: distinct.of_distinct(&shells.shell_of), links, reach }
    }

    fn search(&self, faces: Range<usize>, most_looks: usize) -> Search {
        let mut found = Search { is_complete: true, ..Search::default() };
        for face in faces {
            self.search_around(face as u32, most_looks, &mut found);
        }
        found
    }

    fn search_around(&self, face: u32, most_looks: usize, found: &mut Search) {
        let Some(mine) = self.shape.corners(self.shape.triangles[face as usize]) else { return };
        let low = mine[0].min(mine[1]).min(mine[2]) - self.reach as f32;
        let high = mine[0].max(mine[1]).max(mine[2]) + self.reach as f32;
        let mut cuts = Vec::new();
        self.tree.for_each_in_box(low, high, |other| {
            if found.looks >= most_looks {
                found.is_complete = false;
                return;
            }
            found.looks += 1;
            let is_near = other > face
                && self.shape.corners(self.shape.triangles[other as usize]).is_some_and(|[a, b, c]| {
                    a.min(b).min(c).cmple(high).all() && a.max(b).max(c).cmpge(low).all()
                });
            let Some(meeting) = is_near.then(|| self.meeting(face, other)).flatten() else { return };
            self.note_pieces([face, other].map(|face| self.pieces[face as usize]), meeting, found);
            if let Meeting::Cut(place) | Meeting::Covering(place) = meeting {
                found.count += 1;
                if found.places.len() < MAX_PLACES {
                    cuts.push((other, place.to_array()));
                }
            }
        });
        // The tree's order is its own affair.
        cuts.sort_unstable_by_key(|(other, _)| *other);
        found.places.extend(cuts.into_iter().map(|(_, place)| place));
        found.places.truncate(MAX_PLACES);
    }

    fn note_pieces(&self, [a, b]: [u32; 2], meeting: Meeting, found: &mut Search) {
        if a == b {
            return;
        }
        self.links.join(a, b);
        if [a, b].into_iter().any(|piece| self.shell(piece).is_inner) {
            return;
        }
        if meeting == Meeting::Touching {
            found.touch([a.min(b), a.max(b)]);
        } else {
            found.has_overlaps = true;
        }
    }

    fn shell(&self, piece: u32) -> &Shell {
        &self.shells.list[piece as usize]
    }

    fn meeting(&self, face: u32, other: u32) -> Option<Meeting> {
        let [a, b] = [face, other].map(|face| self.shape.triangles[face as usize]);
        let [mine, others] = [face, other].map(|face| self.pieces[face as usize]);
        if mine == others {
            return within_a_piece(self.shape, a, b);
        }
        let is_turned = |piece: u32| self.shell(piece).volume < 0.0;
        between_pieces(self.shape, a, b, self.reach, is_turned(mine) != is_turned(others))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::EdgeTable;
    use crate::shapes;

    fn searched_with(mesh: &Mesh, most: Effort) -> Search {
        let shape = mesh.welded_shape();
        let watch = Watch::default();
        let table = EdgeTable::new(&shape.triangles, shape.positions.len());
        let shells = Shells::of(&shape, &table, &watch).unwrap();
        let distinct = Distinct::of(&shape, true);
        Search::with(most, &distinct, &Bvh::new(&distinct.shape), &shells, &watch).unwrap()
    }

    fn searched(mesh: &Mesh) -> Search {
        searched_with(mesh, Effort::for_triangles(mesh.triangles.len()))
    }

    #[test]
    fn a_convex_closed_shape_has_none_and_a_pushed_in_corner_some() {
        let mut mesh = shapes::sphere(1.0, 12, 16);
        assert_eq!(searched(&mesh).count, 0);
        mesh.positions[0] = [0.0, -2.0, 0.0];
        let found = searched(&mesh);
        assert!(found.count > 0 && found.is_complete && !found.has_overlaps);
    }

    #[test]
    fn pieces_that_touch_are_told_from_pieces_that_overlap() {
        let mut mesh = shapes::cube(2.0);
        let mut beside = shapes::cuboid([1.0, 1.0, 1.0]);
        beside.translate([2.0, 0.5, 0.5]);
        mesh.append(&beside);
        let found = searched(&mesh);
        assert_eq!((found.count, found.has_overlaps, found.touching), (0, false, BTreeSet::from([[0, 1]])));
        let mut mesh = shapes::cube(2.0);
        beside.translate([-0.5, 0.0, 0.0]);
        mesh.append(&beside);
        let found = searched(&mesh);
        assert!(found.count > 0 && found.has_overlaps);
    }

    #[test]
    fn heaps_are_counted_up_to_a_bound_on_the_work() {
        let found = searched(&shapes::star(600));
        assert!(found.is_complete && found.looks <= 600 * 600, "{}", found.looks);
        assert!(found.count > 100_000 && found.places.len() == MAX_PLACES, "{}", found.count);
        let most = Effort { of_a_task: 3_000, in_all: 50_000 };
        let cut_short = searched_with(&shapes::star(600), most);
        assert!(!cut_short.is_complete && cut_short.count < found.count);
        assert!(cut_short.looks <= most.in_all + ROUND * most.of_a_task, "{}", cut_short.looks);
    }

    #[test]
    fn one_triangle_listed_many_times_is_looked_at_once() {
        let mut mesh = shapes::cube(1.0);
        let (first, rest) = (mesh.triangles[0], mesh.triangles.len());
        mesh.triangles.extend(
            (0..20_000).map(|copy| if copy % 2 == 0 { first } else { [first[0], first[2], first[1]] }),
        );
        let found = searched(&mesh);
        assert!(found.is_complete && found.count == 0);
        assert!(found.looks <= rest * rest, "{}", found.looks);
    }
}
