//! Writes one rich model in every format, for other programs to read back: `exports FOLDER`.
//!
//! Beside the files stands `expected.json` with what they must hold, in millimetres. `cargo xtask test` hands the folder
//! to the glTF validator, trimesh, lib3mf and USD.

use std::fs::File;
use std::io::{BufWriter, Cursor};
use std::path::Path;

use image::{ImageFormat, Rgb, RgbImage};
use mesh::export::{About, Format, export_sized};
use mesh::glb::WriteOptions;
use mesh::render::{View, render};
use mesh::{Material, Mesh, Texture, glb, measure, shapes};
use serde_json::json;

type Failure = Box<dyn std::error::Error>;

/// A title that every format must escape.
const TITLE: &str = "Fox & \"Hare\" <small>";

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("usage: exports FOLDER")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let model = rich_model()?;
    let thumbnail = render(&model, &View { width: 128, height: 128, ..View::default() }).to_png()?;
    let about = About {
        title: TITLE.to_owned(),
        license: Some("CC BY 4.0".to_owned()),
        prompt: Some("a fox & a hare".to_owned()),
        seed: Some(7),
        thumbnail_png: Some(thumbnail),
    };
    for format in Format::ALL {
        let file = File::create(folder.join(format!("model.{}", format.file_extension())))?;
        export_sized(&model, format, &about, BufWriter::new(file))?;
    }
    let small = WriteOptions { quantized: true, extras: None };
    glb::write_with(&model, &small, BufWriter::new(File::create(folder.join("quantized.glb"))?))?;
    let expected = json!({
        "title": TITLE,
        "triangles": model.triangles.len(),
        "volume_mm3": measure::signed_volume(&model),
        "extents_mm": model.bounds().map(|bounds| bounds.extents()),
    });
    Ok(std::fs::write(folder.join("expected.json"), expected.to_string())?)
}

/// Higher than deep and wider than high, with normals, colors, texture coordinates, two materials and a picture.
fn rich_model() -> Result<Mesh, Failure> {
    let mut model = shapes::sphere(20.0, 24, 36);
    model.compute_normals();
    model.uvs = model.positions.iter().map(|at| [at[0] / 40.0 + 0.5, at[1] / 40.0 + 0.5]).collect();
    model.colors = model.uvs.iter().map(|uv| [uv[0], uv[1], 0.25]).collect();
    let mut png = Cursor::new(Vec::new());
    RgbImage::from_fn(32, 32, |x, y| Rgb([x as u8 * 8, y as u8 * 8, 60]))
        .write_to(&mut png, ImageFormat::Png)?;
    model.textures = vec![Texture { media_type: "image/png", bytes: png.into_inner() }];
    model.materials = vec![
        Material { texture: Some(0), ..Material::default() },
        Material { metallic: 1.0, roughness: 0.3, base_color: [0.8, 0.5, 0.2, 1.0], texture: None },
    ];
    model.triangle_materials =
        (0..model.triangles.len() as u32).map(|face| u32::from(face % 5 == 0)).collect();
    Ok(mesh::rescale_per_axis(&model, [60.0, 45.0, 30.0])?)
}
