//! A purchase from the cart to the refund. The payment service's memory is a file, so that it outlives the kill.

use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::cart::Carts as _;
use domain::checkout::{CheckoutOutcome, Checkouts as _};
use domain::ids::{AssetId, OrderItemId, UserId};
use domain::order::{ItemState, Tracking};
use server::db::Database;
use server::jobs::{Outcome, Runner};
use server::orders::Operator;

use super::{Child, Journey, Place, boundaries, limits, setting, stride, texts, visit};
use crate::app;
use crate::fake_payments::FakePayments;
use crate::shop::Stock;
use crate::till::open_shop;

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

struct Purchase {
    place: Place,
    world: World,
    user: UserId,
    asset: AssetId,
}

impl Journey for Purchase {
    type World = World;

    async fn prepare(world: World) -> Self {
        let (place, user, asset) = Place::with_model("buyer").await;
        Self { place, world, user, asset }
    }

    fn place(&self) -> &Place {
        &self.place
    }

    async fn run(&self, crash_at: Option<usize>, is_back: bool) -> ExitStatus {
        let settings = [
            ("USER", self.user.to_string()),
            ("ASSET", self.asset.to_string()),
            ("HAS_BUYER", (!is_back || self.world != World::BuyerGone).to_string()),
            ("LOSES", (self.world == World::AnswersLost).to_string()),
        ];
        self.place.run("crash::purchase::crash_child", &settings, crash_at, is_back).await
    }

    /// What was paid was handed out once, and what was given back was taken once.
    async fn check_end(&self, about: &str) {
        let db = self.place.open().await;
        let payments = FakePayments::open(self.place.payments_folder());
        let paid = payments.paid();
        let orders = texts(&db, "SELECT id AS text FROM orders").await.len();
        assert_eq!(orders, paid, "{about}: an order for each payment\n{}", self.place.trail());
        let balance = texts(&db, "SELECT CAST(balance AS TEXT) AS text FROM credit_accounts").await;
        assert_eq!(balance, [(3 + 10 * paid).to_string()], "{about}");
        let unsent = texts(&db, "SELECT id AS text FROM emails WHERE state <> 'sent'").await;
        assert_eq!(unsent, [""; 0], "{about}");
        let refunds = payments.refunds();
        assert!(
            refunds.len() <= 1 && refunds.iter().all(|(_, amount)| *amount == 490),
            "{about}: {refunds:?}"
        );
        if self.world != World::BuyerGone {
            assert_eq!((paid, refunds.len()), (1, 1), "{about}\n{}", self.place.trail());
            let states = texts(&db, "SELECT state AS text FROM order_items ORDER BY position").await;
            assert_eq!(states, ["refunded", "delivered", "granted"], "{about}");
            let left = texts(&db, "SELECT key AS text FROM files WHERE state = 'condemned'").await;
            assert_eq!(left, [""; 0], "{about}: what nobody needs any more");
            assert_eq!(payments.open_sessions(), 0, "{about}: the session of the cart as it was is closed");
        }
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
    let mut jobs = child.jobs(provider);
    jobs.shop = Some(shop.jobs.clone());
    let runner = Runner::start(db.clone(), mint.clone(), Arc::new(jobs.clone()), app::runner_settings());
    let runner = runner.await.unwrap();
    if setting("LOSES").unwrap() == "true" {
        payments.lost_answers.store(2, Ordering::SeqCst);
    }
    let (user, asset): (UserId, AssetId) =
        (setting("USER").unwrap().parse().unwrap(), setting("ASSET").unwrap().parse().unwrap());
    if setting("HAS_BUYER").unwrap() == "true" {
        let operator = Operator::new(db.clone(), mint.clone(), "nina").unwrap();
        buy(db, &stock, &shop, &payments, (user, asset)).await;
        child.drained().await;
        let item: OrderItemId =
            texts(db, "SELECT id AS text FROM order_items WHERE kind = 'download'").await[0].parse().unwrap();
        operator.refund(item, "Changed my mind").await.unwrap();
        child.drained().await;
        deliver(db, &operator).await;
    } else {
        // What the service's own repeated deliveries, or the hourly comparison, bring about.
        while shop.checkouts.reconcile().await != Outcome::Done {}
    }
    child.drained().await;
    child.collect_a_day_later(&jobs).await;
    child.drained().await;
    runner.stop().await;
}

/// The print goes out and arrives: then nobody needs the model as it was before it was brought to size.
async fn deliver(db: &Database, operator: &Operator) {
    let print = "SELECT id AS text FROM order_items WHERE kind = 'print'";
    let print: OrderItemId = texts(db, print).await[0].parse().unwrap();
    let state = texts(db, "SELECT state AS text FROM order_items WHERE kind = 'print'").await;
    if state == ["in_production"] {
        let tracking = Tracking { carrier: "DHL".into(), number: "1".into(), url: None };
        operator.track(print, tracking).await.unwrap();
    }
    operator.advance(print, ItemState::Delivered, "").await.unwrap();
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
        // Looks at the checkout, and puts more into the cart: its first session is closed.
        begin(shop, user).await;
        if texts(db, "SELECT id AS text FROM print_configs").await.is_empty() {
            stock.config(user, asset, 2).await;
        }
        let config = texts(db, "SELECT id AS text FROM print_configs").await[0].parse().unwrap();
        stock.carts.add_print(user, config).await.unwrap();
        // Lines of the same millisecond have no order.
        tokio::time::sleep(Duration::from_millis(2)).await;
        stock.carts.add_credits(user, "small").await.unwrap();
        let session = begin(shop, user).await;
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

/// A session to pay the cart as it is, however often it must be asked for.
async fn begin(shop: &server::shop::Shop, user: UserId) -> String {
    loop {
        match shop.checkouts.begin(user).await {
            Ok(view) => return view.session_id,
            Err(domain::Problem::Unavailable { .. }) => {}
            Err(problem) => panic!("{problem:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_boundary_of_a_purchase_survives_a_kill() {
    let names = [
        "after commit",
        "before making a session",
        "before closing a session",
        "after closing a session",
        "after a refund",
        "before storing a print file",
        "after sending a mail",
        "before deleting a file",
        "after deleting a file",
    ];
    let count = boundaries::<Purchase>(World::BuyerRetries, &names).await;
    visit::<Purchase>(&WORLDS.map(|world| (world, count)), stride(WORLDS.len())).await;
}
