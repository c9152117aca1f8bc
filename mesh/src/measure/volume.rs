//! The volume to pay for.

use std::time::Duration;

use glam::Vec3;
use manifold_rust::linalg::Vec3 as KernelVec3;
use manifold_rust::manifold::Manifold;
use manifold_rust::types::{Error as KernelError, WindingRule};
use serde::{Deserialize, Serialize};

use super::audit::Audit;
use super::overlap::shared_volume;
use super::shells::Shells;
use crate::model::Mesh;
use crate::solid::{kernel_mesh, within};
use crate::watch::{Cancelled, Watch};

/// Overlapping shells are united exactly up to this many triangles,
const MAX_TRIANGLES_FOR_UNION: usize = 150_000;
/// and for this long: most take a second or two.
const UNION_TIME_LIMIT: Duration = Duration::from_secs(20);
/// The share by which a sampled volume may be off.
pub(crate) const SAMPLED_ACCURACY: f64 = 0.01;
/// What a shape without a hull is taken for: half its box.
const BOX_SHARE: f64 = 0.5;

/// How a volume was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VolumeMethod {
    /// Enclosed by a closed surface.
    Enclosed,
    /// Enclosed by the outer shells; cavities without a way out count as filled.
    Outer,
    /// Overlapping shells united first.
    Union,
    /// Overlapping shells, too large or too entangled to unite: what they have in common is sampled along a million
    /// lines and counted once. Within a hundredth, mostly within a thousandth.
    Sampled,
    /// The surface is open: the volume of its convex hull, an upper bound.
    Hull,
    /// The surface is open and has no hull: half its box.
    Box,
}

/// The outer volume and how it was found.
pub(super) fn outer_volume(
    shape: &Mesh,
    audit: &Audit,
    shells: &Shells,
    has_overlaps: bool,
    watch: &Watch<'_>,
) -> Result<(f64, VolumeMethod), Cancelled> {
    if shape.triangles.is_empty() {
        return Ok((0.0, VolumeMethod::Enclosed));
    }
    if !audit.is_watertight() || audit.misoriented_edges > 0 {
        return Ok(hull_volume(shape));
    }
    let sum: f64 = shells.outer().map(|shell| shell.volume.abs()).sum();
    if !has_overlaps {
        let method = if shells.inner_count() > 0 { VolumeMethod::Outer } else { VolumeMethod::Enclosed };
        return Ok((sum, method));
    }
    if shape.triangles.len() <= MAX_TRIANGLES_FOR_UNION
        && let Some(volume) = united_volume(shape, shells, watch)?
    {
        return Ok((volume, VolumeMethod::Union));
    }
    Ok((sampled_volume(shape, shells, sum, watch)?, VolumeMethod::Sampled))
}

/// What the outer shells enclose together: `sum` without what they have in common.
fn sampled_volume(shape: &Mesh, shells: &Shells, sum: f64, watch: &Watch<'_>) -> Result<f64, Cancelled> {
    let largest = shells.outer().map(|shell| shell.volume.abs()).fold(0.0, f64::max);
    Ok((sum - shared_volume(shape, shells, watch)?).max(largest))
}

/// The volume of the outer shells' union, by the kernel's exact arrangement; `None` when that failed or took too long.
fn united_volume(shape: &Mesh, shells: &Shells, watch: &Watch<'_>) -> Result<Option<f64>, Cancelled> {
    let faces = shells.outer().flat_map(|shell| {
        shell.faces.iter().map(|&face| {
            let [a, b, c] = shape.triangles[face as usize];
            if shell.volume < 0.0 { [a, c, b] } else { [a, b, c] }
        })
    });
    let outer = Mesh { positions: shape.positions.clone(), triangles: faces.collect(), ..Mesh::default() };
    let kernel = Manifold::from_mesh_gl_robust(&kernel_mesh(&outer));
    let united = within(UNION_TIME_LIMIT, watch, |token| {
        kernel.rebuild_solid_with_token(WindingRule::Positive, Some(token))
    })?;
    let volume = united.volume();
    Ok((united.status() == KernelError::NoError && volume > 0.0).then_some(volume))
}

fn hull_volume(shape: &Mesh) -> (f64, VolumeMethod) {
    let points: Vec<KernelVec3> = shape
        .positions
        .iter()
        .map(|at| KernelVec3::new(f64::from(at[0]), f64::from(at[1]), f64::from(at[2])))
        .collect();
    let hull = Manifold::hull(&points);
    let volume = hull.volume();
    if hull.status() == KernelError::NoError && volume > 0.0 {
        return (volume, VolumeMethod::Hull);
    }
    let extents = shape.bounds().map_or(Vec3::ZERO, |bounds| Vec3::from(bounds.extents()));
    let of_box = f64::from(extents.x) * f64::from(extents.y) * f64::from(extents.z);
    (of_box * BOX_SHARE, VolumeMethod::Box)
}
