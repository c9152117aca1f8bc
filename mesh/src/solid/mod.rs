//! The gate every printable model passes: a proof by the Manifold kernel that the surface bounds a solid.

mod alarm;
mod simplify;
mod transfer;

use manifold_rust::manifold::Manifold;
use manifold_rust::types::{Error as KernelError, MeshGL};

pub(crate) use self::alarm::within;
pub(crate) use self::simplify::simplify_sloppily;
pub use self::simplify::{SimplifyTarget, simplify, simplify_unchecked};
pub use self::transfer::{transfer_attributes, transfer_colors};
use crate::measure::{Audit, audit, signed_volume};
use crate::model::Mesh;

/// Why a mesh is no solid.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotSolid {
    /// There is nothing in it.
    #[error("the model has no triangles")]
    Empty,
    /// A coordinate is not a finite number.
    #[error("the model has coordinates that are not finite numbers")]
    NotFinite,
    /// Some edges do not join exactly two triangles.
    #[error(
        "the surface is not closed: {} open edges, {} edges with too many triangles, {} edges with a turned triangle",
        .0.boundary_edges, .0.non_manifold_edges, .0.misoriented_edges
    )]
    Edges(Audit),
    /// Closed, but it encloses no positive volume.
    #[error("the surface encloses no volume ({volume}); it may be inside out")]
    NoVolume {
        /// The signed volume found, in cubic units.
        volume: f64,
    },
    /// The kernel refused it for another reason.
    #[error("the model is not a solid: {0}")]
    Kernel(String),
}

/// A mesh that the kernel accepted: closed, two-sided, consistently wound, of positive volume.
#[derive(Clone)]
pub struct Solid {
    manifold: Manifold,
}

impl std::fmt::Debug for Solid {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Solid")
            .field("triangles", &self.manifold.num_tri())
            .field("volume", &self.volume())
            .finish()
    }
}

impl Solid {
    /// Takes over the result of kernel operations after asking for its status and volume.
    pub fn from_manifold(manifold: Manifold) -> Result<Self, NotSolid> {
        match manifold.status() {
            KernelError::NoError => {}
            KernelError::NonFiniteVertex => return Err(NotSolid::NotFinite),
            other => return Err(NotSolid::Kernel(format!("{other:?}"))),
        }
        if manifold.is_empty() {
            return Err(NotSolid::Empty);
        }
        let volume = manifold.volume();
        if volume > 0.0 { Ok(Self { manifold }) } else { Err(NotSolid::NoVolume { volume }) }
    }

    /// The kernel's own form, for cuts and unions.
    pub fn manifold(&self) -> &Manifold {
        &self.manifold
    }

    /// Enclosed volume in cubic units.
    pub fn volume(&self) -> f64 {
        self.manifold.volume()
    }

    /// Surface in square units.
    pub fn area(&self) -> f64 {
        self.manifold.surface_area()
    }

    /// Positions and triangles, without the attributes of the mesh it came from
    /// ([`transfer_attributes`] brings them back).
    pub fn shape(&self) -> Mesh {
        let exported = self.manifold.get_mesh_gl(-1);
        let stride = (exported.num_prop as usize).max(3);
        let split = Mesh {
            positions: exported
                .vert_properties
                .chunks_exact(stride)
                .map(|at| [at[0], at[1], at[2]])
                .collect(),
            triangles: exported.tri_verts.chunks_exact(3).map(|at| [at[0], at[1], at[2]]).collect(),
            ..Mesh::default()
        };
        split.welded_shape()
    }

    /// The solid that both together fill.
    pub fn union(&self, other: &Self) -> Result<Self, NotSolid> {
        Self::from_manifold(self.manifold.union(&other.manifold))
    }

    /// What is left of this solid where the other is cut away.
    pub fn difference(&self, other: &Self) -> Result<Self, NotSolid> {
        Self::from_manifold(self.manifold.difference(&other.manifold))
    }
}

/// Proves that a mesh, welded by position, bounds a solid.
///
/// The kernel by itself accepts edges with four triangles by splitting them, so the edge audit must be clean too.
pub fn check_manifold(mesh: &Mesh) -> Result<Solid, NotSolid> {
    if mesh.triangles.is_empty() {
        return Err(NotSolid::Empty);
    }
    let edges = audit(mesh);
    if !edges.is_clean() {
        return Err(NotSolid::Edges(edges));
    }
    // The kernel quietly turns a mesh that is inside out as a whole: the sign is asked of the mesh itself.
    let volume = signed_volume(mesh);
    if volume <= 0.0 {
        return Err(NotSolid::NoVolume { volume });
    }
    Solid::from_manifold(import(mesh))
}

/// Hands the welded mesh to the kernel, which may split or join vertices to make it manifold: the result says in
/// its status whether that worked.
pub fn import(mesh: &Mesh) -> Manifold {
    Manifold::from_mesh_gl(&kernel_mesh(mesh))
}

/// The kernel's exchange form of the welded mesh.
pub(crate) fn kernel_mesh(mesh: &Mesh) -> MeshGL {
    let shape = mesh.welded_shape();
    MeshGL {
        num_prop: 3,
        vert_properties: shape.positions.into_flattened(),
        tri_verts: shape.triangles.into_flattened(),
        ..MeshGL::default()
    }
}

#[cfg(test)]
mod tests;
