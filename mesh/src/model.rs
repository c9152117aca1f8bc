//! The one in-memory form of a model that every reader fills and every measure, check and writer takes.

/// A triangle mesh with optional normals, texture coordinates, colors and materials.
///
/// Right-handed, +Y up, counter-clockwise faces seen from outside. The unit is the caller's: readers keep the
/// file's, the generator works in millimetres, a normalised model has its longest side at 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mesh {
    /// Vertex positions.
    pub positions: Vec<[f32; 3]>,
    /// Unit normals, one a vertex, or empty.
    pub normals: Vec<[f32; 3]>,
    /// Texture coordinates (glTF convention: origin at the top left), one a vertex, or empty.
    pub uvs: Vec<[f32; 2]>,
    /// Linear RGB in 0..=1, one a vertex, or empty.
    pub colors: Vec<[f32; 3]>,
    /// Vertex indices, three a triangle.
    pub triangles: Vec<[u32; 3]>,
    /// Index into `materials`, one a triangle, or empty when there is at most one material.
    pub triangle_materials: Vec<u32>,
    /// Surface looks; empty means a neutral grey.
    pub materials: Vec<Material>,
    /// Encoded pictures the materials refer to.
    pub textures: Vec<Texture>,
}

/// How a surface looks (the metallic-roughness model of glTF 2.0).
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// Linear RGBA factor.
    pub base_color: [f32; 4],
    /// 0 (dielectric) to 1 (metal).
    pub metallic: f32,
    /// 0 (mirror) to 1 (matt).
    pub roughness: f32,
    /// Index into [`Mesh::textures`] of the base-color picture.
    pub texture: Option<u32>,
}

impl Default for Material {
    fn default() -> Self {
        Self { base_color: [1.0; 4], metallic: 0.0, roughness: 0.8, texture: None }
    }
}

/// An encoded picture, kept as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Texture {
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: &'static str,
    /// The file's bytes.
    pub bytes: Vec<u8>,
}
