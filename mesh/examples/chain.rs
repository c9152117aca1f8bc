//! The everyday chain on one file, timed step by step: load and weld, watertight, volume, area, rescale, write.
//!
//! `chain make TRIANGLES FILE.stl|FILE.glb` writes a closed model of about that many triangles, and
//! `chain run FILE OUT.stl|OUT.glb` prints one line of JSON. `cargo xtask bench mesh` compares it with trimesh.

use std::f32::consts::TAU;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::Instant;

use mesh::export::{About, Format, export_sized};
use mesh::glb::ReadLimits;
use mesh::{Mesh, import, measure, shapes, size};
use serde_json::{Map, Value, json};

type Failure = Box<dyn std::error::Error>;

/// The longest side that the model is brought to.
const LONGEST_MM: f64 = 80.0;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["make", triangles, file] => make(triangles.parse()?, Path::new(file)),
        ["run", file, out] => run(Path::new(file), Path::new(out)),
        _ => Err("usage: chain make TRIANGLES FILE | chain run FILE OUT".into()),
    }
}

/// A sphere with waves, so that no two triangles are alike.
fn make(triangles: u32, file: &Path) -> Result<(), Failure> {
    let segments = (f64::from(triangles)).sqrt().round() as u32;
    let mut model = shapes::sphere(40.0, segments / 2 + 1, segments);
    for position in &mut model.positions {
        let [x, y, z] = position.map(|along| along / 40.0 * TAU);
        let swell = 1.0 + 0.05 * ((3.0 * x).sin() + (5.0 * y).sin() + (4.0 * z + x).sin());
        *position = position.map(|along| along * swell);
    }
    write(&model, file)
}

fn write(model: &Mesh, file: &Path) -> Result<(), Failure> {
    let slug = file.extension().and_then(|name| name.to_str()).unwrap_or_default();
    let format = Format::from_slug(slug).ok_or("the file's name must end in .stl or .glb")?;
    Ok(export_sized(model, format, &About::default(), BufWriter::new(File::create(file)?))?)
}

fn run(file: &Path, out: &Path) -> Result<(), Failure> {
    let mut clock = Clock { seconds: Map::new(), last: Instant::now() };
    let source = File::open(file)?;
    let length = source.metadata()?.len();
    let mut model = import::read_shape_from(source, length, &ReadLimits::default())?;
    clock.lap("load and weld");
    let watertight = measure::is_closed_as_indexed(&model);
    clock.lap("watertight");
    let volume = measure::signed_volume(&model);
    clock.lap("volume");
    let area = measure::area(&model);
    clock.lap("area");
    size::set_longest(&mut model, LONGEST_MM)?;
    clock.lap("rescale");
    write(&model, out)?;
    clock.lap("write");
    let extents = model.bounds().map(|bounds| bounds.extents());
    println!(
        "{}",
        json!({
            "seconds": clock.seconds, "triangles": model.triangles.len(), "vertices": model.positions.len(),
            "watertight": watertight, "volume": volume, "area": area, "extents": extents,
        })
    );
    Ok(())
}

struct Clock {
    seconds: Map<String, Value>,
    last: Instant,
}

impl Clock {
    fn lap(&mut self, step: &str) {
        self.seconds.insert(step.to_owned(), json!(self.last.elapsed().as_secs_f64()));
        self.last = Instant::now();
    }
}
