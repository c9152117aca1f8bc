//! How thick the walls are, by rays from the surface inwards.

use std::borrow::Borrow;
use std::cell::Cell;

use glam::Vec3;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::MAX_PLACES;
use super::profile::WallProfile;
use crate::bvh::Bvh;
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// Rays a measurement: the share under a limit is then known to about half a percent.
const RAYS: usize = 24_000;
/// Most triangles that all rays look at, summed. Sound models need a few million; in heaps of triangles across each other
/// each ray looks at most of them, and fewer rays are cast.
const MAX_LOOKS: usize = 60_000_000;
/// Rays that tell beforehand how much all of them will look at.
const PILOT_RAYS: usize = 8;
/// Rays that one task casts before it asks whether to stop.
const CHUNK: usize = 1000;
/// Surfaces of other bodies that a ray may enter before it must have left them all.
const MAX_CROSSINGS: usize = 16;
/// The wall that is reported: this share of the surface is thinner. At every sharp edge some surface is as thin as one
/// likes, so the single thinnest ray says nothing.
pub(crate) const REPORTED_SHARE: f64 = 0.05;

/// The thin end of the walls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Thinnest {
    /// A twentieth of the surface has walls thinner than this.
    pub value: f64,
    /// A place with such a wall.
    pub at: [f32; 3],
    /// Share of the surface with walls under the limit.
    pub share_under_limit: f64,
}

/// What the rays found.
pub(super) struct Walls {
    pub(super) thinnest: Thinnest,
    pub(super) thin_places: Vec<[f32; 3]>,
    pub(super) profile: WallProfile,
}

/// One ray's way through the solid.
pub(super) struct Wall {
    pub(super) thickness: f64,
    pub(super) place: Vec3,
}

impl Walls {
    /// Casts rays from points spread evenly over the surface. Where no ray comes out again there is no wall.
    ///
    /// With `has_overlaps`, points that lie inside another body are left out: that surface is not there in the union.
    pub(super) fn sample(
        shape: &Mesh,
        tree: &Bvh,
        limit: f64,
        has_overlaps: bool,
        watch: &Watch<'_>,
    ) -> Result<Self, Cancelled> {
        let mut starts = spread_points(shape);
        let probe = Probe { shape, tree };
        let every = probe.affordable_step(&starts);
        if every > 1 {
            starts = starts.into_iter().step_by(every).collect();
        }
        let walls: Result<Vec<Vec<Wall>>, Cancelled> = starts
            .par_chunks(CHUNK)
            .map(|chunk| {
                if watch.cancel.is_cancelled() {
                    return Err(Cancelled);
                }
                let seen =
                    chunk.iter().filter(|(face, point)| !has_overlaps || !probe.is_buried(*face, *point));
                Ok(seen.filter_map(|&(face, point)| probe.wall_at(face, point)).collect())
            })
            .collect();
        let mut walls: Vec<Wall> = walls?.into_iter().flatten().collect();
        walls.sort_by(|a, b| a.thickness.total_cmp(&b.thickness));
        let Some(reported) = walls.get((walls.len() as f64 * REPORTED_SHARE) as usize) else {
            let (thinnest, profile) = (Thinnest::default(), WallProfile::default());
            return Ok(Self { thinnest, thin_places: Vec::new(), profile });
        };
        let under = walls.partition_point(|wall| wall.thickness < limit);
        let thinnest = Thinnest {
            value: reported.thickness,
            at: reported.place.to_array(),
            share_under_limit: under as f64 / walls.len() as f64,
        };
        let every = under.div_ceil(MAX_PLACES).max(1);
        let thin_places = walls[..under].iter().step_by(every).map(|wall| wall.place.to_array()).collect();
        Ok(Self { thinnest, thin_places, profile: WallProfile::of_sorted(&walls) })
    }
}

/// Points at equal steps of summed area, placed in their triangle by a low-discrepancy sequence: each stands for the
/// same amount of surface, and every run takes the same.
fn spread_points(shape: &Mesh) -> Vec<(u32, Vec3)> {
    let area_of = |triangle: [u32; 3]| {
        shape.corners(triangle).map_or(0.0, |[a, b, c]| f64::from((b - a).cross(c - a).length()) * 0.5)
    };
    let total: f64 = shape.triangles.iter().map(|&triangle| area_of(triangle)).sum();
    if total <= 0.0 || !total.is_finite() {
        return Vec::new();
    }
    let step = total / RAYS as f64;
    let mut points = Vec::with_capacity(RAYS);
    let (mut passed, mut next) = (0.0, step * 0.5);
    for (face, &triangle) in shape.triangles.iter().enumerate() {
        let Some([a, b, c]) = shape.corners(triangle) else { continue };
        passed += area_of(triangle);
        while next < passed {
            let (u, v) = plastic_pair(points.len());
            let (u, v) = if u + v > 1.0 { (1.0 - u, 1.0 - v) } else { (u, v) };
            points.push((face as u32, a + (b - a) * u + (c - a) * v));
            next += step;
        }
    }
    points
}

