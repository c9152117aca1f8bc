//! USDZ: an uncompressed zip whose files start at multiples of 64 bytes (Pixar's USDZ specification 1.3), holding
//! the scene as USD text and the pictures.

use std::fmt;
use std::io::{self, Write};

use super::obj::picture_name;
use super::{About, ExportError};
use crate::geometry::Bounds;
use crate::model::{Material, Mesh};

const ALIGNMENT: usize = 64;
const LOCAL_HEADER_BYTES: usize = 30;

/// Writes a package in metres, Y up. Nothing but tables of the vertices is held: each part is written twice, first only
/// to learn its length and checksum, which a zip without compression says before the part.
pub(super) fn write(mesh_m: &Mesh, about: &About, out: &mut impl Write) -> Result<(), ExportError> {
    let mut archive = StoredZip::new(out);
    archive.add("model.usda", &|text| write_scene(mesh_m, about, text))?;
    for (index, texture) in mesh_m.textures.iter().enumerate() {
        archive.add(&picture_name(index, texture), &|out| out.write_all(&texture.bytes))?;
    }
    Ok(archive.finish()?)
}

/// The scene as USD text.
fn write_scene(mesh: &Mesh, about: &About, text: &mut dyn Write) -> io::Result<()> {
    let title: String = about.title.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\\')).collect();
    write!(
        text,
        "#usda 1.0\n(\n    customLayerData = {{\n        string creator = \"MakeIt3D\"\n        string title = \"{title}\"\n    }}\n    defaultPrim = \"Root\"\n    metersPerUnit = 1\n    upAxis = \"Y\"\n)\n\ndef Xform \"Root\" (\n    kind = \"component\"\n)\n{{\n"
    )?;
    let plain = [Material::default()];
    let materials = if mesh.materials.is_empty() { &plain[..] } else { &mesh.materials[..] };
    for index in 0..materials.len() {
        write_part(text, mesh, index)?;
    }
    text.write_all(b"    def Scope \"Materials\"\n    {\n")?;
    for (index, material) in materials.iter().enumerate() {
        write_material(text, mesh, index, material)?;
    }
    text.write_all(b"    }\n}\n")
}

/// The triangles of one material, with only the vertices they use, numbered as they first appear.
struct Part {
    /// The mesh's vertices in the part's order.
    vertices: Vec<u32>,
    triangles: Vec<[u32; 3]>,
}

impl Part {
    fn of(mesh: &Mesh, material: usize) -> Self {
        const UNUSED: u32 = u32::MAX;
        let mut part = Self { vertices: Vec::new(), triangles: Vec::new() };
        let mut number_of = Vec::new();
        for (face, triangle) in mesh.triangles.iter().enumerate() {
            if mesh.triangle_materials.get(face).copied().unwrap_or(0) as usize != material {
                continue;
            }
            number_of.resize(mesh.positions.len(), UNUSED);
            part.triangles.push(triangle.map(|vertex| {
                let number = &mut number_of[vertex as usize];
                if *number == UNUSED {
                    *number = part.vertices.len() as u32;
                    part.vertices.push(vertex);
                }
                *number
            }));
        }
        part
    }

    /// The part's share of one of the mesh's lists, which may be empty.
    fn pick<'a, T>(&'a self, list: &'a [T]) -> impl Iterator<Item = &'a T> {
        self.vertices.iter().filter_map(|vertex| list.get(*vertex as usize))
    }
}

/// One `Mesh` prim; nothing for a material without triangles.
fn write_part(text: &mut dyn Write, mesh: &Mesh, material: usize) -> io::Result<()> {
    let part = Part::of(mesh, material);
    if part.triangles.is_empty() {
        return Ok(());
    }
    write!(
        text,
        "    def Mesh \"Part_{material}\" (prepend apiSchemas = [\"MaterialBindingAPI\"])\n    {{\n        uniform token subdivisionScheme = \"none\"\n        uniform bool doubleSided = 1\n        rel material:binding = </Root/Materials/Material_{material}>\n"
    )?;
    list(text, "int[] faceVertexCounts", part.triangles.iter().map(|_| 3), "")?;
    list(text, "int[] faceVertexIndices", part.triangles.as_flattened().iter(), "")?;
    list(text, "point3f[] points", part.pick(&mesh.positions).map(Triple), "")?;
    if !mesh.normals.is_empty() {
        let normals = part.pick(&mesh.normals).map(Triple);
        list(text, "normal3f[] normals", normals, " (interpolation = \"vertex\")")?;
    }
    if !mesh.uvs.is_empty() {
        let uvs = part.pick(&mesh.uvs).map(Coordinate);
        list(text, "texCoord2f[] primvars:st", uvs, " (interpolation = \"vertex\")")?;
    }
    if !mesh.colors.is_empty() {
        let colors = part.pick(&mesh.colors).map(Triple);
        list(text, "color3f[] primvars:displayColor", colors, " (interpolation = \"vertex\")")?;
    }
    if let Some(bounds) = Bounds::of(part.pick(&mesh.positions).copied()) {
        writeln!(text, "        float3[] extent = [{}, {}]", Triple(&bounds.min), Triple(&bounds.max))?;
    }
    text.write_all(b"    }\n")
}

