//! Money going back: asked for in a row first, then at the payment service under the row's id, then written down as
//! the service tells it.

use std::sync::Arc;

use domain::Problem;
use domain::ids::{OrderId, OrderItemId, RefundId, UserId};
use domain::money::Cents;
use domain::order::ItemState;
use domain::payment::{PaymentError, Payments};
use domain::time::Timestamp;
use futures::FutureExt as _;
use sea_orm::FromQueryResult;

use super::items::{self, Author};
use crate::checkout::CheckoutError;
use crate::credits::lock_person;
use crate::db::{DataError, Database, Sql as _, Tx, args, crash};
use crate::jobs::{self, Claimed, JobKind, Outcome};
use crate::mint::Mint;

/// Refunds and disputes of orders in this database; cheap to clone.
#[derive(Clone)]
pub struct RefundService {
    pub(super) db: Database,
    pub(super) mint: Mint,
    pub(super) payments: Arc<dyn Payments>,
}

#[derive(FromQueryResult)]
struct Item {
    user_id: String,
    order_id: String,
    kind: String,
    total: i64,
    state: String,
    order_total: i64,
    order_refunded: i64,
    payment_intent: Option<String>,
}

/// How long the payment service is sure to know a key, in seconds: Stripe forgets it after a day
/// (<https://docs.stripe.com/api/idempotent_requests>).
const KEY_SECS: i64 = 23 * 3600;

#[derive(FromQueryResult)]
struct Asked {
    amount: i64,
    payment_intent: String,
    created_at: i64,
}

/// What the rest of an order means for an item's refund.
#[derive(FromQueryResult)]
struct Rest {
    /// What is back or on its way.
    given: Option<i64>,
    /// How much of that is shipping and extras.
    given_extras: Option<i64>,
    /// Shipping and extras that were paid.
    extras: i64,
    /// Other items whose money is neither back nor on its way.
    open_items: i64,
    /// The prints among them.
    open_prints: i64,
    /// Prints of the order that were on their way once.
    sent_prints: i64,
}

impl RefundService {
    /// Refunds of orders in this database, carried out by this service.
    #[must_use]
    pub fn new(db: Database, mint: Mint, payments: Arc<dyn Payments>) -> Self {
        Self { db, mint, payments }
    }

