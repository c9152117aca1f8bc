//! A purchase, killed with SIGKILL at every boundary: around each commit, each call of the payment service, each stored
//! print file, each mail. As in `crash.rs` this binary is started again as the server that is killed; the payment
//! service's memory is a file, so that it outlives the kill.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use domain::cart::Carts as _;
use domain::checkout::{CheckoutOutcome, Checkouts as _};
use domain::credits::CreditRules;
use domain::ids::{AssetId, OrderItemId, UserId};
use futures::FutureExt as _;
use futures::stream::{self, StreamExt as _};
use sea_orm::FromQueryResult;
use server::clock::SystemEntropy;
use server::config::env::Secret;
use server::db::{Database, DatabaseConfig, Sql as _};
use server::generation::RunLimits;
use server::invariants::{When, violations};
use server::jobs::{Outcome, Runner};
use server::mint::Mint;
use server::orders::Operator;
use server::storage::{self, Storage, StorageConfig};

use crate::app::{self, PATIENCE, Setup, ShiftedClock};
use crate::fake_payments::FakePayments;
use crate::shop::Stock;
use crate::till::open_shop;

/// How much later the second start is: every lease has ended.
const LATER: Duration = Duration::from_secs(45);
/// Journeys at the same time; each mostly waits.
const AT_ONCE: usize = 3;

/// What the world does around the kill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum World {
    /// The buyer does everything again.
    BuyerRetries,
    /// The buyer never comes back; the payment service delivers until it is answered.
    BuyerGone,
    /// The payment service does what it is asked, but its answers are lost now and then.
    AnswersLost,
}

const WORLDS: [World; 3] = [World::BuyerRetries, World::BuyerGone, World::AnswersLost];

struct Journey {
    folder: PathBuf,
    port: u16,
    worker_url: String,
    user: UserId,
    asset: AssetId,
}

#[derive(FromQueryResult)]
struct Text {
    text: String,
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
    RunLimits { first_pause_ms: 20, longest_pause_ms: 60, ..Setup::default().limits }
}

async fn texts(db: &Database, sql: &str) -> Vec<String> {
    let rows: Vec<Text> = db.reader().rows(sql, Vec::new()).await.unwrap();
    rows.into_iter().map(|row| row.text).collect()
}

