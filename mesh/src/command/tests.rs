use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;
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
    assert!(code == 0 && out.contains("HolesFilled"), "{out}");
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
        "optimise @cube.glb --ladder --triangles 9 --out @x",
        "render @cube.glb --width",
    ] {
        let (code, _, errors) = folder.run(line);
        assert!(code == 2 && errors.contains("usage:"), "{line}: {code} {errors}");
    }
}
