//! 3MF: a zip of XML in millimetres with colors (core specification 1.3, materials extension 1.2).
//!
//! Vertices are welded by position, because the format asks for a closed mesh in indices; colors and texture
//! coordinates hang on the triangles' corners instead.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::obj::picture_name;
use super::{About, ExportError, corner_color, srgb_bytes};
use crate::model::Mesh;
use crate::size::z_up_from_y_up;
use crate::weld::is_collapsed;

/// Deflate level: level 6 takes three times as long for a twentieth less.
const COMPRESSION_LEVEL: i64 = 3;
const COLOR_GROUP: usize = 2;
const FIRST_TEXTURE: usize = 10;
const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
<Default Extension="png" ContentType="image/png"/>
<Default Extension="jpg" ContentType="image/jpeg"/>
</Types>"#;
const MODEL_START: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<model unit="millimeter" xml:lang="en-US" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" xmlns:m="http://schemas.microsoft.com/3dmanufacturing/material/2015/02" xmlns:makeit3d="https://makeit3d.io/3mf">
"#;

/// Writes a package with one object.
pub(super) fn write(mesh_mm: &Mesh, about: &About, out: &mut impl Write) -> Result<(), ExportError> {
    let packed = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(COMPRESSION_LEVEL));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new_stream(out);
    archive.start_file("[Content_Types].xml", packed)?;
    archive.write_all(CONTENT_TYPES.as_bytes())?;
    archive.start_file("_rels/.rels", packed)?;
    archive.write_all(package_relations(about).as_bytes())?;
    archive.start_file("3D/3dmodel.model", packed)?;
    let paint = Paint::of(mesh_mm);
    let mut model = BufWriter::with_capacity(1 << 16, &mut archive);
    write_model(mesh_mm, about, &paint, &mut model)?;
    model.flush()?;
    drop(model);
    if !paint.pictures.is_empty() {
        archive.start_file("3D/_rels/3dmodel.model.rels", packed)?;
        archive.write_all(picture_relations(mesh_mm, &paint.pictures).as_bytes())?;
        for &picture in &paint.pictures {
            let texture = &mesh_mm.textures[picture];
            archive.start_file(format!("3D/Textures/{}", picture_name(picture, texture)), stored)?;
            archive.write_all(&texture.bytes)?;
        }
    }
    if let Some(png) = &about.thumbnail_png {
        archive.start_file("Metadata/thumbnail.png", stored)?;
        archive.write_all(png)?;
    }
    archive.finish()?;
    Ok(())
}

/// How the surface gets its colors.
#[derive(Default)]
struct Paint {
    /// Indices of the pictures that materials use.
    pictures: Vec<usize>,
    /// Distinct sRGB colors of the triangles without a picture.
    colors: Vec<[u8; 3]>,
    /// The place of each in `colors`.
    index_of: HashMap<[u8; 3], usize>,
}

impl Paint {
    fn of(mesh: &Mesh) -> Self {
        let mut paint = Self::default();
        if mesh.uvs.len() == mesh.positions.len() {
            let used = mesh.materials.iter().filter_map(|material| material.texture);
            paint.pictures = used.map(|picture| picture as usize).collect();
            paint.pictures.sort_unstable();
            paint.pictures.dedup();
        }
        if mesh.colors.is_empty() && mesh.materials.is_empty() {
            return paint;
        }
        for (face, triangle) in mesh.triangles.iter().enumerate() {
            if paint.picture_of(mesh, face).is_some() {
                continue;
            }
            for &vertex in triangle {
                let color = srgb_bytes(corner_color(mesh, face, vertex));
                let colors = &mut paint.colors;
                paint.index_of.entry(color).or_insert_with(|| {
                    colors.push(color);
                    colors.len() - 1
                });
            }
        }
        paint
    }

    /// The picture laid on a triangle.
    fn picture_of(&self, mesh: &Mesh, face: usize) -> Option<usize> {
        let picture = mesh.material_of(face)?.texture? as usize;
        self.pictures.binary_search(&picture).is_ok().then_some(picture)
    }
}

fn write_model(mesh: &Mesh, about: &About, paint: &Paint, out: &mut impl Write) -> io::Result<()> {
    out.write_all(MODEL_START.as_bytes())?;
    out.write_all(metadata(about).as_bytes())?;
    out.write_all(b"<resources>\n")?;
    write_paint(mesh, paint, out)?;
    let default =
        if paint.colors.is_empty() { String::new() } else { format!(" pid=\"{COLOR_GROUP}\" pindex=\"0\"") };
    writeln!(
        out,
        "<object id=\"1\" type=\"model\" name=\"{}\"{default}><mesh><vertices>",
        escaped(&about.title)
    )?;
    let welded = mesh.weld();
    let low = lowest_z(&welded.positions);
    for position in &welded.positions {
        let [x, y, z] = z_up_from_y_up(*position);
        writeln!(out, "<vertex x=\"{x:.4}\" y=\"{y:.4}\" z=\"{:.4}\"/>", z - low)?;
    }
    out.write_all(b"</vertices><triangles>\n")?;
    for (face, corner) in mesh.welded_triangles(&welded).into_iter().enumerate() {
        if !is_collapsed(corner) {
            write_triangle(mesh, paint, face, corner, out)?;
        }
    }
    out.write_all(
        b"</triangles></mesh></object>\n</resources>\n<build><item objectid=\"1\"/></build>\n</model>\n",
    )
}

