//! What a visitor downloads, and the gate that only lets it fall: `bench/sizes.toml`.

pub mod by_crate;

use crate::bundle::{self, Manifest, Profile};
use crate::progress::kilobytes;
use crate::setup;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;

/// How far above the gate a build may be before it fails: compilers differ by a few bytes.
const TOLERANCE_PERCENT: u64 = 1;

/// What is done with the measures besides comparing them with the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// Nothing.
    Gate,
    /// The gate is lowered to them.
    Accept,
    /// The app's code is shown by crate as well.
    ByCrate,
}

/// One row of the report: a module with its glue, all the code of a first visit, or the styles.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Measured {
    name: String,
    raw_bytes: u64,
    gzip_bytes: u64,
    brotli_bytes: u64,
}

/// `cargo xtask sizes`: builds the release bundle, reports and applies the gate.
///
/// # Errors
/// When something is larger than its gate.
pub fn report_and_gate(workspace: &Workspace, report: Report) -> Result<()> {
    setup::bundle_tools(workspace)?;
    let manifest = bundle::build(workspace, Profile::Release)?;
    match report {
        Report::Gate => {}
        Report::Accept => lower_gate(workspace, &manifest)?,
        Report::ByCrate => by_crate::print(workspace)?,
    }
    gate(workspace, &manifest)
}

/// Prints the table of a release bundle and compares it with the gate.
///
/// # Errors
/// When something is larger than its gate, or has none.
pub fn gate(workspace: &Workspace, manifest: &Manifest) -> Result<()> {
    let gates = read_gates(workspace)?;
    println!("\n{:<10} {:>12} {:>12} {:>12} {:>12}", "module", "raw", "gzip", "brotli", "gate");
    let mut complaints = Vec::new();
    for measured in measure(manifest) {
        let gate = gates.iter().find(|(name, _)| *name == measured.name).map(|(_, bytes)| *bytes);
        println!(
            "{:<14} {:>12} {:>12} {:>12} {:>12}",
            measured.name,
            kilobytes(measured.raw_bytes),
            kilobytes(measured.gzip_bytes),
            kilobytes(measured.brotli_bytes),
            gate.map_or_else(|| "none".to_owned(), kilobytes)
        );
        complaints.extend(complaint(&measured, gate));
    }
    println!();
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{}", complaints.join("\n"));
}

fn complaint(measured: &Measured, gate: Option<u64>) -> Option<String> {
    let Some(gate) = gate else {
        return Some(format!("{} has no gate in bench/sizes.toml", measured.name));
    };
    let limit = gate + gate * TOLERANCE_PERCENT / 100;
    (measured.brotli_bytes > limit).then(|| {
        let brotli = kilobytes(measured.brotli_bytes);
        format!(
            "{} is {brotli} brotli, its gate is {}: see what made it grow",
            measured.name,
            kilobytes(gate)
        )
    })
}

fn measure(manifest: &Manifest) -> Vec<Measured> {
    let app = [manifest.app_wasm.as_str(), &manifest.app_js];
    let mut rows = vec![sum(manifest, "app", app)];
    for (chunk, files) in &manifest.chunks {
        let all = app.into_iter().chain(files.iter().map(String::as_str));
        rows.push(sum(manifest, &format!("page-{chunk}"), all));
    }
    rows.push(sum(manifest, "viewer", [manifest.viewer_wasm.as_str(), &manifest.viewer_js]));
    rows.push(sum(manifest, "css", [manifest.css.as_str()]));
    rows
}

fn sum<'a>(manifest: &Manifest, name: &str, paths: impl IntoIterator<Item = &'a str>) -> Measured {
    let mut measured = Measured { name: name.to_owned(), raw_bytes: 0, gzip_bytes: 0, brotli_bytes: 0 };
    for file in paths.into_iter().filter_map(|path| manifest.file(path)) {
        measured.raw_bytes += file.bytes;
        measured.gzip_bytes += file.gzip_bytes.unwrap_or(file.bytes);
        measured.brotli_bytes += file.brotli_bytes.unwrap_or(file.bytes);
    }
    measured
}

fn gate_file(workspace: &Workspace) -> PathBuf {
    workspace.root.join("bench/sizes.toml")
}

fn read_gates(workspace: &Workspace) -> Result<Vec<(String, u64)>> {
    let text = fs::read_to_string(gate_file(workspace)).context("reading bench/sizes.toml")?;
    parse_gates(&text)
}

