//! What `makeit3d` can do.

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::catalogue::{self, ShopCatalogue};
use crate::checkout::failed;
use crate::clock::{SystemClock, SystemEntropy};
use crate::config::Config;
use crate::context::AppState;
use crate::db::Database;
use crate::jobs::{Runner, RunnerSettings};
use crate::mint::Mint;
use crate::orders::{Operator, command};
use crate::routes;

/// How `makeit3d` is used.
pub const USAGE: &str = "makeit3d serve    answers requests and runs jobs
makeit3d worker   runs jobs
makeit3d migrate  brings the database up to date
makeit3d catalogue show       writes what the shop offers as JSON
makeit3d catalogue load FILE  checks such a file and offers it from now on
makeit3d orders list | show | advance | track | refund …
makeit3d events failed | retry | close …
makeit3d mesh …   inspects, repairs, rescales and exports models

Settings come from the environment; .env.sample lists them.";

/// How long open connections may take to end once the server is told to stop. Streams of events do not end by
/// themselves.
const LAST_ANSWERS: Duration = Duration::from_secs(3);

/// Answers requests and runs jobs until it is told to stop.
///
/// # Errors
/// When something it needs cannot be opened.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let address = format!("{}:{}", config.http.host, config.http.port);
    let listener = TcpListener::bind(&address).await.with_context(|| format!("{address} is taken"))?;
    let state = AppState::start(config).await?;
    let router = routes::router(&state)?;
    let (stop, stopping) = watch::channel(false);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let answering = axum::serve(listener, service).with_graceful_shutdown(stopped(stopping));
    let answering = tokio::spawn(answering.into_future());
    let runner = start_runner(&state).await?;
    tracing::info!(address = state.config.http.public_url, "MakeIt3D is running");
    told_to_stop().await?;
    tracing::info!("stopping");
    stop.send_replace(true);
    runner.stop().await;
    if tokio::time::timeout(LAST_ANSWERS, answering).await.is_err() {
        tracing::info!("open connections were cut");
    }
    Ok(())
}

/// Runs jobs until it is told to stop.
///
/// # Errors
/// When something it needs cannot be opened.
pub async fn work(config: Config) -> anyhow::Result<()> {
    let state = AppState::start(config).await?;
    let runner = start_runner(&state).await?;
    tracing::info!("jobs are running");
    told_to_stop().await?;
    runner.stop().await;
    Ok(())
}

/// Brings the database up to date.
///
/// # Errors
/// The database's.
pub async fn migrate(config: Config) -> anyhow::Result<()> {
    let db = Database::connect(&config.database).await.context("the database does not open")?;
    db.migrate().await.context("the database cannot be brought up to date")?;
    db.close().await?;
    tracing::info!("the database is up to date");
    Ok(())
}

/// `makeit3d catalogue show | load FILE`; false for other words.
///
/// # Errors
/// When the catalogue cannot be read, checked or stored.
pub async fn catalogue(config: impl Fn() -> anyhow::Result<Config>, words: &[&str]) -> anyhow::Result<bool> {
    migrate(config()?).await?;
    match words {
        ["show"] => catalogue_show(config()?).await?,
        ["load", file] => catalogue_load(config()?, file.as_ref()).await?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// `makeit3d orders …`; see [`command::USAGE`].
///
/// # Errors
/// Why it was not done.
pub async fn orders(config: impl Fn() -> anyhow::Result<Config>, words: &[&str]) -> anyhow::Result<bool> {
    let Some((asked, author)) = command::parse(words) else {
        anyhow::bail!("{}", command::USAGE);
    };
    let config = config()?;
    let db = Database::connect(&config.database).await.context("the database does not open")?;
    let mint = Mint::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
    let operator = Operator::new(db.clone(), mint, &author)?;
    let told = command::run(&operator, asked, &config.email.print_partner).await;
    db.close().await?;
    print!("{}", told?);
    Ok(true)
}

/// `makeit3d events …`; see [`failed::USAGE`].
///
/// # Errors
/// Why it was not done.
pub async fn events(config: impl Fn() -> anyhow::Result<Config>, words: &[&str]) -> anyhow::Result<bool> {
    let Some(asked) = failed::parse(words) else {
        anyhow::bail!("{}", failed::USAGE);
    };
    let db = Database::connect(&config()?.database).await.context("the database does not open")?;
    let mint = Mint::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
    let told = failed::run(&db, &mint, asked).await;
    db.close().await?;
    print!("{}", told?);
    Ok(true)
}

/// Writes the catalogue to standard output as JSON, ready to be changed and loaded.
///
/// # Errors
/// The database's.
async fn catalogue_show(config: Config) -> anyhow::Result<()> {
    let db = Database::connect(&config.database).await.context("the database does not open")?;
    let newest = ShopCatalogue::new(db.clone()).newest().await?;
    println!("{}", serde_json::to_string_pretty(newest.as_ref())?);
    db.close().await?;
    Ok(())
}

/// Checks a catalogue file as a whole and offers it from now on, as the next version.
///
/// # Errors
/// When it cannot be read, has faults (all of them are told), or cannot be stored.
async fn catalogue_load(config: Config, file: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let changed =
        serde_json::from_str(&text).with_context(|| format!("{} is no catalogue", file.display()))?;
    let db = Database::connect(&config.database).await.context("the database does not open")?;
    let mint = Mint::new(Arc::new(SystemClock), Arc::new(SystemEntropy));
    let version = catalogue::load(&db, &mint, changed).await?;
    db.close().await?;
    tracing::info!(version, "the catalogue is on offer");
    Ok(())
}

/// Works on model files: `mesh`'s own command line, with its exit codes.
#[must_use]
pub fn mesh(arguments: impl IntoIterator<Item = String>) -> ExitCode {
    ExitCode::from(mesh::command::run(arguments, &mut std::io::stdout(), &mut std::io::stderr()))
}

async fn start_runner(state: &AppState) -> anyhow::Result<Runner> {
    let handlers = Arc::new(state.handlers.clone());
    let settings = RunnerSettings::default();
    Ok(Runner::start(state.db.clone(), state.mint.clone(), handlers, settings).await?)
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop as well.
    drop(stopping.wait_for(|stop| *stop).await);
}

async fn told_to_stop() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
