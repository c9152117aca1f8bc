//! Writing a [`Mesh`] as one GLB: one scene, one node, one primitive a material.

use std::borrow::Cow;
use std::io::{self, Cursor, Write};

use serde_json::{Value, json};

use super::layout::{Layout, Target};
use crate::geometry::{Bounds, are_below, are_finite};
use crate::model::{Material, Mesh, Texture};

/// The four bytes every GLB starts with.
const MAGIC: &[u8; 4] = b"glTF";
const FLOAT: u32 = 5126;
const UNSIGNED_SHORT: u32 = 5123;
const UNSIGNED_INT: u32 = 5125;
const BYTE: u32 = 5120;
/// glTF reserves 65535 in 16-bit indices for restarting a strip.
const LARGEST_NARROW_VERTEX_COUNT: usize = 65_535;

/// How to write a GLB.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WriteOptions {
    /// 16-bit positions and texture coordinates, 8-bit normals: half the size, an error of 1/131,070 of the
    /// longest side. The file then requires `KHR_mesh_quantization`.
    pub quantized: bool,
    /// Application data kept under `asset.extras`.
    pub extras: Option<Value>,
}

/// Why a mesh cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// glTF has no empty accessors.
    #[error("the model has no triangles to write")]
    Empty,
    /// Positions, normals, texture coordinates or colors hold something that is not a finite number.
    #[error("the model has {0} that are not finite numbers")]
    NotFinite(&'static str),
    /// An attribute does not have one entry a vertex, or an index points nowhere.
    #[error("the model is inconsistent: {0}")]
    Inconsistent(&'static str),
    /// A WebP texture could not be turned into PNG, the format every reader knows.
    #[error("a texture could not be converted: {0}")]
    Texture(#[from] image::ImageError),
    /// The file would pass the 4 GB a GLB can be long.
    #[error("the model is too large for a GLB file")]
    TooLarge,
    /// The writer failed.
    #[error("writing failed: {0}")]
    Io(#[from] io::Error),
}

/// Writes a GLB with 32-bit floats and 16-bit colors that needs no extension.
pub fn write(mesh: &Mesh, out: impl Write) -> Result<(), WriteError> {
    write_with(mesh, &WriteOptions::default(), out)
}

/// A GLB in memory; see [`write`].
pub fn to_bytes(mesh: &Mesh) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    write(mesh, &mut bytes)?;
    Ok(bytes)
}

/// Writes a GLB as the options say. Nothing but the textures' copies and the index lists is held in memory.
pub fn write_with(mesh: &Mesh, options: &WriteOptions, out: impl Write) -> Result<(), WriteError> {
    write_scaled(mesh, options, 1.0, out)
}

/// [`write_with`] with every length multiplied by `factor` on the way.
pub(crate) fn write_scaled(
    mesh: &Mesh,
    options: &WriteOptions,
    factor: f64,
    mut out: impl Write,
) -> Result<(), WriteError> {
    check_consistent(mesh)?;
    let bounds = scaled_bounds(mesh, factor)?;
    let grid = Grid::over(&bounds);
    let mut plan = Plan { layout: Layout::default(), accessors: Vec::new(), factor };
    let attributes = plan.attributes(mesh, &bounds, options.quantized.then_some(&grid));
    let primitives = plan.primitives(mesh, &attributes);
    let images = plan.images(&mesh.textures)?;
    let json = document(mesh, options, &plan, primitives, images, &grid);
    write_container(&json, &plan.layout, &mut out)
}

fn write_container(json: &Value, layout: &Layout<'_>, out: &mut impl Write) -> Result<(), WriteError> {
    let mut text = json.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    let binary_length = layout.byte_length();
    let total = 12 + 8 + text.len() + 8 + binary_length;
    let word = |value: usize| u32::try_from(value).map(u32::to_le_bytes).map_err(|_| WriteError::TooLarge);
    out.write_all(MAGIC)?;
    out.write_all(&2u32.to_le_bytes())?;
    out.write_all(&word(total)?)?;
    out.write_all(&word(text.len())?)?;
    out.write_all(b"JSON")?;
    out.write_all(&text)?;
    out.write_all(&word(binary_length)?)?;
    out.write_all(b"BIN\0")?;
    layout.write(out)?;
    out.flush()?;
    Ok(())
}

/// Refuses what no format can hold: no triangles, attributes that do not fit, indices that point nowhere, numbers
/// that are none.
pub(crate) fn check_consistent(mesh: &Mesh) -> Result<(), WriteError> {
    let count = mesh.positions.len();
    let fits = |length: usize| length == 0 || length == count;
    if mesh.triangles.is_empty() {
        return Err(WriteError::Empty);
    }
    if !fits(mesh.normals.len()) || !fits(mesh.uvs.len()) || !fits(mesh.colors.len()) {
        return Err(WriteError::Inconsistent("an attribute does not have one entry a vertex"));
    }
    if !are_below(mesh.triangles.as_flattened(), count) {
        return Err(WriteError::Inconsistent("a triangle uses a vertex that does not exist"));
    }
    if !mesh.triangle_materials.is_empty() && mesh.triangle_materials.len() != mesh.triangles.len() {
        return Err(WriteError::Inconsistent("not every triangle has a material"));
    }
    if !are_below(&mesh.triangle_materials, mesh.materials.len()) {
        return Err(WriteError::Inconsistent("a triangle uses a material that does not exist"));
    }
    let mut textures = mesh.materials.iter().filter_map(|material| material.texture);
    if textures.any(|texture| texture as usize >= mesh.textures.len()) {
        return Err(WriteError::Inconsistent("a material uses a texture that does not exist"));
    }
    let attributes = [
        ("positions", mesh.positions.as_flattened()),
        ("normals", mesh.normals.as_flattened()),
        ("texture coordinates", mesh.uvs.as_flattened()),
        ("colors", mesh.colors.as_flattened()),
    ];
    match attributes.into_iter().find(|(_, values)| !are_finite(values)) {
        Some((name, _)) => Err(WriteError::NotFinite(name)),
        None => Ok(()),
    }
}

/// The box around all vertices, used or not: the accessor's `min` and `max` speak of all of them.
fn scaled_bounds(mesh: &Mesh, factor: f64) -> Result<Bounds, WriteError> {
    let bounds = Bounds::of(mesh.positions.iter().copied()).ok_or(WriteError::Empty)?;
    Ok(Bounds { min: scaled(bounds.min, factor), max: scaled(bounds.max, factor) })
}

fn scaled(position: [f32; 3], factor: f64) -> [f32; 3] {
    position.map(|along| (f64::from(along) * factor) as f32)
}

/// A cube of 65,536 steps a side over the bounds: one step on all axes, so that normals need no correction.
struct Grid {
    origin: [f32; 3],
    size: f32,
}

impl Grid {
    fn over(bounds: &Bounds) -> Self {
        let longest = bounds.longest();
        Self { origin: bounds.min, size: if longest > 0.0 { longest } else { 1.0 } }
    }

    fn steps(&self, position: [f32; 3]) -> [u16; 3] {
        [0, 1, 2].map(|axis| unit_to_u16((position[axis] - self.origin[axis]) / self.size))
    }
}

struct Plan<'a> {
    layout: Layout<'a>,
    accessors: Vec<Value>,
    /// What lengths are multiplied by.
    factor: f64,
}

impl<'a> Plan<'a> {
    fn accessor(&mut self, view: usize, component: u32, count: usize, kind: &str) -> usize {
        self.accessors
            .push(json!({"bufferView": view, "componentType": component, "count": count, "type": kind}));
        self.accessors.len() - 1
    }

    fn normalized(&mut self, view: usize, component: u32, count: usize, kind: &str) -> usize {
        let accessor = self.accessor(view, component, count, kind);
        self.accessors[accessor]["normalized"] = json!(true);
        accessor
    }

    fn attributes(&mut self, mesh: &'a Mesh, bounds: &Bounds, grid: Option<&Grid>) -> Value {
        let mut attributes = json!({"POSITION": self.positions(mesh, bounds, grid)});
        if !mesh.normals.is_empty() {
            attributes["NORMAL"] = json!(self.normals(mesh, grid.is_some()));
        }
        if !mesh.uvs.is_empty() {
            attributes["TEXCOORD_0"] = json!(self.uvs(mesh, grid.is_some()));
        }
        if !mesh.colors.is_empty() {
            let view = self.layout.array(&mesh.colors, Target::Vertices, |color| {
                let [r, g, b] = color.map(unit_to_u16);
                words([r, g, b, u16::MAX])
            });
            attributes["COLOR_0"] =
                json!(self.normalized(view, UNSIGNED_SHORT, mesh.positions.len(), "VEC4"));
        }
        attributes
    }

    fn positions(&mut self, mesh: &'a Mesh, bounds: &Bounds, grid: Option<&Grid>) -> usize {
        let (count, factor) = (mesh.positions.len(), self.factor);
        let (accessor, min, max) = if let Some(grid) = grid {
            let (origin, size) = (grid.origin, grid.size);
            let view = self.layout.array(&mesh.positions, Target::Vertices, move |position| {
                let [x, y, z] = Grid { origin, size }.steps(scaled(*position, factor));
                words([x, y, z, 0])
            });
            let accessor = self.normalized(view, UNSIGNED_SHORT, count, "VEC3");
            (accessor, json!(grid.steps(bounds.min)), json!(grid.steps(bounds.max)))
        } else {
            let view = self
                .layout
                .array(&mesh.positions, Target::Vertices, move |position| floats3(scaled(*position, factor)));
            (self.accessor(view, FLOAT, count, "VEC3"), json!(bounds.min), json!(bounds.max))
        };
        self.accessors[accessor]["min"] = min;
        self.accessors[accessor]["max"] = max;
        accessor
    }

    fn normals(&mut self, mesh: &'a Mesh, is_quantized: bool) -> usize {
        let count = mesh.positions.len();
        if is_quantized {
            let view = self.layout.array(&mesh.normals, Target::Vertices, |normal| {
                let [x, y, z] = unit_length(*normal).map(|value| (value * 127.0).round() as i8 as u8);
                [x, y, z, 0]
            });
            self.normalized(view, BYTE, count, "VEC3")
        } else {
            let view =
                self.layout.array(&mesh.normals, Target::Vertices, |normal| floats3(unit_length(*normal)));
            self.accessor(view, FLOAT, count, "VEC3")
        }
    }

    fn uvs(&mut self, mesh: &'a Mesh, is_quantized: bool) -> usize {
        let count = mesh.positions.len();
        let fits_unit = mesh.uvs.as_flattened().iter().all(|value| (0.0..=1.0).contains(value));
        if is_quantized && fits_unit {
            let view = self.layout.array(&mesh.uvs, Target::Vertices, |uv| {
                let ([u0, u1], [v0, v1]) =
                    (unit_to_u16(uv[0]).to_le_bytes(), unit_to_u16(uv[1]).to_le_bytes());
                [u0, u1, v0, v1]
            });
            self.normalized(view, UNSIGNED_SHORT, count, "VEC2")
        } else {
            let view = self.layout.array(&mesh.uvs, Target::Vertices, |uv| {
                let mut bytes = [0; 8];
                bytes[..4].copy_from_slice(&uv[0].to_le_bytes());
                bytes[4..].copy_from_slice(&uv[1].to_le_bytes());
                bytes
            });
            self.accessor(view, FLOAT, count, "VEC2")
        }
    }

    fn primitives(&mut self, mesh: &'a Mesh, attributes: &Value) -> Vec<Value> {
        let is_wide = mesh.positions.len() > LARGEST_NARROW_VERTEX_COUNT;
        let component = if is_wide { UNSIGNED_INT } else { UNSIGNED_SHORT };
        let mut primitives = Vec::new();
        for material in 0..mesh.materials.len().max(1) as u32 {
            let triangles = triangles_of(mesh, material);
            if triangles.is_empty() {
                continue;
            }
            let count = triangles.len() * 3;
            let view = self.layout.triangles(triangles, is_wide);
            let indices = self.accessor(view, component, count, "SCALAR");
            primitives.push(json!({"attributes": attributes, "indices": indices, "material": material}));
        }
        primitives
    }

    fn images(&mut self, textures: &'a [Texture]) -> Result<Vec<Value>, WriteError> {
        textures
            .iter()
            .map(|texture| {
                let texture = portable_picture(texture)?;
                let media_type = texture.media_type;
                let view = self.layout.blob(match texture {
                    Cow::Borrowed(texture) => Cow::Borrowed(&texture.bytes),
                    Cow::Owned(texture) => Cow::Owned(texture.bytes),
                });
                Ok(json!({"bufferView": view, "mimeType": media_type}))
            })
            .collect()
    }
}

/// A picture as PNG or JPEG, which is all that core glTF, 3MF and USDZ know.
pub(crate) fn portable_picture(texture: &Texture) -> Result<Cow<'_, Texture>, WriteError> {
    if texture.media_type != "image/webp" {
        return Ok(Cow::Borrowed(texture));
    }
    let picture = image::load_from_memory_with_format(&texture.bytes, image::ImageFormat::WebP)?;
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png)?;
    Ok(Cow::Owned(Texture { media_type: "image/png", bytes: png.into_inner() }))
}