/// The R₂ sequence (Roberts 2018).
fn plastic_pair(index: usize) -> (f32, f32) {
    let place = |step: f64| (0.5 + step * index as f64).fract() as f32;
    (place(0.754_877_666_246_693), place(0.569_840_290_998_053))
}

/// Casts rays through the whole mesh.
struct Probe<'a> {
    shape: &'a Mesh,
    tree: &'a Bvh,
}

impl Probe<'_> {
    fn normal_of(&self, face: u32) -> Option<Vec3> {
        let [a, b, c] = self.shape.corners(self.shape.triangles[face as usize])?;
        (b - a).cross(c - a).try_normalize()
    }

    /// Every how manieth ray can be cast.
    fn affordable_step(&self, starts: &[(u32, Vec3)]) -> usize {
        let looks = Cell::new(0);
        let apart = starts.len().div_ceil(PILOT_RAYS).max(1);
        let pilots = || starts.iter().step_by(apart);
        for (face, point) in pilots() {
            let Some(outwards) = self.normal_of(*face) else { continue };
            for direction in [outwards, -outwards] {
                self.crossings_counted(*point, direction, &looks).for_each(drop);
            }
        }
        (looks.get() / pilots().count().max(1) * starts.len()).div_ceil(MAX_LOOKS).max(1)
    }

    fn crossings(&self, origin: Vec3, direction: Vec3) -> impl Iterator<Item = (f32, i32)> {
        let looks = Cell::new(0);
        self.crossings_counted(origin, direction, looks)
    }

    /// The surfaces along a ray: distance and +1 on entering a body, −1 on leaving one.
    fn crossings_counted(
        &self,
        origin: Vec3,
        direction: Vec3,
        looks: impl Borrow<Cell<usize>>,
    ) -> impl Iterator<Item = (f32, i32)> {
        let smallest_step = origin.abs().max_element().max(1e-6) * 2e-6;
        let mut passed = smallest_step;
        std::iter::from_fn(move || {
            let mut more = 0;
            let hit = self.tree.first_hit_counted(origin, direction, passed, &mut more);
            looks.borrow().set(looks.borrow().get() + more);
            let hit = hit?;
            passed = hit.distance + smallest_step;
            let is_leaving = self.normal_of(hit.triangle)?.dot(direction) > 0.0;
            Some((hit.distance, if is_leaving { -1 } else { 1 }))
        })
        .take(MAX_CROSSINGS)
    }

    /// True when the outside of a face lies inside another body.
    fn is_buried(&self, face: u32, point: Vec3) -> bool {
        let Some(outwards) = self.normal_of(face) else { return true };
        self.crossings(point, outwards).map(|(_, change)| change).sum::<i32>() < 0
    }

    /// Length of the way from a surface point straight in until the outside is reached again. Bodies that overlap
    /// count as one: on entering another, its far side must be passed as well.
    fn wall_at(&self, face: u32, point: Vec3) -> Option<Wall> {
        let inwards = -self.normal_of(face)?;
        let mut depth = 1;
        for (distance, change) in self.crossings(point, inwards) {
            depth += change;
            if depth == 0 {
                return Some(Wall { thickness: f64::from(distance), place: point });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    #[test]
    fn fewer_rays_are_cast_through_heaps() {
        let step = |mesh: &Mesh| {
            let tree = Bvh::new(mesh);
            Probe { shape: mesh, tree: &tree }.affordable_step(&spread_points(mesh))
        };
        assert_eq!(
            [step(&shapes::sphere(5.0, 100, 200)), step(&shapes::cube(1.0)), step(&Mesh::default())],
            [1; 3]
        );
        // Sixteen surfaces each way, for each of which most triangles are looked at.
        let heap = step(&shapes::star(2000));
        assert!((10..70).contains(&heap), "{heap}");
    }
}