/// Three numbers as USD writes them.
struct Triple<'a>(&'a [f32; 3]);

impl fmt::Display for Triple<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [x, y, z] = self.0;
        write!(f, "({x}, {y}, {z})")
    }
}

/// A texture coordinate; USD counts from the bottom.
struct Coordinate<'a>(&'a [f32; 2]);

impl fmt::Display for Coordinate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [u, v] = self.0;
        write!(f, "({u}, {})", 1.0 - v)
    }
}

fn list(
    text: &mut dyn Write,
    name: &str,
    items: impl Iterator<Item = impl fmt::Display>,
    suffix: &str,
) -> io::Result<()> {
    write!(text, "        {name} = [")?;
    for (index, item) in items.enumerate() {
        let between = if index > 0 { ", " } else { "" };
        write!(text, "{between}{item}")?;
    }
    writeln!(text, "]{suffix}")
}

/// A `UsdPreviewSurface` that takes its color from the picture, the vertices or the material's factor.
fn write_material(text: &mut dyn Write, mesh: &Mesh, index: usize, material: &Material) -> io::Result<()> {
    let path = format!("/Root/Materials/Material_{index}");
    let [r, g, b, _] = material.base_color;
    let picture = material.texture.filter(|_| !mesh.uvs.is_empty()).and_then(|picture| {
        mesh.textures.get(picture as usize).map(|texture| picture_name(picture as usize, texture))
    });
    let color = if picture.is_some() {
        format!("color3f inputs:diffuseColor.connect = <{path}/Picture.outputs:rgb>")
    } else if !mesh.colors.is_empty() {
        format!("color3f inputs:diffuseColor.connect = <{path}/VertexColor.outputs:result>")
    } else {
        format!("color3f inputs:diffuseColor = ({r}, {g}, {b})")
    };
    write!(
        text,
        "        def Material \"Material_{index}\"\n        {{\n            token outputs:surface.connect = <{path}/Surface.outputs:surface>\n            def Shader \"Surface\"\n            {{\n                uniform token info:id = \"UsdPreviewSurface\"\n                {color}\n                float inputs:metallic = {}\n                float inputs:roughness = {}\n                token outputs:surface\n            }}\n",
        material.metallic, material.roughness
    )?;
    if let Some(picture) = picture {
        write!(
            text,
            "            def Shader \"Coordinates\"\n            {{\n                uniform token info:id = \"UsdPrimvarReader_float2\"\n                string inputs:varname = \"st\"\n                float2 outputs:result\n            }}\n            def Shader \"Picture\"\n            {{\n                uniform token info:id = \"UsdUVTexture\"\n                asset inputs:file = @{picture}@\n                float2 inputs:st.connect = <{path}/Coordinates.outputs:result>\n                float4 inputs:scale = ({r}, {g}, {b}, 1)\n                token inputs:sourceColorSpace = \"sRGB\"\n                token inputs:wrapS = \"repeat\"\n                token inputs:wrapT = \"repeat\"\n                float3 outputs:rgb\n            }}\n"
        )?;
    } else if !mesh.colors.is_empty() {
        text.write_all(b"            def Shader \"VertexColor\"\n            {\n                uniform token info:id = \"UsdPrimvarReader_float3\"\n                string inputs:varname = \"displayColor\"\n                float3 outputs:result\n            }\n")?;
    }
    text.write_all(b"        }\n")
}

/// A zip without compression; each file's bytes start at a multiple of 64, by padding in the extra field.
struct StoredZip<'a, W: Write> {
    out: &'a mut W,
    offset: usize,
    directory: Vec<u8>,
    count: u16,
}