    /// Carries out the refund that the job names, then looks at the payment.
    pub async fn carry_out(&self, job: &Claimed) -> Outcome {
        match self.give_back(&job.subject).await {
            Ok(()) => Outcome::Done,
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn give_back(&self, refund: &str) -> Result<(), CheckoutError> {
        let sql = "SELECT r.amount, o.payment_intent, r.created_at FROM refunds r JOIN orders o ON o.id = r.order_id
            WHERE r.id = $1 AND o.payment_intent IS NOT NULL";
        let asked = self.db.reader().row::<Asked>(sql, args![refund]).await?;
        let asked = asked.ok_or(DataError::corrupt("refund"))?;
        crash::point("before a refund");
        let answer = self.ask_service(refund, &asked).await;
        crash::point("after a refund");
        match answer {
            Ok(remote) => self.close(refund, "done", Some(remote)).await?,
            Err(error @ PaymentError::Unknown(_)) => return Err(error.into()),
            Err(error) => {
                tracing::error!(refund, ?error, "the payment service refuses a refund");
                // What is left of the payment may be another amount than we know of.
                self.close(refund, "refused", None).await?;
            }
        }
        self.settle_payment(&asked.payment_intent).await
    }

    /// Gives the money back, or finds the refund that an earlier try made under a key which is forgotten by now.
    async fn ask_service(&self, refund: &str, asked: &Asked) -> Result<String, PaymentError> {
        if self.mint.now().secs_since(Timestamp(asked.created_at)) > KEY_SECS
            && let Some(made) = self.payments.refund_made(refund, &asked.payment_intent).await?
        {
            return Ok(made);
        }
        self.payments.refund(refund, &asked.payment_intent, Cents(asked.amount)).await
    }

    async fn close(
        &self,
        refund: &str,
        state: &'static str,
        remote: Option<String>,
    ) -> Result<(), DataError> {
        let (refund, now) = (refund.to_owned(), self.mint.now().0);
        let written = self.db.write(move |tx| {
            let (refund, remote) = (refund.clone(), remote.clone());
            async move {
                let sql = "UPDATE refunds SET state = $1, remote_id = $2, ended_at = $3
                    WHERE id = $4 AND state = 'asked'";
                tx.change(sql, args![state, remote, now, refund]).await.map(drop)
            }
            .boxed()
        });
        written.await
    }
}

/// Asks for an item's money to go back. The last print of an order takes shipping and extras along when nothing was
/// sent, the last item of any kind all that is left. Asking again changes nothing. Answers how much.
///
/// # Errors
/// [`Problem::NotFound`]; [`Problem::NotNow`] when nothing was paid through the service or it went back already.
pub async fn ask(
    db: &Database,
    mint: &Mint,
    item: OrderItemId,
    reason: &str,
    author: Author,
) -> Result<Cents, Problem> {
    let mint = mint.clone();
    let reason = reason.to_owned();
    let written = db.write(move |tx| {
        let (mint, reason, author) = (mint.clone(), reason.clone(), author.clone());
        async move { write_down(tx, &mint, &item.to_string(), &reason, author).await }.boxed()
    });
    Ok(written.await?)
}

async fn write_down(
    tx: &Tx,
    mint: &Mint,
    item: &str,
    reason: &str,
    author: Author,
) -> Result<Cents, DataError> {
    let sql = "SELECT o.user_id, i.order_id, i.kind, i.total, i.state, o.total AS order_total,
            o.refunded AS order_refunded, o.payment_intent
        FROM order_items i JOIN orders o ON o.id = i.order_id WHERE i.id = $1";
    let owner = tx.row::<Item>(sql, args![item]).await?.ok_or(Problem::NotFound)?;
    lock_person(tx, owner.user_id.parse::<UserId>().map_err(|_| DataError::corrupt("user id"))?).await?;
    let found = tx.row::<Item>(sql, args![item]).await?.ok_or(Problem::NotFound)?;
    let asked_before = "SELECT r.amount, '' AS payment_intent, r.created_at FROM refunds r
        WHERE r.item_id = $1 AND r.state <> 'refused'";
    if let Some(asked) = tx.row::<Asked>(asked_before, args![item]).await? {
        return Ok(Cents(asked.amount));
    }
    let refused = "SELECT r.amount, '' AS payment_intent, r.created_at FROM refunds r
        WHERE r.item_id = $1 AND r.state = 'refused'";
    let is_tried_again = tx.row::<Asked>(refused, args![item]).await?.is_some();
    let is_back = found.state == ItemState::Refunded.key() && !is_tried_again;
    if found.payment_intent.is_none() || is_back {
        return Err(Problem::not_now("There is nothing to give back for this item.").into());
    }
    let amount = amount(tx, item, &found).await?;
    let refund = mint.id(RefundId::from_parts).to_string();
    let sql = "INSERT INTO refunds (id, order_id, item_id, amount, state, reason, author, created_at)
        VALUES ($1, $2, $3, $4, 'asked', $5, $6, $7)";
    let (order, by, now) = (found.order_id.as_str(), author.name(), mint.now().0);
    tx.change(sql, args![refund.as_str(), order, item, amount, reason, by, now]).await?;
    let note = format!("Refund asked for: {reason}");
    items::record(tx, mint, item, items::state(tx, item).await?, &note, author).await?;
    jobs::enqueue(tx, mint, JobKind::CarryOutRefund, &refund).await?;
    Ok(Cents(amount))
}

/// What an order's refunds and steps say of one item's; `$1` is the order, `$2` the item.
const REST: &str = "WITH given AS (
        SELECT r.item_id, r.amount, i.total FROM refunds r LEFT JOIN order_items i ON i.id = r.item_id
        WHERE r.order_id = $1 AND r.state <> 'refused'
    ), waiting AS (
        SELECT i.kind FROM order_items i WHERE i.order_id = $1 AND i.id <> $2 AND i.state <> 'refunded'
            AND NOT EXISTS (SELECT 1 FROM given g WHERE g.item_id = i.id)
    )
    SELECT o.extras + o.shipping AS extras,
        (SELECT CAST(SUM(g.amount) AS BIGINT) FROM given g) AS given,
        (SELECT CAST(SUM(g.amount - g.total) AS BIGINT) FROM given g WHERE g.amount > g.total) AS given_extras,
        (SELECT COUNT(*) FROM waiting) AS open_items,
        (SELECT COUNT(*) FROM waiting WHERE waiting.kind = 'print') AS open_prints,
        (SELECT COUNT(*) FROM order_items i WHERE i.order_id = $1 AND i.kind = 'print' AND EXISTS
            (SELECT 1 FROM order_item_steps s WHERE s.item_id = i.id AND s.state = 'shipped')) AS sent_prints
    FROM orders o WHERE o.id = $1";

/// The item's own money; with the last print, unless one was sent, what the prints together cost beside it; when every
/// other item's is back or on its way, all that is left of the order's.
async fn amount(tx: &Tx, item: &str, found: &Item) -> Result<i64, DataError> {
    let rest = tx.row::<Rest>(REST, args![found.order_id.as_str(), item]).await?;
    let rest = rest.ok_or(DataError::corrupt("refunds"))?;
    // What went back otherwise, by the service's own pages, counts as well.
    let left = found.order_total - rest.given.unwrap_or_default().max(found.order_refunded);
    let takes_extras = found.kind == "print" && rest.open_prints == 0 && rest.sent_prints == 0;
    let extras = if takes_extras { rest.extras - rest.given_extras.unwrap_or_default() } else { 0 };
    let amount = if rest.open_items == 0 { left } else { (found.total + extras.max(0)).min(left) };
    if amount > 0 { Ok(amount) } else { Err(Problem::not_now("There is nothing to give back.").into()) }
}

/// An order's id as it is stored.
pub(super) fn order_id(text: &str) -> Result<OrderId, DataError> {
    text.parse().map_err(|_| DataError::corrupt("order id"))
}