fn lowest_z(positions: &[[f32; 3]]) -> f32 {
    positions.iter().map(|position| z_up_from_y_up(*position)[2]).fold(f32::INFINITY, f32::min)
}

fn write_paint(mesh: &Mesh, paint: &Paint, out: &mut impl Write) -> io::Result<()> {
    if !paint.colors.is_empty() {
        writeln!(out, "<m:colorgroup id=\"{COLOR_GROUP}\">")?;
        for [r, g, b] in &paint.colors {
            writeln!(out, "<m:color color=\"#{r:02X}{g:02X}{b:02X}FF\"/>")?;
        }
        writeln!(out, "</m:colorgroup>")?;
    }
    for &picture in &paint.pictures {
        let texture = &mesh.textures[picture];
        let (id, name) = (FIRST_TEXTURE + picture * 2, picture_name(picture, texture));
        writeln!(
            out,
            "<m:texture2d id=\"{id}\" path=\"/3D/Textures/{name}\" contenttype=\"{}\"/>",
            texture.media_type
        )?;
        writeln!(out, "<m:texture2dgroup id=\"{}\" texid=\"{id}\">", id + 1)?;
        for [u, v] in &mesh.uvs {
            writeln!(out, "<m:tex2coord u=\"{u:.6}\" v=\"{:.6}\"/>", 1.0 - v)?;
        }
        writeln!(out, "</m:texture2dgroup>")?;
    }
    Ok(())
}

fn write_triangle(
    mesh: &Mesh,
    paint: &Paint,
    face: usize,
    [a, b, c]: [u32; 3],
    out: &mut impl Write,
) -> io::Result<()> {
    write!(out, "<triangle v1=\"{a}\" v2=\"{b}\" v3=\"{c}\"")?;
    let corner = mesh.triangles[face];
    if let Some(picture) = paint.picture_of(mesh, face) {
        let (group, [p1, p2, p3]) = (FIRST_TEXTURE + picture * 2 + 1, corner);
        write!(out, " pid=\"{group}\" p1=\"{p1}\" p2=\"{p2}\" p3=\"{p3}\"")?;
    } else if !paint.colors.is_empty() {
        let [p1, p2, p3] = corner.map(|vertex| {
            paint.index_of.get(&srgb_bytes(corner_color(mesh, face, vertex))).copied().unwrap_or(0)
        });
        if p1 == p2 && p2 == p3 {
            write!(out, " pid=\"{COLOR_GROUP}\" p1=\"{p1}\"")?;
        } else {
            write!(out, " pid=\"{COLOR_GROUP}\" p1=\"{p1}\" p2=\"{p2}\" p3=\"{p3}\"")?;
        }
    }
    out.write_all(b"/>\n")
}

fn metadata(about: &About) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "<metadata name=\"{name}\">{}</metadata>", escaped(value));
    };
    line("Title", &about.title);
    line("Application", "MakeIt3D");
    if let Some(license) = &about.license {
        line("LicenseTerms", license);
    }
    if let Some(prompt) = &about.prompt {
        line("Description", prompt);
    }
    if let Some(seed) = about.seed {
        line("makeit3d:Seed", &seed.to_string());
    }
    text
}

fn package_relations(about: &About) -> String {
    let thumbnail = if about.thumbnail_png.is_some() {
        "\n<Relationship Id=\"rel1\" Target=\"/Metadata/thumbnail.png\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail\"/>"
    } else {
        ""
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\n<Relationship Id=\"rel0\" Target=\"/3D/3dmodel.model\" Type=\"http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel\"/>{thumbnail}\n</Relationships>"
    )
}

fn picture_relations(mesh: &Mesh, pictures: &[usize]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\n",
    );
    for &picture in pictures {
        let name = picture_name(picture, &mesh.textures[picture]);
        let _ = writeln!(
            text,
            "<Relationship Id=\"texture{picture}\" Target=\"/3D/Textures/{name}\" Type=\"http://schemas.microsoft.com/3dmanufacturing/2013/01/3dtexture\"/>"
        );
    }
    text.push_str("</Relationships>");
    text
}

/// Text made safe for XML: markup escaped, characters that XML 1.0 forbids dropped.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
