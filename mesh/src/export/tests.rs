use std::io::{Cursor, Read};

use super::*;
use crate::{Material, Texture, measure, shapes};

fn about() -> About {
    About {
        title: "A <red> \"fox\" & co".to_owned(),
        license: Some("CC BY 4.0".to_owned()),
        prompt: Some("a red fox".to_owned()),
        seed: Some(42),
        thumbnail_png: Some(picture().bytes),
    }
}

fn picture() -> Texture {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(2, 2, image::Rgb([9, 8, 7]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    Texture { media_type: "image/png", bytes: png.into_inner() }
}

fn colored_box() -> Mesh {
    let mut mesh = shapes::cuboid([10.0, 30.0, 20.0]);
    mesh.colors =
        mesh.positions.iter().map(|at| if at[1] > 0.0 { [1.0, 0.0, 0.0] } else { [0.0, 0.0, 1.0] }).collect();
    mesh
}

fn textured_box() -> Mesh {
    let mut mesh = shapes::cuboid([10.0, 30.0, 20.0]);
    mesh.uvs = mesh.positions.iter().map(|at| [at[0] / 10.0, at[1] / 30.0]).collect();
    mesh.materials = vec![Material { texture: Some(0), ..Material::default() }, Material::default()];
    mesh.triangle_materials = (0..12).map(|face| u32::from(face >= 6)).collect();
    mesh.textures = vec![picture()];
    mesh
}

fn exported(mesh: &Mesh, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    export(mesh, format, 60.0, &about(), &mut bytes).unwrap();
    bytes
}

fn unzipped(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut contents = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut contents).unwrap();
    contents
}

#[test]
fn slugs_find_their_format() {
    for format in Format::ALL {
        assert_eq!(Format::from_slug(format.slug()), Some(format));
    }
    assert_eq!(Format::from_slug("fbx"), None);
}

#[test]
fn every_format_writes_every_kind_of_model() {
    for mesh in [colored_box(), textured_box(), shapes::sphere(3.0, 8, 12)] {
        for format in Format::ALL {
            assert!(exported(&mesh, format).len() > 300, "{format:?}");
        }
    }
}

/// A writer that knows how much was written to it since it was last flushed.
#[derive(Default)]
struct Unflushed(usize);

impl Write for Unflushed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0 = 0;
        Ok(())
    }
}

#[test]
fn every_format_is_flushed_to_its_end() {
    for format in Format::ALL {
        let mut out = Unflushed::default();
        export(&colored_box(), format, 60.0, &about(), &mut out).unwrap();
        assert_eq!(out.0, 0, "{format:?}");
    }
}

#[test]
fn models_without_size_or_sense_are_refused() {
    let mut out = Vec::new();
    assert!(matches!(
        export(&Mesh::default(), Format::Stl, 10.0, &about(), &mut out),
        Err(ExportError::Size(SizeError::NoExtent))
    ));
    let mut loose = shapes::cube(1.0);
    loose.triangles.push([0, 1, 99]);
    assert!(matches!(export_sized(&loose, Format::Stl, &about(), &mut out), Err(ExportError::Model(_))));
}

#[test]
fn glb_is_in_metres_and_knows_its_size() {
    let bytes = exported(&colored_box(), Format::Glb);
    let mesh = crate::glb::read(&bytes).unwrap();
    let extents = mesh.bounds().unwrap().extents();
    assert!((extents[1] - 0.06).abs() < 1e-6 && (extents[0] - 0.02).abs() < 1e-6);
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("\"seed\":42") && text.contains("\"prompt\":\"a red fox\""));
}

#[test]
fn stl_is_in_millimetres_with_z_up_on_the_bed() {
    let bytes = exported(&colored_box(), Format::Stl);
    assert_eq!(bytes.len(), 84 + 12 * 50);
    assert!(!bytes.starts_with(b"solid"));
    let mut high = [f32::NEG_INFINITY; 3];
    let mut low = [f32::INFINITY; 3];
    for triangle in bytes[84..].chunks_exact(50) {
        for (index, value) in triangle[12..48].chunks_exact(4).enumerate() {
            let value = f32::from_le_bytes(value.try_into().unwrap());
            low[index % 3] = low[index % 3].min(value);
            high[index % 3] = high[index % 3].max(value);
        }
    }
    assert_eq!((low[2], high[2]), (0.0, 60.0));
    assert_eq!((high[0] - low[0], high[1] - low[1]), (20.0, 40.0));
}

#[test]
fn threemf_welds_vertices_and_keeps_colors_and_facts() {
    let bytes = exported(&colored_box().flat_shaded(), Format::ThreeMf);
    let model = String::from_utf8(unzipped(&bytes, "3D/3dmodel.model")).unwrap();
    assert_eq!(model.matches("<vertex ").count(), 8);
    assert_eq!(model.matches("<triangle ").count(), 12);
    assert!(model.contains("unit=\"millimeter\""));
    assert!(model.contains("#FF0000FF") && model.contains("#0000FFFF"));
    assert!(model.contains("A &lt;red&gt; &quot;fox&quot; &amp; co"));
    assert!(model.contains("name=\"makeit3d:Seed\">42<"));
    assert_eq!(unzipped(&bytes, "Metadata/thumbnail.png"), picture().bytes);
    assert!(String::from_utf8(unzipped(&bytes, "_rels/.rels")).unwrap().contains("thumbnail"));
}

