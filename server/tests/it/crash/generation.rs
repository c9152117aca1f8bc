//! A generation from the form, or from a picture, to the model; also with failures and a change of mind on the way.

use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use domain::asset::AssetStatus;
use domain::credits::{CreditLedger as _, CreditRules};
use domain::generation::{Generations as _, StartForm, StartGeneration};
use domain::ids::{AssetId, GenerationId, UploadId, UserId};
use domain::upload::Uploads as _;
use server::credits::Ledger;
use server::db::Database;
use server::generation::GenerationService;
use server::jobs::Runner;
use server::storage::Storage;
use server::uploads::UploadService;
use worker::protocol::{Misbehaviour, Mode};

use super::{Child, Journey, Place, boundaries, limits, mint, setting, stride, texts, visit};
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
    /// The worker takes too long for the concepts and fails at the model; the client asks for both once more.
    RemoteFails,
    /// The client changes their mind about the concepts while they are drawn, and back.
    ClientCancels,
    /// The client begins with a picture of their own.
    FromPicture,
}

impl World {
    /// The ways of an undisturbed journey from a text.
    const STRAIGHT: [Self; 3] = [Self::ClientRetries, Self::ClientGone, Self::RemoteLate];
    const ALL: [Self; 6] = [
        Self::ClientRetries,
        Self::ClientGone,
        Self::RemoteLate,
        Self::RemoteFails,
        Self::ClientCancels,
        Self::FromPicture,
    ];

    fn misbehaviour(self) -> Vec<Misbehaviour> {
        let of = |operation: &str, ms, mode| {
            let operation = Some(operation.to_owned());
            Misbehaviour { operation, ms, ..Misbehaviour::new(mode) }
        };
        match self {
            Self::RemoteLate => {
                vec![Misbehaviour { count: u32::MAX, ms: 250, ..Misbehaviour::new(Mode::Slow) }]
            }
            Self::RemoteFails => {
                vec![of("generate_concepts", 50, Mode::TimeOut), of("generate_model", 0, Mode::Fail)]
            }
            Self::ClientCancels => vec![of("generate_concepts", 60_000, Mode::Slow)],
            Self::ClientRetries | Self::ClientGone | Self::FromPicture => Vec::new(),
        }
    }

    /// How many generations an undisturbed journey ends without a result.
    fn fruitless(self) -> usize {
        match self {
            Self::RemoteFails => 2,
            Self::ClientCancels => 1,
            _ => 0,
        }
    }

    fn key(self) -> String {
        format!("{self:?}")
    }

    fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|world| world.key() == key).unwrap()
    }
}

/// Of the ways with a turn in them, each visits every so many'th boundary.
const SOME: usize = 12;

struct Making {
    place: Place,
    user: UserId,
    world: World,
    /// What the client calls the concepts, the model, and another try at each.
    generations: [GenerationId; 4],
}

impl Journey for Making {
    type World = World;

    /// One person who has made nothing yet.
    async fn prepare(world: World) -> Self {
        let place = Place::prepare(world.misbehaviour()).await;
        let (db, mint) = (place.open().await, mint(Arc::default()));
        let user = app::add_user(&db, &mint, "traveller").await;
        db.close().await.unwrap();
        let generations = [(); 4].map(|()| mint.id(GenerationId::from_parts));
        Self { place, user, world, generations }
    }

    fn place(&self) -> &Place {
        &self.place
    }

    async fn run(&self, crash_at: Option<usize>, is_back: bool) -> ExitStatus {
        let has_client = !is_back || self.world != World::ClientGone;
        let settings = [
            ("USER", self.user.to_string()),
            ("GENERATIONS", self.generations.map(|id| id.to_string()).join(",")),
            ("HAS_CLIENT", has_client.to_string()),
            ("WORLD", self.world.key()),
        ];
        self.place.run("crash::generation::crash_child", &settings, crash_at, is_back).await
    }

    /// What the person ends up with: concepts cost one, the first model nothing, and what failed or was cancelled
    /// nothing either.
    async fn check_end(&self, about: &str) {
        let db = self.place.open().await;
        let count = async |from: &str| texts(&db, &format!("SELECT id AS text FROM {from}")).await.len();
        let balance = Ledger::new(db.clone()).balance(self.user).await.unwrap().0;
        let made = count("generations WHERE state = 'done'").await;
        let fruitless = count("generations WHERE state IN ('failed', 'cancelled')").await;
        assert_eq!(count("generations").await, made + fruitless, "{about}\n{}", self.place.trail());
        assert!(fruitless <= self.world.fruitless(), "{about}: {fruitless} generations failed");
        assert_eq!(balance, 3 - i64::from(made > 0), "{about}");
        let holds = async |state: &str| {
            let sql = format!("SELECT generation_id AS text FROM holds WHERE state = '{state}'");
            texts(&db, &sql).await.len()
        };
        assert_eq!((holds("captured").await, holds("released").await), (made, fruitless), "{about}");
        if self.world != World::ClientGone {
            assert_eq!(made, 2, "{about}");
            assert_eq!(
                count("assets WHERE status = 'COMPLETED' AND poster_file_id IS NOT NULL").await,
                1,
                "{about}"
            );
        }
        db.close().await.unwrap();
    }

