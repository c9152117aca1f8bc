//! A server without pages: database, storage, worker and jobs, all real, all of its own.
//!
//! `TEST_DATABASE=postgres` with `TEST_POSTGRES_URL` runs every test on PostgreSQL, else on SQLite with a pool of 8.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use domain::asset::{AssetStatus, StatusReport};
use domain::credits::{CreditLedger as _, CreditRules};
use domain::generation::{Generations as _, StartForm, StartGeneration};
use domain::ids::{AssetId, ConceptId, Entropy, GenerationId, UploadId, UserId};
use domain::session::Session;
use domain::time::{Clock, Timestamp};
use futures::FutureExt as _;
use sea_orm::{FromQueryResult, Value};
use server::assets::AssetCatalogue;
use server::catalogue::ShopCatalogue;
use server::clock::{SystemClock, SystemEntropy};
use server::config::env::Secret;
use server::credits::{self, Ledger};
use server::db::{Database, DatabaseConfig, Sql as _};
use server::generation::providers::Provider;
use server::generation::{GenerationJobs, GenerationService, RunLimits, RunPod, RunPodConfig, routes};
use server::http_client::HttpClient;
use server::invariants::{InvariantJobs, When, violations};
use server::jobs::{Handlers, Runner, RunnerSettings};
use server::media::MediaJobs;
use server::mint::Mint;
use server::prints::{Measures, PrintService};
use server::storage::{self, Storage, StorageConfig};
use worker::protocol::{Misbehaviour, RunningWorker, WorkerConfig};

use crate::databases::TestDatabase;
use crate::generator::TestGenerator;

const KEY: &str = "test-key";
/// How long a test waits for something before it fails.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The system's clock, moved by hand.
#[derive(Default)]
pub struct ShiftedClock(AtomicI64);

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        Timestamp(SystemClock.now().0 + self.0.load(Ordering::SeqCst))
    }
}

