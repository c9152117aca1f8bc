use std::io::Cursor;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{Material, Mesh, Texture, measure, shapes};

/// A GLB from its two parts, with the lengths a correct writer would give.
fn container(json: &Value, binary: &[u8]) -> Vec<u8> {
    let mut text = json.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    let mut bytes = Vec::new();
    bytes.extend(b"glTF");
    bytes.extend(2u32.to_le_bytes());
    bytes.extend((28 + text.len() as u32 + binary.len() as u32).to_le_bytes());
    bytes.extend((text.len() as u32).to_le_bytes());
    bytes.extend(b"JSON");
    bytes.extend(&text);
    bytes.extend((binary.len() as u32).to_le_bytes());
    bytes.extend(b"BIN\0");
    bytes.extend(binary);
    bytes
}

/// A cube's document, plain and small, to be spoiled by tests.
fn cube_parts() -> (Value, Vec<u8>) {
    let file = to_bytes(&shapes::cube(2.0)).unwrap();
    let length = u32::from_le_bytes(file[12..16].try_into().unwrap()) as usize;
    (serde_json::from_slice(&file[20..20 + length]).unwrap(), file[28 + length..].to_vec())
}

fn read_changed(change: impl FnOnce(&mut Value)) -> Result<Mesh, ReadError> {
    let (mut json, binary) = cube_parts();
    change(&mut json);
    read(&container(&json, &binary))
}

fn rich_mesh() -> Mesh {
    let mut mesh = shapes::sphere(10.0, 12, 16);
    mesh.compute_normals();
    mesh.uvs = mesh.positions.iter().map(|at| [at[0] / 20.0 + 0.5, at[1] / 20.0 + 0.5]).collect();
    mesh.colors = mesh.uvs.iter().map(|uv| [uv[0], uv[1], 0.25]).collect();
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::new(4, 4).write_to(&mut png, image::ImageFormat::Png).unwrap();
    mesh.textures = vec![Texture { media_type: "image/png", bytes: png.into_inner() }];
    mesh.materials = vec![
        Material { texture: Some(0), ..Material::default() },
        Material { metallic: 1.0, roughness: 0.25, base_color: [0.5, 0.25, 1.0, 1.0], texture: None },
    ];
    mesh.triangle_materials = (0..mesh.triangles.len() as u32).map(|face| face * 2 / 360).collect();
    mesh
}

#[test]
fn what_is_written_reads_back() {
    let mesh = rich_mesh();
    let again = read(&to_bytes(&mesh).unwrap()).unwrap();
    assert_eq!(again.positions, mesh.positions);
    assert_eq!(again.triangles, mesh.triangles);
    assert_eq!(again.uvs, mesh.uvs);
    assert_eq!(again.triangle_materials, mesh.triangle_materials);
    assert_eq!((again.materials, again.textures), (mesh.materials, mesh.textures));
    for (read, written) in again.colors.iter().flatten().zip(mesh.colors.iter().flatten()) {
        assert!((read - written).abs() < 1e-5);
    }
    for (read, written) in again.normals.iter().flatten().zip(mesh.normals.iter().flatten()) {
        assert!((read - written).abs() < 1e-6);
    }
}

#[test]
fn arrays_are_the_same_in_place_and_unpacked() {
    let file = to_bytes(&rich_mesh()).unwrap();
    let length = u32::from_le_bytes(file[12..16].try_into().unwrap()) as usize;
    let mut json: Value = serde_json::from_slice(&file[20..20 + length]).unwrap();
    for view in json["bufferViews"].as_array_mut().unwrap() {
        view["extensions"] = json!({});
    }
    assert_eq!(read(&container(&json, &file[28 + length..])).unwrap(), read(&file).unwrap());
    for (place, key, value) in [
        ("accessors", "byteOffset", json!(u64::MAX)),
        ("accessors", "count", json!(u64::MAX)),
        ("bufferViews", "byteOffset", json!(u64::MAX)),
        ("bufferViews", "byteLength", json!(3)),
        ("bufferViews", "buffer", json!(1)),
    ] {
        for index in 0..2 {
            let spoiled = read_changed(|json| json[place][index][key] = value.clone());
            assert!(spoiled.is_err(), "{place} {index} {key}");
        }
    }
}

