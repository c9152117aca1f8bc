//! A whole journey, killed with SIGKILL at every boundary: around each commit, each remote effect, each stored file.
//!
//! The process that is killed is this test binary itself, started again as a server with its own database file,
//! storage and jobs (`crash_child`); the GPU worker lives on in the test's process. After each kill the invariants
//! are checked; then the server is started again, runs until nothing is left to do, and they are checked once more.
//! `CRASH_FULL=1` visits every boundary in all three worlds; without it each world takes every third one, so that
//! together they still visit all.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::asset::AssetStatus;
use domain::credits::{CreditLedger as _, CreditRules};
use domain::generation::{Generations as _, StartForm, StartGeneration};
use domain::ids::{GenerationId, UserId};
use futures::stream::{self, StreamExt as _};
use sea_orm::FromQueryResult;
use server::clock::SystemEntropy;
use server::config::env::Secret;
use server::credits::Ledger;
use server::db::{Database, DatabaseConfig, Sql as _};
use server::generation::{GenerationService, RunLimits};
use server::invariants::{When, violations};
use server::jobs::Runner;
use server::mint::Mint;
use server::storage::{self, Storage, StorageConfig};
use worker::protocol::{Misbehaviour, Mode};

use crate::app::{self, PATIENCE, ShiftedClock};

/// How much later the second start is: every lease has ended.
const LATER: Duration = Duration::from_secs(45);
/// Journeys at the same time; each mostly waits.
const AT_ONCE: usize = 3;

/// What the world does around the kill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum World {
    /// The client sends everything again, with the same ids.
    ClientRetries,
    /// The client never comes back.
    ClientGone,
    /// The worker is done only after the server is back.
    RemoteLate,
}

impl World {
    const ALL: [Self; 3] = [Self::ClientRetries, Self::ClientGone, Self::RemoteLate];

    fn misbehaviour(self) -> Vec<Misbehaviour> {
        match self {
            Self::RemoteLate => {
                vec![Misbehaviour { count: u32::MAX, ms: 250, ..Misbehaviour::new(Mode::Slow) }]
            }
            Self::ClientRetries | Self::ClientGone => Vec::new(),
        }
    }
}

/// One server's belongings, which outlive its kills.
struct Journey {
    folder: PathBuf,
    port: u16,
    worker_url: String,
    user: UserId,
    generations: [GenerationId; 2],
}

#[derive(FromQueryResult)]
struct Row {
    id: String,
}

fn mint(clock: Arc<ShiftedClock>) -> Mint {
    Mint::new(clock, Arc::new(SystemEntropy))
}

async fn open(folder: &Path) -> Database {
    Database::connect(&DatabaseConfig::sqlite(&folder.join("crash.db"))).await.unwrap()
}

fn open_storage(folder: &Path, port: u16) -> Storage {
    let config = StorageConfig::Local { folder: folder.join("files"), signing_key: Secret::new("key") };
    Storage::open(&config, &format!("http://127.0.0.1:{port}")).unwrap()
}

fn limits() -> RunLimits {
    RunLimits {
        deadline_secs: 600,
        unreachable_secs: 5,
        lost_answer_secs: 1,
        first_pause_ms: 20,
        longest_pause_ms: 60,
    }
}

impl Journey {
    /// A fresh database with one person, and a free port.
    async fn prepare(folder: PathBuf, worker_url: &str) -> Self {
        let db = open(&folder).await;
        db.migrate().await.unwrap();
        let mint = mint(Arc::default());
        let user = app::add_user(&db, &mint, CreditRules::default(), "traveller").await;
        db.close().await.unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let generations = [mint.id(GenerationId::from_parts), mint.id(GenerationId::from_parts)];
        Self { folder, port, worker_url: worker_url.to_owned(), user, generations }
    }