impl<'a, W: Write> StoredZip<'a, W> {
    fn new(out: &'a mut W) -> Self {
        Self { out, offset: 0, directory: Vec::new(), count: 0 }
    }

    /// Adds a file; `content` writes the same bytes each time it is called.
    fn add(&mut self, name: &str, content: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut tally = Tally::new();
        content(&mut tally)?;
        let start = self.offset + LOCAL_HEADER_BYTES + name.len();
        // An extra field needs four bytes for its own header.
        let padding = (start + 4).next_multiple_of(ALIGNMENT) - start;
        let length =
            u32::try_from(tally.bytes).map_err(|_| io::Error::other("a part is larger than 4 GB"))?;
        let local_offset =
            u32::try_from(self.offset).map_err(|_| io::Error::other("the archive is larger than 4 GB"))?;
        let facts = [tally.crc32().to_le_bytes(), length.to_le_bytes(), length.to_le_bytes()].concat();
        let name_length = (name.len() as u16).to_le_bytes();
        // Version 1.0, no flags, stored, 1 January 1980.
        let common = [&[10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..], &facts, &name_length].concat();
        let mut header =
            [b"PK\x03\x04", common.as_slice(), &(padding as u16).to_le_bytes(), name.as_bytes()].concat();
        header.extend([0x86, 0x19]);
        header.extend(((padding - 4) as u16).to_le_bytes());
        header.resize(header.len() + padding - 4, 0);
        self.out.write_all(&header)?;
        let mut buffered = io::BufWriter::new(&mut *self.out);
        content(&mut buffered)?;
        buffered.flush()?;
        drop(buffered);
        self.offset += header.len() + tally.bytes;
        self.count += 1;
        // Made by version 1.0; no extra field, comment, disk or attributes.
        self.directory
            .extend([b"PK\x01\x02\x0a\0", common.as_slice(), &[0; 12], &local_offset.to_le_bytes()].concat());
        self.directory.extend(name.as_bytes());
        Ok(())
    }

    fn finish(self) -> io::Result<()> {
        let count = self.count.to_le_bytes();
        self.out.write_all(&self.directory)?;
        let size = (self.directory.len() as u32).to_le_bytes();
        let end_offset = (self.offset as u32).to_le_bytes();
        let end = [b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size, &end_offset, &[0, 0]].concat();
        self.out.write_all(&end)?;
        self.out.flush()
    }
}

/// Counts what is written, and its checksum: that of zip files (CRC-32, IEEE 802.3), byte by byte with a table.
struct Tally {
    bytes: usize,
    crc: u32,
    table: [u32; 256],
}

impl Tally {
    fn new() -> Self {
        let table = std::array::from_fn(|byte| {
            (0..8).fold(byte as u32, |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
        });
        Self { bytes: 0, crc: !0, table }
    }

    fn crc32(&self) -> u32 {
        !self.crc
    }
}

impl Write for Tally {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let next = |crc: u32, byte: &u8| (crc >> 8) ^ self.table[((crc ^ u32::from(*byte)) & 0xFF) as usize];
        self.crc = bytes.iter().fold(self.crc, next);
        self.bytes += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    #[test]
    fn the_checksum_is_the_known_one() {
        let mut tally = Tally::new();
        tally.write_all(b"1234").unwrap();
        tally.write_all(b"56789").unwrap();
        assert_eq!((tally.crc32(), tally.bytes), (0xCBF4_3926, 9));
    }

    /// Remembers the largest piece it was handed.
    struct Largest(usize);

    impl Write for Largest {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.max(bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_scene_is_written_as_it_comes() {
        let mut out = Largest(0);
        write(&shapes::sphere(1.0, 100, 100), &About::default(), &mut out).unwrap();
        assert!(out.0 <= 16 << 10, "{} bytes at once", out.0);
    }

    #[test]
    fn a_part_has_the_vertices_of_its_own_material_only() {
        let mut mesh = shapes::cube(1.0);
        mesh.triangle_materials = (0..12).map(|face| u32::from(face < 2)).collect();
        let part = Part::of(&mesh, 1);
        assert_eq!((part.triangles.len(), part.vertices.len()), (2, 4));
        for (triangle, own) in mesh.triangles.iter().zip(&part.triangles) {
            assert_eq!(own.map(|vertex| part.vertices[vertex as usize]), *triangle);
        }
        assert!(Part::of(&mesh, 2).triangles.is_empty());
    }
}
