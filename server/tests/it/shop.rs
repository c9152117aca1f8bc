//! What the shop's tests stand on: a small catalogue, and prints with prices that tests set.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use async_trait::async_trait;
use domain::Problem;
use domain::catalogue::{
    Catalogue, Catalogues, Color, CreditPackage, EstimateKind, Finish, Material, ShippingZone, Technology,
};
use domain::credits::Credits;
use domain::ids::{AssetId, PrintConfigId, QuoteId, UserId};
use domain::money::{Cents, Currency};
use domain::print::{
    Finding, Passport, Price, PriceBasis, PrintChoice, PrintConfig, PrintOffer, Prints, Quote, Quoted,
    SizeMm, Verdict,
};
use futures::FutureExt as _;
use sea_orm::{FromQueryResult, Value};
use server::cart::CartService;
use server::db::{Database, Sql as _};
use server::mint::Mint;

use crate::app::TestApp;

/// A catalogue that a test can change.
pub struct TestCatalogues(pub Mutex<Catalogue>);

#[async_trait]
impl Catalogues for TestCatalogues {
    async fn current(&self) -> Result<Catalogue, Problem> {
        Ok(self.0.lock().unwrap().clone())
    }
}

pub fn catalogue() -> Catalogue {
    let color = Color { slug: "white".into(), name: "White".into(), hex: None, surcharge_permille: 0 };
    let finish = Finish { slug: "raw".into(), name: "Raw".into(), fixed: Cents(0), cents_per_cm2: 0.0 };
    let material = |slug: &str, startup| Material {
        slug: slug.into(),
        technology: "fdm".into(),
        name: slug.to_uppercase(),
        summary: String::new(),
        density_g_cm3: 1.2,
        block_wall_mm: 0.4,
        warn_walls_mm: vec![(300.0, 0.8)],
        cents_per_cm3: 20.0,
        startup: Cents(startup),
        colors: vec![color.clone()],
        finishes: vec![finish.clone()],
        source: "a test".into(),
    };
    let package = |slug: &str, credits, bonus, price| CreditPackage {
        slug: slug.into(),
        name: slug.into(),
        credits: Credits(credits),
        bonus: Credits(bonus),
        price: Cents(price),
        stripe_price_id: None,
        is_active: true,
        source: "a test".into(),
    };
    let zone = |slug: &str, country: &str, price, tax| ShippingZone {
        slug: slug.into(),
        name: slug.into(),
        countries: vec![country.into()],
        price: Cents(price),
        days: (2, 5),
        included_tax_permille: tax,
        source: "a test".into(),
    };
    Catalogue {
        version: 1,
        currency: Currency::Eur,
        download_price: Cents(490),
        print_order_minimum: Cents(2500),
        quote_hours: 24,
        start_grant: Credits(3),
        source: "a test".into(),
        technologies: vec![Technology {
            slug: "fdm".into(),
            name: "FDM".into(),
            summary: String::new(),
            estimate: EstimateKind::Fdm,
            build_box_mm: [300.0; 3],
            needs_supports: true,
            fills_cavities: false,
            machine_cents_per_hour: 300,
            setup: Cents(0),
            part_minimum: Cents(0),
            lead_days: (2, 4),
            source: "a test".into(),
        }],
        materials: vec![material("pla", 300), material("resin", 700)],
        quantity_discounts: Vec::new(),
        packages: vec![package("small", 10, 0, 900), package("large", 100, 20, 7900)],
        shipping_zones: vec![zone("home", "DE", 500, 190), zone("far", "US", 1900, 0)],
    }
}

/// Prints at a price that tests set, quoted into the real table.
pub struct TestPrints {
    db: Database,
    mint: Mint,
    /// What one piece costs, in cents.
    pub each: AtomicI64,
    /// Set when nothing prints any more.
    pub is_blocked: AtomicBool,
}

#[derive(FromQueryResult)]
struct Model {
    model_file_id: Option<String>,
}

impl TestPrints {
    /// A quote for a choice, valid for a day.
    async fn price(&self, user: UserId, asset: AssetId, choice: &PrintChoice) -> Result<Quote, Problem> {
        let sql = format!(
            "SELECT model_file_id FROM assets
             WHERE id = '{asset}' AND (user_id = '{user}' OR visibility = 'public')"
        );
        let model = self.db.reader().row::<Model>(&sql, Vec::new()).await?.ok_or(Problem::NotFound)?;
        let file = model.model_file_id.ok_or_else(|| Problem::not_now("There is no model."))?;
        let each = Cents(self.each.load(Ordering::SeqCst));
        let price = Price {
            lines: Vec::new(),
            total: each.times(choice.quantity),
            each,
            currency: Currency::Eur,
            machine_hours_e2: None,
            formula_version: 1,
            catalogue_version: 1,
        };
        let basis =
            PriceBasis { volume_cm3: 1.0, area_cm2: 6.0, box_cm3: 1.0, height_cm: 1.0, size: choice.size };
        let now = self.mint.now();
        let quote =
            Quote { id: self.mint.id(QuoteId::from_parts), price, basis, expires: now.plus_secs(86_400) };
        let values: Vec<Value> = vec![
            quote.id.to_string().into(),
            user.to_string().into(),
            asset.to_string().into(),
            file.into(),
            serde_json::to_string(choice).unwrap().into(),
            serde_json::to_string(&quote.basis).unwrap().into(),
            serde_json::to_string(&quote.price).unwrap().into(),
            quote.price.total.0.into(),
            now.0.into(),
            quote.expires.0.into(),
        ];
        let written = self.db.write(move |tx| {
            let values = values.clone();
            async move {
                let sql = "INSERT INTO quotes (id, user_id, asset_id, file_id, choice, basis, price, total, currency,
                        formula_version, catalogue_version, created_at, expires_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'eur', 1, 1, $9, $10)";
                tx.change(sql, values).await.map(drop)
            }
            .boxed()
        });
        written.await?;
        Ok(quote)
    }
}

