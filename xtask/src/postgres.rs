//! A private PostgreSQL for the tests: made in a temporary folder, gone when it is dropped.

use crate::process;
use crate::progress::note;
use crate::server_process::free_port;
use crate::setup::is_root;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The system user that owns the cluster when this process is root: PostgreSQL refuses to run as root.
const UNPRIVILEGED_USER: &str = "postgres";

/// For tests only: a crash may lose data, nothing waits for the disk.
const SETTINGS: &str = "\
listen_addresses = '127.0.0.1'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 300
shared_buffers = 128MB
";

/// A running cluster with its own data, port and superuser `postgres` without a password.
#[derive(Debug)]
pub struct TemporaryCluster {
    programs: PathBuf,
    folder: PathBuf,
    as_root: bool,
    url: String,
}

impl TemporaryCluster {
    /// Makes and starts a cluster with the programs in the given folder.
    ///
    /// # Errors
    /// When `initdb` or the server fails; the message holds the server's log.
    pub fn start(programs: &Path) -> Result<Self> {
        let port = free_port()?;
        let folder = std::env::temp_dir().join(format!("makeit3d-postgres-{}-{port}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let cluster = Self { programs: programs.to_path_buf(), folder, as_root: is_root(), url };
        cluster.create(port)?;
        note(format!("PostgreSQL listens on port {port}"));
        Ok(cluster)
    }

    /// Where tests connect to make their own databases.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    fn create(&self, port: u16) -> Result<()> {
        if self.as_root {
            let owner = format!("{UNPRIVILEGED_USER}:");
            process::run(Command::new("chown").arg(&owner).arg(&self.folder))?;
        }
        let mut initdb = self.command("initdb");
        initdb.args([
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--pgdata",
        ]);
        process::capture(initdb.arg(self.data())).context("making a PostgreSQL cluster")?;

        let settings = self.data().join("postgresql.conf");
        let defaults = fs::read_to_string(&settings).context("reading postgresql.conf")?;
        let sockets = self.folder.display();
        fs::write(
            &settings,
            format!("{defaults}\n{SETTINGS}port = {port}\nunix_socket_directories = '{sockets}'\n"),
        )?;

        let mut start = self.command("pg_ctl");
        start.args(["start", "--wait", "--silent", "--log"]).arg(self.log()).arg("--pgdata").arg(self.data());
        process::run(&mut start).with_context(|| {
            format!("starting PostgreSQL; its log:\n{}", fs::read_to_string(self.log()).unwrap_or_default())
        })
    }

    /// One of PostgreSQL's programs, as a user it agrees to run as.
    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", UNPRIVILEGED_USER, "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder);
        command
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }
}

impl Drop for TemporaryCluster {
    fn drop(&mut self) {
        let mut stop = self.command("pg_ctl");
        stop.args(["stop", "--mode=immediate", "--silent", "--pgdata"]).arg(self.data());
        process::succeeds(&mut stop);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_that_cannot_be_made_leaves_nothing_behind() {
        let error = TemporaryCluster::start(Path::new("/nowhere")).unwrap_err();
        assert!(
            format!("{error:#}").contains("PostgreSQL") || format!("{error:#}").contains("chown"),
            "{error:#}"
        );
        let mine = format!("makeit3d-postgres-{}-", std::process::id());
        let left = fs::read_dir(std::env::temp_dir()).unwrap().flatten();
        assert!(!left.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().starts_with(&mine)));
    }
}
