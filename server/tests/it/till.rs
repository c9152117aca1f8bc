//! A whole shop on a test's database: cart, checkout, webhook, orders, mail, jobs.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::cart::Carts as _;
use domain::checkout::{CheckoutOutcome, CheckoutView, Checkouts as _};
use domain::ids::{AssetId, OrderId, OrderItemId, UserId};
use domain::order::{OrderDetail, Orders as _};
use sea_orm::FromQueryResult;
use server::checkout::{CheckoutService, CheckoutSettings, webhook};
use server::db::{Database, Sql as _};
use server::email::EmailConfig;
use server::generation::RunLimits;
use server::generation::providers::Provider;
use server::mint::Mint;
use server::orders::{Operator, OrderService};
use server::shop::{Premises, Shop};
use server::storage::Storage;
use tower::ServiceExt as _;

use crate::app::{self, Setup, TestApp};
use crate::fake_payments::{FakePayments, SIGNATURE};
use crate::shop::Stock;

/// A shop on any database, paid through a service whose memory is a file in `folder`.
pub fn open_shop(
    (db, mint, storage): (&Database, &Mint, &Storage),
    stock: &Stock,
    provider: Arc<dyn Provider>,
    limits: RunLimits,
    folder: &Path,
) -> (Shop, Arc<FakePayments>) {
    let payments = Arc::new(FakePayments::open(folder.to_owned()));
    let shop = Shop::open(Premises {
        db: db.clone(),
        mint: mint.clone(),
        storage: storage.clone(),
        catalogue: stock.catalogues.clone(),
        prints: stock.prints.clone(),
        payments: payments.clone(),
        provider,
        limits,
        checkout: CheckoutSettings { public_url: "https://makeit3d.example".into(), is_live: false },
        email: EmailConfig::to_folder(folder.join("outbox")),
    });
    (shop.unwrap(), payments)
}

pub struct Till {
    pub app: TestApp,
    pub stock: Stock,
    pub payments: Arc<FakePayments>,
    pub checkouts: CheckoutService,
    pub orders: OrderService,
    pub folder: tempfile::TempDir,
    webhook: Router,
}

#[derive(FromQueryResult)]
struct Text {
    text: String,
}

impl Till {
    pub async fn new() -> Self {
        let mut till = Self::closed().await;
        till.app.start_jobs().await;
        till
    }

    /// Without running jobs.
    pub async fn closed() -> Self {
        let mut app = Setup { runs_jobs: false, ..Setup::default() }.start().await;
        let stock = Stock::new(&app);
        let folder = tempfile::tempdir().unwrap();
        let provider = Arc::new(app::runpod(&app.worker_url()));
        let limits = Setup::default().limits;
        let base = (&app.db, &app.mint, &app.storage);
        let (shop, payments) = open_shop(base, &stock, provider, limits, folder.path());
        app.jobs.shop = Some(shop.jobs.clone());
        let webhook = webhook::router(shop.checkouts.clone());
        let Shop { checkouts, orders, .. } = shop;
        Self { app, stock, payments, checkouts, orders, folder, webhook }
    }

    pub fn operator(&self) -> Operator {
        Operator::new(self.app.db.clone(), self.app.mint.clone(), "nina").unwrap()
    }

    /// A delivery of the payment service.
    pub async fn deliver(&self, body: Vec<u8>) -> StatusCode {
        self.post(body, &[SIGNATURE]).await
    }

    pub async fn post(&self, body: Vec<u8>, signatures: &[&str]) -> StatusCode {
        let mut request = Request::post(webhook::PATH).header("content-type", "application/json");
        for signature in signatures {
            request = request.header("stripe-signature", *signature);
        }
        let request = request.body(Body::from(body)).unwrap();
        self.webhook.clone().oneshot(request).await.unwrap().status()
    }

    /// Credits in somebody's cart.
    pub async fn fill(&self, user: UserId, package: &str) {
        self.stock.carts.add_credits(user, package).await.unwrap();
    }

    pub async fn begin(&self, user: UserId) -> CheckoutView {
        self.checkouts.begin(user).await.unwrap()
    }

    /// Bought and paid, order and all; answers the order and its payment.
    pub async fn buy(&self, user: UserId) -> (OrderId, String) {
        let session = self.begin(user).await.session_id;
        let payment = self.payments.pay(&session);
        match self.checkouts.outcome(user, &session).await.unwrap() {
            CheckoutOutcome::Ordered(order) => (order, payment),
            other => panic!("paid, but {other:?}"),
        }
    }

    /// A cart with a file, a print and credits of the first user.
    pub async fn fill_mixed(&self) -> AssetId {
        let asset = self.app.with_model().await;
        let (carts, user) = (&self.stock.carts, self.app.user);
        carts.add_download(user, asset).await.unwrap();
        carts.add_print(user, self.stock.config(user, asset, 2).await).await.unwrap();
        // Lines of the same millisecond have no order.
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        self.fill(user, "small").await;
        asset
    }

    pub async fn show(&self, order: OrderId) -> OrderDetail {
        self.orders.show(self.app.user, order).await.unwrap()
    }

    /// The order's item of this kind.
    pub async fn item(&self, order: OrderId, kind: &str) -> OrderItemId {
        self.text(&format!(
            "SELECT id AS text FROM order_items WHERE order_id = '{order}' AND kind = '{kind}'"
        ))
        .await
        .parse()
        .unwrap()
    }

    pub async fn text(&self, sql: &str) -> String {
        self.app.db.reader().row::<Text>(sql, Vec::new()).await.unwrap().expect(sql).text
    }

    /// What lies in the outbox, without the line breaks of its encoding.
    pub fn mails(&self) -> Vec<String> {
        let Ok(folder) = std::fs::read_dir(self.folder.path().join("outbox")) else { return Vec::new() };
        let mut mails: Vec<String> = folder
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "eml"))
            .map(|path| std::fs::read_to_string(path).unwrap().replace("=\r\n", ""))
            .collect();
        mails.sort();
        mails
    }

    pub async fn finish(self) {
        self.app.finish().await;
    }
}
