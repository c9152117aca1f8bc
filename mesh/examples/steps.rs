//! What each step of a full report, a repair and an export takes on one file: `steps FILE [ROUNDS]` prints a table.
//!
//! Times are the least of the rounds on the wall's clock, on one thread but for carrying colors over, so run it where
//! nothing else runs. `cargo xtask bench mesh` runs it on a generated model of a million triangles.

use std::collections::HashMap;
use std::fs;
use std::io::sink;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use mesh::export::{About, Format, export};
use mesh::measure::{MeasureOptions, measure};
use mesh::optimise::{level_ladder, optimise};
use mesh::render::{View, render};
use mesh::solid::{SimplifyTarget, check_manifold, simplify_unchecked, transfer_attributes};
use mesh::watch::Watch;
use mesh::{Mesh, import, repair, stand};

type Failure = Box<dyn std::error::Error>;

/// The longest side that exports are brought to.
const LONGEST_MM: f64 = 80.0;
/// The copy that is simplified for print.
const SIMPLIFIED: SimplifyTarget = SimplifyTarget { tolerance: f32::MAX, triangles: 100_000 };

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (file, rounds) = match arguments.as_slice() {
        [file] => (file, 3),
        [file, rounds] => (file, rounds.parse()?),
        _ => return Err("usage: steps FILE [ROUNDS]".into()),
    };
    let bytes = fs::read(file)?;
    let mut table = Table::default();
    let mut triangles = 0;
    for _ in 0..rounds {
        triangles = round(&bytes, &mut table)?;
    }
    print!("{}", table.markdown(triangles));
    Ok(())
}

/// Does everything once and gives the model's triangles.
fn round(bytes: &[u8], table: &mut Table) -> Result<usize, Failure> {
    let model = table.timed("read", || import::read(bytes))?;
    report(&model, table)?;
    table.timed("proof of a solid", || check_manifold(&model))?;
    table.timed("best side down", || stand::suggest(&model, &Watch::default()))?;
    let light = table.timed("simplify to 100 k", || simplify_unchecked(&model, SIMPLIFIED));
    table.timed("carry the surface over to 100 k", || transfer_attributes(&model, &light));
    table.timed("repair with a hole", || repair::repair(&holed(&model), &Watch::default()))?;
    let [quick, ..] = level_ladder(model.triangles.len());
    table.timed("first level for the viewer, 15 k", || optimise(&model, &quick, &Watch::default()))?;
    table.timed("draw 512 × 512", || render(&model, &View::default()));
    for format in Format::ALL {
        let name = format!("write {}", format.label());
        table.timed(&name, || export(&model, format, LONGEST_MM, &About::default(), sink()))?;
    }
    Ok(model.triangles.len())
}

/// Times every step that measuring announces.
fn report(model: &Mesh, table: &mut Table) -> Result<(), Failure> {
    let announced = Mutex::new(Vec::new());
    let note = |step: &str, _share: f32| {
        if let Ok(mut steps) = announced.lock() {
            steps.push((step.to_owned(), Instant::now()));
        }
    };
    let watch = Watch { progress: Some(&note), ..Watch::default() };
    measure(model, &MeasureOptions::default(), &watch)?;
    for pair in announced.lock().map_err(|_| "a step panicked")?.windows(2) {
        if let [(step, from), (_, to)] = pair {
            table.add(&format!("measure: {step}"), to.duration_since(*from));
        }
    }
    Ok(())
}

/// The model without its first triangle.
fn holed(model: &Mesh) -> Mesh {
    let mut holed = model.clone();
    holed.retain_triangles(|index, _| index > 0);
    holed
}

/// The least time of each step, in the order in which they came.
#[derive(Default)]
struct Table {
    order: Vec<String>,
    least: HashMap<String, Duration>,
}

impl Table {
    fn timed<T>(&mut self, step: &str, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        self.add(step, started.elapsed());
        done
    }

    fn add(&mut self, step: &str, took: Duration) {
        if !self.least.contains_key(step) {
            self.order.push(step.to_owned());
        }
        let least = self.least.entry(step.to_owned()).or_insert(took);
        *least = took.min(*least);
    }

    fn markdown(&self, triangles: usize) -> String {
        let row = |step: &String| {
            let seconds = self.least.get(step).map_or(0.0, Duration::as_secs_f64);
            let rate = triangles as f64 / seconds / 1e6;
            format!("| {step} | {:.1} | {rate:.1} |\n", seconds * 1e3)
        };
        let rows: String = self.order.iter().map(row).collect();
        format!("| step, {triangles} triangles | ms | million triangles/s |\n|---|--:|--:|\n{rows}")
    }
}