    async fn check_undisturbed(&self) {
        let db = self.place.open().await;
        let over = "SELECT id AS text FROM generations WHERE state IN ('failed', 'cancelled')";
        assert_eq!(texts(&db, over).await.len(), self.world.fruitless(), "{:?}", self.world);
        db.close().await.unwrap();
        let trail = self.place.trail();
        assert!(trail.contains("before commit") && trail.contains("after commit"), "{trail}");
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
        Client::of(&child).travel().await;
    }
    child.drained().await;
    runner.stop().await;
}

/// Somebody who wants a model. Whatever they did before they do again, with the same ids.
struct Client<'a> {
    db: &'a Database,
    storage: &'a Storage,
    service: GenerationService,
    uploads: UploadService,
    world: World,
    user: UserId,
    ids: Vec<GenerationId>,
}

impl<'a> Client<'a> {
    fn of(child: &'a Child) -> Self {
        let Child { db, mint, storage, .. } = child;
        Self {
            db,
            storage,
            service: GenerationService::new(db.clone(), mint.clone(), CreditRules::default(), limits()),
            uploads: UploadService::new(db.clone(), storage.clone(), mint.clone()),
            world: World::from_key(&setting("WORLD").unwrap()),
            user: setting("USER").unwrap().parse().unwrap(),
            ids: setting("GENERATIONS").unwrap().split(',').map(|id| id.parse().unwrap()).collect(),
        }
    }

    /// Concepts, then the model of the first one.
    async fn travel(&self) {
        let asset = self.start().await;
        if self.world == World::ClientCancels {
            self.change_mind(asset).await;
        }
        let status = self.settled(asset).await;
        if status == AssetStatus::Failed && self.concepts(asset).await.is_empty() {
            self.service.retry(self.user, asset, self.ids[2]).await.unwrap();
            self.settled(asset).await;
        }
        let concept = self.concepts(asset).await[0].parse().unwrap();
        self.service.model_from_concept(self.user, asset, concept, self.ids[1]).await.unwrap();
        if self.settled(asset).await == AssetStatus::Failed {
            self.service.retry(self.user, asset, self.ids[3]).await.unwrap();
            self.settled(asset).await;
        }
        assert_eq!(self.settled(asset).await, AssetStatus::Completed);
    }

    async fn start(&self) -> AssetId {
        let upload = match self.world {
            World::FromPicture => Some(self.upload().await.to_string()),
            _ => None,
        };
        let form = StartForm {
            generation_id: self.ids[0].to_string(),
            mode: if upload.is_some() { "image" } else { "text" }.into(),
            prompt: "a red robot".into(),
            upload_id: upload,
            style: "cartoon".into(),
            skip_concept: false,
        };
        self.service.start(self.user, StartGeneration::parse(&form).unwrap()).await.unwrap()
    }

    /// A picture that is stored and checked; one that was begun before is gone on with.
    async fn upload(&self) -> UploadId {
        let picture = crate::generator::png(300, 200, 7);
        let begun = texts(self.db, "SELECT id AS text FROM uploads").await;
        let upload = match begun.first() {
            Some(begun) => begun.parse().unwrap(),
            None => {
                let bytes = u64::try_from(picture.len()).unwrap();
                self.uploads.begin(self.user, "image/png", bytes).await.unwrap().upload
            }
        };
        self.storage.put(&format!("uploads/{upload}"), "image/png", picture.into()).await.unwrap();
        self.uploads.finish(self.user, upload).await.unwrap();
        upload
    }

    /// Cancels the concepts once the worker has them, unless they are over.
    async fn change_mind(&self, asset: AssetId) {
        let id = self.ids[0];
        let runs = format!("SELECT id AS text FROM generations WHERE id = '{id}' AND state = 'running'");
        let sent = format!("SELECT id AS text FROM attempts WHERE generation_id = '{id}' AND state = 'sent'");
        while !texts(self.db, &runs).await.is_empty() {
            if !texts(self.db, &sent).await.is_empty() {
                self.service.cancel(self.user, asset).await.unwrap();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The asset's status when nothing runs for it.
    async fn settled(&self, asset: AssetId) -> AssetStatus {
        loop {
            let report = self.service.status(self.user, asset).await.unwrap();
            if report.truth.phase.is_final() {
                return report.status;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn concepts(&self, asset: AssetId) -> Vec<String> {
        let sql = format!("SELECT id AS text FROM concepts WHERE asset_id = '{asset}' ORDER BY position");
        texts(self.db, &sql).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_boundary_survives_a_kill() {
    let names = ["before submit", "after submit", "before storing a result"];
    let count = boundaries::<Making>(World::ClientRetries, &names).await;
    let worlds = World::STRAIGHT.map(|world| (world, count));
    visit::<Making>(&worlds, stride(worlds.len())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_a_change_of_mind_and_a_picture_survive_a_kill() {
    let worlds = [
        (World::RemoteFails, boundaries::<Making>(World::RemoteFails, &["after submit"]).await),
        (
            World::ClientCancels,
            boundaries::<Making>(World::ClientCancels, &["before remote cancel", "after remote cancel"])
                .await,
        ),
        (World::FromPicture, boundaries::<Making>(World::FromPicture, &["before storing an upload"]).await),
    ];
    visit::<Making>(&worlds, stride(SOME)).await;
}
