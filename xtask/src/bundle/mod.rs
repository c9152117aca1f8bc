//! The bundle: what a browser downloads. Trunk builds the two wasm modules, Tailwind the styles;
//! the rest happens here: wasm-opt, minifying, hashed names, compression and the manifest the
//! server reads at start. In a release the app module is cut into chunks instead, see [`split`].
//!
//! ```text
//! target/site/manifest.json
//! target/site/pkg/app-<hash>.js|.wasm|.css   pkg/viewer-<hash>.js|.wasm   each with .br and .gz
//! target/site/…                              everything of public/, by its own name
//! ```

mod glue;
mod hash;
mod manifest;
mod optimise;
mod paths;
mod publish;
mod split;
pub mod wasm;

pub use manifest::Manifest;
#[cfg(test)]
pub use manifest::ServedFile;
pub use split::named_parts;

use crate::process;
use crate::progress::{note, stage};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Which bundle: what a developer waits for, or what is shipped and measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Compiles quickly; not optimised for size.
    Dev,
    /// Optimised for size by the compiler and wasm-opt, compressed as far as it goes.
    Release,
}

impl Profile {
    /// How to call it in progress lines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }
}

/// One module of the bundle: its crate and its name in the manifest.
#[derive(Debug, Clone, Copy)]
struct Module {
    package: &'static str,
    name: &'static str,
}

const APP: Module = Module { package: "frontend", name: "app" };
const VIEWER: Module = Module { package: "viewer", name: "viewer" };

/// Builds the whole bundle into [`Workspace::site`]; an older one stays until the new one is complete.
///
/// # Errors
/// Those of the tools; names the step.
pub fn build(workspace: &Workspace, profile: Profile) -> Result<Manifest> {
    let work = workspace.target.join("bundle");
    start_empty(&work)?;
    stage(&format!("Bundle: both wasm modules ({})", profile.name()), || {
        let raw = run_trunk(workspace, profile)?;
        if profile == Profile::Release {
            split::app(workspace, &work)?;
            return optimise::module(workspace, profile, &raw, &work, VIEWER);
        }
        [APP, VIEWER]
            .into_iter()
            .try_for_each(|module| optimise::module(workspace, profile, &raw, &work, module))
    })?;
    stage("Bundle: styles, names, compression", || {
        let css = run_tailwind(workspace, &work)?;
        let manifest = publish::publish(workspace, profile, &work, &css)?;
        for line in manifest.summary() {
            note(line);
        }
        Ok(manifest)
    })
}

/// Compiles both modules, in a release only the viewer, and makes their glue; answers the folder they are in.
fn run_trunk(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let out = workspace.target.join("trunk");
    start_empty(&out)?;
    // wasm-bindgen never removes the snippets of an earlier build.
    remove_if_there(&workspace.target.join("wasm-bindgen"))?;
    let mut trunk = workspace.command("trunk");
    trunk.env("CARGO_TARGET_DIR", &workspace.target).env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk reads the customary `NO_COLOR=1` as a boolean and refuses it.
    trunk.env_remove("NO_COLOR");
    trunk.arg("build").arg("--dist").arg(&out);
    if profile == Profile::Release {
        trunk.args(["viewer.html", "--release"]);
    }
    process::run(&mut trunk)?;
    Ok(out)
}

fn run_tailwind(workspace: &Workspace, work: &Path) -> Result<PathBuf> {
    let css = work.join("app.css");
    let mut tailwind = workspace.node_tool("tailwindcss");
    tailwind.args(["--input", "style/input.css", "--minify", "--output"]).arg(&css);
    process::capture(&mut tailwind).context("building style/input.css")?;
    Ok(css)
}

/// Makes a folder that is there and empty.
fn start_empty(folder: &Path) -> Result<()> {
    remove_if_there(folder)?;
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))
}

fn remove_if_there(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", folder.display()))
        }
        _ => Ok(()),
    }
}