/// A person with a model, as if it had been made long ago.
async fn furnish(db: &Database, mint: &Mint, storage: &Storage, user: UserId) -> AssetId {
    let asset = mint.id(AssetId::from_parts);
    let tail = asset.to_string()[4..].to_owned();
    let glb = crate::generator::cube();
    let (key, bytes) = (format!("models/{tail}.glb"), glb.len());
    storage.put(&key, "model/gltf-binary", glb.into()).await.unwrap();
    let sha = "a".repeat(64);
    let facts = r#"{"triangles":12,"extents":[1.0,1.0,1.0],"size_mm":80.0}"#;
    let statements = [
        "INSERT INTO catalogues (version, currency, download_price, print_order_minimum, quote_hours,
            quantity_discounts, loaded_at) VALUES (1, 'eur', 490, 2500, 24, '[]', 0) ON CONFLICT DO NOTHING"
            .to_owned(),
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

impl Journey {
    async fn prepare(folder: PathBuf, worker_url: &str) -> Self {
        let db = open(&folder).await;
        db.migrate().await.unwrap();
        let mint = mint(Arc::default());
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let user = app::add_user(&db, &mint, CreditRules::default(), "buyer").await;
        let asset = furnish(&db, &mint, &open_storage(&folder, port), user).await;
        db.close().await.unwrap();
        Self { folder, port, worker_url: worker_url.to_owned(), user, asset }
    }

    async fn run(&self, world: World, crash_at: Option<usize>, is_back: bool) -> ExitStatus {
        let output = std::fs::File::create(self.folder.join("output.log")).unwrap();
        let shift = if is_back { LATER } else { Duration::ZERO };
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "crash_shop::crash_shop_child", "--ignored", "--nocapture"])
            .env("SHOP_CHILD_FOLDER", &self.folder)
            .env("SHOP_CHILD_PORT", self.port.to_string())
            .env("SHOP_CHILD_WORKER", &self.worker_url)
            .env("SHOP_CHILD_USER", self.user.to_string())
            .env("SHOP_CHILD_ASSET", self.asset.to_string())
            .env("SHOP_CHILD_HAS_BUYER", (!is_back || world != World::BuyerGone).to_string())
            .env("SHOP_CHILD_LOSES", (world == World::AnswersLost).to_string())
            .env("SHOP_CHILD_SHIFT_SECS", shift.as_secs().to_string())
            .env("CRASH_LOG", self.folder.join("boundaries.log"))
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

    fn told(&self) -> String {
        std::fs::read_to_string(self.folder.join("output.log")).unwrap_or_default()
    }

    fn trail(&self) -> String {
        std::fs::read_to_string(self.folder.join("boundaries.log")).unwrap_or_default()
    }

    async fn check(&self, when: When, about: &str) {
        let db = open(&self.folder).await;
        let storage = open_storage(&self.folder, self.port);
        let found = violations(&db, &storage, &mint(Arc::default()), when).await.unwrap();
        assert_eq!(found, [], "{about}\n{}", self.trail());
        db.close().await.unwrap();
    }

    /// What was paid was handed out once, and what was given back was taken once.
    async fn check_end(&self, world: World, about: &str) {
        let db = open(&self.folder).await;
        let payments = FakePayments::open(self.folder.clone());
        let paid = payments.paid();
        let orders = texts(&db, "SELECT id AS text FROM orders").await.len();
        assert_eq!(orders, paid, "{about}: an order for each payment\n{}", self.trail());
        let balance = texts(&db, "SELECT CAST(balance AS TEXT) AS text FROM credit_accounts").await;
        assert_eq!(balance, [(3 + 10 * paid).to_string()], "{about}");
        let unsent = texts(&db, "SELECT id AS text FROM emails WHERE state <> 'sent'").await;
        assert_eq!(unsent, [""; 0], "{about}");
        let refunds = payments.refunds();
        assert!(
            refunds.len() <= 1 && refunds.iter().all(|(_, amount)| *amount == 490),
            "{about}: {refunds:?}"
        );
        if world != World::BuyerGone {
            assert_eq!((paid, refunds.len()), (1, 1), "{about}\n{}", self.trail());
            let states = texts(&db, "SELECT state AS text FROM order_items ORDER BY position").await;
            assert_eq!(states, ["refunded", "in_production", "granted"], "{about}");
        }
        db.close().await.unwrap();
    }
}

/// The server that is killed. Without its variables it is no test of its own.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a process that the crash tests start"]
async fn crash_shop_child() {
    let variable =
        |name: &str| std::env::var_os(format!("SHOP_CHILD_{name}")).map(|v| v.into_string().unwrap());
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
    let stock = Stock::on(db.clone(), mint.clone(), storage.clone());
    let (shop, payments) = open_shop((&db, &mint, &storage), &stock, provider.clone(), limits(), &folder);
    let mut jobs = app::handlers(&db, &mint, &storage, provider, limits());
    jobs.shop = Some(shop.jobs.clone());
    let runner =
        Runner::start(db.clone(), mint.clone(), Arc::new(jobs), app::runner_settings()).await.unwrap();
    if variable("LOSES").unwrap() == "true" {
        payments.lost_answers.store(2, Ordering::SeqCst);
    }
    let (user, asset): (UserId, AssetId) =
        (variable("USER").unwrap().parse().unwrap(), variable("ASSET").unwrap().parse().unwrap());
    if variable("HAS_BUYER").unwrap() == "true" {
        let operator = Operator::new(db.clone(), mint.clone(), "nina").unwrap();
        buy(&db, &stock, &shop, &payments, (user, asset)).await;
        drained(&db).await;
        let item: OrderItemId = texts(&db, "SELECT id AS text FROM order_items WHERE kind = 'download'")
            .await[0]
            .parse()
            .unwrap();
        operator.refund(item, "Changed my mind").await.unwrap();
    } else {
        // What the service's own repeated deliveries, or the hourly comparison, bring about.
        while shop.checkouts.reconcile().await != Outcome::Done {}
    }
    drained(&db).await;
    runner.stop().await;
}

