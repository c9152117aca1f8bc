//! The mesh library's everyday chain against trimesh, and its repair against pymeshfix.
//!
//! Both do the same on the same files: load, weld, watertight, volume, area, rescale, write. Results must be equal, and
//! CPU seconds and peak memory, both as the kernel accounts for the whole process, are given as ratios.

use crate::process;
use crate::progress::{note, stage};
use crate::setup;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// The Python packages of the comparison and of reading exports back.
pub const REQUIREMENTS: &str = "bench/mesh/requirements.txt";
/// Triangles of the generated models.
const SIZES: [u32; 2] = [100_000, 1_000_000];
/// STL is a list of loose triangles and must be welded; a GLB is indexed already.
const FORMATS: [&str; 2] = ["stl", "glb"];
/// The format whose ratios are held.
const HELD_FORMAT: &str = "stl";
const ROUNDS: &str = "5";
/// Numbers of the two sides may differ by this share: positions are rounded to 32 bits when a file is written.
const TOLERANCE: f64 = 1e-6;
const LEAST_CPU_RATIO: f64 = 25.0;
const LEAST_MEMORY_RATIO: f64 = 6.0;
/// A repaired volume may differ from pymeshfix's by this share.
const REPAIR_TOLERANCE: f64 = 0.05;

/// Runs both comparisons.
///
/// # Errors
/// When Python's packages cannot be had, results differ, or a ratio is under what it must be.
pub fn run(workspace: &Workspace) -> Result<()> {
    let python = stage("Python packages", || setup::python_with(workspace, Path::new(REQUIREMENTS)))?;
    let bench = Bench { workspace, python, folder: workspace.cache.join("bench-mesh") };
    fs::create_dir_all(&bench.folder)?;
    stage("Compile the examples", || bench.compile())?;
    let mut shortfalls = Vec::new();
    for triangles in SIZES {
        for format in FORMATS {
            let name = format!("{triangles} triangles, {format}");
            let sides = stage(&name, || bench.compare(triangles, format))?;
            println!("{}", sides.table());
            sides.check_equal()?;
            if format == HELD_FORMAT {
                shortfalls.extend(sides.shortfall().map(|shortfall| format!("{name}: {shortfall}")));
            }
        }
    }
    println!("{}", stage("Every step of the mesh library", || bench.steps())?);
    stage("Repair against pymeshfix", || bench.compare_repairs())?;
    ensure!(shortfalls.is_empty(), "{}", shortfalls.join("\n"));
    Ok(())
}

struct Bench<'a> {
    workspace: &'a Workspace,
    python: PathBuf,
    folder: PathBuf,
}

impl Bench<'_> {
    fn compile(&self) -> Result<()> {
        process::run(self.workspace.cargo().args(["build", "--release", "--package", "mesh", "--examples"]))
    }

    fn example(&self, name: &str) -> PathBuf {
        self.workspace.target.join("release/examples").join(name)
    }

    fn script(&self, name: &str) -> PathBuf {
        self.workspace.root.join("bench/mesh").join(name)
    }

    fn compare(&self, triangles: u32, format: &str) -> Result<Sides> {
        let file = self.folder.join(format!("{triangles}.{format}"));
        let chain = self.example("chain");
        process::run(self.workspace.command(&chain).args(["make", &triangles.to_string()]).arg(&file))?;
        let out = |name: &str| self.folder.join(format!("{name}.{format}"));
        let ours = json!([chain, "run", file, out("ours")]);
        let theirs = json!([self.python, self.script("trimesh_chain.py"), file, out("theirs")]);
        let mut compare = self.workspace.command("python3");
        compare.arg(self.script("compare.py")).args([ROUNDS, &ours.to_string(), &theirs.to_string()]);
        Sides::read(&process::capture(&mut compare)?)
    }

    /// The table of rates on the last and largest model of the comparison.
    fn steps(&self) -> Result<String> {
        let file = self.folder.join(format!("{}.glb", SIZES[SIZES.len() - 1]));
        process::capture(self.workspace.command(self.example("steps")).arg(file))
    }

    fn compare_repairs(&self) -> Result<()> {
        let folder = self.folder.join("holed");
        let listed = process::capture(self.workspace.command(self.example("holed")).arg(folder))?;
        let rows: Vec<Value> = serde_json::from_str(&listed).context("reading the list of holed models")?;
        let mut fix = self.workspace.command(&self.python);
        fix.arg(self.script("repair_volumes.py")).args(rows.iter().filter_map(|row| row["file"].as_str()));
        let theirs: Vec<f64> = serde_json::from_str(process::capture(&mut fix)?.trim())?;
        ensure!(
            theirs.len() == rows.len(),
            "pymeshfix answered for {} of {} models",
            theirs.len(),
            rows.len()
        );
        let mut worst: f64 = 0.0;
        for (row, theirs) in rows.iter().zip(theirs) {
            let ours = row["volume"].as_f64().context("a repaired model has no volume")?;
            let difference = (ours / theirs - 1.0).abs();
            worst = worst.max(difference);
            let name = row["name"].as_str().unwrap_or("?");
            note(format!("{name:<24} {ours:>12.2} against {theirs:>12.2}: {:.2} %", difference * 100.0));
        }
        ensure!(worst <= REPAIR_TOLERANCE, "a repaired volume differs by {:.1} %", worst * 100.0);
        Ok(())
    }
}

/// What one side needed and found.
struct Side(Value);

impl Side {
    fn number(&self, path: &str) -> f64 {
        self.0.pointer(path).and_then(Value::as_f64).unwrap_or(f64::NAN)
    }