#[test]
fn a_quantized_file_reads_back_within_a_step() {
    let mesh = rich_mesh();
    let mut bytes = Vec::new();
    write_with(&mesh, &WriteOptions { quantized: true, extras: None }, &mut bytes).unwrap();
    let again = read(&bytes).unwrap();
    assert_eq!(again.triangles, mesh.triangles);
    for (read, written) in again.positions.iter().flatten().zip(mesh.positions.iter().flatten()) {
        assert!((read - written).abs() < 20.0 / 65_535.0);
    }
    for (read, written) in again.uvs.iter().flatten().zip(mesh.uvs.iter().flatten()) {
        assert!((read - written).abs() < 1e-4);
    }
}

#[test]
fn nodes_are_applied_and_mirrored_ones_turned() {
    let mesh = read_changed(|json| {
        json["nodes"] = json!([
            {"children": [1], "translation": [10, 0, 0]},
            {"mesh": 0, "scale": [-3, 1, 1], "rotation": [0, 0, std::f64::consts::FRAC_1_SQRT_2, std::f64::consts::FRAC_1_SQRT_2]},
        ]);
    })
    .unwrap();
    let bounds = mesh.bounds().unwrap();
    for (found, wanted) in bounds.min.iter().chain(&bounds.max).zip([8.0, -6.0, 0.0, 10.0, 0.0, 2.0]) {
        assert!((found - wanted).abs() < 1e-5, "{bounds:?}");
    }
    assert!((measure::signed_volume(&mesh) - 24.0).abs() < 1e-4);
}

#[test]
fn a_matrix_and_two_instances_work_too() {
    let mesh = read_changed(|json| {
        json["scenes"][0]["nodes"] = json!([0, 1]);
        json["nodes"] = json!([
            {"mesh": 0},
            {"mesh": 0, "matrix": [1,0,0,0, 0,1,0,0, 0,0,1,0, 5,0,0,1]},
        ]);
    })
    .unwrap();
    assert_eq!((mesh.triangles.len(), mesh.bounds().unwrap().max[0]), (24, 7.0));
}

