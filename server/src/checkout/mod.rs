//! Paying a cart.
//!
//! A checkout is a row with the frozen cart, written before the payment service hears of it; its id is the service's
//! idempotency key, so a lost answer costs nothing. A person has one checkout at a time that can be paid: another one
//! is begun only after the old one's session was closed at the service. Orders are made by [`CheckoutService::fulfil`]
//! alone, whoever calls it: the webhook's job, the return page, the reconciler.

mod begin;
pub mod config;
mod customer;
mod events;
pub mod failed;
pub mod frozen;
mod fulfil;
mod reconcile;
mod rows;
pub(crate) mod under_way;
pub mod webhook;

use std::sync::Arc;

use async_trait::async_trait;
use domain::Problem;
use domain::checkout::{CheckoutOutcome, CheckoutView, Checkouts};
use domain::ids::UserId;
use domain::payment::{PaymentError, Payments};

pub use config::CheckoutSettings;
pub use fulfil::Fulfilled;
pub use reconcile::Disagreement;

use crate::cart::CartService;
use crate::db::{DataError, Database};
use crate::mint::Mint;
use crate::orders::RefundService;

/// Checkouts in this database, paid through this service; cheap to clone.
#[derive(Clone)]
pub struct CheckoutService {
    db: Database,
    mint: Mint,
    payments: Arc<dyn Payments>,
    carts: CartService,
    refunds: RefundService,
    settings: CheckoutSettings,
}

/// Why a step that asks the payment service did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CheckoutError {
    /// Ours.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The service's.
    #[error("payments: {0:?}")]
    Payment(PaymentError),
}

impl From<PaymentError> for CheckoutError {
    fn from(error: PaymentError) -> Self {
        Self::Payment(error)
    }
}

impl From<Problem> for CheckoutError {
    fn from(problem: Problem) -> Self {
        Self::Data(problem.into())
    }
}

impl From<CheckoutError> for Problem {
    fn from(error: CheckoutError) -> Self {
        match error {
            CheckoutError::Data(error) => error.into(),
            CheckoutError::Payment(cause) => {
                tracing::warn!(?cause, "the payment service did not do it");
                Self::Unavailable { sentence: "The payment service does not answer.".to_owned() }
            }
        }
    }
}

impl CheckoutService {
    /// Checkouts in this database.
    #[must_use]
    pub fn new(
        db: Database,
        mint: Mint,
        payments: Arc<dyn Payments>,
        carts: CartService,
        settings: CheckoutSettings,
    ) -> Self {
        let refunds = RefundService::new(db.clone(), mint.clone(), Arc::clone(&payments));
        Self { db, mint, payments, carts, refunds, settings }
    }
}

#[async_trait]
impl Checkouts for CheckoutService {
    async fn begin(&self, user: UserId) -> Result<CheckoutView, Problem> {
        Ok(self.begin_or_continue(user).await?)
    }

    async fn outcome(&self, user: UserId, session_id: &str) -> Result<CheckoutOutcome, Problem> {
        let checkout = rows::of_session(&self.db, session_id).await?;
        let owned = checkout.filter(|checkout| checkout.user_id == user.to_string());
        if owned.is_none() {
            return Err(Problem::NotFound);
        }
        Ok(match self.fulfil(session_id).await? {
            Fulfilled::Ordered(order) => CheckoutOutcome::Ordered(order),
            Fulfilled::Processing => CheckoutOutcome::Processing,
            Fulfilled::Open => CheckoutOutcome::Open,
            Fulfilled::Expired => CheckoutOutcome::Expired,
            Fulfilled::Review => CheckoutOutcome::Review,
            Fulfilled::Foreign => return Err(Problem::NotFound),
        })
    }

    async fn portal_url(&self, user: UserId) -> Result<String, Problem> {
        let customer = self.customer(user).await?;
        let back = format!("{}/account", self.settings.public_url);
        let link = self.payments.portal_url(&customer, &back).await;
        Ok(link.map_err(CheckoutError::from)?)
    }
}
