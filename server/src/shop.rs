//! The shop put together: carts, checkouts, orders, their jobs and mail.

use std::sync::Arc;

use domain::catalogue::Catalogues;
use domain::payment::Payments;
use domain::print::Prints;

use crate::cart::CartService;
use crate::checkout::{CheckoutService, CheckoutSettings};
use crate::db::Database;
use crate::email::{EmailConfig, EmailJobs};
use crate::generation::RunLimits;
use crate::generation::providers::Provider;
use crate::jobs::ShopJobs;
use crate::mint::Mint;
use crate::orders::{OrderService, PrintJobs, RefundService};
use crate::storage::Storage;

/// What a shop stands on.
#[derive(Clone)]
pub struct Premises {
    /// Where everything is written.
    pub db: Database,
    /// Clock and ids.
    pub mint: Mint,
    /// Models and print files.
    pub storage: Storage,
    /// What is offered.
    pub catalogue: Arc<dyn Catalogues>,
    /// What prints, at which price.
    pub prints: Arc<dyn Prints>,
    /// Who takes the money.
    pub payments: Arc<dyn Payments>,
    /// Who brings models to a size.
    pub provider: Arc<dyn Provider>,
    /// How that is followed.
    pub limits: RunLimits,
    /// How checkouts are set up.
    pub checkout: CheckoutSettings,
    /// Where mail goes.
    pub email: EmailConfig,
}

/// The shop's parts; cheap to clone.
#[derive(Clone)]
pub struct Shop {
    /// Carts.
    pub carts: CartService,
    /// Paying.
    pub checkouts: CheckoutService,
    /// What was paid.
    pub orders: OrderService,
    /// Money going back.
    pub refunds: RefundService,
    /// The code behind the shop's jobs.
    pub jobs: ShopJobs,
}

impl Shop {
    /// Opens a shop.
    ///
    /// # Errors
    /// When the mail server's address cannot be used.
    pub fn open(on: Premises) -> anyhow::Result<Self> {
        let Premises { db, mint, storage, catalogue, prints, payments, provider, limits, checkout, email } =
            on;
        let carts =
            CartService::new(db.clone(), storage.clone(), mint.clone(), catalogue, Arc::clone(&prints));
        let refunds = RefundService::new(db.clone(), mint.clone(), Arc::clone(&payments));
        let checkouts = CheckoutService::new(db.clone(), mint.clone(), payments, carts.clone(), checkout);
        let partner = email.print_partner.clone();
        let jobs = ShopJobs {
            checkouts: checkouts.clone(),
            refunds: refunds.clone(),
            prints: PrintJobs::new(db.clone(), mint.clone(), storage.clone(), provider, limits, partner),
            emails: EmailJobs::new(db.clone(), mint.clone(), storage.clone(), email)?,
        };
        let orders = OrderService::new(db, storage, mint, prints, carts.clone());
        Ok(Self { carts, checkouts, orders, refunds, jobs })
    }
}
