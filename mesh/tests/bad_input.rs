//! Bad files must end in a sentence within two seconds and 200 MB, never in a panic: the command is run on each with
//! its memory limited, and its exit code and answer are looked at.

// The lints' exemption for tests covers what stands below a test configuration, helpers between tests included.
#![cfg(test)]

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use mesh::export::{About, Format, export_sized};
use mesh::{glb, shapes};

/// What the kernel grants for data: 200 MB.
const MEMORY_KILOBYTES: u32 = 200 << 10;
/// On an idle machine; tests share theirs.
const TIME_LIMIT: Duration = Duration::from_secs(2);
const BUSY_FACTOR: u32 = 5;
/// What `mesh::measure::measure` says it needs.
const BYTES_A_TRIANGLE: usize = 250;
/// Stacks of two threads and what the allocator keeps for each.
const PROGRAM_KILOBYTES: u32 = 24 << 10;
/// Where Debian's `assimp-testmodels` puts its files.
const ASSIMP_MODELS: &str = "/usr/share/assimp/models";

/// Runs `mesh inspect` under the limits.
fn inspect(file: &Path) -> (Output, Duration) {
    run_within(&["inspect".as_ref(), file], MEMORY_KILOBYTES)
}

fn run_within(arguments: &[&Path], kilobytes: u32) -> (Output, Duration) {
    let started = Instant::now();
    let script = format!("ulimit -d {kilobytes} && exec \"$0\" \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_mesh")])
        .args(arguments)
        .env("RAYON_NUM_THREADS", "2")
        .output()
        .unwrap();
    (output, started.elapsed())
}

/// The sentence a bad file is refused with.
fn refusal(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, bytes).unwrap();
    let (output, took) = inspect(&file);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{name}: {told}");
    assert!(took < TIME_LIMIT * BUSY_FACTOR, "{name} took {took:?}");
    assert!(told.contains(name) && told.lines().count() == 1 && !told.contains("panicked"), "{name}: {told}");
    told
}

fn gltf(nodes: &str, rest: &str) -> Vec<u8> {
    format!(r#"{{"asset":{{"version":"2.0"}},"scene":0,"scenes":[{{"nodes":[0]}}],"nodes":[{nodes}]{rest}}}"#)
        .into_bytes()
}

/// A triangle in a data URI, with these nine coordinates.
fn triangle(values: [f32; 9]) -> String {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    let hex = bytes.iter().map(|byte| format!("%{byte:02x}")).collect::<String>();
    format!(
        r#","meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}}}}]}}],"accessors":[{{"bufferView":0,
        "componentType":5126,"count":3,"type":"VEC3"}}],"bufferViews":[{{"buffer":0,"byteLength":36}}],
        "buffers":[{{"byteLength":36,"uri":"data:application/octet-stream,{hex}"}}]"#
    )
}

fn stl(declared: u32, held: usize) -> Vec<u8> {
    let mut bytes = vec![b'x'; 80];
    bytes.extend(declared.to_le_bytes());
    bytes.resize(84 + held * 50, 7);
    bytes
}

