//! Reading a GLB or glTF of unknown origin.
//!
//! Every length is compared with what is really there before anything of that length is allocated; nothing outside
//! the file is fetched; the node tree is walked with a visited set and no recursion.

use std::iter::repeat_n;

use draco_gltf::{JsonArray, JsonRef, MeshIndex, PrimitiveIndex};
use glam::DAffine3;

use super::geometry::{Geometry, InPlace, Storage};
use super::materials::{Look, looks};
use super::nodes::{NodeProblem, Placed, array_of, index_of, items, placed_meshes};
use super::primitive;
use super::source::{ParsedFile, shortened};
use crate::geometry::are_finite;
use crate::model::{Material, Mesh};

/// Extensions a file may require: those that change how geometry is stored are decoded, the others only change looks.
const KNOWN_REQUIRED_EXTENSIONS: &[&str] = &[
    "EXT_meshopt_compression",
    "EXT_texture_webp",
    "KHR_draco_mesh_compression",
    "KHR_materials_anisotropy",
    "KHR_materials_clearcoat",
    "KHR_materials_dispersion",
    "KHR_materials_emissive_strength",
    "KHR_materials_ior",
    "KHR_materials_iridescence",
    "KHR_materials_pbrSpecularGlossiness",
    "KHR_materials_sheen",
    "KHR_materials_specular",
    "KHR_materials_transmission",
    "KHR_materials_unlit",
    "KHR_materials_volume",
    "KHR_mesh_quantization",
    "KHR_meshopt_compression",
    "KHR_texture_transform",
];

/// Meshes a scene may place: each is read by itself.
const MAX_INSTANCES: u64 = 65_536;

/// Most bytes of a text glTF: its buffers are held as text, in the parsed JSON, decoded and unpacked at the same time, which
/// takes five times its length.
const MAX_TEXT_BYTES: usize = 24 << 20;

/// The most a file may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimits {
    /// Bytes of the file; a text glTF has at most 24 MB of them.
    pub file_bytes: usize,
    /// Bytes of a GLB's JSON chunk, or of a text glTF without its data URIs.
    pub json_bytes: usize,
    /// Bytes of all buffers after decompression.
    pub buffer_bytes: usize,
    /// Triangles over all instances.
    pub triangles: u64,
    /// Vertices over all instances.
    pub vertices: u64,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self {
            file_bytes: 100 << 20,
            json_bytes: 8 << 20,
            buffer_bytes: 192 << 20,
            triangles: 4_000_000,
            vertices: 12_000_000,
        }
    }
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is longer than allowed.
    #[error("the file has {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Its length.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// A glTF as text is longer than any is read.
    #[error("the glTF is a text of {bytes} bytes, more than the {limit} allowed: save it as a GLB")]
    LongText {
        /// Its length.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The header of a GLB is cut off or of another version, or its lengths do not fit the file.
    #[error("the GLB container is broken: {0}")]
    Container(&'static str),
    /// The file asks for data outside itself.
    #[error("the file needs another file ({0}), which is not supported")]
    ExternalFile(String),
    /// The file requires an extension that is not known here.
    #[error("the file requires the glTF extension {0}, which is not supported")]
    UnknownExtension(String),
    /// The JSON or one of the buffers is broken.
    #[error("the glTF content is broken: {0}")]
    Content(String),
    /// A node is wrong.
    #[error("node {node} is broken: {problem}")]
    Node {
        /// Its index in the document.
        node: usize,
        /// What is wrong.
        problem: NodeProblem,
    },
    /// A primitive is wrong.
    #[error("primitive {primitive} of mesh {mesh} is broken: {problem}")]
    Primitive {
        /// The mesh's index in the document.
        mesh: usize,
        /// The primitive's index in the mesh.
        primitive: usize,
        /// What is wrong.
        problem: String,
    },
    /// More triangles or vertices than allowed.
    #[error("the model has {count} {what}, more than the {limit} allowed")]
    TooDetailed {
        /// "triangles", "vertices" or "meshes in its scene".
        what: &'static str,
        /// How many it has (at least).
        count: u64,
        /// The limit.
        limit: u64,
    },
    /// No triangle in the whole scene.
    #[error("the file holds no triangles")]
    Empty,
}

/// A model and what was passed over while reading it.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// All instances of the scene, node transforms applied.
    pub mesh: Mesh,
    /// Sentences such as "animations are ignored".
    pub notes: Vec<&'static str>,
}