#[async_trait]
impl Prints for TestPrints {
    async fn offer(&self, _user: UserId, _asset: AssetId) -> Result<PrintOffer, Problem> {
        Err(Problem::NotFound)
    }

    async fn quote(&self, user: UserId, asset: AssetId, choice: PrintChoice) -> Result<Quoted, Problem> {
        if self.is_blocked.load(Ordering::SeqCst) {
            let finding = Finding {
                key: "thin_walls".into(),
                verdict: Verdict::Block,
                sentence: "Walls are too thin.".into(),
                fixes: Vec::new(),
                places: Vec::new(),
            };
            let passport = Passport { verdict: Verdict::Block, findings: vec![finding], repairs: Vec::new() };
            return Ok(Quoted { passport, quote: None });
        }
        let quote = self.price(user, asset, &choice).await?;
        let passport = Passport { verdict: Verdict::Pass, findings: Vec::new(), repairs: Vec::new() };
        Ok(Quoted { passport, quote: Some(quote) })
    }

    async fn save(
        &self,
        user: UserId,
        asset: AssetId,
        _config: Option<PrintConfigId>,
        choice: PrintChoice,
        quote: QuoteId,
    ) -> Result<PrintConfigId, Problem> {
        let id = self.mint.id(PrintConfigId::from_parts);
        let (choice, now) = (serde_json::to_string(&choice).unwrap(), self.mint.now().0);
        let written = self.db.write(move |tx| {
            let values: Vec<Value> = vec![
                id.to_string().into(),
                user.to_string().into(),
                asset.to_string().into(),
                choice.clone().into(),
                quote.to_string().into(),
                now.into(),
            ];
            async move {
                let sql = "INSERT INTO print_configs
                        (id, user_id, asset_id, state, choice, quote_id, created_at, updated_at)
                    VALUES ($1, $2, $3, 'SAVED', $4, $5, $6, $6)";
                tx.change(sql, values).await.map(drop)
            }
            .boxed()
        });
        written.await?;
        Ok(id)
    }

    async fn delete(&self, _user: UserId, _config: PrintConfigId) -> Result<(), Problem> {
        Err(Problem::NotFound)
    }

    async fn configs(&self, _user: UserId, _asset: AssetId) -> Result<Vec<PrintConfig>, Problem> {
        Ok(Vec::new())
    }
}

/// The parts of a shop on a test's database.
#[derive(Clone)]
pub struct Stock {
    pub catalogues: Arc<TestCatalogues>,
    pub prints: Arc<TestPrints>,
    pub carts: CartService,
}

impl Stock {
    pub fn new(app: &TestApp) -> Self {
        Self::on(app.db.clone(), app.mint.clone(), app.storage.clone())
    }

    /// The same on a database whose catalogue is there.
    pub fn on(db: Database, mint: Mint, storage: server::storage::Storage) -> Self {
        let catalogues = Arc::new(TestCatalogues(Mutex::new(catalogue())));
        let prints = Arc::new(TestPrints {
            db: db.clone(),
            mint: mint.clone(),
            each: AtomicI64::new(1500),
            is_blocked: AtomicBool::new(false),
        });
        let carts = CartService::new(db, storage, mint, catalogues.clone(), prints.clone());
        Self { catalogues, prints, carts }
    }

    /// A saved configuration of `quantity` pieces, 80 mm long.
    pub async fn config(&self, user: UserId, asset: AssetId, quantity: u32) -> PrintConfigId {
        let choice = choice(quantity);
        let quote = self.prints.price(user, asset, &choice).await.unwrap();
        self.prints.save(user, asset, None, choice, quote.id).await.unwrap()
    }
}

pub fn choice(quantity: u32) -> PrintChoice {
    PrintChoice {
        material: "pla".into(),
        color: "white".into(),
        finish: "raw".into(),
        quantity,
        remarks: "Please mind the tail.".into(),
        size: SizeMm([80.0, 80.0, 80.0]),
    }
}
