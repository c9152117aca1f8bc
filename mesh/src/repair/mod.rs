//! Making a solid out of a surface: a ladder of ever stronger means, stopped at the first that works.
//!
//! The result is the print file; the original with its textures stays what the viewer shows. Each step taken is
//! named, so that the passport can say what was done.

mod clean;
mod holes;
mod resample;
mod walls;
mod winding;

use std::time::Duration;

use manifold_rust::manifold::Manifold;
use manifold_rust::types::WindingRule;
use meshopt::RemeshOptions;
use serde::{Deserialize, Serialize};

use crate::measure::{area, audit, signed_volume};
use crate::model::Mesh;
use crate::solid::{Solid, check_manifold, import, kernel_mesh, transfer_colors, within};
use crate::watch::{Cancelled, Watch};

/// The exact rebuild is tried up to this many triangles and for this long.
const MAX_TRIANGLES_FOR_REBUILD: usize = 300_000;
const REBUILD_TIME_LIMIT: Duration = Duration::from_secs(10);
/// A remeshed or rebuilt solid may differ by this share from the volume before.
const ACCEPTED_VOLUME_CHANGE: f64 = 0.1;
/// Side of meshopt's remeshing grid.
const REMESH_RESOLUTION: u32 = 192;
/// Most of its cells that surface may go through, summed over the triangles: a second or two, in which nothing stops it.
/// Sound shapes go through some hundred thousand; heaps of triangles across each other are left to the sampling.
const MAX_REMESH_CELLS: f64 = 2e7;

/// Places nearer than this share of the diagonal are one, where the surface is open otherwise.
const SEAM_SHARE: f32 = 1e-6;

/// One thing that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum RepairStep {
    /// What bounds a cavity that nothing could leave was dropped, so that the inside is solid: shells wholly inside
    /// others, and the second wall of a double-walled model, also where pinholes join it to the first.
    VoidsFilled {
        /// How many cavities.
        shells: usize,
    },
    /// Seams whose sides did not meet exactly were welded.
    SeamsJoined {
        /// How many open edges fewer there are.
        edges: usize,
    },
    /// Triangles without area, listed twice or in crumbs were dropped.
    Cleaned {
        /// How many.
        triangles: usize,
    },
    /// Triangles were turned to face outwards.
    Turned {
        /// How many.
        triangles: usize,
    },
    /// Edges with too many triangles were taken apart.
    EdgesParted,
    /// Holes were closed.
    HolesFilled {
        /// How many.
        holes: usize,
    },
    /// The solid was rebuilt from which side of the surface is inside, exactly.
    Rebuilt,
    /// The surface was laid anew on a fine grid.
    Remeshed,
    /// The solid was sampled: whatever the surface mostly encloses is inside.
    Resampled,
}

/// A solid and how it was reached.
#[derive(Clone, Debug)]
pub struct Repaired {
    /// The solid, with the original's attributes where the shape was kept, else with its colors at the vertices.
    pub mesh: Mesh,
    /// What was done; empty when nothing had to be.
    pub steps: Vec<RepairStep>,
}

/// Why there is no solid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RepairError {
    /// Stopped on request.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// Nothing encloses anything, not even roughly.
    #[error("the model encloses no volume that could be printed")]
    NothingEnclosed,
}

