//! Bad files must end in a sentence within two seconds and 200 MB, never in a panic: the command is run on each with
//! its memory limited, and its exit code and answer are looked at.

// The lints' exemption for tests covers what stands below a test configuration, helpers between tests included.
#![cfg(test)]

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use mesh::{glb, shapes};

/// What the kernel grants for data: 200 MB.
const MEMORY_KILOBYTES: u32 = 200 << 10;
/// On an idle machine; tests share theirs.
const TIME_LIMIT: Duration = Duration::from_secs(2);
const BUSY_FACTOR: u32 = 5;
/// Where Debian's `assimp-testmodels` puts its files.
const ASSIMP_MODELS: &str = "/usr/share/assimp/models";

/// Runs `mesh inspect` under the limits.
fn inspect(file: &Path) -> (Output, Duration) {
    let started = Instant::now();
    let script = format!("ulimit -d {MEMORY_KILOBYTES} && exec \"$0\" inspect \"$1\"");
    let output = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_mesh")])
        .arg(file)
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
}

#[test]
fn cycles_nothing_and_numbers_that_are_none() {
    let shape = triangle([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    assert!(refusal("cycle.gltf", &gltf(r#"{"children":[1]},{"children":[0]}"#, &shape)).contains("node"));
    let nan = triangle([f32::NAN, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    assert!(refusal("nan.gltf", &gltf(r#"{"mesh":0}"#, &nan)).contains("finite"));
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
