//! Paying a cart.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::cart::CartView;
use crate::ids::{CheckoutId, OrderId, UserId};
use crate::payment::Address;
use crate::problem::Problem;

/// What the checkout page needs: the frozen cart and a session to pay it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutView {
    /// Our try.
    pub checkout: CheckoutId,
    /// The session's id (`cs_…`).
    pub session_id: String,
    /// For the payment form.
    pub client_secret: String,
    /// The cart as it is paid.
    pub cart: CartView,
    /// The buyer's address for the receipt.
    pub email: String,
    /// Where prints go unless the buyer says something else.
    pub address: Option<Address>,
}

/// What became of a payment, as the return page tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckoutOutcome {
    /// Paid; the order is there.
    Ordered(OrderId),
    /// The payment is on its way (a bank takes its time); the order follows by itself.
    Processing,
    /// Nothing was paid; the session is still open, so go back and pay.
    Open,
    /// It can no longer be paid; nothing was charged.
    Expired,
    /// What was paid is not what was asked; we look at it by hand.
    Review,
}

/// Paying. The cart is frozen when the session is made; a changed cart makes another session and closes the old one,
/// so nothing is charged twice.
#[async_trait]
pub trait Checkouts: Send + Sync {
    /// The open session for the present cart, made when there is none.
    ///
    /// # Errors
    /// [`Problem::NotNow`] when the cart is empty or a line must be accepted or removed first;
    /// [`Problem::Unavailable`] while the payment service does not answer.
    async fn begin(&self, user: UserId) -> Result<CheckoutView, Problem>;

    /// What became of a session; makes the order when it is paid and there is none yet.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a foreign session.
    async fn outcome(&self, user: UserId, session_id: &str) -> Result<CheckoutOutcome, Problem>;

    /// A page of the payment service where the person manages cards.
    ///
    /// # Errors
    /// [`Problem::Unavailable`].
    async fn portal_url(&self, user: UserId) -> Result<String, Problem>;
}