#[test]
fn strips_and_fans_are_taken_apart() {
    for (mode, order) in [(5, [0u16, 1, 3, 2]), (6, [0, 1, 2, 3])] {
        let corners: [[f32; 3]; 4] = [[0., 0., 0.], [1., 0., 0.], [1., 1., 0.], [0., 1., 0.]];
        let mut binary: Vec<u8> = corners.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
        binary.extend(order.iter().flat_map(|index| index.to_le_bytes()));
        let json = json!({
            "asset": {"version": "2.0"},
            "scenes": [{"nodes": [0]}],
            "nodes": [{"mesh": 0}],
            "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "mode": mode}]}],
            "accessors": [
                {"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0]},
                {"bufferView": 1, "componentType": 5123, "count": 4, "type": "SCALAR"},
            ],
            "bufferViews": [{"buffer": 0, "byteLength": 48}, {"buffer": 0, "byteOffset": 48, "byteLength": 8}],
            "buffers": [{"byteLength": 56}],
        });
        let mesh = read(&container(&json, &binary)).unwrap();
        assert_eq!(mesh.triangles.len(), 2, "mode {mode}");
        assert!((measure::area(&mesh) - 1.0).abs() < 1e-9);
        for &triangle in &mesh.triangles {
            let [a, b, c] = mesh.corners(triangle).unwrap();
            assert!((b - a).cross(c - a).z > 0.0, "mode {mode} turns a triangle over");
        }
    }
}

#[test]
fn bad_trees_are_named() {
    let problem = |change: fn(&mut Value)| match read_changed(change) {
        Err(ReadError::Node { problem, .. }) => Some(problem),
        // The decoder's own validation may have seen it first.
        Err(ReadError::Content(_)) => None,
        other => panic!("{other:?}"),
    };
    let wanted = [
        (problem(|json| json["nodes"][0]["children"] = json!([0])), NodeProblem::ReachedTwice),
        (problem(|json| json["scenes"][0]["nodes"] = json!([7])), NodeProblem::Missing),
        (problem(|json| json["nodes"][0]["scale"] = json!([0, 1, 1])), NodeProblem::ZeroScale),
        (problem(|json| json["nodes"][0]["translation"] = json!([1, 2, null])), NodeProblem::NotFinite),
        (problem(|json| json["nodes"][0]["matrix"] = json!([1, 2])), NodeProblem::NotFinite),
    ];
    for (found, wanted) in wanted {
        assert!(found.is_none_or(|found| found == wanted), "{found:?} {wanted:?}");
    }
}

#[test]
fn a_deep_chain_ends_with_an_error_not_a_stack_overflow() {
    for depth in [64, 65, 50_000] {
        let read = read_changed(|json| {
            let mut nodes: Vec<Value> = (1..depth).map(|next| json!({"children": [next]})).collect();
            nodes.push(json!({"mesh": 0}));
            json["nodes"] = Value::Array(nodes);
        });
        assert_eq!(read.is_ok(), depth <= 64, "{depth}");
    }
}

#[test]
fn lengths_that_lie_are_refused() {
    let good = to_bytes(&shapes::cube(1.0)).unwrap();
    for cut in [0, 3, 4, 11, 19, 25, good.len() / 2, good.len() - 1] {
        assert!(read(&good[..cut]).is_err(), "cut at {cut}");
    }
    let mut wrong = good.clone();
    wrong[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(read(&wrong), Err(ReadError::TooLarge { .. })));
    let mut old = good;
    old[4] = 1;
    assert!(matches!(read(&old), Err(ReadError::Container(_))));
    assert!(read_changed(|json| json["accessors"][0]["count"] = json!(4_000_000_000u64)).is_err());
    assert!(read_changed(|json| json["bufferViews"][0]["byteLength"] = json!(u64::MAX)).is_err());
    assert!(read_changed(|json| json["buffers"][0]["byteLength"] = json!(1u64 << 40)).is_err());
}

#[test]
fn a_file_that_forgot_its_bounds_or_its_scene_is_read_all_the_same() {
    let without_bounds = read_changed(|json| {
        for key in ["min", "max"] {
            json["accessors"][0].as_object_mut().unwrap().remove(key);
        }
    });
    assert_eq!(without_bounds.unwrap().triangles.len(), 12);
    let without_scene = read_changed(|json| {
        json.as_object_mut().unwrap().remove("scene");
        json.as_object_mut().unwrap().remove("scenes");
    });
    assert_eq!(without_scene.unwrap().triangles.len(), 12);
}

#[test]
fn outside_files_unknown_extensions_and_detail_are_refused() {
    let (mut json, _) = cube_parts();
    json["buffers"][0]["uri"] = json!("../secret.bin");
    let outside = read(json.to_string().as_bytes());
    assert!(matches!(outside, Err(ReadError::ExternalFile(_))), "{outside:?}");
    let unknown = read_changed(|json| {
        json["extensionsUsed"] = json!(["ACME_shape"]);
        json["extensionsRequired"] = json!(["ACME_shape"]);
    });
    assert!(matches!(unknown, Err(ReadError::UnknownExtension(name)) if name == "ACME_shape"));
    let file = to_bytes(&shapes::cube(1.0)).unwrap();
    let few = ReadLimits { triangles: 11, ..ReadLimits::default() };
    assert!(matches!(load(&file, &few), Err(ReadError::TooDetailed { what: "triangles", count: 12, .. })));
    let short = ReadLimits { file_bytes: 100, ..ReadLimits::default() };
    assert!(matches!(load(&file, &short), Err(ReadError::TooLarge { .. })));
}

#[test]
fn numbers_that_are_none_and_indices_past_the_end_are_refused() {
    let (json, mut binary) = cube_parts();
    binary[4..8].copy_from_slice(&f32::NAN.to_le_bytes());
    let wild = read(&container(&json, &binary));
    assert!(matches!(wild, Err(ReadError::Primitive { mesh: 0, primitive: 0, .. })), "{wild:?}");
    let (json, mut binary) = cube_parts();
    let view = &json["bufferViews"][1];
    let at = view["byteOffset"].as_u64().unwrap() as usize;
    binary[at..at + 2].copy_from_slice(&500u16.to_le_bytes());
    assert!(matches!(read(&container(&json, &binary)), Err(ReadError::Primitive { .. })));
}

#[test]
fn nothing_to_see_is_an_error_and_extras_are_notes() {
    assert!(matches!(read_changed(|json| json["nodes"] = json!([{}])), Err(ReadError::Empty)));
    assert!(matches!(read(b"hello"), Err(ReadError::Container(_))));
    let (mut json, binary) = cube_parts();
    json["animations"] = json!([{"channels": [], "samplers": []}]);
    if let Ok(loaded) = load(&container(&json, &binary), &ReadLimits::default()) {
        assert_eq!(loaded.notes, ["animations are ignored"]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let _ = read(&[b"glTF\x02\0\0\0".as_slice(), &bytes].concat());
    }

    #[test]
    fn spoiled_files_never_panic(spoils in proptest::collection::vec((any::<u32>(), any::<u8>()), 1..12)) {
        let mut bytes = to_bytes(&rich_mesh()).unwrap();
        for (at, value) in spoils {
            let at = at as usize % bytes.len();
            bytes[at] = value;
        }
        if let Ok(mesh) = read(&bytes) {
            prop_assert!(mesh.bounds().unwrap().is_finite());
            prop_assert!(mesh.triangles.iter().flatten().all(|&v| (v as usize) < mesh.positions.len()));
        }
    }
}

/// A cube with texture coordinates and one embedded picture, its material changed by a test.
fn read_with_material(change: impl FnOnce(&mut Value)) -> Mesh {
    let mut mesh = shapes::cube(1.0);
    mesh.uvs = mesh.positions.iter().map(|at| [at[0], at[1]]).collect();
    mesh.textures = rich_mesh().textures;
    mesh.materials = vec![Material { texture: Some(0), ..Material::default() }];
    let file = to_bytes(&mesh).unwrap();
    let length = u32::from_le_bytes(file[12..16].try_into().unwrap()) as usize;
    let mut json: Value = serde_json::from_slice(&file[20..20 + length]).unwrap();
    change(&mut json);
    read(&container(&json, &file[28 + length..])).unwrap()
}

#[test]
fn texture_transforms_are_applied_to_the_coordinates() {
    let mesh = read_with_material(|json| {
        json["extensionsUsed"] = json!(["KHR_texture_transform"]);
        json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]["extensions"] =
            json!({"KHR_texture_transform": {"offset": [0.25, 0.5], "scale": [0.5, 0.25]}});
    });
    for (position, uv) in mesh.positions.iter().zip(&mesh.uvs) {
        assert_eq!(*uv, [0.25 + position[0] * 0.5, 0.5 + position[1] * 0.25]);
    }
}

#[test]
fn glossy_materials_become_rough_ones() {
    let mesh = read_with_material(|json| {
        json["extensionsUsed"] = json!(["KHR_materials_pbrSpecularGlossiness"]);
        json["materials"][0] = json!({"extensions": {"KHR_materials_pbrSpecularGlossiness":
            {"diffuseFactor": [0.5, 0.25, 0.125, 1], "glossinessFactor": 0.75, "diffuseTexture": {"index": 0}}}});
    });
    let material = &mesh.materials[0];
    assert_eq!((material.base_color, material.roughness), ([0.5, 0.25, 0.125, 1.0], 0.25));
    assert_eq!((material.metallic, material.texture), (0.0, Some(0)));
}

#[test]
fn pictures_are_told_by_their_bytes_and_broken_ones_left_out() {
    let kept = read_with_material(|json| json["images"][0]["mimeType"] = json!("image/jpeg"));
    assert_eq!(kept.textures[0].media_type, "image/png");
    let none = read_with_material(|json| {
        json["images"][0] = json!({"uri": "data:image/png;base64,AAAA"});
    });
    assert!(none.textures.is_empty() && none.materials.iter().all(|material| material.texture.is_none()));
}

#[test]
fn factors_out_of_range_are_brought_into_it() {
    let mesh = read_with_material(|json| {
        json["materials"][0]["pbrMetallicRoughness"] =
            json!({"baseColorFactor": [2, -1, 0.5, 1], "metallicFactor": 7, "roughnessFactor": -3});
    });
    let material = &mesh.materials[0];
    assert_eq!(
        (material.base_color, material.metallic, material.roughness),
        ([1.0, 0.0, 0.5, 1.0], 1.0, 0.0)
    );
}

#[test]
fn two_materials_that_share_vertices_share_them_after_reading() {
    let mut mesh = shapes::sphere(1.0, 8, 12);
    mesh.materials = vec![Material::default(), Material { metallic: 1.0, ..Material::default() }];
    mesh.triangle_materials = (0..mesh.triangles.len() as u32).map(|face| face % 2).collect();
    let again = read(&to_bytes(&mesh).unwrap()).unwrap();
    assert_eq!(again.positions, mesh.positions);
    assert!(measure::audit(&again).is_clean());
}

#[test]
fn a_webp_texture_is_written_as_png() {
    let mut mesh = rich_mesh();
    let mut webp = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(3, 2, image::Rgb([1, 2, 3]))
        .write_to(&mut webp, image::ImageFormat::WebP)
        .unwrap();
    mesh.textures[0] = Texture { media_type: "image/webp", bytes: webp.into_inner() };
    let again = read(&to_bytes(&mesh).unwrap()).unwrap();
    assert_eq!(again.textures[0].media_type, "image/png");
    let picture = image::load_from_memory(&again.textures[0].bytes).unwrap().into_rgb8();
    assert_eq!((picture.dimensions(), picture.get_pixel(0, 0).0), ((3, 2), [1, 2, 3]));
}

#[test]
fn parts_with_and_without_normals_and_colors_fit_together() {
    let mut plain = shapes::cube(1.0);
    plain.translate([3.0, 0.0, 0.0]);
    let mut dressed = shapes::cube(1.0);
    dressed.compute_normals();
    dressed.colors = vec![[0.0, 1.0, 0.0]; 8];
    let (first, second) = (to_bytes(&dressed).unwrap(), to_bytes(&plain).unwrap());
    let parts = [first, second].map(|file| {
        let length = u32::from_le_bytes(file[12..16].try_into().unwrap()) as usize;
        let json: Value = serde_json::from_slice(&file[20..20 + length]).unwrap();
        (json, file[28 + length..].to_vec())
    });
    let [(mut json, mut binary), (other, other_binary)] = parts;
    let shift = json["accessors"].as_array().unwrap().len();
    let view_shift = json["bufferViews"].as_array().unwrap().len();
    for accessor in other["accessors"].as_array().unwrap() {
        let mut moved = accessor.clone();
        moved["bufferView"] = json!(accessor["bufferView"].as_u64().unwrap() as usize + view_shift);
        json["accessors"].as_array_mut().unwrap().push(moved);
    }
    for view in other["bufferViews"].as_array().unwrap() {
        let mut moved = view.clone();
        moved["byteOffset"] = json!(view["byteOffset"].as_u64().unwrap() as usize + binary.len());
        json["bufferViews"].as_array_mut().unwrap().push(moved);
    }
    binary.extend(other_binary);
    json["buffers"][0]["byteLength"] = json!(binary.len());
    let primitive = json!({"attributes": {"POSITION": shift}, "indices": shift + 1});
    json["meshes"][0]["primitives"].as_array_mut().unwrap().push(primitive);
    let mesh = read(&container(&json, &binary)).unwrap();
    assert_eq!((mesh.triangles.len(), mesh.normals.len(), mesh.colors.len()), (24, 16, 16));
    assert!(mesh.normals.iter().all(|normal| (glam::Vec3::from(*normal).length() - 1.0).abs() < 1e-3));
    assert!(mesh.colors[8..].iter().all(|color| *color == [1.0; 3]));
}

/// The model of `examples/exports.rs`, compressed by other programs: 60 × 45 × 30 mm in metres.
fn assert_is_the_egg(bytes: &[u8]) {
    let mesh = read(bytes).unwrap();
    assert_eq!((mesh.triangles.len(), mesh.materials.len(), mesh.textures.len()), (1656, 2, 1));
    for (found, wanted) in mesh.bounds().unwrap().extents().into_iter().zip([0.06, 0.045, 0.03]) {
        assert!((found / wanted - 1.0).abs() < 1e-3, "{found} instead of {wanted}");
    }
    assert!((measure::area(&mesh) / 0.006_245_84 - 1.0).abs() < 2e-3, "{}", measure::area(&mesh));
    assert_eq!(mesh.colors.len(), mesh.positions.len());
    assert_eq!(mesh.uvs.len(), mesh.positions.len());
}

#[test]
fn a_file_compressed_with_draco_is_read() {
    assert_is_the_egg(include_bytes!("../../fixtures/gltf/sphere-draco.glb"));
}

#[test]
fn a_quantized_file_compressed_with_meshopt_is_read() {
    let bytes = include_bytes!("../../fixtures/gltf/sphere-meshopt.glb");
    assert_is_the_egg(bytes);
    assert!(measure::audit(&read(bytes).unwrap()).is_clean());
}
