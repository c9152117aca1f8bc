use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;
use crate::export::{About, Format, export_sized};
use crate::import::SourceFormat;
use crate::{glb, import, shapes};

struct Folder(tempfile::TempDir);

impl Folder {
    fn with_cube() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        std::fs::write(folder.path("cube.glb"), glb::to_bytes(&shapes::cuboid([1.0, 2.0, 1.0])).unwrap())
            .unwrap();
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs with the words `@name` replaced by paths in the folder.
    fn run(&self, line: &str) -> (u8, String, String) {
        let arguments = line.split_whitespace().map(|word| match word.strip_prefix('@') {
            Some(name) => self.path(name).to_string_lossy().into_owned(),
            None => word.to_owned(),
        });
        let (mut out, mut errors) = (Vec::new(), Vec::new());
        let code = run(arguments, &mut out, &mut errors);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(errors).unwrap())
    }
}

fn extents(path: &Path) -> [f32; 3] {
    import::read(&std::fs::read(path).unwrap()).unwrap().bounds().unwrap().extents()
}

#[test]
fn inspect_speaks_json_in_millimetres_and_judges_materials() {
    let folder = Folder::with_cube();
    let (code, out, _) = folder.run("inspect @cube.glb --size-mm 40 --material all --json");
    assert_eq!(code, 0);
    let facts: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((facts["triangles"].as_u64(), facts["watertight"].as_bool()), (Some(12), Some(true)));
    assert!((facts["volume"].as_f64().unwrap() - 16_000.0).abs() < 0.1);
    assert_eq!(facts["passport"].as_array().unwrap().len(), 10);
    assert_eq!(facts["passport"][0]["verdict"], "pass");
    let (code, out, _) = folder.run("inspect @cube.glb --size-mm 40 --material pla");
    assert!(code == 0 && out.contains("mm³") && out.contains("Pass"), "{out}");
}

fn keys(object: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn the_names_in_json_are_those_that_programs_know() {
    let folder = Folder::with_cube();
    let (code, out, _) = folder.run("inspect @cube.glb --size-mm 2000 --material pla --json");
    assert_eq!(code, 0);
    let facts: Value = serde_json::from_str(&out).unwrap();
    let mut wanted: Vec<&str> = "triangles vertices extents bounds area volume volume_method watertight \
        winding_consistent euler boundary_edges non_manifold_edges flipped_faces shells inner_shells floating_pieces \
        self_intersections self_intersections_checked thinnest overhang_share base_contact_area passport"
        .split_whitespace()
        .collect();
    wanted.sort_unstable();
    assert_eq!(keys(&facts), wanted);
    assert_eq!(keys(&facts["bounds"]), ["max", "min"]);
    assert_eq!(keys(&facts["thinnest"]), ["at", "share_under_limit", "value"]);
    let passport = &facts["passport"][0];
    assert_eq!(keys(passport), ["findings", "largest_mm", "material", "smallest_mm", "verdict"]);
    assert_eq!((&passport["material"], &passport["verdict"]), (&Value::from("pla"), &Value::from("block")));
    assert_eq!(keys(&passport["findings"][0]), ["kind", "limit", "value", "verdict"]);
}

#[test]
fn without_a_size_a_model_is_judged_at_that_of_its_unit() {
    let folder = Folder::with_cube();
    for (name, unit) in [("part.glb", 0.001_f32), ("part.stl", 1.0)] {
        let part = shapes::cuboid([20.0 * unit, 40.0 * unit, 30.0 * unit]);
        let file = std::fs::File::create(folder.path(name)).unwrap();
        if unit < 1.0 {
            glb::write(&part, file).unwrap();
        } else {
            export_sized(&part, Format::Stl, &About::default(), file).unwrap();
        }
        let (code, out, _) = folder.run(&format!("inspect @{name} --material pla"));
        assert!(code == 0 && out.contains("judged at                   40.0 mm"), "{name}: {out}");
        assert!(out.contains("pla                         Pass"), "{name}: {out}");
        let (_, out, _) = folder.run(&format!("inspect @{name} --material pla --json"));
        let facts: Value = serde_json::from_str(&out).unwrap();
        let up = if unit < 1.0 { 1 } else { 2 };
        let longest = facts["extents"][up].as_f64().unwrap();
        assert!((longest / f64::from(40.0 * unit) - 1.0).abs() < 1e-6, "{name}: not in the file's unit");
        assert_eq!(facts["passport"][0]["verdict"], "pass");
    }
}

#[test]
fn what_is_asked_and_told_is_in_the_axes_of_the_file() {
    let folder = Folder::with_cube();
    // In our axes 4 wide, 8 high, 6 deep. In the file 4 along X, 6 along Y, 8 along Z.
    let mut part = shapes::cuboid([4.0, 8.0, 6.0]);
    part.translate([1.0, 0.0, 3.0]);
    for format in [Format::Stl, Format::ThreeMf] {
        let slug = format.slug();
        let file = std::fs::File::create(folder.path(&format!("part.{slug}"))).unwrap();
        export_sized(&part, format, &About::default(), file).unwrap();
        let (code, out, _) = folder.run(&format!("inspect @part.{slug} --json"));
        let facts: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &facts["extents"]), (0, &serde_json::json!([4.0, 6.0, 8.0])), "{slug}");
        let bounds = serde_json::json!({"min": [1.0, -9.0, 0.0], "max": [5.0, -3.0, 8.0]});
        assert_eq!(facts["bounds"], bounds, "{slug}");
        let at = [0, 1, 2].map(|axis| facts["thinnest"]["at"][axis].as_f64().unwrap());
        assert!((1.0..=5.0).contains(&at[0]) && (-9.0..=-3.0).contains(&at[1]), "{slug}: {at:?}");
        let (code, out, _) = folder.run(&format!("rescale @part.{slug} --to-mm 10,20,30 --out @sized.stl"));
        assert!(code == 0 && out.contains("10.00 × 20.00 × 30.00 mm"), "{slug}: {out}");
        assert_eq!(stl_extents(&folder.path("sized.stl")), [10.0, 20.0, 30.0], "{slug}");
        let (code, out, _) = folder.run(&format!("orient @part.{slug}"));
        assert!(code == 0 && (out.contains("0.000, 1.000]") || out.starts_with("turned")), "{slug}: {out}");
    }
}

