//! The one way from a paid session to an order.

use domain::ids::OrderId;
use domain::payment::{PaymentSession, SessionStatus};

use super::rows::{self, CheckoutRow};
use super::{CheckoutError, CheckoutService};
use crate::credits::lock_person;
use crate::db::{DataError, Sql as _, Tx, args};
use crate::email;
use crate::mint::Mint;
use crate::orders::{self, Payment};

/// A completed session whose money has not come after so long will not be paid any more, in seconds.
const PROCESSING_SECS: i64 = 14 * 24 * 3600;

/// What became of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fulfilled {
    /// Paid; this is its order.
    Ordered(OrderId),
    /// Completed, but the money is still on its way.
    Processing,
    /// It can still be paid.
    Open,
    /// It can no longer be paid, and nothing was.
    Expired,
    /// What was paid is not what was asked: nothing is handed out before somebody looked.
    Review,
    /// Not one of ours, or of the other mode.
    Foreign,
}

impl CheckoutService {
    /// Asks the service how the session stands and makes its order when it is paid; a second call finds the first
    /// one's.
    ///
    /// # Errors
    /// The service's and the database's; the same call again is safe.
    pub async fn fulfil(&self, session_id: &str) -> Result<Fulfilled, CheckoutError> {
        let session = self.payments.session(session_id).await?;
        self.settle_session(&session).await
    }

    /// The same for a session as the service just told it.
    pub(super) async fn settle_session(&self, session: &PaymentSession) -> Result<Fulfilled, CheckoutError> {
        if session.is_live != self.settings.is_live {
            tracing::error!(session = session.id, is_live = session.is_live, "a session of the other mode");
            return Ok(Fulfilled::Foreign);
        }
        let Some(checkout) = self.checkout_of(session).await? else {
            tracing::warn!(session = session.id, "a session without a checkout of ours");
            return Ok(Fulfilled::Foreign);
        };
        if session.is_paid {
            return self.order(checkout, session.clone()).await;
        }
        match session.status {
            SessionStatus::Open => Ok(Fulfilled::Open),
            // Its money did not come, or will not come any more.
            SessionStatus::Complete if checkout.state == "expired" => Ok(Fulfilled::Expired),
            SessionStatus::Complete if self.is_hopeless(&checkout) => self.expire(checkout).await,
            SessionStatus::Complete => Ok(Fulfilled::Processing),
            SessionStatus::Expired => self.expire(checkout).await,
        }
    }

    async fn checkout_of(&self, session: &PaymentSession) -> Result<Option<CheckoutRow>, DataError> {
        if let Some(found) = rows::of_session(&self.db, &session.id).await? {
            return Ok(Some(found));
        }
        match session.checkout {
            Some(id) => rows::of_id(&self.db, id).await,
            None => Ok(None),
        }
    }

    fn is_hopeless(&self, checkout: &CheckoutRow) -> bool {
        checkout.expires().plus_secs(PROCESSING_SECS) < self.mint.now()
    }

    async fn order(
        &self,
        checkout: CheckoutRow,
        session: PaymentSession,
    ) -> Result<Fulfilled, CheckoutError> {
        let mint = self.mint.clone();
        let written = self.db.write(move |tx| {
            let (mint, checkout, session) = (mint.clone(), checkout.clone(), session.clone());
            Box::pin(async move { write_order(tx, &mint, &checkout, &session).await })
        });
        Ok(written.await?)
    }

    /// Ends a checkout that can no longer be paid.
    pub(super) async fn expire(&self, checkout: CheckoutRow) -> Result<Fulfilled, CheckoutError> {
        let now = self.mint.now().0;
        let written = self.db.write(move |tx| {
            let id = checkout.id.clone();
            Box::pin(async move {
                let sql = "UPDATE checkouts SET state = 'expired', ended_at = $1
                    WHERE id = $2 AND state IN ('prepared', 'open', 'closing')";
                tx.change(sql, args![now, id]).await.map(drop)
            })
        });
        written.await?;
        Ok(Fulfilled::Expired)
    }
}

/// Everything that a payment brings about, in one transaction: the person is locked first, so webhook, page and
/// reconciler come one after the other; the order's unique keys are what makes it happen once.
async fn write_order(
    tx: &Tx,
    mint: &Mint,
    checkout: &CheckoutRow,
    session: &PaymentSession,
) -> Result<Fulfilled, DataError> {
    let user = checkout.user()?;
    lock_person(tx, user).await?;
    let checkout = rows::locked(tx, &checkout.id).await?;
    if let Some(order) = orders::of_checkout(tx, &checkout.id).await? {
        return Ok(Fulfilled::Ordered(order));
    }
    if matches!(checkout.state.as_str(), "review" | "returned") {
        return Ok(Fulfilled::Review);
    }
    let is_accepted = checkout.state == "accepted" && checkout.agrees_with(session);
    if !checkout.is_asked_by(session) && !is_accepted {
        tracing::error!(
            checkout = checkout.id,
            session = session.id,
            asked = checkout.amount().0,
            paid = session.amount_total.0,
            currency = session.currency,
            "what was paid is not what was asked: it waits for a person"
        );
        let sql = "UPDATE checkouts SET paid = $1, paid_currency = $2 WHERE id = $3";
        let values = args![session.amount_total.0, session.currency.to_lowercase(), checkout.id.as_str()];
        tx.change(sql, values).await?;
        end(tx, mint, &checkout.id, "review", &session.id).await?;
        let recipient = orders::buyer_email(tx, session, user).await?;
        email::write_review(tx, mint, &checkout.id, &recipient).await?;
        return Ok(Fulfilled::Review);
    }
    end(tx, mint, &checkout.id, "paid", &session.id).await?;
    let payment = Payment {
        checkout: &checkout.id,
        session,
        user,
        currency: checkout.currency()?,
        frozen: &checkout.frozen()?,
    };
    orders::write(tx, mint, &payment).await.map(Fulfilled::Ordered)
}

async fn end(tx: &Tx, mint: &Mint, checkout: &str, state: &str, session: &str) -> Result<(), DataError> {
    let sql = "UPDATE checkouts SET state = $1, session_id = $2, ended_at = $3 WHERE id = $4";
    tx.change(sql, args![state, session, mint.now().0, checkout]).await.map(drop)
}
