use std::io::{Cursor, Write};

use proptest::prelude::*;

use super::*;
use crate::export::{About, Format, export_sized};
use crate::model::{Material, Texture};
use crate::{measure, shapes};

fn colored_box() -> Mesh {
    let mut mesh = shapes::cuboid([10.0, 30.0, 20.0]);
    mesh.translate([-5.0, 0.0, -10.0]);
    mesh.colors =
        mesh.positions.iter().map(|at| if at[1] > 0.0 { [1.0, 0.0, 0.0] } else { [0.0, 0.0, 1.0] }).collect();
    mesh
}

fn exported(mesh: &Mesh, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    export_sized(mesh, format, &About::default(), &mut bytes).unwrap();
    bytes
}

fn threemf(model: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("3D/3dmodel.model", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(model.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

const TETRAHEDRON: &str = r#"<mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/><vertex x="0" y="1" z="0"/><vertex x="0" y="0" z="1"/></vertices>
<triangles><triangle v1="0" v2="2" v3="1"/><triangle v1="0" v2="1" v3="3"/><triangle v1="1" v2="2" v3="3"/><triangle v1="0" v2="3" v3="2"/></triangles></mesh>"#;

#[test]
fn each_list_of_an_obj_is_held_to_the_limit() {
    let limits = ReadLimits { vertices: 4, ..ReadLimits::default() };
    let shape = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";
    assert!(read_within(shape.as_bytes(), &limits).is_ok());
    for line in ["v 0 0 0\n", "vt 0 0\n", "vn 0 1 0\n"] {
        let refused = read_within((shape.to_owned() + &line.repeat(5)).as_bytes(), &limits);
        assert!(matches!(refused, Err(ImportError::TooManyVertices { limit: 4 })), "{line}: {refused:?}");
    }
}

#[test]
fn every_exported_shape_reads_back_in_place() {
    let mesh = colored_box();
    for (format, unit) in [(Format::Glb, 1000.0), (Format::Stl, 1.0), (Format::ThreeMf, 1.0)] {
        let again = read(&exported(&mesh, format)).unwrap();
        assert_eq!(again.triangles.len(), 12, "{format:?}");
        let (found, wanted) = (again.bounds().unwrap(), mesh.bounds().unwrap());
        for axis in 0..3 {
            assert!((found.min[axis] * unit - wanted.min[axis]).abs() < 1e-3, "{format:?} {found:?}");
            assert!((found.max[axis] * unit - wanted.max[axis]).abs() < 1e-3, "{format:?} {found:?}");
        }
        let volume = measure::signed_volume(&again) * f64::from(unit).powi(3);
        assert!((volume / 6000.0 - 1.0).abs() < 1e-5, "{format:?}");
    }
}

#[test]
fn threemf_and_obj_keep_colors() {
    let mesh = colored_box();
    let mut archive = zip::ZipArchive::new(Cursor::new(exported(&mesh, Format::Obj))).unwrap();
    let mut obj = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name("model.obj").unwrap(), &mut obj).unwrap();
    for bytes in [exported(&mesh, Format::ThreeMf), obj] {
        let again = read(&bytes).unwrap();
        assert_eq!(again.colors.len(), again.positions.len());
        for (position, color) in again.positions.iter().zip(&again.colors) {
            assert_eq!(*color, if position[1] > 15.0 { [1.0, 0.0, 0.0] } else { [0.0, 0.0, 1.0] });
        }
    }
}

/// Half red metal, half a picture.
fn dressed_box() -> Mesh {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(2, 2, image::Rgb([9, 200, 9]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let mut mesh = shapes::cuboid([10.0, 30.0, 20.0]);
    mesh.uvs = mesh.positions.iter().map(|at| [at[0] / 10.0, at[1] / 30.0]).collect();
    mesh.textures = vec![Texture { media_type: "image/png", bytes: png.into_inner() }];
    mesh.materials = vec![
        Material { base_color: [1.0, 0.0, 0.0, 0.5], metallic: 1.0, roughness: 0.25, texture: None },
        Material { texture: Some(0), ..Material::default() },
    ];
    mesh.triangle_materials = (0..12).map(|face| face / 6).collect();
    mesh
}

#[test]
fn a_zipped_obj_brings_its_materials_and_pictures() {
    let mesh = dressed_box();
    let zipped = exported(&mesh, Format::Obj);
    assert_eq!(detect(&zipped), Some(SourceFormat::ZippedObj));
    let again = read(&zipped).unwrap();
    assert_eq!((&again.textures, &again.triangle_materials), (&mesh.textures, &mesh.triangle_materials));
    assert_eq!(again.materials, mesh.materials);
    assert_eq!((again.triangles.len(), again.bounds()), (12, mesh.bounds()));
}

#[test]
fn a_loose_obj_takes_them_from_its_folder_and_from_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("inside");
    std::fs::create_dir(&inside).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(exported(&dressed_box(), Format::Obj))).unwrap();
    archive.extract(&inside).unwrap();
    let file = inside.join("model.obj");
    let whole = read_file(&file, &ReadLimits::default()).unwrap();
    assert_eq!(whole.format, SourceFormat::Obj);
    let whole = whole.mesh;
    assert_eq!((whole.materials, whole.textures.len()), (dressed_box().materials, 1));
    let header = "# made by hand\n".repeat(1000);
    std::fs::write(inside.join("long.obj"), header + &std::fs::read_to_string(&file).unwrap()).unwrap();
    let long = read_file(&inside.join("long.obj"), &ReadLimits::default()).unwrap().mesh;
    assert_eq!((long.materials, long.textures.len()), (dressed_box().materials, 1));
    std::fs::rename(inside.join("model.mtl"), folder.path().join("model.mtl")).unwrap();
    for library in ["../model.mtl", "missing.mtl"] {
        let text =
            std::fs::read_to_string(&file).unwrap().replace("mtllib model.mtl", &format!("mtllib {library}"));
        std::fs::write(inside.join("other.obj"), text).unwrap();
        let bare = read_file(&inside.join("other.obj"), &ReadLimits::default()).unwrap().mesh;
        assert_eq!((bare.materials, bare.textures.len()), (vec![Material::default(); 2], 0), "{library}");
    }
    assert!(matches!(read_file(&inside.join("no.obj"), &ReadLimits::default()), Err(ImportError::Io(_))));
}

#[test]
fn a_stream_gives_the_same_mesh_as_the_bytes_and_is_not_believed() {
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Usdz) {
        let bytes = exported(&dressed_box(), format);
        let streamed = read_from(bytes.as_slice(), bytes.len() as u64, &ReadLimits::default()).unwrap();
        assert_eq!(streamed, read(&bytes).unwrap(), "{format:?}");
    }
    let stl = exported(&dressed_box(), Format::Stl);
    let limits = ReadLimits::default();
    assert!(matches!(read_from(&stl[..300], stl.len() as u64, &limits), Err(ImportError::Io(_))));
    assert!(matches!(read_from(&stl[..300], 300, &limits), Err(ImportError::Truncated { .. })));
    let short = ReadLimits { file_bytes: 100, ..limits };
    assert!(matches!(read_from(stl.as_slice(), 200, &short), Err(ImportError::TooLarge { limit: 100, .. })));
    assert!(matches!(read_from([b'x'; 500].as_slice(), 90, &short), Err(ImportError::TooLarge { .. })));
}

#[test]
fn formats_are_told_by_content() {
    let text_stl = b"solid x\nfacet normal 0 0 0\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid".as_slice();
    assert_eq!(detect(text_stl), Some(SourceFormat::Stl));
    assert_eq!(read(text_stl).unwrap().triangles.len(), 1);
    let mut misleading = exported(&colored_box(), Format::Stl);
    misleading[..5].copy_from_slice(b"solid");
    assert_eq!(read(&misleading).unwrap().triangles.len(), 12);
    assert_eq!(detect(b"# hello\nv 1 2 3\n"), Some(SourceFormat::Obj));
    assert_eq!(detect(b"plain words"), None);
    assert_eq!(detect(b""), None);
}

/// The text of two triangles, with this name and these ends of lines.
fn text_stl(name: &[u8], line_end: &str) -> Vec<u8> {
    let facet = "facet normal 0 0 1\n outer loop\n  vertex 0 0 0\n  vertex 1 0 0\n  vertex 0 1e0 0\n endloop\nendfacet\n";
    let rest = format!("\n{facet}{facet}endsolid\n").replace('\n', line_end);
    [b"solid ", name, rest.as_bytes()].concat()
}

#[test]
fn text_stl_of_any_name_case_and_line_end_is_read() {
    let capitals = String::from_utf8(text_stl(b"x", "\n")).unwrap().to_uppercase().into_bytes();
    let marked = [b"\xEF\xBB\xBF".as_slice(), &text_stl(b"x", "\n")].concat();
    for (what, file) in [
        ("UTF-8", text_stl("Würfel".as_bytes(), "\n")),
        ("Latin-1", text_stl(b"W\xfcrfel", "\n")),
        ("long name in Latin-1", text_stl(&b"W\xfcrfel ".repeat(60), "\n")),
        ("capitals", capitals),
        ("byte order mark", marked),
        ("CR", text_stl(b"x", "\r")),
        ("CR LF", text_stl(b"x", "\r\n")),
    ] {
        assert_eq!(detect(&file), Some(SourceFormat::Stl), "{what}");
        let mesh = read(&file).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!((mesh.triangles.len(), mesh.positions.len()), (2, 3), "{what}");
    }
    let broken = String::from_utf8(text_stl(b"x", "\r")).unwrap().replace("1e0", "1,5");
    assert!(matches!(read(broken.as_bytes()), Err(ImportError::Line { line: 6, .. })));
}

#[test]
fn obj_lines_may_be_commented_go_on_and_end_with_cr() {
    let shape = "v 0 0 0 # left\nv 1 0 0\nv 0 1 0\n";
    for face in ["f 1 2 3 # x", "f 1 2 3#x", "f 1 2 \\\n3", "f 1 \\ \n 2 \\\n 3", "# C:\\old\\\nf 1 2 3"] {
        for line_end in ["\n", "\r", "\r\n"] {
            let file = format!("{shape}{face}\n").replace('\n', line_end);
            let mesh = read(file.as_bytes()).unwrap_or_else(|error| panic!("{face:?} {line_end:?}: {error}"));
            assert_eq!((mesh.triangles.len(), mesh.positions.len()), (1, 3), "{face:?} {line_end:?}");
        }
    }
    let strip = read(format!("{shape}vt 0.25\nf 1/1 2/1 3/1\n").as_bytes()).unwrap();
    assert_eq!(strip.uvs[0], [0.25, 1.0]);
    let refused = read(format!("{shape}vt 0.25 x\n").as_bytes());
    assert!(matches!(refused, Err(ImportError::Line { line: 4, .. })), "{refused:?}");
    let named =
        read(format!("{shape}usemtl Material #25\nf 1 2 3\nusemtl Material #26\nf 3 2 1\n").as_bytes());
    assert_eq!(named.unwrap().materials.len(), 2);
}

#[test]
fn eight_hundred_thousand_changes_of_material_are_no_wait() {
    let names: String = (0..4095).map(|name| format!("usemtl m{name}\n")).collect();
    let file = format!("v 0 0 0\nv 1 0 0\nv 0 1 0\n{names}{}f 1 2 3\n", "usemtl m4094\n".repeat(800_000));
    let started = std::time::Instant::now();
    assert_eq!(read(file.as_bytes()).unwrap().triangle_materials, [4094]);
    // A look along all names for each line took over eight seconds.
    assert!(started.elapsed().as_secs() < 4, "{:?}", started.elapsed());
}

#[test]
fn stl_faults_are_told_with_their_place() {
    let commas = b"solid x\nfacet normal 0 0 0\nouter loop\nvertex 0,5 0 0\nendfacet".as_slice();
    assert!(matches!(read(commas), Err(ImportError::Line { line: 4, .. })));
    let missing = b"solid x\nfacet\nvertex 0 0 0\nvertex 0 0 0\nendfacet".as_slice();
    assert!(matches!(read(missing), Err(ImportError::Line { line: 5, .. })));
    let whole = exported(&colored_box(), Format::Stl);
    assert!(matches!(read(&whole[..400]), Err(ImportError::Truncated { declared: 12, held: 6 })));
    let mut wild = whole;
    wild[84 + 12..84 + 16].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(matches!(read(&wild), Err(ImportError::NotFinite { triangle: 0 })));
}

#[test]
fn obj_polygons_negative_indices_and_faults() {
    let quad =
        b"v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvn 0 0 2\nf -4/1/1 -3/1/1 -2/1/1 -1/1/1\n".as_slice();
    let mesh = read(quad).unwrap();
    assert_eq!((mesh.triangles.len(), mesh.positions.len(), mesh.uvs[0]), (2, 4, [0.0, 1.0]));
    assert_eq!(mesh.normals[0], [0.0, 0.0, 1.0]);
    for (text, line) in [
        ("v 0 0 0\nf 1 2 3\n", 2),
        ("v 0 0\n", 1),
        ("v 0 0 0\nf 1 1\n", 2),
        ("v 0 0 0\nf 1 1 -9\n", 2),
        ("v 0 0 nan\n", 1),
    ] {
        match read(format!("# x\nv 1 2 3\n{text}").as_bytes()) {
            Err(ImportError::Line { line: found, .. }) => assert_eq!(found, line + 2, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn obj_names_may_be_in_an_old_encoding() {
    let mesh = read(b"# caf\xe9\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl gr\xfcn\nf 1 2 3\n").unwrap();
    assert_eq!(mesh.triangles.len(), 1);
}

#[test]
fn threemf_units_transforms_components_and_colors_apply() {
    let model = format!(
        r##"<model unit="inch"><resources><m:colorgroup id="5"><m:color color="#FF0000"/><m:color color="#00FF00FF"/></m:colorgroup>
        <object id="1" pid="5" pindex="1">{TETRAHEDRON}</object>
        <object id="2"><components><component objectid="1" transform="1 0 0 0 1 0 0 0 1 10 0 0"/><component objectid="1"/></components></object></resources>
        <build><item objectid="2" transform="-1 0 0 0 1 0 0 0 1 0 0 0"/></build></model>"##
    );
    let mesh = read(&threemf(&model)).unwrap();
    assert_eq!(mesh.triangles.len(), 8);
    let bounds = mesh.bounds().unwrap();
    assert!((bounds.min[0] + 11.0 * 25.4).abs() < 1e-3 && (bounds.max[1] - 25.4).abs() < 1e-3, "{bounds:?}");
    assert!(measure::signed_volume(&mesh) > 0.0, "the mirrored item was not turned");
    assert!(mesh.colors.iter().all(|color| *color == [0.0, 1.0, 0.0]));
}

#[test]
fn threemf_triangles_without_a_color_among_those_with_one_are_white() {
    let model = format!(
        r##"<model><resources><m:colorgroup id="5"><m:color color="#0000FF"/></m:colorgroup><object id="1">{}</object></resources>
        <build><item objectid="1"/><item objectid="1" transform="1 0 0 0 1 0 0 0 1 10 0 0"/></build></model>"##,
        TETRAHEDRON.replacen(r#"v3="3"/>"#, r#"v3="3" pid="5" p1="0"/>"#, 1)
    );
    let mesh = read(&threemf(&model)).unwrap();
    assert_eq!((mesh.triangles.len(), mesh.colors.len()), (8, mesh.positions.len()));
    let blue =
        |triangle: &[u32; 3]| triangle.iter().all(|vertex| mesh.colors[*vertex as usize] == [0.0, 0.0, 1.0]);
    assert_eq!(mesh.triangles.iter().map(blue).collect::<Vec<_>>(), [false, true, false, false].repeat(2));
    assert_eq!(mesh.colors.iter().filter(|color| **color == [1.0; 3]).count(), 8);
}

#[test]
fn threemf_faults_are_refused() {
    let refused = |model: &str| read(&threemf(model)).unwrap_err().to_string();
    let wrap = |object: &str| {
        format!("<model><resources>{object}</resources><build><item objectid=\"1\"/></build></model>")
    };
    assert!(
        refused(&wrap("<object id=\"1\"><components><component objectid=\"1\"/></components></object>"))
            .contains("nested")
    );
    assert!(refused(&wrap("<object id=\"1\"><components><component p:path=\"/3D/a.model\" objectid=\"2\"/></components></object>")).contains("production"));
    assert!(refused("<model requiredextensions=\"p\"></model>").contains("extension"));
    assert!(refused("<!DOCTYPE x [<!ENTITY a \"b\">]><model/>").contains("document types"));
    assert!(refused("<model><build/></model>").contains("no triangles"));
    assert!(refused("<model><build><item objectid=\"4\"/></build></model>").contains("object 4"));
    assert!(refused(&wrap("<object id=\"1\"><mesh><vertices/><triangles><triangle v1=\"0\" v2=\"1\" v3=\"2\"/></triangles></mesh></object>")).contains("not there"));
    assert!(read(b"PK\x03\x04 and then nothing").is_err());
}

#[test]
fn a_zip_bomb_stops_at_the_limit() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let packed =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("3D/3dmodel.model", packed).unwrap();
    archive.write_all(&vec![b' '; 3 << 20]).unwrap();
    let bomb = archive.finish().unwrap().into_inner();
    assert!(bomb.len() < 100_000);
    let limits = ReadLimits { buffer_bytes: 1 << 20, ..ReadLimits::default() };
    assert!(matches!(read_within(&bomb, &limits), Err(ImportError::ThreeMf(ThreeMfError::TooLarge { .. }))));
}

#[test]
fn limits_hold_for_each_format() {
    let few = ReadLimits { triangles: 11, ..ReadLimits::default() };
    for format in [Format::Glb, Format::Stl, Format::ThreeMf] {
        assert!(read_within(&exported(&colored_box(), format), &few).is_err(), "{format:?}");
    }
    let short = ReadLimits { file_bytes: 10, ..ReadLimits::default() };
    assert!(matches!(read_within(&[0; 11], &short), Err(ImportError::TooLarge { bytes: 11, limit: 10 })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes);
        for opening in ["solid \nfacet ", "v 1 2 3\n", "PK\x03\x04"] {
            let _ = read(&[opening.as_bytes(), &bytes].concat());
        }
    }

    #[test]
    fn arbitrary_text_never_panics(text in "(v|f|vt|vn|vertex|facet|endfacet|solid|-?[0-9]{1,4}|/| |\n|<|>|\"|=|mesh|triangle){0,80}") {
        let _ = read(text.as_bytes());
        let _ = read(format!("v 1 2 3\n{text}").as_bytes());
        let _ = read(&threemf(&text));
    }

    #[test]
    fn spoiled_archives_never_panic(spoils in proptest::collection::vec((any::<u32>(), any::<u8>()), 1..10)) {
        let mut bytes = exported(&colored_box(), Format::ThreeMf);
        for (at, value) in spoils {
            let at = at as usize % bytes.len();
            bytes[at] = value;
        }
        if let Ok(mesh) = read(&bytes) {
            prop_assert!(mesh.triangles.iter().flatten().all(|&v| (v as usize) < mesh.positions.len()));
        }
    }
}

#[test]
fn a_shape_is_what_welding_leaves_of_a_file() {
    let mut mesh = colored_box().flat_shaded();
    mesh.triangles.push([4, 4, 9]);
    for format in [Format::Stl, Format::Glb, Format::ThreeMf] {
        let bytes = exported(&mesh, format);
        let shape = read_shape_from(&bytes[..], bytes.len() as u64, &ReadLimits::default()).unwrap();
        assert_eq!(shape, read(&bytes).unwrap().welded_shape(), "{format:?}");
        assert_eq!(
            (shape.triangles.len(), shape.positions.len(), shape.colors.len()),
            (12, 8, 0),
            "{format:?}"
        );
    }
    let bytes = exported(&mesh, Format::Stl);
    let short = read_shape_from(&bytes[..600], bytes.len() as u64, &ReadLimits::default());
    assert!(matches!(short, Err(ImportError::Io(_))));
}
