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

use manifold_rust::cancel::CancelToken as KernelCancelToken;
use manifold_rust::manifold::Manifold;
use manifold_rust::types::WindingRule;
use meshopt::RemeshOptions;
use serde::{Deserialize, Serialize};

use crate::measure::{audit, signed_volume};
use crate::model::Mesh;
use crate::solid::{Solid, check_manifold, import, kernel_mesh, transfer_colors};
use crate::watch::{Cancelled, Watch};

/// The exact rebuild is tried up to this many triangles and for this long.
const MAX_TRIANGLES_FOR_REBUILD: usize = 300_000;
const REBUILD_TIME_LIMIT: Duration = Duration::from_secs(10);
/// A remeshed or rebuilt solid may differ by this share from the volume before.
const ACCEPTED_VOLUME_CHANGE: f64 = 0.1;
/// Side of meshopt's remeshing grid.
const REMESH_RESOLUTION: u32 = 192;

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
    let filled = clean::without_voids(mesh);
    let (mesh, steps) = match &filled {
        Some((filled, shells)) => (filled, vec![RepairStep::VoidsFilled { shells: *shells }]),
        None => (mesh, Vec::new()),
    };
    let shape = mesh.welded_shape();
    if check_manifold(mesh).is_ok() && walls::leaky_cavities(&shape).is_none() {
        return Ok(Repaired { mesh: mesh.clone(), steps });
    }
    let mut ladder = Ladder { original: mesh, shape, unfilled: None, steps };
    watch.step("cleaning", 0.1)?;
    ladder.clean();
    ladder.drop_leaky_walls();
    if let Some(done) = ladder.accepted() {
        return Ok(done);
    }
    watch.step("filling holes", 0.25)?;
    ladder.fill_holes();
    if let Some(done) = ladder.accepted() {
        return Ok(done);
    }
    watch.step("rebuilding", 0.4)?;
    if let Some(done) = ladder.rebuilt() {
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
    fn clean(&mut self) {
        let before = self.original.triangles.len();
        clean::drop_useless(&mut self.shape);
        let dropped = before - self.shape.triangles.len();
        if dropped > 0 {
            self.steps.push(RepairStep::Cleaned { triangles: dropped });
        }
        self.turn();
    }

    fn turn(&mut self) {
        let turned = clean::turn_outwards(&mut self.shape);
        if turned > 0 {
            self.steps.push(RepairStep::Turned { triangles: turned });
        }
    }

    fn fill_holes(&mut self) {
        let unfilled = self.shape.clone();
        let holes = holes::fill(&mut self.shape);
        if holes > 0 {
            self.unfilled = Some((unfilled, self.steps.len()));
            self.steps.push(RepairStep::HolesFilled { holes });
            self.turn();
            self.fill_voids();
        }
    }

    /// A second wall that had holes is a shell inside another only now.
    fn fill_voids(&mut self) {
        if let Some((filled, shells)) = clean::without_voids(&self.shape) {
            self.shape = filled;
            self.steps.push(RepairStep::VoidsFilled { shells });
        }
    }

    /// Opens a hollow whose wall leaks from its inside; the rims of its pinholes are left as holes.
    fn drop_leaky_walls(&mut self) {
        if let Some((shells, is_inner)) = walls::leaky_cavities(&self.shape) {
            self.shape.retain_triangles(|face, _| !is_inner[face]);
            self.shape.remove_unreferenced();
            self.steps.push(RepairStep::VoidsFilled { shells });
        }
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

    fn rebuilt(&self) -> Option<Repaired> {
        if self.shape.triangles.len() > MAX_TRIANGLES_FOR_REBUILD || audit(&self.shape).boundary_edges > 0 {
            return None;
        }
        let token = KernelCancelToken::new();
        let alarm = Alarm::after(REBUILD_TIME_LIMIT, token.clone());
        let rebuilt = Manifold::from_mesh_gl_robust(&kernel_mesh(&self.shape))
            .rebuild_solid_with_token(WindingRule::Nonzero, Some(&token));
        alarm.stop();
        let shape = sound(rebuilt)?;
        Some(self.done(shape, Some(RepairStep::Rebuilt)))
    }

    /// On an open surface the remesher makes a thin double wall, hence only closed ones and a look at the volume.
    fn remeshed(&self) -> Option<Repaired> {
        if audit(&self.shape).boundary_edges > 0 {
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

/// Cancels the kernel's work after a while, unless stopped before.
struct Alarm {
    stop: std::sync::mpsc::Sender<()>,
    thread: std::thread::JoinHandle<()>,
}

impl Alarm {
    fn after(delay: Duration, token: KernelCancelToken) -> Self {
        let (stop, stopped) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            if stopped.recv_timeout(delay) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                token.cancel();
            }
        });
        Self { stop, thread }
    }

    fn stop(self) {
        drop(self.stop);
        // A panic in the alarm thread could only have come from the token; the work is over either way.
        let _ = self.thread.join();
    }
}

#[cfg(test)]
mod tests;