fn threemf(model: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("3D/3dmodel.model", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(model).unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn truncated_files_and_lying_lengths() {
    let whole = glb::to_bytes(&shapes::sphere(1.0, 30, 40)).unwrap();
    for share in [3, 17, 200, whole.len() / 2, whole.len() - 1] {
        refusal("short.glb", &whole[..share.max(12)]);
    }
    let mut lying = whole.clone();
    lying[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
    refusal("long-json.glb", &lying);
    assert!(refusal("count.stl", &stl(4_000_000_000, 10)).contains("4000000000"));
    assert!(refusal("detailed.stl", &stl(5_000_000, 10)).contains("triangles"));
    let mut accessor = String::from_utf8(gltf(r#"{"mesh":0}"#, &triangle([0.0; 9]))).unwrap();
    accessor = accessor.replace(r#""count":3"#, r#""count":4000000000"#);
    refusal("accessor.gltf", accessor.as_bytes());
}

#[test]
fn a_text_gltf_is_held_to_the_limit_of_json_without_its_buffers() {
    let shape = triangle([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    let with_extras = |extras: &str| gltf(r#"{"mesh":0}"#, &format!(r#"{shape},"extras":[{extras}]"#));
    let numbers = with_extras(&("0,".repeat(5 << 20) + "0"));
    assert!(refusal("numbers.gltf", &numbers).contains("8388608"));
    let embedded = with_extras(&format!(r#""data:,{}""#, "0".repeat(10 << 20)));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("embedded.gltf");
    fs::write(&file, embedded).unwrap();
    let (output, _) = inspect(&file);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let long = with_extras(&format!(r#""data:,{}""#, "0".repeat(25 << 20)));
    assert!(refusal("long.gltf", &long).contains("save it as a GLB"));
}

#[test]
fn the_longest_text_gltf_is_read_within_the_memory() {
    // Sixteen letters each, 24 MB in all but for some kilobytes.
    let vertices = (24 << 16) - 99;
    let text = "AACAPwAAAEAAAEBA".repeat(vertices);
    let shape = format!(
        r#","meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}}}}]}}],"accessors":[{{"bufferView":0,
        "componentType":5126,"count":{vertices},"type":"VEC3"}}],"bufferViews":[{{"buffer":0,"byteLength":{0}}}],
        "buffers":[{{"byteLength":{0},"uri":"data:application/octet-stream;base64,{text}"}}]"#,
        vertices * 12
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("long.gltf");
    fs::write(&file, gltf(r#"{"mesh":0}"#, &shape)).unwrap();
    let (output, _) = inspect(&file);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn cycles_nothing_and_numbers_that_are_none() {
    let shape = triangle([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    assert!(refusal("cycle.gltf", &gltf(r#"{"children":[1]},{"children":[0]}"#, &shape)).contains("node"));
    let nan = triangle([f32::NAN, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    assert!(refusal("nan.gltf", &gltf(r#"{"mesh":0}"#, &nan)).contains("finite"));
    for scale in ["0,1,1", "0,0,0"] {
        let flattened = gltf(&format!(r#"{{"mesh":0,"scale":[{scale}]}}"#), &shape);
        assert!(refusal("scale.gltf", &flattened).contains("its scale is zero"), "{scale}");
    }
    refusal("empty.gltf", &gltf("{}", ""));
    refusal("empty.glb", b"");
    refusal("empty.stl", &stl(0, 0));
    refusal("empty.obj", b"v 1 2 3\n");
    refusal("huge-number.obj", b"v 1e99 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
}

#[test]
fn files_that_need_others_or_unknown_extensions() {
    let outside = r#","buffers":[{"byteLength":36,"uri":"http://example.com/a.bin"}]"#;
    let told = refusal("outside.gltf", &gltf("{}", outside));
    assert!(told.contains("another file"), "{told}");
    let required = r#","extensionsRequired":["ACME_wobble"],"extensionsUsed":["ACME_wobble"]"#;
    assert!(refusal("required.gltf", &gltf("{}", required)).contains("ACME_wobble"));
    let production = br#"<model requiredextensions="p"><resources/></model>"#;
    assert!(refusal("production.3mf", &threemf(production)).contains("extension"));
}

#[test]
fn text_with_commas_and_indices_that_point_nowhere() {
    let commas =
        b"solid x\nfacet normal 0 0 0\nouter loop\nvertex 0,5 0,1 0,2\nendloop\nendfacet\nendsolid\n";
    assert!(refusal("commas.stl", commas).contains("decimal points"));
    let wide: Vec<u8> = "\u{feff}v 1 2 3\n".repeat(20).encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(refusal("wide.obj", &wide).contains("neither"));
    assert!(refusal("nowhere.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf -1 -2 -9\n").contains("line 4"));
}

#[test]
fn looks_that_are_no_numbers_leave_a_model_that_can_be_written() {
    let endless = "7".repeat(60);
    let file = format!(
        "v 0 0 0 nan nan nan\nv 1 0 0\nv 0 1 0\nvt 2 0\nvt 1 {endless}\nvn 0 0 {endless}\nf 1/1/1 2/2/1 3/1/1\n"
    );
    let model = mesh::import::read(file.as_bytes()).unwrap();
    assert_eq!(model.uvs[1], [0.0; 2]);
    assert_eq!(model.colors[0], [1.0; 3]);
    assert!(glb::to_bytes(&model).is_ok());
}

#[test]
fn archives_that_grow() {
    let bomb = threemf(&vec![b' '; 400 << 20]);
    assert!(bomb.len() < 2 << 20);
    assert!(refusal("bomb.3mf", &bomb).contains("larger than"));
    let entities = br#"<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><model>&c;</model>"#;
    refusal("entities.3mf", &threemf(entities));
}

#[test]
fn an_archive_that_lists_a_million_and_a_half_parts() {
    let parts = 1_500_000_u64;
    // One part, listed again and again (PKWARE's APPNOTE, 4.3), and the two ends that can count so many.
    let mut zip = [&b"PK\x03\x04\x0a\0\0\0\0\0\0\0\x21\0"[..], &[0; 12], &[1, 0, 0, 0], b"a"].concat();
    let start = zip.len() as u64;
    for part in 0..parts {
        zip.extend(b"PK\x01\x02\x14\0\x0a\0\0\0\0\0\0\0\x21\0");
        zip.extend([&[0; 12][..], &[6, 0], &[0; 16], format!("{part:06x}").as_bytes()].concat());
    }
    let end = zip.len() as u64;
    zip.extend(b"PK\x06\x06");
    zip.extend(44_u64.to_le_bytes());
    zip.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for number in [parts, parts, end - start, start] {
        zip.extend(number.to_le_bytes());
    }
    zip.extend([&b"PK\x06\x07\0\0\0\0"[..], &end.to_le_bytes(), &[1, 0, 0, 0]].concat());
    zip.extend([&b"PK\x05\x06\0\0\0\0"[..], &[0xFF; 12], &[0, 0]].concat());
    assert!(refusal("list.3mf", &zip).contains("too many parts"));
}

#[test]
fn threemf_files_that_place_things_without_end() {
    let corner = r#"<vertex x="0" y="0" z="0"/>"#;
    let model = |resources: &str, items: &str| {
        threemf(format!("<model><resources>{resources}</resources><build>{items}</build></model>").as_bytes())
    };
    let cloud =
        format!(r#"<object id="1"><mesh><vertices>{}</vertices></mesh></object>"#, corner.repeat(1000));
    let item = r#"<item objectid="1"/>"#;
    assert!(refusal("items.3mf", &model(&cloud, &item.repeat(2_000_000))).contains("65536"));
    assert!(refusal("objects.3mf", &model(&r#"<object id="1"/>"#.repeat(2_000_000), item)).contains("65536"));
    assert!(refusal("vertices.3mf", &model(&cloud, &item.repeat(60_000))).contains("vertices"));
    // Each object holds the next one four thousand times.
    let nested: String = (1..16)
        .map(|id| {
            let component = format!(r#"<component objectid="{}"/>"#, id + 1);
            format!(r#"<object id="{id}"><components>{}</components></object>"#, component.repeat(4000))
        })
        .collect();
    assert!(refusal("nested.3mf", &model(&(nested + r#"<object id="16"/>"#), item)).contains("65536"));
}

/// A grid of `count` vertices in rows of a thousand, and the corners of its triangle number `face`.
fn grid(count: usize) -> (impl Iterator<Item = [usize; 3]>, impl Fn(usize) -> [usize; 3]) {
    let corner = move |face: usize| {
        let first = face / 2 % (count - 1001);
        if face.is_multiple_of(2) {
            [first, first + 1, first + 1000]
        } else {
            [first + 1, first + 1001, first + 1000]
        }
    };
    ((0..count).map(|vertex| [vertex % 1000, vertex / 1000, vertex * 7 % 13]), corner)
}

#[test]
fn a_3mf_whose_last_of_two_million_triangles_is_broken() {
    let (vertices, corner) = grid(1_200_000);
    let mut model = String::from("<model><resources><object id=\"1\"><mesh><vertices>");
    for [x, y, z] in vertices {
        write!(model, "<vertex x=\"{x}\" y=\"{y}\" z=\"{z}\"/>").unwrap();
    }
    model += "</vertices><triangles>";
    for [a, b, c] in (0..2_000_000).map(corner) {
        write!(model, "<triangle v1=\"{a}\" v2=\"{b}\" v3=\"{c}\"/>").unwrap();
    }
    model += "<triangle v1=\"0\" v2=\"1\" v3=\"99999999\"/></triangles></mesh></object></resources>\
        <build><item objectid=\"1\"/></build></model>";
    assert!(refusal("last.3mf", &threemf(model.as_bytes())).contains("not there"));
}

#[test]
fn files_near_the_limits_are_read_within_the_memory_also_when_their_last_triangle_is_broken() {
    let (vertices, corner) = grid(2_000_000);
    let mut text = String::with_capacity(101 << 20);
    let mut shape = Vec::with_capacity(72 << 20);
    for [x, y, z] in vertices {
        writeln!(text, "v {x} {y} {z}").unwrap();
        shape.extend([x, y, z].into_iter().flat_map(|along| (along as f32).to_le_bytes()));
    }
    let corners = (0..4_000_000).map(&corner);
    shape.extend(corners.flatten().flat_map(|vertex| (vertex as u32).to_le_bytes()));
    let folder = tempfile::tempdir().unwrap();
    let is_rescaled = |name: &str, bytes: &[u8]| {
        let (file, out) = (folder.path().join(name), folder.path().join("sized.stl"));
        fs::write(&file, bytes).unwrap();
        let words =
            ["rescale".as_ref(), &*file, "--longest-mm".as_ref(), "90".as_ref(), "--out".as_ref(), &*out];
        let (output, _) = run_within(&words, MEMORY_KILOBYTES);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    };
    is_rescaled("whole.glb", &large_glb(2_000_000, 4_000_000, &shape));
    let end = shape.len() - 4;
    shape[end..].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(refusal("last.glb", &large_glb(2_000_000, 4_000_000, &shape)).contains("past its vertices"));
    drop(shape);
    let mut corners = (0..).map(corner);
    while text.len() < (100 << 20) - 100 {
        let [a, b, c] = corners.next().unwrap().map(|vertex| vertex + 1);
        writeln!(text, "f {a} {b} {c}").unwrap();
    }
    is_rescaled("whole.obj", text.as_bytes());
    text += "f 1 2 99999999\n";
    assert!(refusal("last.obj", text.as_bytes()).contains("not there"));
}

/// A GLB of positions and then indices.
fn large_glb(vertices: usize, triangles: usize, binary: &[u8]) -> Vec<u8> {
    let (first, second) = (vertices * 12, triangles * 12);
    let json = format!(
        r#"{{"asset":{{"version":"2.0"}},"scene":0,"scenes":[{{"nodes":[0]}}],"nodes":[{{"mesh":0}}],
        "meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}},"indices":1}}]}}],"accessors":[{{"bufferView":0,
        "componentType":5126,"count":{vertices},"type":"VEC3","min":[0,0,0],"max":[999,1999,12]}},{{"bufferView":1,
        "componentType":5125,"count":{},"type":"SCALAR"}}],"bufferViews":[{{"buffer":0,"byteLength":{first}}},
        {{"buffer":0,"byteOffset":{first},"byteLength":{second}}}],"buffers":[{{"byteLength":{}}}]}}"#,
        triangles * 3,
        binary.len()
    );
    glb_of(json, binary)
}

fn glb_of(json: String, binary: &[u8]) -> Vec<u8> {
    let mut json = json.into_bytes();
    json.resize(json.len().next_multiple_of(4), b' ');
    let word = |length: usize| (length as u32).to_le_bytes();
    let header = [&b"glTF"[..], &word(2), &word(28 + json.len() + binary.len()), &word(json.len()), b"JSON"];
    [&header.concat()[..], &json, &word(binary.len()), b"BIN\0", binary].concat()
}

#[test]
fn pictures_that_lie_on_each_other_are_not_read_again_and_again() {
    let picture_bytes = 30 << 20;
    let mut binary: Vec<u8> = [0.0f32, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    binary.extend(b"\x89PNG");
    binary.resize(36 + picture_bytes, 0);
    let list = |entry: &dyn Fn(usize) -> String| (0..1000).map(entry).collect::<Vec<_>>().join(",");
    // Half of the images share a view, the others have views of their own onto the same bytes.
    let images = list(&|image| format!(r#"{{"bufferView":{}}}"#, image.saturating_sub(499) + 1));
    let views = list(&|_| format!(r#"{{"buffer":0,"byteOffset":36,"byteLength":{picture_bytes}}}"#));
    let textures = list(&|image| format!(r#"{{"source":{image}}}"#));
    let materials =
        list(&|image| format!(r#"{{"pbrMetallicRoughness":{{"baseColorTexture":{{"index":{image}}}}}}}"#));
    let json = format!(
        r#"{{"asset":{{"version":"2.0"}},"scene":0,"scenes":[{{"nodes":[0]}}],"nodes":[{{"mesh":0}}],
        "meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}},"material":0}}]}}],"accessors":[{{"bufferView":0,
        "componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]}}],
        "bufferViews":[{{"buffer":0,"byteLength":36}},{views}],"buffers":[{{"byteLength":{}}}],
        "images":[{images}],"textures":[{textures}],"materials":[{materials}]}}"#,
        binary.len()
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pictures.glb");
    fs::write(&file, glb_of(json, &binary)).unwrap();
    let (output, _) = inspect(&file);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let model = mesh::import::read(&fs::read(&file).unwrap()).unwrap();
    assert_eq!((model.textures.len(), model.materials.len()), (1, 1000));
    assert!(model.materials[..500].iter().all(|material| material.texture == Some(0)));
}

/// A text glTF in which so many nodes place so many meshes of one triangle, each for itself.
fn crowd(nodes: usize, meshes: usize) -> Vec<u8> {
    let shape = triangle([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    let one = r#"{"primitives":[{"attributes":{"POSITION":0}}]}"#;
    let shape = shape.replace(&format!("[{one}]"), &format!("[{}]", vec![one; meshes].join(",")));
    let list = |entry: &dyn Fn(usize) -> String| (0..nodes).map(entry).collect::<Vec<_>>().join(",");
    let placed = list(&|node| {
        let (mesh, x, y) = (meshes - 1 - node % meshes, node % 256 * 2, node / 256 * 2);
        format!(r#"{{"mesh":{mesh},"translation":[{x},{y},0]}}"#)
    });
    let all = list(&|node| node.to_string());
    let file = String::from_utf8(gltf(&placed, &shape)).unwrap();
    file.replacen(r#""nodes":[0]"#, &format!(r#""nodes":[{all}]"#), 1).into_bytes()
}

#[test]
fn a_crowd_of_nodes_and_meshes_is_counted_or_read_in_time() {
    assert!(refusal("crowd.gltf", &crowd(90_000, 40_000)).contains("more than the 65536 allowed"));
    let started = Instant::now();
    let model = mesh::import::read(&crowd(65_536, 40_000)).unwrap();
    assert_eq!(model.triangles.len(), 65_536);
    assert!(started.elapsed() < TIME_LIMIT * BUSY_FACTOR, "{:?}", started.elapsed());
}

#[test]
fn measuring_takes_no_more_memory_than_it_says() {
    let triangles = 400_000;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sphere.stl");
    let sphere = shapes::sphere(40.0, 448, 448);
    assert!((triangles..triangles + 10_000).contains(&sphere.triangles.len()), "{}", sphere.triangles.len());
    let written = fs::File::create(&file).unwrap();
    export_sized(&sphere, Format::Stl, &About::default(), written).unwrap();
    // The model itself, then what `measure` says of itself, and what any program needs.
    let kilobytes = (sphere.triangles.len() * (18 + BYTES_A_TRIANGLE)) as u32 / 1024 + PROGRAM_KILOBYTES;
    let (output, _) = run_within(&["inspect".as_ref(), &file], kilobytes);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_million_collapsed_triangles_are_read_within_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("flat.stl");
    // Every record is the same, so that all triangles collapse: no surface, but a sound file.
    fs::write(&file, stl(1_000_000, 1_000_000)).unwrap();
    let (output, _) = inspect(&file);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)) && !told.contains("panicked"), "{told}");
}

#[test]
fn the_broken_models_of_assimp() {
    let models = models_below(Path::new(ASSIMP_MODELS));
    if models.is_empty() {
        println!("skipped: install Debian's assimp-testmodels to read its {ASSIMP_MODELS} too");
        return;
    }
    for file in models {
        let (output, took) = inspect(&file);
        let told = String::from_utf8_lossy(&output.stderr);
        let is_answered =
            output.status.code() == Some(0) || output.status.code() == Some(1) && !told.is_empty();
        assert!(is_answered && !told.contains("panicked"), "{}: {:?} {told}", file.display(), output.status);
        // What can be read is measured as well, which may take longer than refusing.
        let limit = if output.status.success() { 10 * TIME_LIMIT } else { TIME_LIMIT };
        assert!(took < limit * BUSY_FACTOR, "{} took {took:?}", file.display());
    }
}

fn models_below(folder: &Path) -> Vec<PathBuf> {
    let mut models = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
            if path.is_dir() {
                open.push(path);
            } else if ["glb", "gltf", "stl", "obj", "3mf"]
                .iter()
                .any(|known| ending.as_deref() == Some(known.as_ref()))
            {
                models.push(path);
            }
        }
    }
    models.sort();
    models
}
