//! Journeys killed with SIGKILL at every boundary: around each commit, each remote effect, each stored file, each mail.
//!
//! The process that is killed is this test binary itself, started again as a server with its own database, storage and
//! jobs; the GPU worker lives on in the test's process. After each kill the invariants are checked; then the server is
//! started again, runs until nothing is left to do, and they are checked once more. `CRASH_FULL=1` visits every
//! boundary in every world. Without it the three worlds of a straight journey take every third one each, so that
//! together they still visit all, and those with a turn in them every eighth or twelfth; on PostgreSQL, where only what
//! a killed connection leaves differs, each takes a quarter of that.

mod account;
mod deletion;
mod generation;
mod purchase;

use std::fmt::Debug;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::ids::{AssetId, UserId};
use futures::stream::{self, StreamExt as _};
use sea_orm::FromQueryResult;
use server::clock::SystemEntropy;
use server::config::env::Secret;
use server::db::{Database, DatabaseConfig, Sql as _};
use server::generation::RunLimits;
use server::generation::providers::Provider;
use server::invariants::{When, violations};
use server::jobs::{Handlers, Outcome};
use server::mint::Mint;
use server::storage::{self, Storage, StorageConfig};
use worker::protocol::{Misbehaviour, RunningWorker};

use crate::app::{self, PATIENCE, Setup, ShiftedClock};
use crate::databases::{TestDatabase, is_postgres};

/// How much later the second start is: every lease has ended.
const LATER: Duration = Duration::from_secs(45);
/// How long a journey lets go by before the collector comes: the grace of condemned files, and some.
const A_DAY: Duration = Duration::from_secs(25 * 3600);
/// The file that says that the day went by.
const DAY_MARK: &str = "a-day-later";
/// Journeys at the same time; each mostly waits.
const AT_ONCE: usize = 3;

fn limits() -> RunLimits {
    RunLimits {
        deadline_secs: 600,
        unreachable_secs: 5,
        first_pause_ms: 20,
        longest_pause_ms: 60,
        ..Setup::default().limits
    }
}

fn mint(clock: Arc<ShiftedClock>) -> Mint {
    Mint::new(clock, Arc::new(SystemEntropy))
}

/// The texts of a query's only column, which it calls `text`.
async fn texts(db: &Database, sql: &str) -> Vec<String> {
    #[derive(FromQueryResult)]
    struct Text {
        text: String,
    }
    let rows: Vec<Text> = db.reader().rows(sql, Vec::new()).await.unwrap();
    rows.into_iter().map(|row| row.text).collect()
}

/// What one server owns and what outlives its kills.
struct Place {
    folder: tempfile::TempDir,
    database: TestDatabase,
    port: u16,
    worker: RunningWorker,
}

impl Place {
    async fn prepare(misbehaviour: Vec<Misbehaviour>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::create(folder.path()).await;
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { folder, database, port, worker: app::start_worker(misbehaviour).await }
    }

    /// A place with a person in it who has a model.
    async fn with_model(name: &str) -> (Self, UserId, AssetId) {
        let place = Self::prepare(Vec::new()).await;
        let (db, mint) = (place.open().await, mint(Arc::default()));
        let user = app::add_user(&db, &mint, name).await;
        let asset = app::add_model(&db, &mint, &place.storage(), user).await;
        db.close().await.unwrap();
        (place, user, asset)
    }

    async fn open(&self) -> Database {
        Database::connect(&self.database.config).await.unwrap()
    }

    fn storage(&self) -> Storage {
        open_storage(self.folder.path().join("files"), self.port)
    }