/// Reads a GLB (or a glTF with embedded buffers) within the default limits.
pub fn read(bytes: &[u8]) -> Result<Mesh, ReadError> {
    Ok(load(bytes, &ReadLimits::default())?.mesh)
}

/// Reads a GLB (or a glTF with embedded buffers): plain, quantized, meshopt- or Draco-compressed.
pub fn load(bytes: &[u8], limits: &ReadLimits) -> Result<Loaded, ReadError> {
    check_container(bytes, limits)?;
    let file = ParsedFile::open(bytes, limits)?;
    let root = file.root();
    check_extensions(root)?;
    let placed = placed_meshes(root).map_err(|(node, problem)| ReadError::Node { node, problem })?;
    let count = placed.len() as u64;
    if count > MAX_INSTANCES {
        let (what, limit) = ("meshes in its scene", MAX_INSTANCES);
        return Err(ReadError::TooDetailed { what, count, limit });
    }
    check_detail(root, &placed, limits)?;
    let notes = notes(root, &placed);
    let mut builder = Builder::new(&file, bytes.len().min(limits.buffer_bytes));
    for instance in &placed {
        builder.add(instance)?;
    }
    let mesh = builder.finish();
    if mesh.triangles.is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(Loaded { mesh, notes })
}

/// Checks a GLB's header and its first chunk's against the real length.
fn check_container(bytes: &[u8], limits: &ReadLimits) -> Result<(), ReadError> {
    if bytes.len() > limits.file_bytes {
        return Err(ReadError::TooLarge { bytes: bytes.len(), limit: limits.file_bytes });
    }
    if !bytes.starts_with(b"glTF") {
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        return if first == Some(&b'{') {
            check_text(bytes, limits)
        } else {
            Err(ReadError::Container("it starts neither like a GLB nor like a glTF file"))
        };
    }
    let word = |at: usize| {
        bytes.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
    };
    let header = (word(4), word(8), word(12), bytes.get(16..20));
    let (Some(version), Some(total), Some(json_length), Some(kind)) = header else {
        return Err(ReadError::Container("its header is cut off"));
    };
    if version != 2 {
        return Err(ReadError::Container("it is not version 2"));
    }
    if total as usize > bytes.len() {
        return Err(ReadError::Container("it is shorter than it says"));
    }
    if kind != b"JSON" {
        return Err(ReadError::Container("its first chunk is not JSON"));
    }
    if json_length as usize > limits.json_bytes {
        return Err(ReadError::TooLarge { bytes: json_length as usize, limit: limits.json_bytes });
    }
    let json = bytes.get(20..20 + json_length as usize).ok_or(ReadError::Container("its JSON is cut off"))?;
    std::str::from_utf8(json).map_err(|_| ReadError::Container("its JSON is not UTF-8"))?;
    Ok(())
}

/// A text glTF holds its buffers too, as data URIs; the rest of it is what a GLB has in its JSON chunk.
fn check_text(bytes: &[u8], limits: &ReadLimits) -> Result<(), ReadError> {
    if bytes.len() > MAX_TEXT_BYTES {
        return Err(ReadError::LongText { bytes: bytes.len(), limit: MAX_TEXT_BYTES });
    }
    let quoted = bytes.split(|byte| *byte == b'"');
    let embedded: usize = quoted.filter(|text| text.starts_with(b"data:")).map(<[u8]>::len).sum();
    let json = bytes.len() - embedded;
    if json > limits.json_bytes {
        return Err(ReadError::TooLarge { bytes: json, limit: limits.json_bytes });
    }
    Ok(())
}

fn check_extensions(root: JsonRef<'_>) -> Result<(), ReadError> {
    let mut required = items(root, "extensionsRequired").map(|name| name.as_str().unwrap_or("?"));
    match required.find(|name| !KNOWN_REQUIRED_EXTENSIONS.contains(name)) {
        Some(name) => Err(ReadError::UnknownExtension(shortened(name))),
        None => Ok(()),
    }
}

/// Sums the declared triangles and vertices of every instance before any of them is decoded.
fn check_detail(root: JsonRef<'_>, placed: &[Placed], limits: &ReadLimits) -> Result<(), ReadError> {
    let accessors: Vec<u64> = items(root, "accessors")
        .map(|accessor| accessor.get("count").and_then(JsonRef::as_u64).unwrap_or(0))
        .collect();
    let declared: Vec<(u64, u64)> = items(root, "meshes")
        .map(|mesh| items(mesh, "primitives").fold((0, 0), |sum, one| declared_size(one, &accessors, sum)))
        .collect();
    let (mut triangles, mut vertices) = (0u64, 0u64);
    for instance in placed {
        let (more_triangles, more_vertices) = declared.get(instance.mesh).copied().unwrap_or((0, 0));
        triangles = triangles.saturating_add(more_triangles);
        vertices = vertices.saturating_add(more_vertices);
        for (what, count, limit) in
            [("triangles", triangles, limits.triangles), ("vertices", vertices, limits.vertices)]
        {
            if count > limit {
                return Err(ReadError::TooDetailed { what, count, limit });
            }
        }
    }
    Ok(())
}

