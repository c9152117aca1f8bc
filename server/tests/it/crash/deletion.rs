//! An asset is deleted by its owner while another model of it is being made and a stranger has bought it: its files go a
//! day later, what was bought stays. ADR 9 says what a deleted asset leaves.

use std::process::ExitStatus;
use std::sync::Arc;

use domain::Problem;
use domain::asset::{Assets as _, Visibility};
use domain::cart::Carts as _;
use domain::checkout::{CheckoutOutcome, Checkouts as _};
use domain::credits::{CreditLedger as _, CreditRules};
use domain::generation::Generations as _;
use domain::ids::{AssetId, GenerationId, UserId};
use server::assets::AssetCatalogue;
use server::credits::Ledger;
use server::db::{Database, Sql as _};
use server::generation::GenerationService;
use server::jobs::Runner;
use server::storage::Storage;
use worker::protocol::{Misbehaviour, Mode};

use super::{Child, Journey, Place, boundaries, drained, limits, mint, setting, stride, texts, visit};
use crate::app;
use crate::shop::Stock;
use crate::till::open_shop;

/// What the world does around the kill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum World {
    /// The owner asks once more.
    OwnerRetries,
    /// The owner never comes back.
    OwnerGone,
    /// The model that is being made is there at about the time of the deletion.
    ModelComes,
}

impl World {
    /// How long the worker takes for another model, which without an owner must come to its end.
    fn misbehaviour(self) -> Vec<Misbehaviour> {
        let slow = |ms| vec![Misbehaviour { ms, ..Misbehaviour::new(Mode::Slow) }];
        match self {
            Self::OwnerRetries => slow(60_000),
            Self::OwnerGone => slow(2000),
            Self::ModelComes => Vec::new(),
        }
    }
}

/// A file of the asset that nobody bought.
async fn add_poster(db: &Database, storage: &Storage, asset: AssetId) {
    let picture = crate::generator::png(64, 64, 7);
    let (key, bytes, sha) = ("posters/poster.png", picture.len(), "b".repeat(64));
    storage.put(key, "image/png", picture.into()).await.unwrap();
    let statements = [
        format!(
            "INSERT INTO files (id, user_id, key, state, media_type, bytes, sha256, width, height, created_at)
             SELECT 'fil_poster', user_id, '{key}', 'live', 'image/png', {bytes}, '{sha}', 64, 64, 0
             FROM assets WHERE id = '{asset}'"
        ),
        format!("UPDATE assets SET poster_file_id = 'fil_poster' WHERE id = '{asset}'"),
    ];
    let written = db.write(move |tx| {
        let statements = statements.clone();
        Box::pin(async move {
            for sql in &statements {
                tx.change(sql, Vec::new()).await?;
            }
            Ok(())
        })
    });
    written.await.unwrap();
}

struct Deleting {
    place: Place,
    world: World,
    owner: UserId,
    buyer: UserId,
    asset: AssetId,
    generation: GenerationId,
}

impl Journey for Deleting {
    type World = World;

    /// A published model that somebody else has paid for.
    async fn prepare(world: World) -> Self {
        let place = Place::prepare(world.misbehaviour()).await;
        let (db, mint, storage) = (place.open().await, mint(Arc::default()), place.storage());
        let owner = app::add_user(&db, &mint, "owner").await;
        let buyer = app::add_user(&db, &mint, "buyer").await;
        let asset = app::add_model(&db, &mint, &storage, owner).await;
        add_poster(&db, &storage, asset).await;
        let assets = AssetCatalogue::new(db.clone(), storage.clone(), mint.clone(), CreditRules::default());
        assets.set_visibility(owner, asset, Visibility::Public).await.unwrap();
        let stock = Stock::on(db.clone(), mint.clone(), storage.clone());
        let provider = Arc::new(app::runpod(&place.worker.base_url()));
        let base = (&db, &mint, &storage);
        let folder = place.payments_folder();
        let (shop, payments) = open_shop(base, &stock, provider.clone(), limits(), &folder);
        stock.carts.add_download(buyer, asset).await.unwrap();
        let session = shop.checkouts.begin(buyer).await.unwrap().session_id;
        payments.pay(&session);
        let outcome = shop.checkouts.outcome(buyer, &session).await.unwrap();
        assert!(matches!(outcome, CheckoutOutcome::Ordered(_)), "{outcome:?}");
        let mut jobs = app::handlers(&db, &mint, &storage, provider, limits());
        jobs.shop = Some(shop.jobs);
        let runner = Runner::start(db.clone(), mint.clone(), Arc::new(jobs), app::runner_settings());
        let runner = runner.await.unwrap();
        drained(&db).await;
        runner.stop().await;
        let generation = mint.id(GenerationId::from_parts);
        db.close().await.unwrap();
        Self { place, world, owner, buyer, asset, generation }
    }

    fn place(&self) -> &Place {
        &self.place
    }