impl ShiftedClock {
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

/// Randomness that takes its time: ids are made between checking and acting, so every race has a gap to fall into.
#[derive(Default)]
pub struct SlowEntropy(AtomicU64);

impl SlowEntropy {
    pub fn sleep_for(&self, gap: Duration) {
        self.0.store(u64::try_from(gap.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Entropy for SlowEntropy {
    fn random(&self) -> u128 {
        let gap_ms = self.0.load(Ordering::SeqCst);
        if gap_ms > 0 {
            std::thread::sleep(Duration::from_millis(gap_ms));
        }
        SystemEntropy.random()
    }
}

/// What a test wants to be different.
pub struct Setup {
    pub limits: RunLimits,
    /// Credits of each new account.
    pub start_grant: i64,
    pub misbehaviour: Vec<Misbehaviour>,
    /// Stands in for the worker.
    pub provider: Option<Arc<dyn Provider>>,
    /// Where files are kept, when not in a folder of the test's own.
    pub storage: Option<StorageConfig>,
    /// Whether jobs are run.
    pub runs_jobs: bool,
}

impl Default for Setup {
    fn default() -> Self {
        let limits = RunLimits {
            deadline_secs: 30,
            unreachable_secs: 2,
            lost_answer_secs: 1,
            first_pause_ms: 10,
            longest_pause_ms: 60,
        };
        Self {
            limits,
            start_grant: 10,
            misbehaviour: Vec::new(),
            provider: None,
            storage: None,
            runs_jobs: true,
        }
    }
}

impl Setup {
    pub fn misbehaving(misbehaviour: Misbehaviour) -> Self {
        Self { misbehaviour: vec![misbehaviour], ..Self::default() }
    }

    pub async fn start(self) -> TestApp {
        TestApp::start(self).await
    }
}

pub struct TestApp {
    pub db: Database,
    pub mint: Mint,
    pub clock: Arc<ShiftedClock>,
    pub entropy: Arc<SlowEntropy>,
    pub storage: Storage,
    pub generations: GenerationService,
    pub jobs: Handlers,
    pub ledger: Ledger,
    pub assets: AssetCatalogue,
    pub catalogue: ShopCatalogue,
    pub prints: PrintService,
    pub base_url: String,
    pub user: UserId,
    worker: Option<RunningWorker>,
    runner: Option<Runner>,
    _folder: tempfile::TempDir,
    // Dropped last: closing the pool comes first.
    database: TestDatabase,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

#[derive(FromQueryResult)]
struct Id {
    id: String,
}

impl TestApp {
    pub async fn new() -> Self {
        Setup::default().start().await
    }

    async fn start(setup: Setup) -> Self {
        server::install_tls_provider();
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::create(folder.path()).await;
        let db = Database::connect(&database.config).await.unwrap();
        let grant = format!("UPDATE catalogues SET start_grant = {}", setup.start_grant);
        db.write(move |tx| {
            let grant = grant.clone();
            async move { tx.change(&grant, Vec::new()).await }.boxed()
        })
        .await
        .unwrap();
        let rules = CreditRules::default();
        let clock = Arc::new(ShiftedClock::default());
        let entropy = Arc::new(SlowEntropy::default());
        let mint = Mint::new(clock.clone(), entropy.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let local =
            StorageConfig::Local { folder: folder.path().join("files"), signing_key: Secret::new("key") };
        let storage = Storage::open(&setup.storage.unwrap_or(local), &base_url).unwrap();
        let generations = GenerationService::new(db.clone(), mint.clone(), rules, setup.limits);
        let router = storage::routes::router(&storage, clock.clone())
            .merge(routes::router(generations.clone()))
            .layer(axum::middleware::from_fn(session_from_header));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

        let (worker, provider) = match setup.provider {
            Some(provider) => (None, provider),
            None => {
                let worker = start_worker(setup.misbehaviour).await;
                let provider: Arc<dyn Provider> = Arc::new(runpod(&worker.base_url()));
                (Some(worker), provider)
            }
        };
        let jobs = handlers(&db, &mint, &storage, provider, setup.limits);
        let catalogue = ShopCatalogue::new(db.clone());
        let assets = AssetCatalogue::new(db.clone(), storage.clone(), mint.clone(), rules);
        let prints = PrintService::new(
            db.clone(),
            mint.clone(),
            catalogue.clone(),
            assets.clone(),
            jobs.measures.clone(),
        );
        let mut app = Self {
            ledger: Ledger::new(db.clone()),
            assets,
            catalogue,
            prints,
            user: mint.id(UserId::from_parts),
            runner: None,
            _folder: folder,
            db,
            mint,
            clock,
            entropy,
            storage,
            generations,
            jobs,
            base_url,
            worker,
            database,
        };
        app.user = app.add_user("first").await;
        if setup.runs_jobs {
            app.start_jobs().await;
        }
        app
    }

    /// Starts a job runner; a second one is like a second process.
    pub async fn start_jobs(&mut self) {
        let handle = Arc::new(self.jobs.clone());
        let runner =
            Runner::start(self.db.clone(), self.mint.clone(), handle, runner_settings()).await.unwrap();
        self.runner = Some(runner);
    }

    pub async fn stop_jobs(&mut self) {
        if let Some(runner) = self.runner.take() {
            runner.stop().await;
        }
    }

    /// Where its database is, for a connection of one's own.
    pub fn database_config(&self) -> DatabaseConfig {
        self.database.config.clone()
    }

    pub fn worker_url(&self) -> String {
        self.worker.as_ref().unwrap().base_url()
    }

    /// Takes the worker away, as when its machine is switched off.
    pub async fn stop_worker(&mut self) {
        self.worker = None;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    pub async fn add_user(&self, name: &str) -> UserId {
        add_user(&self.db, &self.mint, name).await
    }

    pub fn new_generation(&self) -> GenerationId {
        GenerationId::from_parts(u64::try_from(self.mint.now().0).unwrap(), SystemEntropy.random())
    }

    pub fn text(&self, prompt: &str) -> StartForm {
        StartForm {
            generation_id: self.new_generation().to_string(),
            mode: "text".into(),
            prompt: prompt.into(),
            upload_id: None,
            style: "cartoon".into(),
            skip_concept: false,
        }
    }

    /// Starts concepts for a new asset.
    pub async fn start_concepts(&self) -> AssetId {
        self.start_form(&self.text("a red robot")).await
    }

    /// Starts a model without concepts.
    pub async fn start_model(&self) -> AssetId {
        self.start_form(&StartForm { skip_concept: true, ..self.text("a red robot") }).await
    }

    pub async fn start_form(&self, form: &StartForm) -> AssetId {
        let asset = self.generations.start(self.user, StartGeneration::parse(form).unwrap()).await.unwrap();
        self.check().await;
        asset
    }

    /// A finished upload of a picture.
    pub async fn upload(&self, user: UserId) -> UploadId {
        self.upload_of(user, crate::generator::png(300, 200, 7)).await
    }

    /// A finished upload of these bytes, whatever they are.
    pub async fn upload_of(&self, user: UserId, bytes: Vec<u8>) -> UploadId {
        let id = self.mint.id(UploadId::from_parts);
        let file = format!("fil_{}", &id.to_string()[4..]);
        let key = format!("inputs/{id}.png");
        self.storage.put(&key, "image/png", bytes.clone().into()).await.unwrap();
        let (size, now) = (bytes.len(), self.mint.now().0);
        let sha = "a".repeat(64);
        self.run(&format!(
            "INSERT INTO files (id, user_id, key, state, media_type, bytes, sha256, width, height, created_at)
             VALUES ('{file}', '{user}', '{key}', 'live', 'image/png', {size}, '{sha}', 300, 200, {now})"
        ))
        .await;
        self.run(&format!(
            "INSERT INTO uploads (id, user_id, key, media_type, max_bytes, file_id, created_at, finished_at)
             VALUES ('{id}', '{user}', 'raw/{id}', 'image/png', 1000, '{file}', {now}, {now})"
        ))
        .await;
        id
    }

    pub async fn status(&self, asset: AssetId) -> StatusReport {
        self.generations.status(self.user, asset).await.unwrap()
    }

    pub async fn balance(&self) -> i64 {
        self.ledger.balance(self.user).await.unwrap().0
    }

    /// Waits until nothing runs for the asset, with the invariants checked at every change on the way.
    pub async fn settled(&self, asset: AssetId) -> StatusReport {
        self.until(asset, |report| report.truth.phase.is_final()).await
    }

    /// Waits until the asset's report fits.
    pub async fn until(&self, asset: AssetId, fits: impl Fn(&StatusReport) -> bool) -> StatusReport {
        let mut last = None;
        let wait = async {
            loop {
                let report = self.status(asset).await;
                if last.as_ref() != Some(&report) {
                    self.check().await;
                }
                if fits(&report) {
                    return report;
                }
                last = Some(report);
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        match tokio::time::timeout(PATIENCE, wait).await {
            Ok(report) => report,
            Err(_) => panic!("still waiting: {last:?}"),
        }
    }

    /// An asset with two concepts.
    pub async fn with_concepts(&self) -> AssetId {
        let asset = self.start_concepts().await;
        assert_eq!(self.settled(asset).await.status, AssetStatus::ConceptsGenerated);
        asset
    }

    /// An asset with a model.
    pub async fn with_model(&self) -> AssetId {
        let asset = self.start_model().await;
        assert_eq!(self.settled(asset).await.status, AssetStatus::Completed);
        asset
    }

    /// Makes the asset's model again.
    pub async fn generations_again(&self, asset: AssetId) {
        self.generations.model_again(self.user, asset, self.new_generation()).await.unwrap();
        assert_eq!(self.settled(asset).await.status, AssetStatus::Completed);
    }

    /// Waits until a call was sent to the worker.
    pub async fn until_attempt_sent(&self) {
        self.until_there_is("attempts WHERE state = 'sent'").await;
    }

    /// Waits for a row of `FROM …`.
    pub async fn until_there_is(&self, from: &str) {
        let wait = async {
            while self.count(from).await == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("no {from}"));
    }

    /// Orders a fault of the worker.
    pub async fn misbehave(&self, fault: &Misbehaviour) {
        let url = format!("{}/misbehave", self.worker_url());
        let client = HttpClient::new([url.as_str()]).unwrap();
        let request = client.request(reqwest::Method::POST, &url).unwrap().bearer_auth(KEY);
        let body = serde_json::to_vec(fault).unwrap();
        let answer = request.header("content-type", "application/json").body(body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// The first concept of the latest round.
    pub async fn any_concept(&self, asset: AssetId) -> ConceptId {
        let sql = format!("SELECT id FROM concepts WHERE asset_id = '{asset}' ORDER BY round DESC, position");
        let row: Option<Id> = self.db.reader().row(&sql, Vec::new()).await.unwrap();
        row.unwrap().id.parse().unwrap()
    }

    /// What holds at every instant.
    pub async fn check(&self) {
        let found = violations(&self.db, &self.storage, &self.mint, When::Always).await.unwrap();
        assert_eq!(found, []);
    }

    /// Waits until no job is due and checks what holds then: no job is left behind.
    pub async fn finish(mut self) {
        self.drained().await;
        self.stop_jobs().await;
        let found = violations(&self.db, &self.storage, &self.mint, When::AtRest).await.unwrap();
        assert_eq!(found, []);
        assert_eq!(self.count("jobs WHERE state = 'dead'").await, 0, "a job was given up");
        let Self { db, database, .. } = self;
        db.close().await.unwrap();
        database.remove().await;
    }

    pub async fn drained(&self) {
        let wait = async {
            while self.count("jobs WHERE state IN ('queued', 'running')").await > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        if tokio::time::timeout(PATIENCE, wait).await.is_err() {
            let sql =
                "SELECT kind || ' ' || subject || ': ' || COALESCE(last_error, 'no error') AS id FROM jobs
                WHERE state IN ('queued', 'running')";
            let left: Vec<Id> = self.db.reader().rows(sql, Vec::new()).await.unwrap();
            panic!("jobs are left: {:?}", left.into_iter().map(|row| row.id).collect::<Vec<_>>());
        }
    }

    /// Rows of `FROM …`.
    pub async fn count(&self, from: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) AS count FROM {from}");
        self.db.reader().row::<Count>(&sql, Vec::new()).await.unwrap().unwrap().count
    }

    /// Changes rows behind everybody's back.
    pub async fn run(&self, sql: &str) -> u64 {
        let sql = sql.to_owned();
        self.db
            .write(move |tx| {
                let sql = sql.clone();
                async move { tx.change(&sql, Vec::<Value>::new()).await }.boxed()
            })
            .await
            .unwrap()
    }
}

pub fn runner_settings() -> RunnerSettings {
    RunnerSettings { idle: Duration::from_millis(50), heartbeat: Duration::from_millis(500), periodic: false }
}

pub async fn start_worker(misbehaviour: Vec<Misbehaviour>) -> RunningWorker {
    let config = WorkerConfig {
        generator: Arc::new(TestGenerator),
        may_misbehave: true,
        misbehaviour,
        concurrency: 4,
        ..WorkerConfig::new(KEY)
    };
    worker::protocol::spawn(config).await.unwrap()
}

pub fn runpod(base_url: &str) -> RunPod {
    let config = RunPodConfig {
        base_url: base_url.to_owned(),
        api_key: Secret::new(KEY),
        image_endpoint: "image".into(),
        model_endpoint: "model".into(),
    };
    RunPod::new(config, HttpClient::new([base_url]).unwrap())
}

pub fn handlers(
    db: &Database,
    mint: &Mint,
    storage: &Storage,
    provider: Arc<dyn Provider>,
    limits: RunLimits,
) -> Handlers {
    Handlers {
        generation: GenerationJobs::new(db.clone(), mint.clone(), storage.clone(), provider, limits),
        media: MediaJobs::new(db.clone(), mint.clone(), storage.clone()),
        measures: Measures::new(db.clone(), mint.clone(), storage.clone()),
        invariants: InvariantJobs::new(db.clone(), mint.clone(), storage.clone()),
        shop: None,
        accounts: None,
    }
}

pub async fn add_user(db: &Database, mint: &Mint, name: &str) -> UserId {
    let user = mint.id(UserId::from_parts);
    let (name, mint) = (name.to_owned(), mint.clone());
    db.write(move |tx| {
        let (name, mint) = (name.clone(), mint.clone());
        async move {
            let now = mint.now().0;
            let sql = format!(
                "INSERT INTO users (id, clerk_user_id, email, created_at, updated_at)
                 VALUES ('{user}', 'clerk_{name}', '{name}@example.org', {now}, {now})"
            );
            tx.change(&sql, Vec::new()).await?;
            credits::open_account(tx, &mint, user).await
        }
        .boxed()
    })
    .await
    .unwrap();
    user
}

/// Stands in for the identity middleware: `x-test-user` is signed in.
async fn session_from_header(mut request: Request, next: Next) -> axum::response::Response {
    let user = request.headers().get("x-test-user").and_then(|value| value.to_str().ok()?.parse().ok());
    request.extensions_mut().insert(user.map_or(Session::SignedOut, Session::SignedIn));
    next.run(request).await
}

/// An asset with a model, as if it had been made long ago.
pub async fn add_model(db: &Database, mint: &Mint, storage: &Storage, user: UserId) -> AssetId {
    let asset = mint.id(AssetId::from_parts);
    let tail = asset.to_string()[4..].to_owned();
    let glb = crate::generator::cube();
    let (key, bytes) = (format!("models/{tail}.glb"), glb.len());
    storage.put(&key, "model/gltf-binary", glb.into()).await.unwrap();
    let sha = "a".repeat(64);
    let facts = r#"{"triangles":12,"extents":[1.0,1.0,1.0],"size_mm":80.0}"#;
    let statements = [
        format!(
            "INSERT INTO files (id, user_id, key, state, media_type, bytes, sha256, created_at)
             VALUES ('fil_{tail}', '{user}', '{key}', 'live', 'model/gltf-binary', {bytes}, '{sha}', 0)"
        ),
        format!(
            "INSERT INTO assets (id, user_id, mode, prompt, style_slug, skip_concept, status, visibility,
                generation_count, concept_rounds, model_generation_attempts, model_file_id, model_facts, created_at,
                updated_at)
             VALUES ('{asset}', '{user}', 'text', 'a red robot', 'cartoon', TRUE, 'COMPLETED', 'private', 1, 0, 1,
                'fil_{tail}', '{facts}', 0, 0)"
        ),
        format!(
            "INSERT INTO generations (id, asset_id, user_id, number, kind, state, phase, cost, running_slot, seed,
                started_at, deadline_at, ended_at)
             VALUES ('gen_{tail}', '{asset}', '{user}', 1, 'model', 'done', 'done', 0, 0, 1, 0, 1, 1)"
        ),
        format!(
            "INSERT INTO holds (generation_id, user_id, amount, state, created_at, resolved_at)
             VALUES ('gen_{tail}', '{user}', 0, 'captured', 0, 1)"
        ),
    ];
    for sql in statements {
        let written = db.write(move |tx| {
            let sql = sql.clone();
            async move { tx.change(&sql, Vec::new()).await }.boxed()
        });
        written.await.unwrap();
    }
    asset
}