fn declared_size(primitive: JsonRef<'_>, accessors: &[u64], (triangles, vertices): (u64, u64)) -> (u64, u64) {
    let count_of = |index: Option<usize>| index.and_then(|index| accessors.get(index)).copied();
    let positions =
        count_of(primitive.get("attributes").and_then(|all| index_of(all, "POSITION"))).unwrap_or(0);
    let indices = count_of(index_of(primitive, "indices")).unwrap_or(positions);
    let more =
        primitive::mode_of(primitive).and_then(|mode| primitive::triangle_count(mode, indices)).unwrap_or(0);
    (triangles.saturating_add(more), vertices.saturating_add(positions))
}

fn notes(root: JsonRef<'_>, placed: &[Placed]) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if items(root, "animations").next().is_some() {
        notes.push("animations are ignored");
    }
    if placed.iter().any(|instance| instance.is_skinned) {
        notes.push("skins are ignored: the model is read in its resting pose");
    }
    notes
}

/// Gathers instances into one mesh.
struct Builder<'a> {
    file: &'a ParsedFile<'a>,
    meshes: JsonArray<'a>,
    storage: Storage<'a>,
    looks: Vec<Look>,
    /// Index of the material for primitives that name none, once one was met.
    default_material: Option<u32>,
    /// The material of so many triangles, in order.
    material_runs: Vec<(u32, usize)>,
    mesh: Mesh,
}

impl<'a> Builder<'a> {
    /// Pictures of more than `picture_bytes` are left out. Those of a sound file are never longer than the file itself.
    fn new(file: &'a ParsedFile<'a>, picture_bytes: usize) -> Self {
        let storage = file.storage();
        let (looks, textures) = looks(file, &storage, picture_bytes);
        let materials = looks.iter().map(|look| look.material.clone()).collect();
        let mesh = Mesh { materials, textures, ..Mesh::default() };
        let meshes = array_of(file.root(), "meshes");
        Self { file, meshes, storage, looks, default_material: None, material_runs: Vec::new(), mesh }
    }

    fn add(&mut self, instance: &Placed) -> Result<(), ReadError> {
        let Some(mesh) = self.meshes.get(instance.mesh) else {
            return Err(ReadError::Node { node: instance.node, problem: NodeProblem::Missing });
        };
        let mut previous: Option<Block> = None;
        for (index, primitive) in items(mesh, "primitives").enumerate() {
            if primitive::is_surface(primitive) {
                let at = PrimitiveIndex::new(MeshIndex(instance.mesh), index);
                let block =
                    self.add_primitive(primitive, at, &instance.world_from_mesh, previous.take()).map_err(
                        |problem| ReadError::Primitive { mesh: instance.mesh, primitive: index, problem },
                    )?;
                previous = Some(block);
            }
        }
        Ok(())
    }

    fn add_primitive(
        &mut self,
        primitive: JsonRef<'_>,
        at: PrimitiveIndex,
        world_from_mesh: &DAffine3,
        previous: Option<Block>,
    ) -> Result<Block, String> {
        let named = index_of(primitive, "material").filter(|index| *index < self.looks.len());
        let (uv_set, uv_map) = named
            .and_then(|index| self.looks.get(index))
            .map_or_else(|| (0, glam::DAffine2::IDENTITY), |look| (look.uv_set, look.uv_map));
        let geometry = self.geometry(primitive, at, uv_set)?;
        let attributes = primitive.get("attributes").map(JsonRef::to_vec).unwrap_or_default();
        let key =
            BlockKey { attributes, uv_set, uv_map, is_compressed: primitive.get("extensions").is_some() };
        let mut part = Mesh::default();
        let shared = previous.filter(|block| block.key == key && !key.is_compressed);
        let vertex_count = match &shared {
            Some(block) => block.vertex_count,
            None => {
                part = primitive::vertices(&geometry, uv_set, uv_map)?;
                part.positions.len()
            }
        };
        part.triangles = primitive::triangles(&geometry, vertex_count)?;
        let material = named.map_or_else(|| self.default_material(), |index| index as u32);
        self.material_runs.push((material, part.triangles.len()));
        if *world_from_mesh != DAffine3::IDENTITY {
            part.transform(world_from_mesh);
        }
        if !are_finite(part.positions.as_flattened()) {
            return Err("its positions are too far away".to_owned());
        }
        let first_vertex = shared.map(|block| block.first_vertex);
        Ok(Block { first_vertex: self.append(part, first_vertex), vertex_count, key })
    }