/// Makes a solid. A mesh that is one already, without voids, comes back unchanged, so repairing twice changes nothing.
///
/// Voids are filled also where the mesh is sound: the volume that is measured, priced and printed is then one. About 300
/// bytes a triangle; rebuilding and sampling need up to 200 MB more.
pub fn repair(mesh: &Mesh, watch: &Watch<'_>) -> Result<Repaired, RepairError> {
    watch.step("checking", 0.0)?;
    let filled = clean::without_voids(mesh, watch)?;
    let (mesh, steps) = match &filled {
        Some((filled, shells)) => (filled, vec![RepairStep::VoidsFilled { shells: *shells }]),
        None => (mesh, Vec::new()),
    };
    let shape = mesh.welded_shape();
    watch.check()?;
    if check_manifold(mesh).is_ok() && walls::leaky_cavities(&shape, watch)?.is_none() {
        return Ok(Repaired { mesh: mesh.clone(), steps });
    }
    let mut ladder = Ladder { original: mesh, shape, unfilled: None, steps };
    watch.step("joining seams", 0.08)?;
    ladder.join_seams();
    watch.step("cleaning", 0.1)?;
    ladder.clean(watch)?;
    ladder.drop_leaky_walls(watch)?;
    if let Some(done) = ladder.accepted() {
        return Ok(done);
    }
    watch.step("filling holes", 0.25)?;
    ladder.fill_holes(watch)?;
    if let Some(done) = ladder.accepted() {
        return Ok(done);
    }
    watch.step("rebuilding", 0.4)?;
    if let Some(done) = ladder.rebuilt(watch)? {
        return Ok(done);
    }
    watch.step("remeshing", 0.6)?;
    if let Some(done) = ladder.remeshed() {
        return Ok(done);
    }
    watch.step("sampling", 0.7)?;
    ladder.resampled(watch)
}

struct Ladder<'a> {
    original: &'a Mesh,
    shape: Mesh,
    /// The shape before holes were filled, and how many steps led to it: a cover over a rim that was no hole would mislead
    /// the sampling.
    unfilled: Option<(Mesh, usize)>,
    steps: Vec<RepairStep>,
}

