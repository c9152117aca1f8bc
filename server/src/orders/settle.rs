//! Writing down what the payment service says of a payment: refunds by whomever, and disputes.

use domain::credits::Credits;
use domain::ids::{OrderId, UserId};
use domain::order::ItemState;
use domain::payment::{DisputeStatus, PaymentTruth};
use futures::FutureExt as _;
use sea_orm::FromQueryResult;

use super::items::{self, Author};
use super::refund::{RefundService, order_id};
use super::withdrawn::{Share, credits_withdrawn, withdrawn};
use crate::checkout::CheckoutError;
use crate::credits::{Withdrawal, lock_person, withdraw};
use crate::db::{DataError, Sql as _, Tx, args};
use crate::email::{self, EmailKind};
use crate::jobs::{self, Claimed, JobKind, Outcome};
use crate::mint::Mint;

/// How often the payment is asked for again when another answer was written down meanwhile.
const TRIES: u32 = 5;

#[derive(Clone, FromQueryResult)]
struct OrderRow {
    id: String,
    user_id: String,
    email: String,
    total: i64,
    refunded: i64,
    settlements: i64,
    dispute: Option<String>,
    payment_intent: Option<String>,
}

#[derive(FromQueryResult)]
struct ItemRow {
    id: String,
    kind: String,
    state: String,
    total: i64,
    credits: Option<i64>,
    refund_id: Option<String>,
    refund_state: Option<String>,
    refund_amount: Option<i64>,
}

impl ItemRow {
    /// What our own refund of it gave back. One that is asked for gives nothing yet, unless the service has made it
    /// and we were not told so far.
    fn refunded(&self, truth: &PaymentTruth) -> i64 {
        let is_told = || self.refund_id.as_ref().is_some_and(|id| truth.refund_keys.contains(id));
        let is_made = self.refund_state.as_deref() == Some("done") || is_told();
        self.refund_amount.filter(|_| is_made).unwrap_or_default()
    }
}

const ORDER: &str =
    "SELECT id, user_id, email, total, refunded, settlements, dispute, payment_intent FROM orders";
/// What a print's history says while its payment is disputed.
const DISPUTED: &str = "The payment is disputed";