    /// The arrays of what is read of a primitive.
    fn geometry(
        &self,
        primitive: JsonRef<'_>,
        at: PrimitiveIndex,
        uv_set: usize,
    ) -> Result<Geometry<'a>, String> {
        let uvs = format!("TEXCOORD_{uv_set}");
        let mut semantics = vec!["POSITION", "NORMAL", "COLOR_0", "TEXCOORD_0", &uvs];
        semantics.dedup();
        if let Some(place) = InPlace::find(&self.storage, primitive, &semantics) {
            return Ok(Geometry::InPlace(place));
        }
        let import = self.file.import().ok_or("its arrays cannot be found")?;
        let packed = import.read_primitive(at).map_err(|error| shortened(&error.to_string()))?;
        Ok(Geometry::Unpacked(packed))
    }

    fn default_material(&mut self) -> u32 {
        *self.default_material.get_or_insert_with(|| {
            self.mesh.materials.push(Material::default());
            self.mesh.materials.len() as u32 - 1
        })
    }

    /// Adds a part behind what is there, or its triangles onto vertices that are there already.
    fn append(&mut self, mut part: Mesh, onto: Option<u32>) -> u32 {
        let whole = &mut self.mesh;
        let first = onto.unwrap_or(whole.positions.len() as u32);
        if first > 0 {
            part.triangles.as_flattened_mut().iter_mut().for_each(|vertex| *vertex += first);
        }
        join(&mut whole.triangles, part.triangles);
        if onto.is_some() {
            return first;
        }
        let (before, added) = (whole.positions.len(), part.positions.len());
        join(&mut whole.positions, part.positions);
        extend_attribute(&mut whole.normals, part.normals, before, added, [0.0; 3]);
        extend_attribute(&mut whole.uvs, part.uvs, before, added, [0.0; 2]);
        extend_attribute(&mut whole.colors, part.colors, before, added, [1.0; 3]);
        first
    }

    fn finish(mut self) -> Mesh {
        fill_missing_normals(&mut self.mesh);
        if self.mesh.materials.len() > 1 {
            let runs = self.material_runs.into_iter();
            self.mesh.triangle_materials =
                runs.flat_map(|(material, count)| repeat_n(material, count)).collect();
        }
        drop_unused_look(&mut self.mesh);
        self.mesh
    }
}

/// Where a primitive's vertices went, so that the next primitive of the mesh can share them.
struct Block {
    first_vertex: u32,
    vertex_count: usize,
    key: BlockKey,
}

#[derive(PartialEq)]
struct BlockKey {
    attributes: Vec<u8>,
    uv_set: usize,
    uv_map: glam::DAffine2,
    is_compressed: bool,
}

/// Keeps an attribute at one entry a vertex although not all parts have it.
fn extend_attribute<T: Copy>(whole: &mut Vec<T>, part: Vec<T>, before: usize, added: usize, missing: T) {
    if part.len() != added || (part.is_empty() && whole.is_empty()) {
        if !whole.is_empty() {
            whole.resize(before + added, missing);
        }
        return;
    }
    whole.resize(before, missing);
    join(whole, part);
}

/// Adds a list behind another; the first one is moved as it is.
fn join<T>(whole: &mut Vec<T>, mut part: Vec<T>) {
    if whole.is_empty() {
        *whole = part;
    } else {
        whole.append(&mut part);
    }
}

/// Where only some parts had normals, or some were zero, computes those that are missing.
fn fill_missing_normals(mesh: &mut Mesh) {
    if mesh.normals.iter().all(|normal| *normal != [0.0; 3]) {
        return;
    }
    let given = std::mem::take(&mut mesh.normals);
    mesh.compute_normals();
    for (normal, given) in mesh.normals.iter_mut().zip(given) {
        if given != [0.0; 3] {
            *normal = given;
        }
    }
}

/// A single plain material says nothing a mesh without materials does not say.
fn drop_unused_look(mesh: &mut Mesh) {
    if mesh.materials.first() == Some(&Material::default()) && mesh.materials.len() == 1 {
        mesh.materials.clear();
    }
}
