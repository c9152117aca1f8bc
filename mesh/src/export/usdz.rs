//! USDZ: an uncompressed zip whose files start at multiples of 64 bytes (Pixar's USDZ specification 1.3), holding
//! the scene as USD text and the pictures.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::obj::picture_name;
use super::{About, ExportError};
use crate::model::{Material, Mesh};

const ALIGNMENT: usize = 64;
const LOCAL_HEADER_BYTES: usize = 30;

/// Writes a package in metres, Y up.
pub(super) fn write(mesh_m: &Mesh, about: &About, out: &mut impl Write) -> Result<(), ExportError> {
    let mut entries = vec![("model.usda".to_owned(), scene(mesh_m, about).into_bytes())];
    for (index, texture) in mesh_m.textures.iter().enumerate() {
        entries.push((picture_name(index, texture), texture.bytes.clone()));
    }
    Ok(write_stored_zip(&entries, out)?)
}

/// The scene as USD text. Writing to a string cannot fail, so the results are dropped.
fn scene(mesh: &Mesh, about: &About) -> String {
    let title: String = about.title.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\\')).collect();
    let mut text = String::with_capacity(mesh.positions.len() * 60);
    let _ = write!(
        text,
        "#usda 1.0\n(\n    customLayerData = {{\n        string creator = \"MakeIt3D\"\n        string title = \"{title}\"\n    }}\n    defaultPrim = \"Root\"\n    metersPerUnit = 1\n    upAxis = \"Y\"\n)\n\ndef Xform \"Root\" (\n    kind = \"component\"\n)\n{{\n"
    );
    let plain = [Material::default()];
    let materials = if mesh.materials.is_empty() { &plain[..] } else { &mesh.materials[..] };
    for index in 0..materials.len() {
        let faces: Vec<usize> = (0..mesh.triangles.len())
            .filter(|face| mesh.triangle_materials.get(*face).copied().unwrap_or(0) as usize == index)
            .collect();
        if !faces.is_empty() {
            write_part(&mut text, mesh, index, &faces);
        }
    }
    text.push_str("    def Scope \"Materials\"\n    {\n");
    for (index, material) in materials.iter().enumerate() {
        write_material(&mut text, mesh, index, material);
    }
    text.push_str("    }\n}\n");
    text
}

/// One `Mesh` prim with the triangles of one material and only the vertices they use.
fn write_part(text: &mut String, mesh: &Mesh, material: usize, faces: &[usize]) {
    let mut part = mesh.clone();
    let mut keep = vec![false; mesh.triangles.len()];
    for &face in faces {
        keep[face] = true;
    }
    part.retain_triangles(|face, _| keep[face]);
    part.remove_unreferenced();
    let _ = write!(
        text,
        "    def Mesh \"Part_{material}\" (prepend apiSchemas = [\"MaterialBindingAPI\"])\n    {{\n        uniform token subdivisionScheme = \"none\"\n        uniform bool doubleSided = 1\n        rel material:binding = </Root/Materials/Material_{material}>\n"
    );
    let counts = part.triangles.iter().map(|_| "3".to_owned());
    list(text, "int[] faceVertexCounts", counts, "");
    list(text, "int[] faceVertexIndices", part.triangles.iter().flatten().map(ToString::to_string), "");
    list(text, "point3f[] points", part.positions.iter().map(triple), "");
    if !part.normals.is_empty() {
        list(text, "normal3f[] normals", part.normals.iter().map(triple), " (interpolation = \"vertex\")");
    }
    if !part.uvs.is_empty() {
        let uvs = part.uvs.iter().map(|[u, v]| format!("({u}, {})", 1.0 - v));
        list(text, "texCoord2f[] primvars:st", uvs, " (interpolation = \"vertex\")");
    }
    if !part.colors.is_empty() {
        let colors = part.colors.iter().map(triple);
        list(text, "color3f[] primvars:displayColor", colors, " (interpolation = \"vertex\")");
    }
    if let Some(bounds) = part.bounds() {
        let _ =
            writeln!(text, "        float3[] extent = [{}, {}]", triple(&bounds.min), triple(&bounds.max));
    }
    text.push_str("    }\n");
}

fn triple([x, y, z]: &[f32; 3]) -> String {
    format!("({x}, {y}, {z})")
}