#[test]
fn threemf_carries_pictures() {
    let bytes = exported(&textured_box(), Format::ThreeMf);
    assert_eq!(unzipped(&bytes, "3D/Textures/texture_0.png"), picture().bytes);
    let model = String::from_utf8(unzipped(&bytes, "3D/3dmodel.model")).unwrap();
    assert_eq!(model.matches("pid=\"11\"").count(), 6);
    assert!(
        String::from_utf8(unzipped(&bytes, "3D/_rels/3dmodel.model.rels")).unwrap().contains("texture_0.png")
    );
}

#[test]
fn threemf_of_a_picture_beside_plain_colors_keeps_both() {
    let mut mesh = textured_box();
    mesh.materials[1].base_color = [0.0, 0.0, 1.0, 1.0];
    let bytes = exported(&mesh, Format::ThreeMf);
    let model = String::from_utf8(unzipped(&bytes, "3D/3dmodel.model")).unwrap();
    assert_eq!((model.matches("pid=\"11\"").count(), model.matches("<m:color ").count()), (6, 1));
    let triangles = model.lines().filter(|line| line.contains("<triangle "));
    let plain: Vec<&str> = triangles.filter(|line| !line.contains("pid=\"11\"")).collect();
    assert!(plain.len() == 6 && plain.iter().all(|line| line.contains("pid=\"2\" p1=\"0\"")), "{plain:?}");
    let again = crate::import::read(&bytes).unwrap();
    let blue = |face: &[u32; 3]| face.iter().all(|corner| again.colors[*corner as usize] == [0.0, 0.0, 1.0]);
    assert_eq!(again.triangles.iter().filter(|face| blue(face)).count(), 6);
}

#[test]
fn a_webp_picture_reaches_every_format_as_png() {
    let mut webp = Cursor::new(Vec::new());
    let red = image::RgbImage::from_pixel(4, 4, image::Rgb([200, 20, 20]));
    red.write_to(&mut webp, image::ImageFormat::WebP).unwrap();
    let mut mesh = textured_box();
    mesh.textures = vec![Texture { media_type: "image/webp", bytes: webp.into_inner() }];
    for format in Format::ALL.into_iter().filter(|format| format.has_color()) {
        let bytes = exported(&mesh, format);
        let picture = match format {
            Format::Glb => crate::glb::read(&bytes).unwrap().textures[0].bytes.clone(),
            Format::ThreeMf => unzipped(&bytes, "3D/Textures/texture_0.png"),
            _ => unzipped(&bytes, "texture_0.png"),
        };
        assert_eq!(image::guess_format(&picture).unwrap(), image::ImageFormat::Png, "{format:?}");
        assert_eq!(image::load_from_memory(&picture).unwrap().into_rgb8(), red, "{format:?}");
        assert!(!bytes.windows(4).any(|window| window == b"webp" || window == b"WEBP"), "{format:?}");
    }
    let model = String::from_utf8(unzipped(&exported(&mesh, Format::ThreeMf), "3D/3dmodel.model")).unwrap();
    assert_eq!(model.matches("pid=\"11\"").count(), 6);
}

#[test]
fn a_file_name_promises_the_format_that_ends_so() {
    for (name, format) in [
        ("a.glb", Some(Format::Glb)),
        ("A.STL", Some(Format::Stl)),
        ("b.zip", Some(Format::Obj)),
        ("b.obj", None),
        ("b", None),
    ] {
        assert_eq!(Format::from_file_name(Path::new(name)), format, "{name}");
    }
}

#[test]
fn obj_names_materials_and_pictures() {
    let bytes = exported(&textured_box(), Format::Obj);
    let shape = String::from_utf8(unzipped(&bytes, "model.obj")).unwrap();
    assert_eq!(shape.lines().filter(|line| line.starts_with("v ")).count(), 8);
    assert_eq!(shape.lines().filter(|line| line.starts_with("f ")).count(), 12);
    assert_eq!(shape.matches("usemtl").count(), 2);
    assert!(String::from_utf8(unzipped(&bytes, "model.mtl")).unwrap().contains("map_Kd texture_0.png"));
    assert_eq!(unzipped(&bytes, "texture_0.png"), picture().bytes);
}

#[test]
fn usdz_parts_are_stored_at_multiples_of_64() {
    let bytes = exported(&textured_box(), Format::Usdz);
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    assert_eq!(archive.len(), 2);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        assert_eq!(part.compression(), zip::CompressionMethod::Stored);
        assert_eq!(part.data_start().unwrap() % 64, 0);
        // Reading to the end compares the checksum.
        part.read_to_end(&mut Vec::new()).unwrap();
    }
    assert_eq!(archive.name_for_index(0).unwrap().unwrap(), "model.usda");
    let scene = String::from_utf8(unzipped(&bytes, "model.usda")).unwrap();
    assert!(scene.contains("metersPerUnit = 1") && scene.contains("upAxis = \"Y\""));
    assert!(scene.contains("@texture_0.png@"));
}

#[test]
fn exporting_does_not_change_the_volume() {
    let mesh = crate::size::rescale_longest(&colored_box(), 60.0).unwrap();
    let metres = crate::glb::read(&exported(&colored_box(), Format::Glb)).unwrap();
    assert!((measure::signed_volume(&metres) * 1e9 / measure::signed_volume(&mesh) - 1.0).abs() < 1e-5);
}
