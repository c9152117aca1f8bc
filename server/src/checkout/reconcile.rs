//! Comparing with the payment service every hour, by its sessions, refunds and disputes and not by its events: what a
//! lost delivery would have told is found here.

use std::collections::HashMap;

use domain::payment::{PaymentError, PaymentSession};
use domain::time::Timestamp;
use sea_orm::FromQueryResult;

use super::rows::{self, CheckoutRow};
use super::{CheckoutError, CheckoutService};
use crate::db::{DataError, Sql as _, args};
use crate::jobs::Outcome;
use crate::orders::rows::words;

/// How far back completed sessions are compared, in seconds.
const COMPARED_SECS: i64 = 30 * 24 * 3600;
/// How far back refunds are compared, in seconds.
const REFUNDS_SECS: i64 = 30 * 24 * 3600;
/// How far back disputes are compared, in seconds: banks take about three months to decide one.
const DISPUTES_SECS: i64 = 150 * 24 * 3600;
/// How long after its end a checkout is looked at: the service's own event mostly comes first.
const GRACE_SECS: i64 = 5 * 60;
/// Sessions that are about to leave the list are not missed in it, in seconds.
const LISTING_SECS: i64 = 3600;
/// Overdue checkouts a run.
const BATCH: i64 = 200;

/// A difference between an order and what the payment service says of its session, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// `cs_…`.
    pub session: String,
    /// What the order says was paid.
    pub ours: String,
    /// What the service says.
    pub theirs: String,
}

#[derive(FromQueryResult)]
struct Paid {
    session_id: String,
    total: i64,
    currency: String,
}

impl Paid {
    fn disagrees(&self, session: Option<&&PaymentSession>) -> Option<Disagreement> {
        let theirs = match session {
            Some(session)
                if session.amount_total.0 == self.total
                    && session.currency.eq_ignore_ascii_case(&self.currency) =>
            {
                return None;
            }
            Some(session) => words(session.amount_total.0, &session.currency),
            None => "not paid".to_owned(),
        };
        let ours = words(self.total, &self.currency);
        Some(Disagreement { session: self.session_id.clone(), ours, theirs })
    }
}

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
        let sessions = self.payments.sessions_completed_since(now.plus_secs(-COMPARED_SECS)).await?;
        for session in &sessions {
            // One that cannot be settled must not keep the others from it.
            if let Err(cause) = self.settle_missing(session).await {
                tracing::error!(%cause, session = session.id, "a completed session could not be settled");
            }
        }
        for Disagreement { session, ours, theirs } in self.disagreements(&sessions, now).await? {
            tracing::error!(session, ours, theirs, "an order and the payment service disagree");
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

    /// I13: orders whose payment the service tells otherwise, or does not tell at all. `sessions` are the completed
    /// ones as they were `asked` for.
    ///
    /// # Errors
    /// The database's.
    pub async fn disagreements(
        &self,
        sessions: &[PaymentSession],
        asked: Timestamp,
    ) -> Result<Vec<Disagreement>, DataError> {
        let paid = sessions.iter().filter(|session| session.is_paid);
        let told: HashMap<&str, &PaymentSession> =
            paid.map(|session| (session.id.as_str(), session)).collect();
        // A session is made before its order; the newest orders are younger than the answer.
        let since = asked.plus_secs(-COMPARED_SECS + LISTING_SECS).0;
        let sql =
            "SELECT o.session_id, o.total, o.currency FROM orders o JOIN checkouts c ON c.id = o.checkout_id
            WHERE c.created_at >= $1 AND o.created_at <= $2";
        let orders: Vec<Paid> = self.db.reader().rows(sql, args![since, asked.0]).await?;
        Ok(orders
            .into_iter()
            .filter_map(|order| order.disagrees(told.get(order.session_id.as_str())))
            .collect())
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
                Ok(_) | Err(CheckoutError::Data(DataError::Refused(_))) => Ok(()),
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
