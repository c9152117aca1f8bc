//! The end of an account whose owner was about to pay: what can still be paid is closed, the services forget the person,
//! and a day later nothing of theirs is stored. The identity provider's memory is a file, so that it outlives the kill.

use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use domain::account::PersonalAccounts as _;
use domain::cart::Carts as _;
use domain::checkout::Checkouts as _;
use domain::ids::{AssetId, UserId};
use jsonwebtoken::jwk::JwkSet;
use server::account::{AccountJobs, AccountService};
use server::identity::{Identity, IdentityConfig, IdentityError, IdentityProvider, ProviderUser};
use server::jobs::Runner;

use super::{Child, Journey, Place, boundaries, limits, setting, stride, texts, visit};
use crate::app;
use crate::fake_payments::FakePayments;
use crate::shop::Stock;
use crate::till::open_shop;

/// Each world visits every so many'th boundary.
const SOME: usize = 8;

/// What the world does around the kill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum World {
    /// The person asks once more.
    PersonRetries,
    /// The person never comes back.
    PersonGone,
    /// The services do what they are asked, but their first answers are lost.
    AnswersLost,
}

const WORLDS: [World; 3] = [World::PersonRetries, World::PersonGone, World::AnswersLost];

/// An identity provider that writes down whom it was told to forget.
struct Provider {
    file: PathBuf,
    loses: AtomicBool,
}

#[async_trait]
impl IdentityProvider for Provider {
    async fn keys(&self) -> Result<JwkSet, IdentityError> {
        Ok(JwkSet { keys: Vec::new() })
    }

    async fn user(&self, _: &str) -> Result<Option<ProviderUser>, IdentityError> {
        let user = ProviderUser { email: "leaver@example.org".into(), is_banned: false };
        Ok((!self.file.exists()).then_some(user))
    }

    async fn user_delete(&self, id: &str) -> Result<(), IdentityError> {
        std::fs::write(&self.file, id).unwrap();
        if self.loses.swap(false, Ordering::SeqCst) { Err(IdentityError::Status(504)) } else { Ok(()) }
    }

    async fn handshake_cookies(&self, _: &str) -> Result<Vec<String>, IdentityError> {
        Ok(Vec::new())
    }
}

struct Leaving {
    place: Place,
    world: World,
    user: UserId,
    asset: AssetId,
}

impl Journey for Leaving {
    type World = World;

    async fn prepare(world: World) -> Self {
        let (place, user, asset) = Place::with_model("leaver").await;
        Self { place, world, user, asset }
    }

    fn place(&self) -> &Place {
        &self.place
    }

    async fn run(&self, crash_at: Option<usize>, is_back: bool) -> ExitStatus {
        let settings = [
            ("USER", self.user.to_string()),
            ("ASSET", self.asset.to_string()),
            ("HAS_PERSON", (!is_back || self.world != World::PersonGone).to_string()),
            ("LOSES", (self.world == World::AnswersLost).to_string()),
        ];
        self.place.run("crash::account::crash_child", &settings, crash_at, is_back).await
    }

    /// All of the account is gone, or nothing was asked for.
    async fn check_end(&self, about: &str) {
        let db = self.place.open().await;
        let payments = FakePayments::open(self.place.payments_folder());
        let ended = texts(&db, "SELECT id AS text FROM users WHERE deleted_at IS NOT NULL").await;
        let is_forgotten = self.place.folder.path().join("forgotten").exists();
        if self.world != World::PersonGone {
            assert_eq!(ended.len(), 1, "{about}\n{}", self.place.trail());
        }
        assert_eq!(is_forgotten, !ended.is_empty(), "{about}: the identity provider");
        if !ended.is_empty() {
            assert_eq!(payments.open_sessions(), 0, "{about}: nothing can be paid any more");
            for gone in [
                "users WHERE email <> '' OR stripe_customer_id IS NOT NULL",
                "assets WHERE prompt <> '' OR model_file_id IS NOT NULL",
                "cart_lines",
                "checkouts WHERE state <> 'expired'",
                "files",
            ] {
                let left = texts(&db, &format!("SELECT 'left' AS text FROM {gone}")).await;
                assert_eq!(left, [""; 0], "{about}: {gone}\n{}", self.place.trail());
            }
        }
        let balance = texts(&db, "SELECT CAST(balance AS TEXT) AS text FROM credit_accounts").await;
        assert_eq!(balance, ["3"], "{about}: the ledger stays");
        db.close().await.unwrap();
    }
}

/// The server that is killed. Without its variables it is no test of its own.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a process that the crash tests start"]
async fn crash_child() {
    let Some(child) = Child::open().await else { return };
    let Child { db, mint, storage, folder, worker_url, .. } = &child;
    let provider = Arc::new(app::runpod(worker_url));
    let stock = Stock::on(db.clone(), mint.clone(), storage.clone());
    let (shop, payments) = open_shop((db, mint, storage), &stock, provider.clone(), limits(), folder);
    let loses = setting("LOSES").unwrap() == "true";
    let file = folder.join("forgotten");
    let people: Arc<dyn IdentityProvider> = Arc::new(Provider { file, loses: AtomicBool::new(loses) });
    let mut jobs = child.jobs(provider);
    jobs.shop = Some(shop.jobs.clone());
    let account_jobs = AccountJobs::new(db.clone(), mint.clone(), people.clone(), shop.checkouts.clone());
    jobs.accounts = Some(account_jobs);
    let runner = Runner::start(db.clone(), mint.clone(), Arc::new(jobs.clone()), app::runner_settings());
    let runner = runner.await.unwrap();
    let (user, asset): (UserId, AssetId) =
        (setting("USER").unwrap().parse().unwrap(), setting("ASSET").unwrap().parse().unwrap());
    if setting("HAS_PERSON").unwrap() == "true" {
        let config = IdentityConfig::sandbox("https://makeit3d.example");
        let identity = Identity::new(config, people, db.clone(), mint.clone());
        if texts(db, "SELECT id AS text FROM users WHERE deleted_at IS NOT NULL").await.is_empty() {
            stock.carts.add_download(user, asset).await.unwrap();
            shop.checkouts.begin(user).await.unwrap();
            payments.lost_answers.store(u32::from(loses), Ordering::SeqCst);
        }
        AccountService::new(db.clone(), identity).close(user, true).await.unwrap();
    }
    child.drained().await;
    child.collect_a_day_later(&jobs).await;
    child.drained().await;
    runner.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_boundary_of_an_accounts_end_survives_a_kill() {
    let names = [
        "after commit",
        "before closing a session",
        "after closing a session",
        "before deleting a person at the identity provider",
        "after deleting a person at the identity provider",
        "before deleting a file",
        "after deleting a file",
    ];
    let count = boundaries::<Leaving>(World::PersonRetries, &names).await;
    visit::<Leaving>(&WORLDS.map(|world| (world, count)), stride(SOME)).await;
}