    fn payments_folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Runs the server as a process of its own until it is done or killed; `child` is the test that it runs as.
    async fn run(
        &self,
        child: &str,
        settings: &[(&str, String)],
        crash_at: Option<usize>,
        is_back: bool,
    ) -> ExitStatus {
        let shift = if is_back { LATER } else { Duration::ZERO };
        let output = std::fs::File::create(self.folder.path().join("output.log")).unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", child, "--ignored", "--nocapture"])
            .env("CRASH_CHILD_FOLDER", self.folder.path())
            .env("CRASH_CHILD_DATABASE", self.database.config.url.reveal())
            .env("CRASH_CHILD_PORT", self.port.to_string())
            .env("CRASH_CHILD_WORKER", self.worker.base_url())
            .env("CRASH_CHILD_SHIFT_SECS", (shift + self.days_gone_by()).as_secs().to_string())
            .envs(settings.iter().map(|(name, value)| (format!("CRASH_CHILD_{name}"), value)))
            .env("CRASH_LOG", self.folder.path().join("boundaries.log"))
            .stdout(output.try_clone().unwrap())
            .stderr(output);
        match crash_at {
            Some(boundary) => command.env("CRASH_AT", boundary.to_string()),
            None => command.env_remove("CRASH_AT"),
        };
        let mut server = command.spawn().unwrap();
        let started = Instant::now();
        loop {
            if let Some(status) = server.try_wait().unwrap() {
                return status;
            }
            if started.elapsed() > PATIENCE * 3 {
                server.kill().unwrap();
                panic!("the server neither ended nor crashed\n{}{}", self.trail(), self.told());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The time that the killed server let go by: time does not run backwards for the next one.
    fn days_gone_by(&self) -> Duration {
        if self.folder.path().join(DAY_MARK).exists() { A_DAY } else { Duration::ZERO }
    }

    /// What the server printed last.
    fn told(&self) -> String {
        self.read("output.log")
    }

    /// The boundaries that were passed, for messages.
    fn trail(&self) -> String {
        self.read("boundaries.log")
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).unwrap_or_default()
    }

    async fn check(&self, when: When, about: &str) {
        let db = self.open().await;
        let found = violations(&db, &self.storage(), &mint(Arc::default()), when).await.unwrap();
        assert_eq!(found, [], "{about}\n{}", self.trail());
        db.close().await.unwrap();
    }
}

fn open_storage(folder: PathBuf, port: u16) -> Storage {
    let config = StorageConfig::Local { folder, signing_key: Secret::new("key") };
    Storage::open(&config, &format!("http://127.0.0.1:{port}")).unwrap()
}

/// The inside of the server that is killed.
struct Child {
    db: Database,
    clock: Arc<ShiftedClock>,
    mint: Mint,
    storage: Storage,
    folder: PathBuf,
    worker_url: String,
}

impl Child {
    /// Opens what its variables name, and serves the storage; none when this is no child.
    async fn open() -> Option<Self> {
        let folder = PathBuf::from(setting("FOLDER")?);
        let port: u16 = setting("PORT")?.parse().unwrap();
        let clock = Arc::new(ShiftedClock::default());
        clock.advance(Duration::from_secs(setting("SHIFT_SECS")?.parse().unwrap()));
        server::install_tls_provider();
        let url = Secret::new(&setting("DATABASE")?);
        let config = DatabaseConfig { url, pool: DatabaseConfig::DEFAULT_POOL };
        let db = Database::connect(&config).await.unwrap();
        let storage = open_storage(folder.join("files"), port);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let router = storage::routes::router(&storage, clock.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let mint = mint(clock.clone());
        Some(Self { db, clock, mint, storage, folder, worker_url: setting("WORKER")? })
    }

    /// The server's jobs; posters are small, for what they look like is nothing that a kill could harm.
    fn jobs(&self, provider: Arc<dyn Provider>) -> Handlers {
        let mut jobs = app::handlers(&self.db, &self.mint, &self.storage, provider, limits());
        jobs.media = jobs.media.with_poster_px(64);
        jobs
    }

    /// A day goes by and the collector comes; nothing else is at work then.
    async fn collect_a_day_later(&self, jobs: &Handlers) {
        std::fs::write(self.folder.join(DAY_MARK), "").unwrap();
        self.clock.advance(A_DAY);
        assert_eq!(jobs.media.collect_files().await, Outcome::Done);
    }

    async fn drained(&self) {
        drained(&self.db).await;
    }
}

/// Returns when no job is left.
async fn drained(db: &Database) {
    let left = "SELECT id AS text FROM jobs WHERE state IN ('queued', 'running')";
    while !texts(db, left).await.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// What the test tells the server it starts.
fn setting(name: &str) -> Option<String> {
    std::env::var_os(format!("CRASH_CHILD_{name}")).and_then(|value| value.into_string().ok())
}

/// How many of the boundaries a world of a journey visits: every so many'th.
fn stride(usual: usize) -> usize {
    match (std::env::var_os("CRASH_FULL"), is_postgres()) {
        (Some(_), _) => 1,
        (None, false) => usual,
        (None, true) => usual * 4,
    }
}

/// What somebody does with a server that is killed meanwhile.
trait Journey: Sized + Send + Sync + 'static {
    /// In which circumstances.
    type World: Copy + Debug + Send + Sync + 'static;

    fn prepare(world: Self::World) -> impl Future<Output = Self> + Send;

    fn place(&self) -> &Place;

    /// Runs the server until all is done or it is killed; `is_back` after a kill, when it is started again.
    fn run(&self, crash_at: Option<usize>, is_back: bool) -> impl Future<Output = ExitStatus> + Send;

    /// What must have come of it.
    fn check_end(&self, about: &str) -> impl Future<Output = ()> + Send;

    /// What must have come of it besides when nothing was killed.
    fn check_undisturbed(&self) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }
}

/// How many boundaries an undisturbed journey passes, these among them.
async fn boundaries<J: Journey>(world: J::World, names: &[&str]) -> usize {
    let journey = J::prepare(world).await;
    let place = journey.place();
    let whole = journey.run(None, false).await;
    assert!(whole.success(), "{}", place.told());
    place.check(When::AtRest, "undisturbed").await;
    journey.check_end("undisturbed").await;
    journey.check_undisturbed().await;
    let trail = place.trail();
    for name in names {
        assert!(trail.contains(name), "no boundary {name:?} in\n{trail}");
    }
    place.database.remove().await;
    trail.lines().count()
}

/// One kill and what follows; false when the journey ended before its boundary.
async fn survive<J: Journey>(world: J::World, boundary: usize) -> bool {
    let journey = J::prepare(world).await;
    let place = journey.place();
    let first = journey.run(Some(boundary), false).await;
    if !first.success() {
        let about = format!("{world:?}, killed at boundary {boundary}");
        assert_eq!(first.code(), None, "{about}: ended by itself\n{}", place.told());
        place.check(When::Always, &format!("{about}, right after")).await;
        let again = journey.run(None, true).await;
        assert!(again.success(), "{about}, started again\n{}{}", place.told(), place.trail());
        place.check(When::AtRest, &format!("{about}, at rest")).await;
        journey.check_end(&about).await;
    }
    place.database.remove().await;
    !first.success()
}

/// Kills journeys in each of these worlds at their boundaries, of which an undisturbed one passes as many as stand
/// beside the world; each world visits every `stride`'th, beginning elsewhere.
async fn visit<J: Journey>(worlds: &[(J::World, usize)], stride: usize) {
    let kills: Vec<(J::World, usize)> = worlds
        .iter()
        .enumerate()
        .flat_map(|(index, &(world, count))| {
            let first = index * stride / worlds.len() + 1;
            (first..=count).step_by(stride).map(move |boundary| (world, boundary))
        })
        .collect();
    let survived = stream::iter(kills)
        .map(|(world, boundary)| tokio::spawn(survive::<J>(world, boundary)))
        .buffer_unordered(AT_ONCE)
        .map(Result::unwrap)
        .collect::<Vec<bool>>()
        .await;
    let killed = survived.iter().filter(|was_killed| **was_killed).count();
    println!("{worlds:?}: {killed} kills survived");
    assert!(killed * 10 >= survived.len() * 8, "{killed} of {} journeys were killed", survived.len());
}
