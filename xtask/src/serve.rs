//! `cargo xtask serve`: from a fresh clone to a running MakeIt3D.

use crate::bundle::{self, Profile};
use crate::cli::parse_port;
use crate::progress::{duration, note, stage};
use crate::server_process::{RunningServer, Settings, is_taken};
use crate::watch::{Changes, Snapshot};
use crate::workspace::Workspace;
use crate::{release, setup};
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::Path;
use std::time::{Duration, Instant};

/// Where it listens when neither the command nor the environment says so; as the server by itself.
const DEFAULT_PORT: u16 = 3000;
const LOOK_EVERY: Duration = Duration::from_millis(700);

/// Builds, migrates and runs the server until it is stopped with Ctrl-C.
///
/// # Errors
/// When the port is taken, or a build, the migration or the server fails.
pub fn run(workspace: &Workspace, port: Option<u16>, watch: bool) -> Result<()> {
    let port = chosen_port(port, std::env::var_os("PORT").as_deref())?;
    if is_taken(port) {
        bail!("port {port} is taken: choose another with `--port N`");
    }
    let started = Instant::now();
    setup::bundle_tools(workspace)?;
    let sources = Snapshot::take(workspace);
    bundle::build(workspace, Profile::Dev)?;
    let binary = release::server(workspace, Profile::Dev)?;
    let settings = Settings { port, data_dir: None, log: None, is_isolated: false, faults_port: None };
    let server = stage("Start", || RunningServer::start(workspace, &binary, &settings))?;
    println!("\nMakeIt3D is running: {}   (ready after {})", settings.address(), duration(started.elapsed()));
    println!("Ctrl-C stops it. Its data is in data/.\n");
    if watch { rerun_on_change(workspace, &binary, &settings, server, sources) } else { server.wait() }
}

fn chosen_port(asked: Option<u16>, variable: Option<&OsStr>) -> Result<u16> {
    match (asked, variable) {
        (Some(port), _) => Ok(port),
        (None, Some(value)) if !value.is_empty() => parse_port(&value.to_string_lossy()).context("PORT"),
        (None, _) => Ok(DEFAULT_PORT),
    }
}

fn rerun_on_change(
    workspace: &Workspace,
    binary: &Path,
    settings: &Settings,
    server: RunningServer,
    mut sources: Snapshot,
) -> Result<()> {
    note("watching for changes");
    let mut running = Some(server);
    loop {
        std::thread::sleep(LOOK_EVERY);
        if let Some(server) = &mut running
            && server.has_ended()?
        {
            note("the server has ended; it is started again after the next change");
            running = None;
        }
        let now = Snapshot::take(workspace);
        let changes = sources.changes(&now);
        if !changes.bundle && !changes.server {
            continue;
        }
        sources = now;
        // A mistake in the source keeps the old server running until it is mended.
        if let Err(error) = rebuild(workspace, changes) {
            eprintln!("\nerror: {error:#}");
            continue;
        }
        drop(running.take());
        match RunningServer::start(workspace, binary, settings) {
            Ok(server) => {
                println!("\nMakeIt3D is running again: {}\n", settings.address());
                running = Some(server);
            }
            Err(error) => eprintln!("\nerror: {error:#}"),
        }
    }
}

fn rebuild(workspace: &Workspace, changes: Changes) -> Result<()> {
    if changes.bundle {
        bundle::build(workspace, Profile::Dev)?;
    }
    if changes.server {
        release::server(workspace, Profile::Dev)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_the_commands_then_the_environments() {
        assert_eq!(chosen_port(Some(8080), Some(OsStr::new("3900"))).unwrap(), 8080);
        assert_eq!(chosen_port(None, Some(OsStr::new("3900"))).unwrap(), 3900);
        assert_eq!(chosen_port(None, Some(OsStr::new(""))).unwrap(), DEFAULT_PORT);
        assert_eq!(chosen_port(None, None).unwrap(), DEFAULT_PORT);
        assert!(format!("{:#}", chosen_port(None, Some(OsStr::new("many"))).unwrap_err()).contains("PORT"));
    }
}
