//! A private Redis for the tests: in memory only, gone when it is dropped.

use crate::progress::note;
use crate::server_process::free_port;
use anyhow::{Context, Result, bail};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running Redis on a port of its own.
#[derive(Debug)]
pub struct TemporaryRedis {
    process: Child,
    url: String,
}

impl TemporaryRedis {
    /// Starts the given `redis-server` and waits until it listens.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(program: &Path) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(program);
        command.args([
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--port",
            &port.to_string(),
        ]);
        let process = command.stdout(Stdio::null()).spawn().context("starting Redis")?;
        let started = Self { process, url: format!("redis://127.0.0.1:{port}") };
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if Instant::now() > deadline {
                bail!("Redis does not listen on port {port}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        note(format!("Redis listens on port {port}"));
        Ok(started)
    }

    /// Where tests connect.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TemporaryRedis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
