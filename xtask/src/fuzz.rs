//! `cargo xtask fuzz`: feeds the mesh readers with broken files for a while.
//!
//! libFuzzer comes with the crate `libfuzzer-sys`, and the compiler's coverage counters are switched on by flags that the
//! workspace's own toolchain knows, so neither nightly Rust nor cargo-fuzz has to be installed.

use crate::lanes::Outcome;
use crate::process;
use crate::progress::note;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// One target a reader.
const TARGETS: [&str; 5] = ["gltf", "stl", "obj", "zipped_obj", "threemf"];
/// Seconds a target in the test lane.
const LANE_SECONDS: u32 = 20;
/// Seconds a target by command, unless told otherwise.
pub const DEFAULT_SECONDS: u32 = 300;
/// What makes up the readers: when none of it changed, the lane does not fuzz again.
const READERS: [&str; 4] = ["mesh/src/glb", "mesh/src/import", "mesh/src/weld.rs", "mesh/fuzz"];
/// Edge counters and traced comparisons, as cargo-fuzz sets them.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";
/// An input may take this long and this much memory: the bounds on bad input, with room for checked arithmetic and a
/// busy machine.
const BOUNDS: [&str; 2] = ["-timeout=10", "-rss_limit_mb=512"];

/// The committed key of the readers that passed last, so that a fresh clone knows them.
const RECORD: &str = "mesh/fuzz/fuzzed.txt";

/// Fuzzes every reader, and records which readers passed.
///
/// # Errors
/// When the targets cannot be built, or an input breaks a reader; names the file with the input.
pub fn run(workspace: &Workspace, seconds: u32) -> Result<()> {
    let binaries = build(workspace)?;
    seed(workspace)?;
    TARGETS.into_iter().try_for_each(|target| fuzz(workspace, &binaries, target, seconds))?;
    fs::write(workspace.root.join(RECORD), key_of_readers(workspace)? + "\n")?;
    note(format!("{RECORD} says so: commit it, and the test lane need not fuzz these readers again"));
    Ok(())
}

/// Fuzzes shortly, if a reader changed since it was last fuzzed, here or where the record was committed. Where the targets
/// cannot be built nothing counts, and that is said.
///
/// # Errors
/// When the sources cannot be read.
pub fn when_readers_changed(workspace: &Workspace, outcome: &mut Outcome) -> Result<()> {
    let key = key_of_readers(workspace)?;
    let stamp = workspace.cache.join("fuzz").join(format!("{key}.passed"));
    let recorded = fs::read_to_string(workspace.root.join(RECORD)).unwrap_or_default();
    if stamp.exists() || recorded.trim() == key {
        note("the mesh readers did not change since they were fuzzed");
        return Ok(());
    }
    note(
        "the mesh readers changed since they were fuzzed: the targets are built, which takes minutes the first time",
    );
    let binaries = match build(workspace).and_then(|binaries| seed(workspace).map(|()| binaries)) {
        Ok(binaries) => binaries,
        Err(error) => {
            note(format!("fuzzing is skipped: {error:#}"));
            return Ok(());
        }
    };
    let failed_before = outcome.failed;
    for target in TARGETS {
        outcome.check(&format!("fuzz {target}"), || fuzz(workspace, &binaries, target, LANE_SECONDS));
    }
    if outcome.failed == failed_before {
        fs::create_dir_all(workspace.cache.join("fuzz"))?;
        fs::write(stamp, "")?;
    }
    Ok(())
}

/// Compiles the targets; answers the folder they are in.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root.join("mesh/fuzz");
    // The versions the product is built with; cargo adds what only the targets need.
    fs::copy(workspace.root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let host = host_triple(workspace)?;
    let target = workspace.target.join("fuzz");
    let mut cargo = workspace.cargo();
    cargo.current_dir(&folder).env("CARGO_TARGET_DIR", &target).env("RUSTFLAGS", FLAGS);
    // Naming the target keeps the flags away from build scripts and macros.
    process::run(cargo.args(["build", "--release", "--bins", "--target", &host]))
        .context("the fuzz targets do not build: they need a C++ compiler and the crate libfuzzer-sys")?;
    Ok(target.join(host).join("release"))
}

fn host_triple(workspace: &Workspace) -> Result<String> {
    let answer = process::capture(workspace.command("rustc").arg("-vV"))?;
    let host = answer.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name its host")?.to_owned())
}

fn corpus(workspace: &Workspace) -> PathBuf {
    workspace.cache.join("fuzz/corpus")
}

/// Files of our own writers, from which the fuzzer starts.
fn seed(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--quiet", "--package", "mesh", "--example", "corpus", "--"]).arg(corpus(workspace));
    process::run(&mut cargo)
}

fn fuzz(workspace: &Workspace, binaries: &Path, target: &str, seconds: u32) -> Result<()> {
    let findings = workspace.cache.join("fuzz/findings").join(target);
    fs::create_dir_all(&findings)?;
    let mut command = workspace.command(binaries.join(target));
    command.arg(corpus(workspace).join(target)).arg(fixtures(workspace, target));
    command
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", findings.display()));
    command.args(BOUNDS).args(["-max_len=65536", "-print_final_stats=1", "-verbosity=0"]);
    if process::run(&mut command).is_err() {
        bail!("an input breaks the {target} reader: it is in {}", findings.display());
    }
    Ok(())
}

/// Committed files that once were hard to read are inputs as well.
fn fixtures(workspace: &Workspace, target: &str) -> PathBuf {
    let folder = workspace.root.join("mesh/fixtures").join(target);
    if folder.is_dir() { folder } else { corpus(workspace).join(target) }
}

fn key_of_readers(workspace: &Workspace) -> Result<String> {
    let mut digest = Sha256::new();
    for place in READERS {
        for file in files_below(&workspace.root.join(place))? {
            if file.extension().is_some_and(|name| name == "rs" || name == "toml") {
                digest.update(fs::read(file)?);
            }
        }
    }
    Ok(digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

/// All files below a place, or the place itself, in order of their names.
fn files_below(place: &Path) -> Result<Vec<PathBuf>> {
    if place.is_file() {
        return Ok(vec![place.to_path_buf()]);
    }
    let mut files = Vec::new();
    let mut open = vec![place.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            (if path.is_dir() { &mut open } else { &mut files }).push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_a_file_and_is_built() {
        let folder = Workspace::locate().unwrap().root.join("mesh/fuzz");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        for target in TARGETS {
            assert!(folder.join(format!("fuzz_targets/{target}.rs")).is_file(), "{target}");
            assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
        }
    }

    #[test]
    fn a_changed_reader_has_another_key() {
        let mut workspace = Workspace::locate().unwrap();
        let clone = tempfile::tempdir().unwrap();
        workspace.root = clone.path().to_path_buf();
        for folder in ["mesh/src/glb", "mesh/src/import", "mesh/fuzz"] {
            fs::create_dir_all(clone.path().join(folder)).unwrap();
        }
        fs::write(clone.path().join("mesh/src/weld.rs"), "one").unwrap();
        fs::write(clone.path().join("mesh/fuzz/input.bin"), "passed over").unwrap();
        let before = key_of_readers(&workspace).unwrap();
        assert_eq!(before, key_of_readers(&workspace).unwrap());
        fs::write(clone.path().join("mesh/src/glb/read.rs"), "new").unwrap();
        assert_ne!(before, key_of_readers(&workspace).unwrap());
    }
}