/// Lengths along the axes of a binary STL as it lies there.
fn stl_extents(path: &Path) -> [f32; 3] {
    let bytes = std::fs::read(path).unwrap();
    let corners = bytes[84..].chunks_exact(50).flat_map(|record| record[12..48].chunks_exact(12));
    let number = |four: &[u8]| f32::from_le_bytes(four.try_into().unwrap());
    let points = corners.map(|corner| [0, 4, 8].map(|at| number(&corner[at..at + 4])));
    crate::Bounds::of(points).unwrap().extents()
}

#[test]
fn what_is_written_as_glb_keeps_its_length_in_metres() {
    let folder = Folder::with_cube();
    let part = shapes::cuboid([20.0, 60.0, 30.0]);
    for format in [Format::Stl, Format::ThreeMf, Format::Obj] {
        let name = format!("part.{}", format.file_extension());
        let file = std::fs::File::create(folder.path(&name)).unwrap();
        export_sized(&part, format, &About::default(), file).unwrap();
        for work in ["repair", "orient", "optimise"] {
            let (code, _, errors) = folder.run(&format!("{work} @{name} --out @{work}.glb"));
            assert_eq!((code, errors), (0, String::new()), "{work} {name}");
            let longest = import::read(&std::fs::read(folder.path(&format!("{work}.glb"))).unwrap()).unwrap();
            let longest = longest.bounds().unwrap().longest();
            assert!((longest - 0.06).abs() < 1e-6, "{work} {name}: {longest} m");
            // And back into millimetres.
            assert_eq!(folder.run(&format!("{work} @{work}.glb --out @{work}.stl")).0, 0);
            let sides = extents(&folder.path(&format!("{work}.stl")));
            assert!(sides.iter().any(|side| (side - 60.0).abs() < 1e-3), "{work} {name}: {sides:?}");
        }
    }
}

#[test]
fn the_ending_of_a_name_says_what_is_written_into_it() {
    let folder = Folder::with_cube();
    for work in ["repair", "rescale --longest-mm 40", "orient", "optimise"] {
        for (ending, format) in [
            ("glb", SourceFormat::Gltf),
            ("stl", SourceFormat::Stl),
            ("3mf", SourceFormat::ThreeMf),
            ("zip", SourceFormat::ZippedObj),
        ] {
            let (code, _, errors) = folder.run(&format!("{work} @cube.glb --out @x.{ending}"));
            assert_eq!((code, errors), (0, String::new()), "{work} {ending}");
            let written = std::fs::read(folder.path(&format!("x.{ending}"))).unwrap();
            assert_eq!(import::detect(&written), Some(format), "{work} {ending}");
        }
        for name in ["y.obj", "y.fbx", "y"] {
            let (code, _, errors) = folder.run(&format!("{work} @cube.glb --out @{name}"));
            assert!(code == 2 && errors.contains(".glb, .stl"), "{work} {name}: {code} {errors}");
            assert!(!folder.path(name).exists(), "{work} {name}");
        }
    }
    let (code, _, errors) = folder.run("export @cube.glb --to stl --longest-mm 40 --out @z.glb");
    assert!(code == 2 && errors.contains("STL is written to a .stl"), "{errors}");
}