    fn seconds_of(&self, step: &str) -> f64 {
        self.number(&format!("/seconds/{step}"))
    }
}

struct Sides {
    ours: Side,
    theirs: Side,
}

impl Sides {
    fn read(answer: &str) -> Result<Self> {
        let [ours, theirs]: [Value; 2] =
            serde_json::from_str(answer.trim()).context("reading the comparison")?;
        Ok(Self { ours: Side(ours), theirs: Side(theirs) })
    }

    fn cpu_ratio(&self) -> f64 {
        self.theirs.number("/cpu_seconds") / self.ours.number("/cpu_seconds")
    }

    fn memory_ratio(&self) -> f64 {
        self.theirs.number("/peak_bytes") / self.ours.number("/peak_bytes")
    }

    /// What is under the ratios that must be held.
    fn shortfall(&self) -> Option<String> {
        let (cpu, memory) = (self.cpu_ratio(), self.memory_ratio());
        // A ratio that is no number is short as well.
        let is_enough = cpu >= LEAST_CPU_RATIO && memory >= LEAST_MEMORY_RATIO;
        (!is_enough).then(|| {
            format!("{cpu:.1} × CPU (at least {LEAST_CPU_RATIO}), {memory:.1} × memory (at least {LEAST_MEMORY_RATIO})")
        })
    }

    fn check_equal(&self) -> Result<()> {
        for name in ["triangles", "vertices", "watertight"] {
            let path = format!("/facts/{name}");
            let (ours, theirs) = (self.ours.0.pointer(&path), self.theirs.0.pointer(&path));
            ensure!(ours.is_some() && ours == theirs, "{name}: {ours:?} against {theirs:?}");
        }
        for name in ["volume", "area"] {
            let path = format!("/facts/{name}");
            let (ours, theirs) = (self.ours.number(&path), self.theirs.number(&path));
            ensure!((ours / theirs - 1.0).abs() <= TOLERANCE, "{name}: {ours} against {theirs}");
        }
        for axis in 0..3 {
            let (ours, theirs) = (sorted_extents(&self.ours), sorted_extents(&self.theirs));
            let (ours, theirs) = (ours.get(axis), theirs.get(axis));
            let is_equal =
                ours.zip(theirs).is_some_and(|(ours, theirs)| (ours / theirs - 1.0).abs() <= TOLERANCE);
            ensure!(is_equal, "rescaled extents: {ours:?} against {theirs:?}");
        }
        Ok(())
    }

    fn table(&self) -> String {
        let megabytes = |side: &Side| side.number("/peak_bytes") / 1e6;
        let mut table = format!(
            "    CPU    {:>8.3} s  against {:>8.3} s   {:>6.1} ×\n    memory {:>8.1} MB against {:>8.1} MB  {:>6.1} ×\n",
            self.ours.number("/cpu_seconds"),
            self.theirs.number("/cpu_seconds"),
            self.cpu_ratio(),
            megabytes(&self.ours),
            megabytes(&self.theirs),
            self.memory_ratio(),
        );
        table.push_str("    step           ours        trimesh     ours, million triangles/s\n");
        let triangles = self.ours.number("/facts/triangles");
        for step in ["load and weld", "watertight", "volume", "area", "rescale", "write"] {
            let (ours, theirs) = (self.ours.seconds_of(step), self.theirs.seconds_of(step));
            let rate = triangles / ours / 1e6;
            table.push_str(&format!(
                "    {step:<13} {:>7.1} ms  {:>9.1} ms  {rate:>9.1}\n",
                ours * 1e3,
                theirs * 1e3
            ));
        }
        table
    }
}

/// Our up is Y and an STL's is Z, so the axes come in another order.
fn sorted_extents(side: &Side) -> Vec<f64> {
    let listed = side.0.pointer("/facts/extents").and_then(Value::as_array);
    let mut extents: Vec<f64> = listed.into_iter().flatten().filter_map(Value::as_f64).collect();
    extents.sort_by(f64::total_cmp);
    extents
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(cpu_seconds: f64, volume: f64) -> Value {
        json!({"cpu_seconds": cpu_seconds, "peak_bytes": cpu_seconds * 1e8, "seconds": {"load and weld": 0.5},
            "facts": {"triangles": 12, "vertices": 8, "watertight": true, "volume": volume, "area": 6.0,
                "extents": [1.0, 3.0, 2.0]}})
    }

    fn sides(theirs: Value) -> Sides {
        Sides::read(&json!([side(0.1, 1.0), theirs]).to_string()).unwrap()
    }

    #[test]
    fn ratios_are_theirs_over_ours_and_held_from_below() {
        let good = sides(side(2.6, 1.0));
        assert!((good.cpu_ratio() - 26.0).abs() < 1e-9 && good.shortfall().is_none());
        assert!(good.table().contains("26.0 ×"), "{}", good.table());
        assert!(sides(side(2.0, 1.0)).shortfall().unwrap().contains("20.0 × CPU"));
        assert!(sides(json!({})).shortfall().is_some(), "nothing measured is not enough");
    }

    #[test]
    fn different_results_are_refused() {
        assert!(sides(side(2.6, 1.0 + 1e-7)).check_equal().is_ok());
        assert!(sides(side(2.6, 1.0 + 1e-5)).check_equal().unwrap_err().to_string().contains("volume"));
        let mut turned = side(2.6, 1.0);
        turned["facts"]["extents"] = json!([3.0, 2.0, 1.0]);
        assert!(sides(turned.clone()).check_equal().is_ok());
        turned["facts"]["extents"] = json!([3.0, 2.0]);
        assert!(sides(turned).check_equal().is_err());
        assert!(sides(json!({})).check_equal().is_err());
    }
}
