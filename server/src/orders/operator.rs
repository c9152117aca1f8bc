//! What the shop's people do with orders: `makeit3d orders …`. Every step is recorded with who took it.

use domain::Problem;
use domain::ids::{CheckoutId, OrderItemId};
use domain::money::Cents;
use domain::order::{ItemState, Tracking};
use futures::FutureExt as _;
use sea_orm::FromQueryResult;
use url::Url;

use super::items::{self, Author};
use super::refund;
use super::rows::words;
use crate::credits::lock_person;
use crate::db::{DataError, Database, Sql as _, Tx, args};
use crate::email;
use crate::jobs::{self, JobKind};
use crate::mint::Mint;

/// A person of the shop at work.
#[derive(Clone)]
pub struct Operator {
    pub(super) db: Database,
    mint: Mint,
    name: String,
}

#[derive(FromQueryResult)]
struct Id {
    #[expect(dead_code, reason = "only whether there is a row matters")]
    id: String,
}

impl Operator {
    /// The person `name`, on these orders.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for a name that could be taken for the server's own.
    pub fn new(db: Database, mint: Mint, name: &str) -> Result<Self, Problem> {
        let name = name.trim();
        if name.is_empty() || matches!(name, "system" | "buyer") {
            let field = domain::problem::Field::Request;
            return Err(Problem::invalid(field, "Say who you are: --as NAME."));
        }
        Ok(Self { db, mint, name: name.to_owned() })
    }

    /// Moves an item; a print sent back to its checks is prepared again.
    ///
    /// # Errors
    /// [`Problem::NotFound`]; [`Problem::NotNow`] for a move that its life does not have; [`Problem::Invalid`] for the
    /// states that follow from something else (refunds).
    pub async fn advance(&self, item: OrderItemId, next: ItemState, note: &str) -> Result<bool, Problem> {
        if matches!(next, ItemState::Refunded | ItemState::Granted | ItemState::Unlocked | ItemState::Shipped)
        {
            let sentence = "Use `refund` for refunds and `track` for what is sent.";
            return Err(Problem::invalid(domain::problem::Field::Request, sentence));
        }
        self.step(item, next, note.to_owned(), None).await
    }

    /// Says that a print is on its way, and tells the buyer; of one that is on its way already, that its parcel is
    /// another one.
    ///
    /// # Errors
    /// As [`Operator::advance`]; [`Problem::Invalid`] for a link that is not `https`.
    pub async fn track(&self, item: OrderItemId, tracking: Tracking) -> Result<bool, Problem> {
        let is_web = |url: &String| Url::parse(url).is_ok_and(|url| url.scheme() == "https");
        if !tracking.url.as_ref().is_none_or(is_web) || tracking.number.trim().is_empty() {
            let sentence = "A parcel has a number, and its link begins with https.";
            return Err(Problem::invalid(domain::problem::Field::Request, sentence));
        }
        let note = format!("{} {}", tracking.carrier, tracking.number);
        self.step(item, ItemState::Shipped, note, Some(tracking)).await
    }

    /// Orders a print from the partner once more: with fresh links, when the first mail was lost or its links are
    /// over.
    ///
    /// # Errors
    /// [`Problem::NotFound`]; [`Problem::NotNow`] unless it is in production.
    pub async fn order_print(&self, item: OrderItemId, partner: &str) -> Result<(), Problem> {
        let (mint, author, partner) =
            (self.mint.clone(), Author::Operator(self.name.clone()), partner.to_owned());
        let written = self.db.write(move |tx| {
            let (mint, author, partner) = (mint.clone(), author.clone(), partner.clone());
            async move {
                let item = item.to_string();
                items::lock_owner(tx, &item).await?;
                if items::state(tx, &item).await? != ItemState::InProduction {
                    return Err(Problem::not_now("Only what is in production is ordered again.").into());
                }
                refuse_unordered(tx, &item).await?;
                items::record(tx, &mint, &item, ItemState::InProduction, "Ordered again", author).await?;
                email::write_print_order(tx, &mint, &item, &partner).await
            }
            .boxed()
        });
        Ok(written.await?)
    }

    /// Ends a review: what was paid is taken in place of what was asked (its order is made at once, over what was
    /// paid), or the money was given back on the payment service's own pages. The buyer is told.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not in review; [`Problem::NotNow`] for accepting nothing, or another currency.
    pub async fn resolve(&self, checkout: CheckoutId, is_accepted: bool, why: &str) -> Result<(), Problem> {
        let state = if is_accepted { "accepted" } else { "returned" };
        let (resolution, mint) = (format!("{}: {why}", self.name), self.mint.clone());
        let written = self.db.write(move |tx| {
            let (resolution, mint) = (resolution.clone(), mint.clone());
            async move {
                let checkout = checkout.to_string();
                check_reviewed(tx, &checkout, is_accepted).await?;
                let sql =
                    "UPDATE checkouts SET state = $1, resolution = $2 WHERE id = $3 AND state = 'review'";
                if tx.change(sql, args![state, resolution, checkout.as_str()]).await? == 0 {
                    return Err(Problem::NotFound.into());
                }
                email::write_review_ended(tx, &mint, &checkout).await?;
                // The comparison finds the accepted payment and makes its order.
                let sql = "UPDATE jobs SET run_at = $1 WHERE kind = $2 AND state = 'queued'";
                tx.change(sql, args![mint.now().0, JobKind::ReconcilePayments.key()]).await.map(drop)
            }
            .boxed()
        });
        Ok(written.await?)
    }

