//! `cargo xtask serve`: from a fresh clone to a running MakeIt3D.

use crate::bundle::{self, Profile};
use crate::progress::{duration, note, stage};
use crate::server_process::{RunningServer, Settings, is_taken};
use crate::watch::{Changes, Snapshot};
use crate::workspace::Workspace;
use crate::{release, setup};
use anyhow::{Result, bail};
use std::path::Path;
use std::time::{Duration, Instant};

const LOOK_EVERY: Duration = Duration::from_millis(700);

/// Builds, migrates and runs the server until it is stopped with Ctrl-C.
///
/// # Errors
/// When the port is taken, or a build, the migration or the server fails.
pub fn run(workspace: &Workspace, port: u16, watch: bool) -> Result<()> {
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