    /// Runs the server as a process of its own until it is done or killed.
    async fn run(&self, crash_at: Option<usize>, has_client: bool, shift: Duration) -> ExitStatus {
        let output = std::fs::File::create(self.output()).unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "crash::crash_child", "--ignored", "--nocapture"])
            .env("CRASH_CHILD_FOLDER", &self.folder)
            .env("CRASH_CHILD_PORT", self.port.to_string())
            .env("CRASH_CHILD_WORKER", &self.worker_url)
            .env("CRASH_CHILD_USER", self.user.to_string())
            .env("CRASH_CHILD_GENERATIONS", self.generations.map(|id| id.to_string()).join(","))
            .env("CRASH_CHILD_HAS_CLIENT", has_client.to_string())
            .env("CRASH_CHILD_SHIFT_SECS", shift.as_secs().to_string())
            .env("CRASH_LOG", self.log())
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
            if started.elapsed() > PATIENCE * 2 {
                server.kill().unwrap();
                panic!("the server neither ended nor crashed\n{}{}", self.trail(), self.told());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn output(&self) -> PathBuf {
        self.folder.join("output.log")
    }

    /// What the server printed last.
    fn told(&self) -> String {
        std::fs::read_to_string(self.output()).unwrap_or_default()
    }

    fn log(&self) -> PathBuf {
        self.folder.join("boundaries.log")
    }

    /// The boundaries that were passed, for messages.
    fn trail(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    async fn check(&self, when: When, about: &str) {
        let db = open(&self.folder).await;
        let storage = open_storage(&self.folder, self.port);
        let found = violations(&db, &storage, &mint(Arc::default()), when).await.unwrap();
        assert_eq!(found, [], "{about}\n{}", self.trail());
        db.close().await.unwrap();
    }

    /// What the person ends up with.
    async fn check_end(&self, world: World, about: &str) {
        let db = open(&self.folder).await;
        let count = async |from: &str| {
            let sql = format!("SELECT id FROM {from}");
            db.reader().rows::<Row>(&sql, Vec::new()).await.unwrap().len()
        };
        let balance = Ledger::new(db.clone()).balance(self.user).await.unwrap().0;
        let generations = count("generations").await;
        assert_eq!(count("generations WHERE state <> 'done'").await, 0, "{about}\n{}", self.trail());
        assert_eq!(
            balance,
            3 - i64::from(generations > 0),
            "{about}: concepts cost 1, the first model nothing"
        );
        if world != World::ClientGone {
            assert_eq!(generations, 2, "{about}");
            assert_eq!(
                count("assets WHERE status = 'COMPLETED' AND poster_file_id IS NOT NULL").await,
                1,
                "{about}"
            );
        }
        db.close().await.unwrap();
    }
}

/// The server that is killed. Without its variables it is no test of its own.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a process that the crash tests start"]
async fn crash_child() {
    let variable =
        |name: &str| std::env::var_os(format!("CRASH_CHILD_{name}")).map(|v| v.into_string().unwrap());
    let Some(folder) = variable("FOLDER").map(PathBuf::from) else { return };
    let port: u16 = variable("PORT").unwrap().parse().unwrap();
    let clock = Arc::new(ShiftedClock::default());
    clock.advance(Duration::from_secs(variable("SHIFT_SECS").unwrap().parse().unwrap()));
    server::install_tls_provider();
    let (db, mint, storage) = (open(&folder).await, mint(clock.clone()), open_storage(&folder, port));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let router = storage::routes::router(&storage, clock);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let provider = Arc::new(app::runpod(&variable("WORKER").unwrap()));
    let jobs = Arc::new(app::handlers(&db, &mint, &storage, provider, limits()));
    let runner = Runner::start(db.clone(), mint.clone(), jobs, app::runner_settings()).await.unwrap();
    if variable("HAS_CLIENT").unwrap() == "true" {
        let ids: Vec<GenerationId> =
            variable("GENERATIONS").unwrap().split(',').map(|id| id.parse().unwrap()).collect();
        travel(&db, &mint, variable("USER").unwrap().parse().unwrap(), &ids).await;
    }
    loop {
        let sql = "SELECT id FROM jobs WHERE state IN ('queued', 'running')";
        if db.reader().rows::<Row>(sql, Vec::new()).await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    runner.stop().await;
}

/// What a client does: concepts, then the model of the first one; the same again changes nothing.
async fn travel(db: &Database, mint: &Mint, user: UserId, ids: &[GenerationId]) {
    let service = GenerationService::new(db.clone(), mint.clone(), CreditRules::default(), limits());
    let form = StartForm {
        generation_id: ids[0].to_string(),
        mode: "text".into(),
        prompt: "a red robot".into(),
        upload_id: None,
        style: "cartoon".into(),
        skip_concept: false,
    };
    let asset = service.start(user, StartGeneration::parse(&form).unwrap()).await.unwrap();
    let until = async |wanted: &[AssetStatus]| {
        while !wanted.contains(&service.status(user, asset).await.unwrap().status) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    until(&[AssetStatus::ConceptsGenerated, AssetStatus::GeneratingModel, AssetStatus::Completed]).await;
    let sql = format!("SELECT id FROM concepts WHERE asset_id = '{asset}' ORDER BY position");
    let concept: Option<Row> = db.reader().row(&sql, Vec::new()).await.unwrap();
    let concept = concept.unwrap().id.parse().unwrap();
    service.model_from_concept(user, asset, concept, ids[1]).await.unwrap();
    until(&[AssetStatus::Completed]).await;
}

/// One kill and what follows; false when the journey ended before its boundary.
async fn survive(world: World, boundary: usize) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let worker = app::start_worker(world.misbehaviour()).await;
    let journey = Journey::prepare(folder.path().to_owned(), &worker.base_url()).await;
    let first = journey.run(Some(boundary), true, Duration::ZERO).await;
    if first.success() {
        return false;
    }
    let about = format!("{world:?}, killed at boundary {boundary}");
    assert_eq!(first.code(), None, "{about}: ended by itself\n{}", journey.told());
    journey.check(When::Always, &format!("{about}, right after")).await;
    let again = journey.run(None, world != World::ClientGone, LATER).await;
    assert!(again.success(), "{about}, started again\n{}{}", journey.told(), journey.trail());
    journey.check(When::AtRest, &format!("{about}, at rest")).await;
    journey.check_end(world, &about).await;
    true
}

/// How many boundaries an undisturbed journey passes.
async fn boundaries() -> usize {
    let folder = tempfile::tempdir().unwrap();
    let worker = app::start_worker(Vec::new()).await;
    let journey = Journey::prepare(folder.path().to_owned(), &worker.base_url()).await;
    let whole = journey.run(None, true, Duration::ZERO).await;
    assert!(whole.success(), "{}", journey.told());
    journey.check(When::AtRest, "undisturbed").await;
    journey.check_end(World::ClientRetries, "undisturbed").await;
    let trail = journey.trail();
    for name in ["before commit", "after commit", "before submit", "after submit", "before storing a result"]
    {
        assert!(trail.contains(name), "no boundary {name:?} in\n{trail}");
    }
    trail.lines().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_boundary_survives_a_kill() {
    if crate::databases::is_postgres() {
        return;
    }
    let visits_all = std::env::var_os("CRASH_FULL").is_some();
    let count = boundaries().await;
    let worlds = World::ALL.len();
    let kills: Vec<(World, usize)> = World::ALL
        .into_iter()
        .enumerate()
        .flat_map(|(index, world)| {
            let chosen = move |boundary: &usize| visits_all || boundary % worlds == index;
            (1..=count).filter(chosen).map(move |boundary| (world, boundary))
        })
        .collect();
    let survived = stream::iter(kills)
        .map(|(world, boundary)| tokio::spawn(survive(world, boundary)))
        .buffer_unordered(AT_ONCE)
        .map(Result::unwrap)
        .collect::<Vec<bool>>()
        .await;
    let killed = survived.iter().filter(|was_killed| **was_killed).count();
    println!("{count} boundaries, {killed} kills survived");
    assert!(killed * 10 >= survived.len() * 8, "{killed} of {} journeys were killed", survived.len());
}
