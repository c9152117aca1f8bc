//! The volume to pay for.

use glam::Vec3;
use manifold_rust::linalg::Vec3 as KernelVec3;
use manifold_rust::manifold::Manifold;
use manifold_rust::types::{Error as KernelError, WindingRule};
use serde::{Deserialize, Serialize};

use super::audit::Audit;
use super::shells::Shells;
use crate::model::Mesh;
use crate::solid::kernel_mesh;
use crate::watch::Watch;

/// Overlapping shells are united exactly up to this many triangles.
const MAX_TRIANGLES_FOR_UNION: usize = 150_000;
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
    /// Overlapping shells summed: too large to unite, so overlaps count twice.
    Sum,
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
    watch: &Watch<'_>,
) -> (f64, VolumeMethod) {
    if shape.triangles.is_empty() {
        return (0.0, VolumeMethod::Enclosed);
    }
    if !audit.is_watertight() || audit.misoriented_edges > 0 {
        return hull_volume(shape);
    }
    let sum: f64 = shells.list.iter().filter(|shell| !shell.is_inner).map(|shell| shell.volume.abs()).sum();
    if !shells.has_overlaps {
        let method = if shells.inner_count() > 0 { VolumeMethod::Outer } else { VolumeMethod::Enclosed };
        return (sum, method);
    }
    match united_volume(shape, shells, watch) {
        Some(volume) => (volume, VolumeMethod::Union),
        None => (sum, VolumeMethod::Sum),
    }
}

/// The volume of the outer shells' union, by the kernel's exact arrangement.
fn united_volume(shape: &Mesh, shells: &Shells, watch: &Watch<'_>) -> Option<f64> {
    if shape.triangles.len() > MAX_TRIANGLES_FOR_UNION || watch.cancel.is_cancelled() {
        return None;
    }
    let faces = shells.list.iter().filter(|shell| !shell.is_inner).flat_map(|shell| {
        shell.faces.iter().map(|&face| {
            let [a, b, c] = shape.triangles[face as usize];
            if shell.volume < 0.0 { [a, c, b] } else { [a, b, c] }
        })
    });
    let outer = Mesh { positions: shape.positions.clone(), triangles: faces.collect(), ..Mesh::default() };
    let united = Manifold::from_mesh_gl_robust(&kernel_mesh(&outer)).rebuild_solid(WindingRule::Positive);
    let volume = united.volume();
    (united.status() == KernelError::NoError && volume > 0.0).then_some(volume)
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
