//! Processing a delivered event. It only says where to look: what is written down is what the service says of the
//! session or the payment now, so the order in which events come does not matter.

use domain::payment::{EventSubject, PaymentError};
use futures::FutureExt as _;
use sea_orm::FromQueryResult;

use super::fulfil::Fulfilled;
use super::rows;
use super::webhook::subject_from;
use super::{CheckoutError, CheckoutService};
use crate::db::{DataError, Sql as _, args};
use crate::jobs::{self, Claimed, Outcome};

/// The session was completed earlier, and its money will not come.
const PAYMENT_FAILED: &str = "checkout.session.async_payment_failed";

#[derive(FromQueryResult)]
struct Received {
    kind: String,
    subject: String,
}

impl CheckoutService {
    /// Processes the event that the job names.
    pub async fn process_event(&self, job: &Claimed) -> Outcome {
        match self.process(job).await {
            Ok(()) => Outcome::Ended,
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn process(&self, job: &Claimed) -> Result<(), CheckoutError> {
        let sql = "SELECT kind, subject FROM stripe_events WHERE id = $1 AND state = 'received'";
        let received = self.db.reader().row::<Received>(sql, args![job.subject.as_str()]).await?;
        let outcome = match received {
            Some(event) => self.follow(&job.subject, &event).await?,
            None => Ok(()),
        };
        self.mark(job, outcome.err()).await
    }

    /// Looks where the event points. The inner error says why nothing can be done about it.
    async fn follow(&self, id: &str, event: &Received) -> Result<Result<(), &'static str>, CheckoutError> {
        let subject = match subject_from(&event.subject) {
            EventSubject::Unreadable => {
                tracing::error!(event = id, kind = event.kind, "an event cannot be read; it is fetched");
                self.payments.event(id).await?.subject
            }
            subject => subject,
        };
        match subject {
            EventSubject::Session { id: session } => known(self.follow_session(&session, &event.kind).await),
            EventSubject::Refund { payment_intent } | EventSubject::Dispute { payment_intent } => {
                // An order that is not there yet looks at its payment itself once it is.
                known(self.refunds.settle_payment(&payment_intent).await)
            }
            EventSubject::Other => Ok(Ok(())),
            EventSubject::Unreadable => Ok(Err("it cannot be read")),
        }
    }

    async fn follow_session(&self, session: &str, kind: &str) -> Result<(), CheckoutError> {
        let fulfilled = self.fulfil(session).await?;
        if fulfilled == Fulfilled::Processing
            && kind == PAYMENT_FAILED
            && let Some(checkout) = rows::of_session(&self.db, session).await?
        {
            self.expire(checkout).await?;
        }
        Ok(())
    }

    /// Only now, after its effects are committed, the event counts as processed.
    async fn mark(&self, job: &Claimed, error: Option<&'static str>) -> Result<(), CheckoutError> {
        let (mint, job) = (self.mint.clone(), job.clone());
        let write = self.db.write(move |tx| {
            let (mint, job) = (mint.clone(), job.clone());
            async move {
                let state = if error.is_some() { "error" } else { "processed" };
                let sql = "UPDATE stripe_events SET state = $1, error = $2, processed_at = $3
                    WHERE id = $4 AND state = 'received'";
                tx.change(sql, args![state, error, mint.now().0, job.subject.as_str()]).await?;
                jobs::finish(tx, &mint, &job).await?.map_err(|_lost| DataError::Outlived)
            }
            .boxed()
        });
        Ok(write.await?)
    }
}

/// What the service itself does not know (any more) is no reason to ask again.
fn known(followed: Result<(), CheckoutError>) -> Result<Result<(), &'static str>, CheckoutError> {
    match followed {
        Err(CheckoutError::Payment(PaymentError::NotFound)) => Ok(Err("the service does not know it")),
        other => other.map(Ok),
    }
}
