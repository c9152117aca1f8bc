//! Comparing with the payment service every hour, by its sessions, refunds and disputes and not by its events: what a
//! lost delivery would have told is found here.

use domain::payment::{PaymentError, PaymentSession};

use super::rows::{self, CheckoutRow};
use super::{CheckoutError, CheckoutService};
use crate::jobs::Outcome;

/// How far back completed sessions are compared, in seconds.
const COMPARED_SECS: i64 = 30 * 24 * 3600;
/// How far back refunds are compared, in seconds.
const REFUNDS_SECS: i64 = 30 * 24 * 3600;
/// How far back disputes are compared, in seconds: banks take about three months to decide one.
const DISPUTES_SECS: i64 = 150 * 24 * 3600;
/// How long after its end a checkout is looked at: the service's own event mostly comes first.
const GRACE_SECS: i64 = 5 * 60;
/// Overdue checkouts a run.
const BATCH: i64 = 200;

impl CheckoutService {
    /// Makes the orders that are missing and ends checkouts whose time is over.
    pub async fn reconcile(&self) -> Outcome {
        match self.compare().await {
            Ok(()) => Outcome::Done,
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn compare(&self) -> Result<(), CheckoutError> {
        let now = self.mint.now();
        for session in self.payments.sessions_completed_since(now.plus_secs(-COMPARED_SECS)).await? {
            // One that cannot be settled must not keep the others from it.
            if let Err(cause) = self.settle_missing(&session).await {
                tracing::error!(%cause, session = session.id, "a completed session could not be settled");
            }
        }
        let (refunded, disputed) = (now.plus_secs(-REFUNDS_SECS), now.plus_secs(-DISPUTES_SECS));
        let contested = self.payments.payments_contested_since(refunded, disputed).await;
        let contested = contested.unwrap_or_else(|cause| {
            tracing::error!(?cause, "refunds and disputes could not be listed");
            Vec::new()
        });
        for payment in contested {
            if let Err(cause) = self.refunds.settle_payment(&payment).await {
                tracing::error!(%cause, payment, "a refunded or disputed payment could not be settled");
            }
        }
        // However long ago they were paid: only what is young is among the sessions above.
        for checkout in rows::accepted(&self.db, BATCH).await? {
            let session = checkout.session_id.as_deref().unwrap_or_default();
            if let Err(cause) = self.fulfil(session).await {
                tracing::error!(%cause, session, "an accepted payment's order could not be made");
            }
        }
        for checkout in rows::overdue(&self.db, now.plus_secs(-GRACE_SECS), BATCH).await? {
            if let Err(cause) = self.end_overdue(checkout).await {
                tracing::warn!(%cause, "an overdue checkout could not be ended");
            }
        }
        Ok(())
    }

    /// Settles a session unless its order is there.
    async fn settle_missing(&self, session: &PaymentSession) -> Result<(), CheckoutError> {
        let known = rows::of_session(&self.db, &session.id).await?;
        if known.is_some_and(|checkout| checkout.state == "paid") {
            return Ok(());
        }
        self.settle_session(session).await.map(drop)
    }

    async fn end_overdue(&self, checkout: CheckoutRow) -> Result<(), CheckoutError> {
        let Some(session) = checkout.session_id.clone() else {
            return self.expire(checkout).await.map(drop);
        };
        match self.payments.session(&session).await {
            Ok(found) => match self.close(&checkout, found).await {
                // The person is told at their next checkout.
                Ok(_) | Err(CheckoutError::Data(crate::db::DataError::Refused(_))) => Ok(()),
                Err(cause) => Err(cause),
            },
            Err(PaymentError::NotFound) => {
                tracing::error!(session, "the payment service does not know a session of ours");
                self.expire(checkout).await.map(drop)
            }
            Err(cause) => Err(cause.into()),
        }
    }
}
