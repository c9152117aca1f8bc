//! Wavefront OBJ with a material library and pictures, in one zip.

use std::io::{self, BufWriter, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{About, ExportError, srgb_bytes};
use crate::model::{Mesh, Texture};

/// Deflate level: level 6 takes three times as long for a tenth less.
const COMPRESSION_LEVEL: i64 = 3;

/// Writes `model.obj`, `model.mtl` and the pictures.
pub(super) fn write(mesh_mm: &Mesh, about: &About, out: &mut impl Write) -> Result<(), ExportError> {
    let packed = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(COMPRESSION_LEVEL));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new_stream(out);
    archive.start_file("model.obj", packed)?;
    let mut shape = BufWriter::new(&mut archive);
    write_shape(mesh_mm, about, &mut shape)?;
    shape.flush()?;
    drop(shape);
    archive.start_file("model.mtl", packed)?;
    write_materials(mesh_mm, &mut archive)?;
    for (index, texture) in mesh_mm.textures.iter().enumerate() {
        archive.start_file(picture_name(index, texture), stored)?;
        archive.write_all(&texture.bytes)?;
    }
    archive.finish()?;
    Ok(())
}

/// The `.obj` text. Vertex colors follow the coordinates in sRGB, as most programs read and write them.
fn write_shape(mesh: &Mesh, about: &About, out: &mut impl Write) -> io::Result<()> {
    let title: String = about.title.chars().filter(|c| !c.is_control()).collect();
    writeln!(out, "# MakeIt3D: {title}\n# millimetres, Y up\nmtllib model.mtl\no model")?;
    for (vertex, [x, y, z]) in mesh.positions.iter().enumerate() {
        write!(out, "v {x} {y} {z}")?;
        if let Some(color) = mesh.colors.get(vertex) {
            let [r, g, b] = srgb_bytes(*color).map(|value| f32::from(value) / 255.0);
            write!(out, " {r:.4} {g:.4} {b:.4}")?;
        }
        writeln!(out)?;
    }
    for [u, v] in &mesh.uvs {
        writeln!(out, "vt {u} {}", 1.0 - v)?;
    }
    for [x, y, z] in &mesh.normals {
        writeln!(out, "vn {x:.5} {y:.5} {z:.5}")?;
    }
    let mut current = None;
    for (face, triangle) in mesh.triangles.iter().enumerate() {
        let material = mesh.triangle_materials.get(face).copied().unwrap_or(0);
        if current != Some(material) {
            writeln!(out, "usemtl material_{material}")?;
            current = Some(material);
        }
        write!(out, "f")?;
        for vertex in triangle {
            let index = vertex + 1;
            match (mesh.uvs.is_empty(), mesh.normals.is_empty()) {
                (true, true) => write!(out, " {index}")?,
                (false, true) => write!(out, " {index}/{index}")?,
                (true, false) => write!(out, " {index}//{index}")?,
                (false, false) => write!(out, " {index}/{index}/{index}")?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The `.mtl` text, with the physically based extension that newer programs read.
fn write_materials(mesh: &Mesh, out: &mut impl Write) -> io::Result<()> {
    let plain = [crate::model::Material::default()];
    let materials = if mesh.materials.is_empty() { &plain[..] } else { &mesh.materials[..] };
    for (index, material) in materials.iter().enumerate() {
        let [r, g, b, alpha] = material.base_color;
        let [r, g, b] = srgb_bytes([r, g, b]).map(|value| f32::from(value) / 255.0);
        writeln!(out, "newmtl material_{index}\nKd {r:.4} {g:.4} {b:.4}\nd {alpha}")?;
        writeln!(out, "Pm {}\nPr {}\nillum 2", material.metallic, material.roughness)?;
        if let Some((picture, texture)) = material.texture.and_then(|picture| {
            mesh.textures.get(picture as usize).map(|texture| (picture as usize, texture))
        }) {
            writeln!(out, "map_Kd {}", picture_name(picture, texture))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// A picture's name inside an archive.
pub(super) fn picture_name(index: usize, texture: &Texture) -> String {
    let ending = if texture.media_type == "image/jpeg" { "jpg" } else { "png" };
    format!("texture_{index}.{ending}")
}
