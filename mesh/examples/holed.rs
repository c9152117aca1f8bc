//! Tears holes into closed models, repairs them and prints the volumes: `holed FOLDER`.
//!
//! The torn models stay in the folder as STL, for other programs to repair: `cargo xtask bench mesh` hands them to
//! pymeshfix.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use mesh::export::{About, Format, export_sized};
use mesh::repair::repair;
use mesh::watch::Watch;
use mesh::{Mesh, measure, shapes};
use serde_json::json;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("usage: holed FOLDER")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let mut rows = Vec::new();
    for (name, model) in torn_models() {
        let file = folder.join(format!("{name}.stl"));
        export_sized(&model, Format::Stl, &About::default(), BufWriter::new(File::create(&file)?))?;
        let repaired = repair(&model, &Watch::default())?;
        rows.push(json!({"name": name, "file": file, "volume": measure::signed_volume(&repaired.mesh)}));
    }
    println!("{}", json!(rows));
    Ok(())
}

fn torn_models() -> Vec<(&'static str, Mesh)> {
    let ball = shapes::sphere(20.0, 60, 90);
    let top = without(&ball, |at| at[1] > 18.5);
    let sides = without(&ball, |at| at[0].abs() > 18.0);
    let mut egg = without(&ball, |at| at[2] > 17.0);
    egg.scale([1.0, 1.6, 0.8]);
    let mut waves = shapes::sphere(20.0, 90, 120);
    for at in &mut waves.positions {
        let swell = 1.0 + 0.08 * (at[0] * 0.5).sin() * (at[1] * 0.4).cos();
        *at = at.map(|along| along * swell);
    }
    let specks = scattered(&waves);
    vec![
        ("open-top", top),
        ("open-sides", sides),
        ("open-egg", egg),
        ("open-waves", without(&waves, |at| at[1] < -17.5)),
        ("specks", specks),
        ("open-box", without(&shapes::cuboid([30.0, 20.0, 10.0]), |at| at[2] > 9.0)),
    ]
}

/// Drops the triangles whose middle is chosen.
fn without(model: &Mesh, is_dropped: impl Fn([f32; 3]) -> bool) -> Mesh {
    let mut torn = model.clone();
    torn.retain_triangles(|_, triangle| {
        let corners = model.corners(triangle).map(|[a, b, c]| ((a + b + c) / 3.0).to_array());
        corners.is_none_or(|middle| !is_dropped(middle))
    });
    torn.remove_unreferenced();
    torn
}

/// Drops every fiftieth triangle.
fn scattered(model: &Mesh) -> Mesh {
    let mut torn = model.clone();
    torn.retain_triangles(|face, _| face % 50 != 7);
    torn
}