fn triangles_of(mesh: &Mesh, material: u32) -> Cow<'_, [[u32; 3]]> {
    if mesh.triangle_materials.is_empty() {
        return Cow::Borrowed(if material == 0 { &mesh.triangles } else { &[] });
    }
    let owned = mesh.triangles.iter().zip(&mesh.triangle_materials).filter(|(_, index)| **index == material);
    owned.map(|(triangle, _)| *triangle).collect()
}

fn document(
    mesh: &Mesh,
    options: &WriteOptions,
    plan: &Plan<'_>,
    primitives: Vec<Value>,
    images: Vec<Value>,
    grid: &Grid,
) -> Value {
    let default_material = [Material::default()];
    let materials = if mesh.materials.is_empty() { &default_material[..] } else { &mesh.materials[..] };
    let mut document = json!({
        "asset": {"version": "2.0", "generator": "MakeIt3D"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": primitives}],
        "materials": materials.iter().map(material_json).collect::<Vec<_>>(),
        "accessors": plan.accessors,
        "bufferViews": plan.layout.buffer_views(),
        "buffers": [{"byteLength": plan.layout.byte_length()}],
    });
    if let Some(extras) = &options.extras {
        document["asset"]["extras"] = extras.clone();
    }
    if !images.is_empty() {
        document["textures"] =
            (0..images.len()).map(|image| json!({"source": image, "sampler": 0})).collect();
        document["samplers"] = json!([{"magFilter": 9729, "minFilter": 9987}]);
        document["images"] = Value::Array(images);
    }
    if options.quantized {
        document["extensionsUsed"] = json!(["KHR_mesh_quantization"]);
        document["extensionsRequired"] = json!(["KHR_mesh_quantization"]);
        document["nodes"][0]["translation"] = json!(grid.origin);
        document["nodes"][0]["scale"] = json!([grid.size, grid.size, grid.size]);
    }
    document
}

fn material_json(material: &Material) -> Value {
    let mut surface = json!({
        "baseColorFactor": material.base_color.map(|value| value.clamp(0.0, 1.0)),
        "metallicFactor": material.metallic.clamp(0.0, 1.0),
        "roughnessFactor": material.roughness.clamp(0.0, 1.0),
    });
    if let Some(texture) = material.texture {
        surface["baseColorTexture"] = json!({"index": texture});
    }
    json!({"pbrMetallicRoughness": surface})
}

/// Validators allow a normal's length to differ from 1 by 0.0005 only.
fn unit_length(normal: [f32; 3]) -> [f32; 3] {
    glam::Vec3::from(normal).normalize_or(glam::Vec3::Y).to_array()
}

fn unit_to_u16(value: f32) -> u16 {
    (value.clamp(0.0, 1.0) * 65_535.0).round() as u16
}

fn words([a, b, c, d]: [u16; 4]) -> [u8; 8] {
    let ([a0, a1], [b0, b1]) = (a.to_le_bytes(), b.to_le_bytes());
    let ([c0, c1], [d0, d1]) = (c.to_le_bytes(), d.to_le_bytes());
    [a0, a1, b0, b1, c0, c1, d0, d1]
}

fn floats3(values: [f32; 3]) -> [u8; 12] {
    let mut bytes = [0; 12];
    for (slot, value) in bytes.chunks_exact_mut(4).zip(values) {
        slot.copy_from_slice(&value.to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn json_of(bytes: &[u8]) -> Value {
        let length = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
        serde_json::from_slice(&bytes[20..20 + length]).unwrap()
    }

    fn rich_mesh() -> Mesh {
        let mut mesh = shapes::sphere(10.0, 12, 16);
        mesh.compute_normals();
        mesh.uvs = mesh.positions.iter().map(|at| [at[0] / 20.0 + 0.5, at[1] / 20.0 + 0.5]).collect();
        mesh.colors = mesh.uvs.iter().map(|uv| [uv[0], uv[1], 0.25]).collect();
        let mut png = Cursor::new(Vec::new());
        image::RgbImage::from_pixel(4, 4, image::Rgb([200, 30, 30]))
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        mesh.textures = vec![Texture { media_type: "image/png", bytes: png.into_inner() }];
        mesh.materials = vec![
            Material { texture: Some(0), ..Material::default() },
            Material { metallic: 1.0, base_color: [0.5, 0.5, 0.5, 1.0], ..Material::default() },
        ];
        mesh.triangle_materials = (0..mesh.triangles.len() as u32).map(|face| face % 2).collect();
        mesh
    }

    #[test]
    fn lengths_in_the_header_are_true_and_chunks_are_aligned() {
        for quantized in [false, true] {
            let mut bytes = Vec::new();
            write_with(&rich_mesh(), &WriteOptions { quantized, extras: None }, &mut bytes).unwrap();
            let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
            assert_eq!(&bytes[..4], MAGIC);
            assert_eq!(word(8), bytes.len());
            let binary = 20 + word(12);
            assert_eq!((binary % 4, &bytes[binary + 4..binary + 8]), (0, &b"BIN\0"[..]));
            assert_eq!(binary + 8 + word(binary), bytes.len());
            let json = json_of(&bytes);
            assert_eq!(json["buffers"][0]["byteLength"], json!(word(binary)));
            for view in json["bufferViews"].as_array().unwrap() {
                assert_eq!(view["byteOffset"].as_u64().unwrap() % 4, 0);
                assert_eq!(view.get("byteStride").map_or(0, |stride| stride.as_u64().unwrap() % 4), 0);
            }
        }
    }

    #[test]
    fn a_plain_file_asks_for_no_extension_and_a_quantized_one_for_one() {
        let plain = json_of(&to_bytes(&rich_mesh()).unwrap());
        assert_eq!(plain.get("extensionsRequired"), None);
        assert_eq!(plain["accessors"][0]["max"], json!([10.0, 10.0, 10.0]));
        let mut bytes = Vec::new();
        let options = WriteOptions { quantized: true, extras: Some(json!({"makeit3d": {"size_mm": 80}})) };
        write_with(&rich_mesh(), &options, &mut bytes).unwrap();
        let quantized = json_of(&bytes);
        assert_eq!(quantized["extensionsRequired"], json!(["KHR_mesh_quantization"]));
        assert_eq!(quantized["accessors"][0]["max"], json!([65535, 65535, 65535]));
        assert_eq!(quantized["nodes"][0]["scale"], json!([20.0, 20.0, 20.0]));
        assert_eq!(quantized["asset"]["extras"]["makeit3d"]["size_mm"], json!(80));
        assert!(bytes.len() < to_bytes(&rich_mesh()).unwrap().len());
    }

    #[test]
    fn each_used_material_is_a_primitive() {
        let json = json_of(&to_bytes(&rich_mesh()).unwrap());
        assert_eq!(json["meshes"][0]["primitives"].as_array().unwrap().len(), 2);
        let texture = &json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]["index"];
        assert_eq!(texture, &json!(0));
        assert_eq!(json["images"][0]["mimeType"], json!("image/png"));
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        assert!(matches!(to_bytes(&Mesh::default()), Err(WriteError::Empty)));
        let mut wild = shapes::cube(1.0);
        wild.positions[0][0] = f32::INFINITY;
        assert!(matches!(to_bytes(&wild), Err(WriteError::NotFinite("positions"))));
        let mut loose = shapes::cube(1.0);
        loose.triangles.push([0, 1, 8]);
        assert!(matches!(to_bytes(&loose), Err(WriteError::Inconsistent(_))));
        let mut short = shapes::cube(1.0);
        short.colors = vec![[1.0; 3]; 3];
        assert!(matches!(to_bytes(&short), Err(WriteError::Inconsistent(_))));
    }

    #[test]
    fn many_vertices_get_wide_indices() {
        let narrow = json_of(&to_bytes(&shapes::sphere(1.0, 100, 100)).unwrap());
        let wide = json_of(&to_bytes(&shapes::sphere(1.0, 300, 300)).unwrap());
        let component = |json: &Value| json["accessors"][1]["componentType"].as_u64().unwrap() as u32;
        assert_eq!((component(&narrow), component(&wide)), (UNSIGNED_SHORT, UNSIGNED_INT));
    }
}
