//! Reads the product's own GLB files: geometry, materials and where the pictures lie.
//!
//! The contract is the generator's: glTF 2.0 in one GLB, triangles, embedded pictures, no required extension
//! beyond `KHR_mesh_quantization`. Everything in the file is treated as hostile: offsets and counts are checked
//! before anything is read, node trees are walked at most once, sizes are bounded, and nothing panics.
//! What cannot be read becomes a [`GlbProblem`] with a sentence for the page.
//!
//! Positions leave here centred on the origin and scaled to a bounding sphere of radius one, so that camera,
//! light and shadow need no knowledge of units; [`Model::size`] keeps the size in the file's units.
//!
//! To read one more attribute: add it to [`Part`], read it in `primitive.rs`, hand it to the GPU in `stage/`.

mod accessor;
mod container;
mod material;
mod normalize;
mod primitive;
mod problem;
mod scene;

pub use container::Container;
pub use material::{AlphaMode, Material, Picture, Wrap};
pub use problem::GlbProblem;

/// Most vertices of a model, after every node's copy was made.
pub const MAX_VERTICES: usize = 4_000_000;

/// Most corners of triangles (three a triangle) of a model.
pub const MAX_CORNERS: usize = 15_000_000;

/// A model ready for the GPU.
#[derive(Debug, Default)]
pub struct Model {
    /// Geometry, one part for each material in use.
    pub parts: Vec<Part>,
    /// All materials; the last one is the default for geometry without a material.
    pub materials: Vec<Material>,
    /// Pictures, in file order; [`Material::picture`] points here.
    pub pictures: Vec<Picture>,
    /// The middle of the bounding box, in the file's units.
    pub center: [f32; 3],
    /// Width (x), height (y) and depth (z) of the bounding box, in the file's units.
    pub size: [f32; 3],
    /// Half of the bounding box after centring and scaling to radius one.
    pub half_extent: [f32; 3],
    /// Width, height and depth in millimetres, when the file says so in `asset.extras.makeit3d.size_mm`.
    pub size_mm: Option<[f32; 3]>,
}

impl Model {
    /// Number of triangles.
    pub fn triangles(&self) -> usize {
        self.parts.iter().map(|part| part.indices.len() / 3).sum()
    }

    /// Number of vertices.
    pub fn vertices(&self) -> usize {
        self.parts.iter().map(|part| part.positions.len()).sum()
    }
}

/// All triangles of one material.
#[derive(Debug, Default)]
pub struct Part {
    /// Index into [`Model::materials`].
    pub material: usize,
    /// Positions, centred and scaled to a bounding sphere of radius one.
    pub positions: Vec<[f32; 3]>,
    /// Unit normals; zero where the file has none (the surface is then shaded flat).
    pub normals: Vec<[f32; 3]>,
    /// Texture coordinates, origin at the picture's upper left; empty when no primitive has them.
    pub uvs: Vec<[f32; 2]>,
    /// Linear vertex colours with alpha; empty when no primitive has them.
    pub colors: Vec<[f32; 4]>,
    /// Three indices for each triangle, all below the number of positions.
    pub indices: Vec<u32>,
}

/// Reads a whole GLB file.
///
/// # Errors
/// A [`GlbProblem`] for anything that is not a GLB we can draw; never a panic, whatever the bytes.
pub fn read(bytes: &[u8]) -> Result<Model, GlbProblem> {
    let container = Container::open(bytes)?;
    let (materials, pictures) = material::read_all(&container)?;
    let mut parts = scene::collect_parts(&container, &materials)?;
    let [center, size, half_extent] = normalize::center_and_scale(&mut parts)?;
    let size_mm = normalize::size_mm(&container.json, size);
    Ok(Model { parts, materials, pictures, center, size, half_extent, size_mm })
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