async fn drained(db: &Database) {
    while !texts(db, "SELECT id AS text FROM jobs WHERE state IN ('queued', 'running')").await.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// What a buyer does, from the cart to the return page; what is done already is not done again.
async fn buy(
    db: &Database,
    stock: &Stock,
    shop: &server::shop::Shop,
    payments: &FakePayments,
    (user, asset): (UserId, AssetId),
) {
    if payments.paid() == 0 {
        stock.carts.add_download(user, asset).await.unwrap();
        if texts(db, "SELECT id AS text FROM print_configs").await.is_empty() {
            stock.config(user, asset, 2).await;
        }
        let config = texts(db, "SELECT id AS text FROM print_configs").await[0].parse().unwrap();
        stock.carts.add_print(user, config).await.unwrap();
        // Lines of the same millisecond have no order.
        tokio::time::sleep(Duration::from_millis(2)).await;
        stock.carts.add_credits(user, "small").await.unwrap();
        let session = loop {
            match shop.checkouts.begin(user).await {
                Ok(view) => break view.session_id,
                Err(domain::Problem::Unavailable { .. }) => {}
                Err(problem) => panic!("{problem:?}"),
            }
        };
        payments.pay(&session);
    }
    let session = payments.any_paid().unwrap();
    loop {
        match shop.checkouts.outcome(user, &session).await {
            Ok(CheckoutOutcome::Ordered(_)) => return,
            Err(domain::Problem::Unavailable { .. }) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// One kill and what follows; false when the journey ended before its boundary.
async fn survive(world: World, boundary: usize) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let worker = app::start_worker(Vec::new()).await;
    let journey = Journey::prepare(folder.path().to_owned(), &worker.base_url()).await;
    let first = journey.run(world, Some(boundary), false).await;
    if first.success() {
        return false;
    }
    let about = format!("{world:?}, killed at boundary {boundary}");
    assert_eq!(first.code(), None, "{about}: ended by itself\n{}", journey.told());
    journey.check(When::Always, &format!("{about}, right after")).await;
    let again = journey.run(world, None, true).await;
    assert!(again.success(), "{about}, started again\n{}{}", journey.told(), journey.trail());
    journey.check(When::AtRest, &format!("{about}, at rest")).await;
    journey.check_end(world, &about).await;
    true
}

/// How many boundaries an undisturbed purchase passes.
async fn boundaries() -> usize {
    let folder = tempfile::tempdir().unwrap();
    let worker = app::start_worker(Vec::new()).await;
    let journey = Journey::prepare(folder.path().to_owned(), &worker.base_url()).await;
    let whole = journey.run(World::BuyerRetries, None, false).await;
    assert!(whole.success(), "{}", journey.told());
    journey.check(When::AtRest, "undisturbed").await;
    journey.check_end(World::BuyerRetries, "undisturbed").await;
    let trail = journey.trail();
    for name in [
        "after commit",
        "before making a session",
        "after a refund",
        "before storing a print file",
        "after sending a mail",
    ] {
        assert!(trail.contains(name), "no boundary {name:?} in\n{trail}");
    }
    trail.lines().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_boundary_of_a_purchase_survives_a_kill() {
    if crate::databases::is_postgres() {
        return;
    }
    let visits_all = std::env::var_os("CRASH_FULL").is_some();
    let count = boundaries().await;
    let kills: Vec<(World, usize)> = WORLDS
        .into_iter()
        .enumerate()
        .flat_map(|(index, world)| {
            let chosen = move |boundary: &usize| visits_all || boundary % WORLDS.len() == index;
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