impl RefundService {
    /// Looks at the payment of the order that the job names.
    pub async fn settle_order(&self, job: &Claimed) -> Outcome {
        match self.settle_by_order(&job.subject).await {
            Ok(()) => Outcome::Done,
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn settle_by_order(&self, order: &str) -> Result<(), CheckoutError> {
        let sql = format!("{ORDER} WHERE id = $1");
        let row = self.db.reader().row::<OrderRow>(&sql, args![order]).await?;
        match row.and_then(|row| row.payment_intent) {
            Some(payment_intent) => self.settle_payment(&payment_intent).await,
            None => Ok(()),
        }
    }

    /// Asks how a payment stands and brings its order in line; without an order there is nothing to do yet.
    ///
    /// # Errors
    /// The service's and the database's; the same call again is safe.
    pub async fn settle_payment(&self, payment_intent: &str) -> Result<(), CheckoutError> {
        for _ in 0..TRIES {
            let sql = format!("{ORDER} WHERE payment_intent = $1");
            let Some(order) = self.db.reader().row::<OrderRow>(&sql, args![payment_intent]).await? else {
                return Ok(());
            };
            let truth = self.payments.payment(payment_intent).await?;
            let mint = self.mint.clone();
            let written = self.db.write(move |tx| {
                let (mint, order, truth) = (mint.clone(), order.clone(), truth.clone());
                async move { settle(tx, &mint, &order, &truth).await }.boxed()
            });
            if written.await? {
                return Ok(());
            }
        }
        Err(DataError::Interrupted.into())
    }
}

/// Writes an answer down; false when another one was written since this one was asked for: it may be older.
async fn settle(tx: &Tx, mint: &Mint, order: &OrderRow, truth: &PaymentTruth) -> Result<bool, DataError> {
    let user: UserId = order.user_id.parse().map_err(|_| DataError::corrupt("user id"))?;
    lock_person(tx, user).await?;
    let refunded = truth.amount_refunded.0.clamp(0, order.total);
    let dispute = truth.dispute().map(key_of);
    let sql = "UPDATE orders SET refunded = $1, dispute = $2, settlements = settlements + 1
        WHERE id = $3 AND settlements = $4";
    if tx.change(sql, args![refunded, dispute, order.id.as_str(), order.settlements]).await? == 0 {
        return Ok(false);
    }
    match dispute {
        now if now == order.dispute.as_deref() => {}
        Some("open") => {
            tracing::error!(order = order.id, "a payment is disputed: answer it at the payment service");
        }
        now => tracing::warn!(order = order.id, dispute = now, "a dispute was decided"),
    }
    let lost = truth.disputed(DisputeStatus::Lost).0;
    let disputed = lost + truth.disputed(DisputeStatus::Open).0;
    for failed in &truth.failed_refunds {
        note_failed_refund(tx, mint, &order.id, failed).await?;
    }
    let items = read_items(tx, &order.id).await?;
    let shares: Vec<Share> =
        items.iter().map(|item| Share { total: item.total, refunded: item.refunded(truth) }).collect();
    let gone = withdrawn(&shares, order.total, refunded + disputed);
    let for_good = withdrawn(&shares, order.total, refunded + lost);
    for ((item, gone), for_good) in items.iter().zip(gone).zip(for_good) {
        if let Some(credits) = item.credits.filter(|_| item.kind == "credits") {
            let asked = Withdrawal {
                user,
                order: order_id(&order.id)?,
                item: &item.id,
                credits: Credits(credits_withdrawn(credits, item.total, gone)),
                is_disputed: disputed > lost,
            };
            withdraw(tx, mint, &asked).await?;
        }
        let is_gone = for_good >= item.total && (item.total > 0 || refunded + lost >= order.total);
        if is_gone && item.state != ItemState::Refunded.key() {
            let note = if lost > 0 { "The payment was disputed" } else { "The money went back" };
            items::advance(tx, mint, &item.id, ItemState::Refunded, note, Author::System).await?;
        }
    }
    match truth.dispute() {
        Some(DisputeStatus::Open) => hold_prints(tx, mint, &items).await?,
        Some(DisputeStatus::Won) | None => release_prints(tx, mint, &order.id).await?,
        Some(DisputeStatus::Lost) => {}
    }
    if refunded > order.refunded {
        let subject = format!("{}:{refunded}", order.id);
        email::write(tx, mint, EmailKind::Refunded, &subject, &order.email).await?;
    }
    Ok(true)
}

/// The name in the database.
fn key_of(dispute: DisputeStatus) -> &'static str {
    match dispute {
        DisputeStatus::Open => "open",
        DisputeStatus::Won => "won",
        DisputeStatus::Lost => "lost",
    }
}

/// Nothing is printed for money that may be gone: what is on its way to the partner, or there already, waits.
async fn hold_prints(tx: &Tx, mint: &Mint, items: &[ItemRow]) -> Result<(), DataError> {
    for item in items.iter().filter(|item| item.kind == "print") {
        let state = items::state(tx, &item.id).await?;
        if !matches!(state, ItemState::Checking | ItemState::InProduction) {
            continue;
        }
        items::advance(tx, mint, &item.id, ItemState::NeedsAttention, DISPUTED, Author::System).await?;
        email::write_print_stopped(tx, mint, &item.id).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Held {
    id: String,
}

/// What waited for a dispute alone goes back to its checks, and from there to the partner.
async fn release_prints(tx: &Tx, mint: &Mint, order: &str) -> Result<(), DataError> {
    let sql = "SELECT i.id FROM order_items i
        JOIN order_item_steps s ON s.item_id = i.id AND s.number =
            (SELECT MAX(last.number) FROM order_item_steps last WHERE last.item_id = i.id)
        WHERE i.order_id = $1 AND i.state = 'needs_attention' AND s.note = $2 AND s.author = $3";
    let held: Vec<Held> = tx.rows(sql, args![order, DISPUTED, Author::System.name()]).await?;
    for Held { id } in held {
        let note = "The dispute was decided for us";
        items::advance(tx, mint, &id, ItemState::Checking, note, Author::System).await?;
        jobs::enqueue_again(tx, mint, JobKind::PreparePrint, &id).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Failed {
    item_id: Option<String>,
}

/// A refund that did not arrive can be asked for once more; its item says so.
async fn note_failed_refund(tx: &Tx, mint: &Mint, order: &str, remote: &str) -> Result<(), DataError> {
    let sql = "UPDATE refunds SET state = 'refused', ended_at = $1
        WHERE order_id = $2 AND remote_id = $3 AND state = 'done' RETURNING item_id";
    let Some(failed) = tx.row::<Failed>(sql, args![mint.now().0, order, remote]).await? else {
        return Ok(());
    };
    tracing::error!(order, refund = remote, "a refund did not arrive: somebody must ask for it again");
    let Some(item) = failed.item_id else { return Ok(()) };
    let state = items::state(tx, &item).await?;
    items::record(tx, mint, &item, state, "The refund did not arrive", Author::System).await
}

async fn read_items(tx: &Tx, order: &str) -> Result<Vec<ItemRow>, DataError> {
    let sql = "SELECT i.id, i.kind, i.state, i.total, i.credits, r.id AS refund_id, r.state AS refund_state,
            r.amount AS refund_amount
        FROM order_items i LEFT JOIN refunds r ON r.item_id = i.id AND r.state <> 'refused'
        WHERE i.order_id = $1 ORDER BY i.position";
    tx.rows(sql, args![order]).await
}

/// The order that a mail about a refund is for: its subject is the order's id and the amount.
pub(crate) fn order_of_refund_mail(subject: &str) -> Option<(OrderId, i64)> {
    let (order, amount) = subject.split_once(':')?;
    Some((order.parse().ok()?, amount.parse().ok()?))
}