#[test]
fn every_command_explains_itself() {
    let folder = Folder::with_cube();
    for command in ["inspect", "repair", "rescale", "orient", "export", "optimise", "render"] {
        for line in [format!("{command} --help"), format!("{command} @cube.glb -h")] {
            let (code, out, errors) = folder.run(&line);
            assert_eq!((code, errors), (0, String::new()), "{line}");
            assert_eq!(out.matches("  mesh ").count(), 1, "{out}");
            assert!(out.starts_with(&format!("usage:\n  mesh {command} FILE")), "{out}");
        }
    }
    for line in ["--help", "help"] {
        let (code, out, _) = folder.run(line);
        assert_eq!((code, out.matches("  mesh ").count()), (0, 7), "{line}");
    }
}

#[test]
fn what_is_passed_over_is_noted_beside_the_answer() {
    let folder = Folder::with_cube();
    let shape = glb::to_bytes(&shapes::cube(1.0)).unwrap();
    let length = u32::from_le_bytes(shape[12..16].try_into().unwrap()) as usize;
    let mut json: Value = serde_json::from_slice(&shape[20..20 + length]).unwrap();
    json["animations"] = serde_json::json!([{"channels": [{"sampler": 0, "target": {"node": 0, "path": "scale"}}],
        "samplers": [{"input": 0, "output": 0}]}]);
    let mut text = json.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    let rest = &shape[20 + length..];
    let total = (20 + text.len() + rest.len()) as u32;
    let header = [b"glTF".as_slice(), &2u32.to_le_bytes(), &total.to_le_bytes()].concat();
    let chunk = [&(text.len() as u32).to_le_bytes()[..], b"JSON", &text].concat();
    std::fs::write(folder.path("moving.glb"), [&header[..], &chunk, rest].concat()).unwrap();
    let (code, out, errors) = folder.run("inspect @moving.glb --json");
    assert_eq!(code, 0, "{errors}");
    assert!(serde_json::from_str::<Value>(&out).is_ok());
    assert!(
        errors.starts_with("note: ") && errors.ends_with("moving.glb: animations are ignored\n"),
        "{errors}"
    );
}