fn parse_gates(text: &str) -> Result<Vec<(String, u64)>> {
    let file: toml::Table = toml::from_str(text).context("bench/sizes.toml is not TOML")?;
    let gates = file.get("brotli_bytes").and_then(toml::Value::as_table).context("no [brotli_bytes]")?;
    gates
        .iter()
        .map(|(name, value)| {
            let bytes = value.as_integer().and_then(|bytes| u64::try_from(bytes).ok());
            Ok((name.clone(), bytes.with_context(|| format!("the gate of {name} is not a number of bytes"))?))
        })
        .collect()
}

/// Writes what was measured where it is less than the gate; a gate never rises here.
fn lower_gate(workspace: &Workspace, manifest: &Manifest) -> Result<()> {
    let gates = read_gates(workspace).unwrap_or_default();
    let measured = measure(manifest);
    fs::create_dir_all(workspace.root.join("bench"))?;
    fs::write(gate_file(workspace), gate_text(&lowered(&gates, &measured)))
        .context("writing bench/sizes.toml")
}

fn lowered(gates: &[(String, u64)], measured: &[Measured]) -> Vec<(String, u64)> {
    measured
        .iter()
        .map(|found| {
            let before =
                gates.iter().find(|(name, _)| *name == found.name).map_or(u64::MAX, |(_, bytes)| *bytes);
            (found.name.clone(), before.min(found.brotli_bytes))
        })
        .collect()
}

fn gate_text(gates: &[(String, u64)]) -> String {
    let mut text = String::from(
        "# What a visitor downloads at most, brotli 11: each module with its JavaScript, and all the code of a first visit to\n\
         # a page of each chunk.\n\
         # Held by `cargo xtask test`; lowered, never raised, by `cargo xtask sizes --accept`.\n\
         [brotli_bytes]\n",
    );
    for (name, bytes) in gates {
        text.push_str(&format!("{name} = {bytes}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::ServedFile;

    fn app(brotli_bytes: u64) -> Measured {
        Measured { name: "app".to_owned(), raw_bytes: 0, gzip_bytes: 0, brotli_bytes }
    }

    #[test]
    fn growing_past_the_gate_is_a_complaint_and_one_percent_is_not() {
        assert_eq!(complaint(&app(100_000), Some(100_000)), None);
        assert_eq!(complaint(&app(101_000), Some(100_000)), None);
        assert!(complaint(&app(101_001), Some(100_000)).unwrap().contains("app is 101.0 kB"));
        assert!(complaint(&app(1), None).unwrap().contains("no gate"));
    }

    #[test]
    fn accepting_lowers_a_gate_and_never_raises_it() {
        let gates = [("app".to_owned(), 500)];
        for (gates, measured, expected) in [(&gates[..], 400, 400), (&gates, 600, 500), (&[], 600, 600)] {
            assert_eq!(lowered(gates, &[app(measured)]), [("app".to_owned(), expected)]);
        }
    }

    #[test]
    fn the_written_gate_is_read_back() {
        let gates = [("app".to_owned(), 200_000), ("page-shop".to_owned(), 345_000)];
        assert_eq!(parse_gates(&gate_text(&gates)).unwrap(), gates);
        assert!(parse_gates("[brotli_bytes]\napp = -1").is_err());
        assert!(parse_gates("").is_err());
    }

    #[test]
    fn a_first_visit_is_the_app_and_the_chunks_of_its_page() {
        let file = |path: &str, bytes| ServedFile {
            path: path.to_owned(),
            content_type: "application/wasm",
            bytes: bytes * 3,
            immutable: true,
            brotli_bytes: Some(bytes),
            gzip_bytes: None,
        };
        let manifest = Manifest {
            app_js: "/a.js".to_owned(),
            app_wasm: "/a.wasm".to_owned(),
            chunks: [("shop".to_owned(), vec!["/shop.wasm".to_owned(), "/shared.wasm".to_owned()])].into(),
            files: vec![
                file("/a.js", 1),
                file("/a.wasm", 10),
                file("/shop.wasm", 100),
                file("/shared.wasm", 1000),
                file("/other.wasm", 10_000),
            ],
            ..Manifest::default()
        };
        let rows = measure(&manifest);
        let of = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.brotli_bytes);
        assert_eq!((of("app"), of("page-shop")), (Some(11), Some(1111)));
    }
}