fn list(text: &mut String, name: &str, items: impl Iterator<Item = String>, suffix: &str) {
    let _ = write!(text, "        {name} = [");
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        text.push_str(&item);
    }
    let _ = writeln!(text, "]{suffix}");
}

/// A `UsdPreviewSurface` that takes its color from the picture, the vertices or the material's factor.
fn write_material(text: &mut String, mesh: &Mesh, index: usize, material: &Material) {
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
    let _ = write!(
        text,
        "        def Material \"Material_{index}\"\n        {{\n            token outputs:surface.connect = <{path}/Surface.outputs:surface>\n            def Shader \"Surface\"\n            {{\n                uniform token info:id = \"UsdPreviewSurface\"\n                {color}\n                float inputs:metallic = {}\n                float inputs:roughness = {}\n                token outputs:surface\n            }}\n",
        material.metallic, material.roughness
    );
    if let Some(picture) = picture {
        let _ = write!(
            text,
            "            def Shader \"Coordinates\"\n            {{\n                uniform token info:id = \"UsdPrimvarReader_float2\"\n                string inputs:varname = \"st\"\n                float2 outputs:result\n            }}\n            def Shader \"Picture\"\n            {{\n                uniform token info:id = \"UsdUVTexture\"\n                asset inputs:file = @{picture}@\n                float2 inputs:st.connect = <{path}/Coordinates.outputs:result>\n                float4 inputs:scale = ({r}, {g}, {b}, 1)\n                token inputs:sourceColorSpace = \"sRGB\"\n                token inputs:wrapS = \"repeat\"\n                token inputs:wrapT = \"repeat\"\n                float3 outputs:rgb\n            }}\n"
        );
    } else if !mesh.colors.is_empty() {
        text.push_str("            def Shader \"VertexColor\"\n            {\n                uniform token info:id = \"UsdPrimvarReader_float3\"\n                string inputs:varname = \"displayColor\"\n                float3 outputs:result\n            }\n");
    }
    text.push_str("        }\n");
}

/// A zip without compression; each file's bytes start at a multiple of 64, by padding in the extra field.
fn write_stored_zip(entries: &[(String, Vec<u8>)], out: &mut impl Write) -> io::Result<()> {
    let mut offset = 0;
    let mut directory = Vec::new();
    for (name, bytes) in entries {
        let start = offset + LOCAL_HEADER_BYTES + name.len();
        // An extra field needs four bytes for its own header.
        let padding = (start + 4).next_multiple_of(ALIGNMENT) - start;
        let length =
            u32::try_from(bytes.len()).map_err(|_| io::Error::other("a part is larger than 4 GB"))?;
        let local_offset =
            u32::try_from(offset).map_err(|_| io::Error::other("the archive is larger than 4 GB"))?;
        let facts = [crc32(bytes).to_le_bytes(), length.to_le_bytes(), length.to_le_bytes()].concat();
        let name_length = (name.len() as u16).to_le_bytes();
        // Version 1.0, no flags, stored, 1 January 1980.
        let common = [&[10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..], &facts, &name_length].concat();
        let mut header =
            [b"PK\x03\x04", common.as_slice(), &(padding as u16).to_le_bytes(), name.as_bytes()].concat();
        header.extend([0x86, 0x19]);
        header.extend(((padding - 4) as u16).to_le_bytes());
        header.resize(header.len() + padding - 4, 0);
        out.write_all(&header)?;
        out.write_all(bytes)?;
        offset += header.len() + bytes.len();
        // Made by version 1.0; no extra field, comment, disk or attributes.
        directory
            .extend([b"PK\x01\x02\x0a\0", common.as_slice(), &[0; 12], &local_offset.to_le_bytes()].concat());
        directory.extend(name.as_bytes());
    }
    let count = (entries.len() as u16).to_le_bytes();
    out.write_all(&directory)?;
    let size = (directory.len() as u32).to_le_bytes();
    let end_offset = (offset as u32).to_le_bytes();
    out.write_all(&[b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size, &end_offset, &[0, 0]].concat())?;
    out.flush()
}

/// The checksum of zip files (CRC-32, IEEE 802.3), byte by byte with a table.
fn crc32(bytes: &[u8]) -> u32 {
    let table: [u32; 256] = std::array::from_fn(|byte| {
        (0..8).fold(byte as u32, |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    !bytes.iter().fold(!0, |crc, byte| (crc >> 8) ^ table[((crc ^ u32::from(*byte)) & 0xFF) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_known_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }
}
