//! A generation from the form to the model.

use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use domain::asset::AssetStatus;
use domain::credits::{CreditLedger as _, CreditRules};
use domain::generation::{Generations as _, StartForm, StartGeneration};
use domain::ids::{GenerationId, UserId};
use server::credits::Ledger;
use server::db::Database;
use server::generation::GenerationService;
use server::invariants::When;
use server::jobs::Runner;
use server::mint::Mint;
use worker::protocol::{Misbehaviour, Mode};

use super::{Child, LATER, Place, limits, mint, setting, texts, visit};
use crate::app;

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

struct Journey {
    place: Place,
    user: UserId,
    generations: [GenerationId; 2],
}

impl Journey {
    /// One person who has made nothing yet.
    async fn prepare(world: World) -> Self {
        let place = Place::prepare(world.misbehaviour()).await;
        let (db, mint) = (place.open().await, mint(Arc::default()));
        let user = app::add_user(&db, &mint, "traveller").await;
        db.close().await.unwrap();
        let generations = [mint.id(GenerationId::from_parts), mint.id(GenerationId::from_parts)];
        Self { place, user, generations }
    }

    async fn run(&self, crash_at: Option<usize>, has_client: bool, shift: Duration) -> ExitStatus {
        let settings = [
            ("USER", self.user.to_string()),
            ("GENERATIONS", self.generations.map(|id| id.to_string()).join(",")),
            ("HAS_CLIENT", has_client.to_string()),
        ];
        self.place.run("crash::generation::crash_child", &settings, crash_at, shift).await
    }

    /// What the person ends up with.
    async fn check_end(&self, world: World, about: &str) {
        let db = self.place.open().await;
        let count = async |from: &str| texts(&db, &format!("SELECT id AS text FROM {from}")).await.len();
        let balance = Ledger::new(db.clone()).balance(self.user).await.unwrap().0;
        let generations = count("generations").await;
        assert_eq!(count("generations WHERE state <> 'done'").await, 0, "{about}\n{}", self.place.trail());
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
    let Some(child) = Child::open().await else { return };
    let provider = Arc::new(app::runpod(&child.worker_url));
    let jobs = child.jobs(provider);
    let settings = app::runner_settings();
    let runner = Runner::start(child.db.clone(), child.mint.clone(), Arc::new(jobs), settings).await.unwrap();
    if setting("HAS_CLIENT").unwrap() == "true" {
        let ids: Vec<GenerationId> =
            setting("GENERATIONS").unwrap().split(',').map(|id| id.parse().unwrap()).collect();
        travel(&child.db, &child.mint, setting("USER").unwrap().parse().unwrap(), &ids).await;
    }
    child.drained().await;
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
    let sql = format!("SELECT id AS text FROM concepts WHERE asset_id = '{asset}' ORDER BY position");
    let concept = texts(db, &sql).await[0].parse().unwrap();
    service.model_from_concept(user, asset, concept, ids[1]).await.unwrap();
    until(&[AssetStatus::Completed]).await;
}

/// One kill and what follows; false when the journey ended before its boundary.
async fn survive(world: World, boundary: usize) -> bool {
    let journey = Journey::prepare(world).await;
    let place = &journey.place;
    let first = journey.run(Some(boundary), true, Duration::ZERO).await;
    if !first.success() {
        let about = format!("{world:?}, killed at boundary {boundary}");
        assert_eq!(first.code(), None, "{about}: ended by itself\n{}", place.told());
        place.check(When::Always, &format!("{about}, right after")).await;
        let again = journey.run(None, world != World::ClientGone, LATER).await;
        assert!(again.success(), "{about}, started again\n{}{}", place.told(), place.trail());
        place.check(When::AtRest, &format!("{about}, at rest")).await;
        journey.check_end(world, &about).await;
    }
    journey.place.database.remove().await;
    !first.success()
}

/// How many boundaries an undisturbed journey passes.
async fn boundaries() -> usize {
    let journey = Journey::prepare(World::ClientRetries).await;
    let whole = journey.run(None, true, Duration::ZERO).await;
    assert!(whole.success(), "{}", journey.place.told());
    journey.place.check(When::AtRest, "undisturbed").await;
    journey.check_end(World::ClientRetries, "undisturbed").await;
    let trail = journey.place.trail();
    for name in ["before commit", "after commit", "before submit", "after submit", "before storing a result"]
    {
        assert!(trail.contains(name), "no boundary {name:?} in\n{trail}");
    }
    journey.place.database.remove().await;
    trail.lines().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_boundary_survives_a_kill() {
    visit(World::ALL, boundaries().await, survive).await;
}