    async fn run(&self, crash_at: Option<usize>, is_back: bool) -> ExitStatus {
        let settings = [
            ("USER", self.owner.to_string()),
            ("ASSET", self.asset.to_string()),
            ("GENERATION", self.generation.to_string()),
            ("HAS_OWNER", (!is_back || self.world != World::OwnerGone).to_string()),
        ];
        self.place.run("crash::deletion::crash_child", &settings, crash_at, is_back).await
    }

    /// The asset is whole or deleted, no credit is held or lost, and what was bought is there.
    async fn check_end(&self, about: &str) {
        let db = self.place.open().await;
        let about = format!("{about}\n{}", self.place.trail());
        let count = async |from: &str| texts(&db, &format!("SELECT 'one' AS text FROM {from}")).await.len();
        let deleted = count("assets WHERE deleted_at IS NOT NULL").await;
        if self.world != World::OwnerGone {
            assert_eq!(deleted, 1, "{about}");
        }
        if deleted == 1 {
            for gone in [
                "assets WHERE prompt <> '' OR model_file_id IS NOT NULL OR poster_file_id IS NOT NULL",
                "generations WHERE state = 'running'",
                // All that is left is what somebody bought.
                "files WHERE NOT EXISTS (SELECT 1 FROM order_items i WHERE i.model_file_id = files.id)",
            ] {
                assert_eq!(count(gone).await, 0, "{gone}: {about}");
            }
        } else {
            assert_eq!(count("assets WHERE model_file_id IS NOT NULL AND prompt <> ''").await, 1, "{about}");
        }
        assert_eq!(
            count("order_items WHERE state = 'unlocked' AND model_file_id IS NOT NULL").await,
            1,
            "{about}"
        );
        assert_eq!(count("holds WHERE state = 'open'").await, 0, "{about}");
        let made = i64::from(count("generations WHERE state = 'done'").await == 2);
        let spent = 3 - Ledger::new(db.clone()).balance(self.owner).await.unwrap().0;
        assert_eq!(spent, made, "what was made is paid, and nothing else: {about}");
        assert_eq!(Ledger::new(db.clone()).balance(self.buyer).await.unwrap().0, 3, "{about}");
        db.close().await.unwrap();
    }

    async fn check_undisturbed(&self) {
        if self.world == World::ModelComes {
            return;
        }
        let db = self.place.open().await;
        let cancelled = "SELECT id AS text FROM generations WHERE state = 'cancelled'";
        assert_eq!(texts(&db, cancelled).await, [self.generation.to_string()]);
        db.close().await.unwrap();
    }
}

/// The server that is killed. Without its variables it is no test of its own.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a process that the crash tests start"]
async fn crash_child() {
    let Some(child) = Child::open().await else { return };
    let jobs = child.jobs(Arc::new(app::runpod(&child.worker_url)));
    let Child { db, mint, storage, .. } = &child;
    let runner = Runner::start(db.clone(), mint.clone(), Arc::new(jobs.clone()), app::runner_settings());
    let runner = runner.await.unwrap();
    if setting("HAS_OWNER").unwrap() == "true" {
        let owner = setting("USER").unwrap().parse().unwrap();
        let asset = setting("ASSET").unwrap().parse().unwrap();
        let generation = setting("GENERATION").unwrap().parse().unwrap();
        let rules = CreditRules::default();
        let generations = GenerationService::new(db.clone(), mint.clone(), rules, limits());
        let assets = AssetCatalogue::new(db.clone(), storage.clone(), mint.clone(), rules);
        if texts(db, "SELECT id AS text FROM assets WHERE deleted_at IS NOT NULL").await.is_empty() {
            generations.model_again(owner, asset, generation).await.unwrap();
            until_sent(&child, generation).await;
        }
        match assets.delete(owner, asset).await {
            // Deleted before the kill.
            Ok(()) | Err(Problem::NotFound) => {}
            Err(problem) => panic!("{problem:?}"),
        }
    }
    child.drained().await;
    child.collect_a_day_later(&jobs).await;
    child.drained().await;
    runner.stop().await;
}

/// Until the worker has the model's order, or the generation is over.
async fn until_sent(child: &Child, generation: GenerationId) {
    let sql = format!(
        "SELECT g.id AS text FROM generations g WHERE g.id = '{generation}' AND (g.state <> 'running'
            OR EXISTS (SELECT 1 FROM attempts a WHERE a.generation_id = g.id AND a.state = 'sent'))"
    );
    while texts(&child.db, &sql).await.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_boundary_of_a_deletion_survives_a_kill() {
    let cancelling = ["before remote cancel", "after remote cancel"];
    let deleting = ["after commit", "before deleting a file", "after deleting a file"];
    let names = [&cancelling[..], &deleting[..]].concat();
    let worlds = [
        (World::OwnerRetries, boundaries::<Deleting>(World::OwnerRetries, &names).await),
        (World::OwnerGone, boundaries::<Deleting>(World::OwnerGone, &names).await),
        (World::ModelComes, boundaries::<Deleting>(World::ModelComes, &deleting).await),
    ];
    visit::<Deleting>(&worlds, stride(worlds.len())).await;
}
