//! The recipe of a text model: everything needed to build it again, byte for byte, and nothing else.

use crate::{
    result::{BuildError, BuiltModel, Progress, Understanding},
    style::{self, Style},
    text::{compose, item::Item},
};
use mesh::{Mesh, watch::Watch};
use serde::{Deserialize, Serialize};

/// Version written by this build; other versions are refused.
pub const VERSION: u32 = 1;

/// A model as plain data: the geometry is a pure function of it, so a concept picture and its model agree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// Always [`VERSION`].
    pub version: u32,
    /// The look.
    pub style: Style,
    /// Size of the finished model in millimetres, along `measure`.
    pub size_mm: f32,
    /// What `size_mm` measures.
    pub measure: Measure,
    /// Where the concept picture is taken from.
    pub camera: Camera,
    /// What to make.
    pub subject: Item,
    /// How the request was read.
    pub understanding: Understanding,
}

/// Which extent a size is meant for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The longest of the three.
    #[default]
    Longest,
    /// Along Y.
    Height,
    /// Along X.
    Width,
}

/// Direction a picture is taken from, degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// Turn to the right of the model's front.
    pub yaw: f32,
    /// Height above the horizon.
    pub pitch: f32,
}

/// How finely to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// For small pictures and tests.
    Draft,
    /// For concept pictures.
    Concept,
    /// For the model that is delivered.
    Model,
}

impl Detail {
    /// Nodes of the sampling grid.
    pub fn node_budget(self) -> usize {
        match self {
            Self::Draft => 350_000,
            Self::Concept => 1_600_000,
            Self::Model => 3_600_000,
        }
    }
}

impl Recipe {
    /// Builds the solid.
    ///
    /// # Errors
    /// [`BuildError::Rejected`] for a recipe of another version or an unknown noun, [`BuildError::Cancelled`] when
    /// the caller stops, [`BuildError::Unsound`] when the result is no solid (a defect of ours).
    pub fn build(&self, detail: Detail, progress: &dyn Progress) -> Result<BuiltModel, BuildError> {
        if self.version != VERSION {
            return Err(BuildError::Rejected(format!("recipe version {} is not known", self.version)));
        }
        progress.step("Putting the parts together", 5)?;
        let object = compose::assemble(self)?;
        let mesh = style::build(self.style, &object, detail, progress)?;
        progress.step("Bringing it to size", 85)?;
        let mut mesh = self.sized(mesh)?;
        if detail == Detail::Model {
            progress.step("Checking that it is solid", 90)?;
            mesh = made_solid(mesh)?;
        }
        progress.report("Done", 100);
        Ok(BuiltModel { mesh, understanding: self.understanding.clone() })
    }

    /// Scales to millimetres and puts the model on the ground, centred.
    fn sized(&self, mut mesh: mesh::Mesh) -> Result<mesh::Mesh, BuildError> {
        let bounds = mesh::Bounds::of(mesh.positions.iter().copied())
            .ok_or_else(|| BuildError::Unsound("nothing was drawn".into()))?;
        let extents = [0, 1, 2].map(|axis| bounds.max[axis] - bounds.min[axis]);
        let measured = match self.measure {
            Measure::Longest => extents.iter().copied().fold(0.0, f32::max),
            Measure::Height => extents[1],
            Measure::Width => extents[0],
        };
        let scale = self.size_mm / measured.max(1e-6);
        let middle =
            [(bounds.min[0] + bounds.max[0]) * 0.5, bounds.min[1], (bounds.min[2] + bounds.max[2]) * 0.5];
        for position in &mut mesh.positions {
            *position = [0, 1, 2].map(|axis| (position[axis] - middle[axis]) * scale);
        }
        Ok(mesh)
    }
}

/// The shape if it bounds a solid, else what the mending ladder makes of it: where two sheets of a surface meet, meshing
/// alone now and then leaves an edge with four triangles.
fn made_solid(shape: Mesh) -> Result<Mesh, BuildError> {
    let Err(fault) = mesh::solid::check_manifold(&shape) else { return Ok(shape) };
    let repaired = mesh::repair::repair(&shape, &Watch::default())
        .map_err(|cause| BuildError::Unsound(format!("{fault}; {cause}")))?;
    tracing::info!(%fault, steps = ?repaired.steps, "a text model was mended");
    Ok(repaired.mesh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_with_an_edge_of_four_triangles_is_mended() {
        // Two cubes that touch in one edge only.
        let mut touching = mesh::shapes::cube(1.0);
        let first = touching.positions.len() as u32;
        let other = mesh::shapes::cube(1.0);
        touching.positions.extend(other.positions.iter().map(|[x, y, z]| [x + 1.0, y + 1.0, *z]));
        touching.triangles.extend(other.triangles.iter().map(|corners| corners.map(|corner| corner + first)));
        touching.normals.clear();
        assert!(mesh::solid::check_manifold(&touching).is_err());
        let mended = made_solid(touching).unwrap();
        assert!(mesh::solid::check_manifold(&mended).is_ok());
        assert!((mesh::measure::signed_volume(&mended) - 2.0).abs() < 0.1);
    }

    #[test]
    fn a_sound_shape_is_left_as_it_is() {
        let cube = mesh::shapes::cube(1.0);
        assert_eq!(made_solid(cube.clone()), Ok(cube));
    }
}
