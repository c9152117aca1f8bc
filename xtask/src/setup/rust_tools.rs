//! The wasm target, the two programs that make a bundle of it, and the one that knows advisories.

use crate::process;
use crate::progress::note;
use crate::workspace::Workspace;
use anyhow::{Result, bail};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// A program from crates.io that is wanted in one exact version.
struct CargoTool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    patience: &'static str,
    /// What is only run once a build, or waits for others, is compiled quickly rather than to run quickly.
    is_compiled_quickly: bool,
}

/// Must be the version of the `wasm-bindgen` crate, or the module and its glue do not fit.
const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: "0.2.130",
    patience: "about two minutes",
    is_compiled_quickly: false,
};

/// 0.22 needs a newer Rust than ours.
const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    program: "trunk",
    version: "0.21.14",
    patience: "two to five minutes",
    is_compiled_quickly: true,
};

/// Any version will do; this one is installed where there is none.
const CARGO_DENY: CargoTool = CargoTool {
    package: "cargo-deny",
    program: "cargo-deny",
    version: "0.20.2",
    patience: "about five minutes",
    is_compiled_quickly: true,
};

/// Adds the wasm target to the toolchain when it is not there.
///
/// # Errors
/// When the toolchain has no wasm target and rustup cannot add it.
pub fn ensure_wasm_target(workspace: &Workspace) -> Result<()> {
    if has_wasm_target(workspace) {
        return Ok(());
    }
    note(format!("rustup: adding the target {WASM_TARGET}"));
    let added = process::run(workspace.command("rustup").args(["target", "add", WASM_TARGET]));
    if added.is_err() && !has_wasm_target(workspace) {
        bail!("the Rust target {WASM_TARGET} is missing: run `rustup target add {WASM_TARGET}`");
    }
    Ok(())
}

fn has_wasm_target(workspace: &Workspace) -> bool {
    let mut rustc = workspace.command("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    process::capture(&mut rustc).is_ok_and(|folder| std::path::Path::new(folder.trim()).is_dir())
}

/// Installs `wasm-bindgen`.
///
/// # Errors
/// When it can be neither found nor installed.
pub fn ensure_wasm_bindgen(workspace: &Workspace) -> Result<()> {
    ensure(workspace, &WASM_BINDGEN)
}

/// Installs Trunk.
///
/// # Errors
/// When it can be neither found nor installed.
pub fn ensure_trunk(workspace: &Workspace) -> Result<()> {
    ensure(workspace, &TRUNK)
}

/// Installs cargo-deny, unless any version of it is there.
///
/// # Errors
/// When it can be neither found nor installed.
pub fn ensure_cargo_deny(workspace: &Workspace) -> Result<()> {
    if process::succeeds(workspace.command(CARGO_DENY.program).arg("--version")) {
        note("cargo-deny is in place");
        return Ok(());
    }
    ensure(workspace, &CARGO_DENY)
}

fn ensure(workspace: &Workspace, tool: &CargoTool) -> Result<()> {
    if is_there(workspace, tool) {
        note(format!("{} {} is in place", tool.program, tool.version));
        return Ok(());
    }
    note(format!("{} {}: installing once, {}", tool.package, tool.version, tool.patience));
    for attempt in [Attempt::Prebuilt, Attempt::Locked, Attempt::Unlocked] {
        if attempt.can_be_made(workspace)
            && process::run(&mut attempt.command(workspace, tool)).is_ok()
            && is_there(workspace, tool)
        {
            // Kept only while a failed attempt may be continued.
            let _ = std::fs::remove_dir_all(tools_build_output(workspace));
            return Ok(());
        }
    }
    bail!(
        "{} {version} could not be installed: run `cargo install {package} --version {version}` and try again",
        tool.program,
        package = tool.package,
        version = tool.version
    );
}

fn is_there(workspace: &Workspace, tool: &CargoTool) -> bool {
    let answer = process::capture(workspace.command(tool.program).arg("--version"));
    answer.is_ok_and(|text| names_version(&text, tool.version))
}

/// Whether `--version` answered exactly this version: `trunk 0.21.14` is not `0.21.1`.
fn names_version(answer: &str, version: &str) -> bool {
    answer.split_whitespace().any(|word| word == version)
}

/// The ways to install a tool, the quickest first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attempt {
    Prebuilt,
    Locked,
    /// A mirror can lag behind the versions in a tool's own lock file.
    Unlocked,
}

impl Attempt {
    fn can_be_made(self, workspace: &Workspace) -> bool {
        self != Self::Prebuilt || process::succeeds(workspace.command("cargo").args(["binstall", "-V"]))
    }

    fn command(self, workspace: &Workspace, tool: &CargoTool) -> std::process::Command {
        let mut cargo = workspace.command("cargo");
        cargo.env("CARGO_TARGET_DIR", tools_build_output(workspace));
        match self {
            Self::Prebuilt => cargo.args(["binstall", "--no-confirm"]),
            Self::Locked => cargo.args(["install", "--locked"]),
            Self::Unlocked => cargo.arg("install"),
        };
        if tool.is_compiled_quickly {
            // Trunk's own profile asks for one unit and whole-program optimisation: 7.5 minutes on two cores.
            cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
            cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        }
        cargo.arg("--root").arg(workspace.tools()).args([tool.package, "--version", tool.version]);
        cargo
    }
}

fn tools_build_output(workspace: &Workspace) -> std::path::PathBuf {
    workspace.cache.join("tools-build")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_version_will_do() {
        assert!(names_version("trunk 0.21.14\n", "0.21.14"));
        assert!(!names_version("trunk 0.21.14\n", "0.21.1"));
        assert!(!names_version("trunk 0.22.0\n", "0.21.14"));
    }

    #[test]
    fn wasm_bindgen_fits_the_crate_in_the_lock_file() {
        let workspace = Workspace::locate().unwrap();
        let manifest = std::fs::read_to_string(workspace.root.join("Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("wasm-bindgen = \"={}\"", WASM_BINDGEN.version)));
    }
}