#[test]
fn files_come_out_at_the_asked_size() {
    let folder = Folder::with_cube();
    assert_eq!(folder.run("rescale @cube.glb --longest-mm 50 --out @a.glb").0, 0);
    assert!((extents(&folder.path("a.glb"))[1] - 0.05).abs() < 1e-6);
    assert_eq!(folder.run("rescale @cube.glb --to-mm 10,20,30 --out @b.glb").0, 0);
    assert!((extents(&folder.path("b.glb"))[2] - 0.03).abs() < 1e-6);
    assert_eq!(folder.run("export @cube.glb --to stl --longest-mm 80 --out @c.stl").0, 0);
    assert_eq!(extents(&folder.path("c.stl")), [40.0, 80.0, 40.0]);
    for format in ["glb", "obj", "3mf", "usdz"] {
        let (code, _, errors) =
            folder.run(&format!("export @cube.glb --to {format} --longest-mm 80 --out @x"));
        assert_eq!((code, errors), (0, String::new()), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_success() {
    let folder = Folder::with_cube();
    for name in ["full.glb", "full.stl", "full.3mf", "full.zip", "full.usdz"] {
        std::os::unix::fs::symlink("/dev/full", folder.path(name)).unwrap();
        let (code, out, errors) = folder.run(&format!("rescale @cube.glb --longest-mm 50 --out @{name}"));
        assert!(code == 1 && out.is_empty() && errors.contains("space"), "{name}: {out} {errors}");
    }
    let (code, _, errors) = folder.run("render @cube.glb --width 16 --height 16 --out /dev/full");
    assert!(code == 1 && errors.contains("space"), "{errors}");
}

#[test]
fn results_without_a_name_go_beside_the_input_and_over_nothing() {
    let folder = Folder::with_cube();
    for (line, name) in [
        ("rescale @cube.glb --longest-mm 120", "cube-120mm.glb"),
        ("rescale @cube.glb --to-mm 10,20.5,30", "cube-10x20.5x30mm.glb"),
        ("export @cube.glb --to obj --longest-mm 80", "cube-80mm.zip"),
        ("repair @cube.glb", "cube-repaired.glb"),
    ] {
        let (code, out, errors) = folder.run(line);
        assert!(code == 0 && out.contains(name), "{line}: {out} {errors}");
        let written = std::fs::read(folder.path(name)).unwrap();
        let (code, _, errors) = folder.run(line);
        assert!(code == 1 && errors.contains(name) && errors.contains("--out"), "{line}: {errors}");
        assert_eq!(std::fs::read(folder.path(name)).unwrap(), written);
        assert_eq!(folder.run(&format!("{line} --out @{name}")).0, 0, "{line}");
    }
    assert_eq!(extents(&folder.path("cube.glb")), [1.0, 2.0, 1.0]);
}

#[test]
fn repair_optimise_and_render_write_their_files() {
    let folder = Folder::with_cube();
    let mut open = shapes::cube(1.0);
    open.triangles.pop();
    std::fs::write(folder.path("open.glb"), glb::to_bytes(&open).unwrap()).unwrap();
    let (code, out, _) = folder.run("repair @open.glb --out @whole.glb");
    assert!(code == 0 && out.contains("whole.glb: ") && out.contains("1 hole closed"), "{out}");
    let (code, out, _) = folder.run("repair @open.glb --json --out @whole.glb");
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &told["triangles"]), (0, &Value::from(12)));
    assert!(told["out"].as_str().unwrap().ends_with("whole.glb"));
    let steps = told["steps"].as_array().unwrap();
    assert!(steps.iter().any(|step| step["step"] == "holes_filled" && step["holes"] == 1), "{out}");
    assert_eq!(folder.run("optimise @cube.glb --quantized --out @small.glb").0, 0);
    assert_eq!(folder.run("render @cube.glb --width 32 --height 16 --transparent --out @p.png").0, 0);
    let picture = image::open(folder.path("p.png")).unwrap();
    assert_eq!((picture.width(), picture.height()), (32, 16));
}

#[test]
fn a_ladder_is_three_files_and_orient_lays_a_model_down() {
    let folder = Folder::with_cube();
    let (code, out, _) = folder.run("optimise @cube.glb --ladder --out @step.glb");
    assert!(code == 0 && out.lines().count() == 3, "{out}");
    for level in 1..=3 {
        assert_eq!(extents(&folder.path(&format!("step-{level}.glb"))), [1.0, 2.0, 1.0]);
    }
    let requires = |name: &str| {
        let bytes = std::fs::read(folder.path(name)).unwrap();
        String::from_utf8_lossy(&bytes).contains("KHR_mesh_quantization")
    };
    assert!(!requires("step-1.glb"));
    assert_eq!(folder.run("optimise @cube.glb --quantized --out @step.glb").0, 0);
    assert_eq!(folder.run("optimise @cube.glb --ladder --quantized --out @step.glb").0, 0);
    assert!(["step.glb", "step-1.glb", "step-2.glb", "step-3.glb"].into_iter().all(requires));
    let tall = shapes::cuboid([1.0, 20.0, 1.0]);
    std::fs::write(folder.path("tall.glb"), glb::to_bytes(&tall).unwrap()).unwrap();
    let (code, out, _) = folder.run("orient @tall.glb --out @lying.glb");
    assert!(code == 0 && out.starts_with("turned: up is"), "{out}");
    assert!(extents(&folder.path("lying.glb"))[1] < 1.01);
}

#[test]
fn failures_are_one_and_wrong_usage_is_two() {
    let folder = Folder::with_cube();
    std::fs::write(folder.path("bad.glb"), b"glTF and no more").unwrap();
    let (code, _, errors) = folder.run("inspect @bad.glb");
    assert!(code == 1 && errors.contains("bad.glb"), "{errors}");
    assert_eq!(folder.run("inspect @missing.glb").0, 1);
    for line in [
        "",
        "fly",
        "inspect",
        "inspect a b",
        "inspect @cube.glb --size-mm -3",
        "inspect @cube.glb --colour red",
        "inspect @cube.glb --material cheese",
        "export @cube.glb --to fbx --longest-mm 3",
        "export @cube.glb --to stl",
        "rescale @cube.glb --to-mm 1,2 --out @x",
        "rescale @cube.glb --to-mm 1,2,3,x --out @x",
        "rescale @cube.glb --to-mm 1,2,3, --out @x",
        "rescale @cube.glb --out @x",
        "rescale @cube.glb --to-mm 0,1,1 --out @x.glb",
        "rescale @cube.glb --to-mm 1,-1,1 --out @x.glb",
        "rescale @cube.glb --to-mm 1,inf,1 --out @x.glb",
        "rescale @cube.glb --longest-mm 0 --out @x.glb",
        "optimise @cube.glb --quantized --out @x.stl",
        "optimise @cube.glb --ladder --triangles 9 --out @x",
        "render @cube.glb --width",
    ] {
        let (code, _, errors) = folder.run(line);
        assert!(code == 2 && errors.contains("usage:"), "{line}: {code} {errors}");
    }
}
