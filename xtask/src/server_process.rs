//! A `makeit3d serve` started by xtask, and its end.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take from its start until it answers on `/readyz`.
const START_LIMIT: Duration = Duration::from_secs(60);
/// How long it may take to end by itself after it was asked to.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// What differs between one run and another.
#[derive(Debug, Clone)]
pub struct Settings {
    /// TCP port; on the loopback address, unless this terminal's `HOST` says otherwise.
    pub port: u16,
    /// Where database and files go; the server's own default when absent.
    pub data_dir: Option<PathBuf>,
    /// Where the server's output goes; to this terminal when absent.
    pub log: Option<PathBuf>,
    /// Keeps the environment of this terminal out, so that a test never meets real services or data.
    pub is_isolated: bool,
    /// Where the built-in worker takes orders for faults; for tests only.
    pub faults_port: Option<u16>,
}

/// What an isolated server still needs to know of this machine.
const MACHINE_VARIABLES: [&str; 5] = ["PATH", "HOME", "TMPDIR", "RUST_LOG", "RUST_BACKTRACE"];

impl Settings {
    /// The address to open in a browser.
    #[must_use]
    pub fn address(&self) -> String {
        self.variable("PUBLIC_URL").unwrap_or_else(|| format!("http://{}", self.listener()))
    }

    /// Where this machine reaches it.
    fn listener(&self) -> SocketAddr {
        SocketAddr::from((reachable(self.variable("HOST").as_deref()), self.port))
    }

    /// What the server takes from this terminal.
    fn variable(&self, name: &str) -> Option<String> {
        let value = std::env::var_os(name).filter(|value| !value.is_empty() && !self.is_isolated);
        value.and_then(|value| value.into_string().ok())
    }

    fn apply(&self, workspace: &Workspace, command: &mut Command) {
        if self.is_isolated {
            command.env_clear();
            command.envs(MACHINE_VARIABLES.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        }
        command.env("SITE_DIR", &workspace.site).env("PORT", self.port.to_string());
        if let Some(folder) = &self.data_dir {
            command.env("DATA_DIR", folder);
        }
        if let Some(port) = self.faults_port {
            command.env("BUILTIN_WORKER_FAULTS_PORT", port.to_string());
        }
    }
}

/// A server that answers; it is stopped when this is dropped.
#[derive(Debug)]
pub struct RunningServer {
    child: Child,
}

impl RunningServer {
    /// Migrates the database, starts the server and waits until it is ready.
    ///
    /// # Errors
    /// When migrating fails, or the server ends or does not answer in time.
    pub fn start(workspace: &Workspace, binary: &Path, settings: &Settings) -> Result<Self> {
        let mut migrate = workspace.command(binary);
        settings.apply(workspace, migrate.arg("migrate"));
        process::run(&mut migrate).context("migrating the database")?;

        let mut serve = workspace.command(binary);
        settings.apply(workspace, serve.arg("serve"));
        serve.stdin(Stdio::null());
        if let Some(log) = &settings.log {
            let file = std::fs::File::create(log).with_context(|| format!("making {}", log.display()))?;
            serve.stdout(file.try_clone()?).stderr(file);
        }
        let child = serve.spawn().with_context(|| format!("starting {}", binary.display()))?;
        let mut server = Self { child };
        server.wait_until_ready(settings.listener())?;
        Ok(server)
    }

    fn wait_until_ready(&mut self, address: SocketAddr) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < START_LIMIT {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended while starting: {status}");
            }
            if is_ready(address) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!("the server did not answer at {address} within {} s", START_LIMIT.as_secs());
    }

    /// Whether the server is still running.
    ///
    /// # Errors
    /// When the system cannot tell.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Waits until the server ends.
    ///
    /// # Errors
    /// When it does not end with success.
    pub fn wait(mut self) -> Result<()> {
        let status = self.child.wait()?;
        if !status.success() {
            bail!("the server ended with {status}");
        }
        Ok(())
    }

    /// Asks the server to end, and ends it when it does not.
    fn stop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        process::succeeds(Command::new("kill").args(["-TERM", &self.child.id().to_string()]));
        let asked = Instant::now();
        while asked.elapsed() < STOP_LIMIT {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A loopback port nobody listens on at the moment.
///
/// # Errors
/// When the system has none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Whether something listens on this loopback port.
#[must_use]
pub fn is_taken(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err()
}

/// The address to reach a server by that listens at `host`: the loopback one where it listens at every address.
fn reachable(host: Option<&str>) -> IpAddr {
    match host.and_then(|host| host.parse::<IpAddr>().ok()) {
        Some(IpAddr::V6(all)) if all.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        Some(one) if !one.is_unspecified() => one,
        _ => Ipv4Addr::LOCALHOST.into(),
    }
}

fn is_ready(address: SocketAddr) -> bool {
    let answer = || -> std::io::Result<String> {
        let limit = Duration::from_secs(2);
        let mut stream = TcpStream::connect_timeout(&address, limit)?;
        stream.set_read_timeout(Some(limit))?;
        stream.write_all(
            format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes(),
        )?;
        let mut text = String::new();
        stream.take(64).read_to_string(&mut text)?;
        Ok(text)
    };
    answer().is_ok_and(|text| text.split(' ').nth(1) == Some("200"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(port: u16) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, port))
    }

    /// Answers one request with the given status line and ends.
    fn answer_once(status: &'static str) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 512]);
            let _ = stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes());
        });
        address
    }

    #[test]
    fn only_an_ok_answer_means_ready() {
        assert!(is_ready(answer_once("200 OK")));
        assert!(!is_ready(answer_once("503 Service Unavailable")));
        assert!(!is_ready(local(free_port().unwrap())));
    }

    #[test]
    fn a_server_is_looked_for_where_it_listens() {
        for everywhere in [None, Some(""), Some("0.0.0.0"), Some("localhost")] {
            assert_eq!(reachable(everywhere).to_string(), "127.0.0.1", "{everywhere:?}");
        }
        assert_eq!(reachable(Some("10.0.0.7")).to_string(), "10.0.0.7");
        assert_eq!(reachable(Some("::")).to_string(), "::1");
    }

    #[test]
    fn a_taken_port_is_noticed() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        assert!(is_taken(listener.local_addr().unwrap().port()));
    }

    #[test]
    fn dropping_a_server_ends_it() {
        let child = Command::new("sleep").arg("60").spawn().unwrap();
        let process_id = child.id().to_string();
        drop(RunningServer { child });
        assert!(!process::succeeds(Command::new("kill").args(["-0", &process_id])));
    }

    #[test]
    fn a_server_that_ends_early_is_not_waited_for() {
        let child = Command::new("false").spawn().unwrap();
        let started = Instant::now();
        let nobody = local(free_port().unwrap());
        let message = RunningServer { child }.wait_until_ready(nobody).unwrap_err().to_string();
        assert!(message.contains("ended while starting"), "{message}");
        assert!(started.elapsed() < Duration::from_secs(10));
    }
}