impl Ladder<'_> {
    /// Welds again, a little wider, where edges stand open: seams of which each side was rounded on its own.
    fn join_seams(&mut self) {
        let open = audit(&self.shape).boundary_edges;
        let Some(bounds) = self.shape.bounds().filter(|_| open > 0) else { return };
        let mut joined = self.shape.clone();
        joined.weld_shape_within(bounds.diagonal() * SEAM_SHARE);
        let edges = open.saturating_sub(audit(&joined).boundary_edges);
        if edges > 0 {
            self.shape = joined;
            self.steps.push(RepairStep::SeamsJoined { edges });
        }
    }

    fn clean(&mut self, watch: &Watch<'_>) -> Result<(), Cancelled> {
        let before = self.original.triangles.len();
        clean::drop_useless(&mut self.shape);
        let dropped = before - self.shape.triangles.len();
        if dropped > 0 {
            self.steps.push(RepairStep::Cleaned { triangles: dropped });
        }
        self.turn(watch)
    }

    fn turn(&mut self, watch: &Watch<'_>) -> Result<(), Cancelled> {
        let turned = clean::turn_outwards(&mut self.shape, watch)?;
        if turned > 0 {
            self.steps.push(RepairStep::Turned { triangles: turned });
        }
        Ok(())
    }

    fn fill_holes(&mut self, watch: &Watch<'_>) -> Result<(), Cancelled> {
        let unfilled = self.shape.clone();
        let holes = holes::fill(&mut self.shape);
        if holes > 0 {
            self.unfilled = Some((unfilled, self.steps.len()));
            self.steps.push(RepairStep::HolesFilled { holes });
            self.turn(watch)?;
            self.fill_voids(watch)?;
        }
        Ok(())
    }

    /// A second wall that had holes is a shell inside another only now.
    fn fill_voids(&mut self, watch: &Watch<'_>) -> Result<(), Cancelled> {
        if let Some((filled, shells)) = clean::without_voids(&self.shape, watch)? {
            self.shape = filled;
            self.steps.push(RepairStep::VoidsFilled { shells });
        }
        Ok(())
    }

    /// Opens a hollow whose wall leaks from its inside; the rims of its pinholes are left as holes.
    fn drop_leaky_walls(&mut self, watch: &Watch<'_>) -> Result<(), Cancelled> {
        if let Some((shells, is_inner)) = walls::leaky_cavities(&self.shape, watch)? {
            self.shape.retain_triangles(|face, _| !is_inner[face]);
            self.shape.remove_unreferenced();
            self.steps.push(RepairStep::VoidsFilled { shells });
        }
        Ok(())
    }

    /// The shape as it is, or as the kernel parts its bad edges.
    fn accepted(&self) -> Option<Repaired> {
        if check_manifold(&self.shape).is_ok() {
            return Some(self.done(self.shape.clone(), None));
        }
        if audit(&self.shape).boundary_edges > 0 {
            return None;
        }
        let parted = sound(import(&self.shape))?;
        Some(self.done(parted, Some(RepairStep::EdgesParted)))
    }

    fn rebuilt(&self, watch: &Watch<'_>) -> Result<Option<Repaired>, Cancelled> {
        if self.shape.triangles.len() > MAX_TRIANGLES_FOR_REBUILD || audit(&self.shape).boundary_edges > 0 {
            return Ok(None);
        }
        let kernel = Manifold::from_mesh_gl_robust(&kernel_mesh(&self.shape));
        let rebuilt = within(REBUILD_TIME_LIMIT, watch, |token| {
            kernel.rebuild_solid_with_token(WindingRule::Nonzero, Some(token))
        })?;
        Ok(sound(rebuilt).map(|shape| self.done(shape, Some(RepairStep::Rebuilt))))
    }

    /// On an open surface the remesher makes a thin double wall, hence only closed ones and a look at the volume.
    fn remeshed(&self) -> Option<Repaired> {
        let cell = f64::from(self.shape.bounds()?.longest()) / f64::from(REMESH_RESOLUTION);
        let is_heap = area(&self.shape) > cell * cell * MAX_REMESH_CELLS;
        if is_heap || audit(&self.shape).boundary_edges > 0 {
            return None;
        }
        let volume = signed_volume(&self.shape).abs();
        let indices = self.shape.triangles.as_flattened();
        let corners =
            meshopt::remesh_decoder(indices, &self.shape.positions, REMESH_RESOLUTION, RemeshOptions::Solve);
        let soup = Mesh {
            triangles: (0..corners.len() as u32 / 3)
                .map(|face| [face * 3, face * 3 + 1, face * 3 + 2])
                .collect(),
            positions: corners,
            ..Mesh::default()
        };
        let shape = sound(import(&soup))?;
        let change = (signed_volume(&shape) / volume - 1.0).abs();
        (change < ACCEPTED_VOLUME_CHANGE).then(|| self.done(shape, Some(RepairStep::Remeshed)))
    }

    fn resampled(mut self, watch: &Watch<'_>) -> Result<Repaired, RepairError> {
        if let Some((unfilled, steps)) = self.unfilled.take() {
            self.shape = unfilled;
            self.steps.truncate(steps);
        }
        let tries = resample::candidates(&self.shape, watch)?;
        let shape =
            tries.into_iter().find_map(|mesh| sound(import(&mesh))).ok_or(RepairError::NothingEnclosed)?;
        watch.step("done", 1.0)?;
        Ok(self.done(shape, Some(RepairStep::Resampled)))
    }

    fn done(&self, shape: Mesh, last: Option<RepairStep>) -> Repaired {
        let mut steps = self.steps.clone();
        steps.extend(last);
        Repaired { mesh: transfer_colors(self.original, &shape), steps }
    }
}

/// The kernel's result when it is a solid by our own gate, if need be after its smallest simplification.
fn sound(manifold: Manifold) -> Option<Mesh> {
    let solid = Solid::from_manifold(manifold).ok()?;
    let shape = solid.shape();
    if check_manifold(&shape).is_ok() {
        return Some(shape);
    }
    let smallest = f64::from(shape.bounds()?.longest()) * 1e-4;
    [smallest, smallest * 4.0].into_iter().find_map(|tolerance| {
        let simple = Solid::from_manifold(solid.manifold().simplify(tolerance)).ok()?.shape();
        check_manifold(&simple).is_ok().then_some(simple)
    })
}

#[cfg(test)]
mod tests;