    /// Gives an item's money back. Answers how much.
    ///
    /// # Errors
    /// See [`refund::ask`].
    pub async fn refund(&self, item: OrderItemId, reason: &str) -> Result<Cents, Problem> {
        refund::ask(&self.db, &self.mint, item, reason, Author::Operator(self.name.clone())).await
    }

    async fn step(
        &self,
        item: OrderItemId,
        next: ItemState,
        note: String,
        tracking: Option<Tracking>,
    ) -> Result<bool, Problem> {
        let (mint, name) = (self.mint.clone(), self.name.clone());
        let written = self.db.write(move |tx| {
            let (mint, author) = (mint.clone(), Author::Operator(name.clone()));
            let (note, tracking) = (note.clone(), tracking.clone());
            async move { step(tx, &mint, &item.to_string(), next, &note, author, tracking).await }.boxed()
        });
        Ok(written.await?)
    }
}

#[derive(FromQueryResult)]
struct Reviewed {
    user_id: String,
    currency: String,
    paid: i64,
    paid_currency: String,
}

/// Finds a payment in review, locked, and refuses to accept what no order can be made of.
async fn check_reviewed(tx: &Tx, checkout: &str, is_accepted: bool) -> Result<(), DataError> {
    let sql =
        "SELECT user_id, currency, paid, paid_currency FROM checkouts WHERE id = $1 AND state = 'review'";
    let found = tx.row::<Reviewed>(sql, args![checkout]).await?.ok_or(Problem::NotFound)?;
    lock_person(tx, found.user_id.parse().map_err(|_| DataError::corrupt("user id"))?).await?;
    if is_accepted && (found.paid <= 0 || !found.currency.eq_ignore_ascii_case(&found.paid_currency)) {
        let paid = words(found.paid, &found.paid_currency);
        let sentence = format!("{paid} cannot be taken for this order. Give it back, then use `returned`.");
        return Err(Problem::NotNow { sentence }.into());
    }
    Ok(())
}

async fn is_disputed(tx: &Tx, item: &str) -> Result<bool, DataError> {
    let sql = "SELECT i.id FROM order_items i JOIN orders o ON o.id = i.order_id
        WHERE i.id = $1 AND o.dispute = 'open'";
    Ok(tx.row::<Id>(sql, args![item]).await?.is_some())
}

async fn step(
    tx: &Tx,
    mint: &Mint,
    item: &str,
    next: ItemState,
    note: &str,
    author: Author,
    tracking: Option<Tracking>,
) -> Result<bool, DataError> {
    items::lock_owner(tx, item).await?;
    if matches!(next, ItemState::Checking | ItemState::InProduction) && is_disputed(tx, item).await? {
        return Err(
            Problem::not_now("Its payment is disputed: nothing is printed before that is decided.").into()
        );
    }
    if next == ItemState::InProduction {
        refuse_unordered(tx, item).await?;
    }
    let has_moved = items::advance(tx, mint, item, next, note, author.clone()).await?;
    if let Some(tracking) = tracking {
        return send(tx, mint, item, tracking, (!has_moved).then_some(author)).await;
    }
    if has_moved && next == ItemState::Checking {
        jobs::enqueue_again(tx, mint, JobKind::PreparePrint, item).await?;
    }
    Ok(has_moved)
}

/// What the partner has no files for cannot be in production.
async fn refuse_unordered(tx: &Tx, item: &str) -> Result<(), DataError> {
    let sql = "SELECT id FROM order_items
        WHERE id = $1 AND print_3mf_file_id IS NOT NULL AND print_stl_file_id IS NOT NULL";
    if tx.row::<Id>(sql, args![item]).await?.is_some() && email::is_print_ordered(tx, item).await? {
        return Ok(());
    }
    let sentence = "The print partner has no open order with its files: `advance ITEM checking` makes one.";
    Err(Problem::not_now(sentence).into())
}

/// Writes a parcel down and tells the buyer. `corrected_by` is who names another parcel for what was sent before; the
/// same one again changes nothing.
async fn send(
    tx: &Tx,
    mint: &Mint,
    item: &str,
    tracking: Tracking,
    corrected_by: Option<Author>,
) -> Result<bool, DataError> {
    let Tracking { carrier, number, url } = tracking;
    let sql = "UPDATE order_items SET carrier = $1, tracking_number = $2, tracking_url = $3 WHERE id = $4
        AND (COALESCE(carrier, '') <> $1 OR COALESCE(tracking_number, '') <> $2
            OR COALESCE(tracking_url, '') <> COALESCE($3, ''))";
    let is_new = tx.change(sql, args![carrier.as_str(), number.as_str(), url, item]).await? == 1;
    if let Some(author) = corrected_by {
        if !is_new {
            return Ok(false);
        }
        let note = format!("Another parcel: {carrier} {number}");
        items::record(tx, mint, item, ItemState::Shipped, &note, author).await?;
    }
    email::write_shipped(tx, mint, item).await?;
    Ok(true)
}
