//! What the shop's people do with orders: `makeit3d orders …`. Every step is recorded with who took it.

use domain::Problem;
use domain::ids::{CheckoutId, OrderId, OrderItemId};
use domain::money::Cents;
use domain::order::{ItemState, Tracking};
use futures::FutureExt as _;
use sea_orm::FromQueryResult;
use url::Url;

use super::items::{self, Author};
use super::refund;
use super::rows;
use crate::db::{DataError, Database, Sql as _, Tx, args};
use crate::email;
use crate::jobs::{self, JobKind};
use crate::mint::Mint;

/// Orders listed at most.
const LISTED: i64 = 200;

/// A person of the shop at work.
#[derive(Clone)]
pub struct Operator {
    db: Database,
    mint: Mint,
    name: String,
}

#[derive(FromQueryResult)]
struct Listed {
    id: String,
    order_id: String,
    title: String,
    state: String,
    quantity: i32,
    total: i64,
    currency: String,
    email: String,
}

#[derive(FromQueryResult)]
struct Id {
    #[expect(dead_code, reason = "only whether there is a row matters")]
    id: String,
}

/// A payment in review.
#[derive(FromQueryResult)]
struct Reviewed {
    id: String,
    session_id: Option<String>,
    amount: i64,
    currency: String,
    email: String,
}

#[derive(FromQueryResult)]
struct Refund {
    id: String,
    amount: i64,
    state: String,
    reason: String,
    author: String,
}

#[derive(FromQueryResult)]
struct Step {
    state: String,
    note: String,
    author: String,
    at: i64,
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

    /// The items in a state, or all open prints, oldest first, one a line.
    ///
    /// # Errors
    /// The database's.
    pub async fn list(&self, state: Option<ItemState>) -> Result<String, Problem> {
        let condition = match state {
            Some(state) => format!("i.state = '{}'", state.key()),
            None => "i.kind = 'print' AND i.state NOT IN ('delivered', 'refunded')".to_owned(),
        };
        let sql = format!(
            "SELECT i.id, i.order_id, i.title, i.state, i.quantity, i.total, o.currency, o.email
             FROM order_items i JOIN orders o ON o.id = i.order_id WHERE {condition} ORDER BY i.id LIMIT $1"
        );
        let rows: Vec<Listed> = self.db.reader().rows(&sql, args![LISTED]).await?;
        Ok(rows.iter().map(Listed::line).collect())
    }

    /// An order with its items and their steps.
    ///
    /// # Errors
    /// [`Problem::NotFound`].
    pub async fn show(&self, order: OrderId) -> Result<String, Problem> {
        let row = rows::order(&self.db, &order.to_string()).await?.ok_or(Problem::NotFound)?;
        let mut text = format!("{order}  {}  {}\n", row.email, row.words(row.total)?);
        if let Some(dispute) = &row.dispute {
            text += &format!("  dispute: {dispute}\n");
        }
        if let Some(address) = row.address() {
            text += &format!(
                "  {}, {}, {} {}, {}\n",
                address.name, address.line1, address.postal_code, address.city, address.country
            );
        }
        let items = rows::items(&self.db, "o.id = $1", args![order.to_string()]).await?;
        for item in items {
            text += &format!("{}  {} × {}  {}\n", item.id, item.quantity, item.title, item.state()?.words());
            let sql =
                "SELECT state, note, author, at FROM order_item_steps WHERE item_id = $1 ORDER BY number";
            let steps: Vec<Step> = self.db.reader().rows(sql, args![item.id.as_str()]).await?;
            text.extend(steps.iter().map(Step::line));
            let sql = "SELECT id, amount, state, reason, author FROM refunds WHERE item_id = $1";
            let refunds: Vec<Refund> = self.db.reader().rows(sql, args![item.id.as_str()]).await?;
            for Refund { id, amount, state, reason, author } in refunds {
                text += &format!("    refund {id}  {}  {state}  {author}  {reason}\n", row.words(amount)?);
            }
        }
        Ok(text)
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

    /// Says that a print is on its way, and tells the buyer.
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
                items::record(tx, &mint, &item, ItemState::InProduction, "Ordered again", author).await?;
                email::write_print_order(tx, &mint, &item, &partner).await
            }
            .boxed()
        });
        Ok(written.await?)
    }

    /// Payments that are not what was asked for and wait for somebody's decision, one a line.
    ///
    /// # Errors
    /// The database's.
    pub async fn reviews(&self) -> Result<String, Problem> {
        let sql = "SELECT c.id, c.session_id, c.amount, c.currency, u.email FROM checkouts c
            JOIN users u ON u.id = c.user_id WHERE c.state = 'review' ORDER BY c.ended_at LIMIT $1";
        let rows: Vec<Reviewed> = self.db.reader().rows(sql, args![LISTED]).await?;
        Ok(rows.iter().map(Reviewed::line).collect())
    }

    /// Ends a review: what was paid is taken as what was asked (its order is made at once), or the money was given
    /// back on the payment service's own pages.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not in review.
    pub async fn resolve(&self, checkout: CheckoutId, is_accepted: bool, why: &str) -> Result<(), Problem> {
        let state = if is_accepted { "accepted" } else { "returned" };
        let (resolution, now) = (format!("{}: {why}", self.name), self.mint.now().0);
        let written = self.db.write(move |tx| {
            let resolution = resolution.clone();
            async move {
                let sql =
                    "UPDATE checkouts SET state = $1, resolution = $2 WHERE id = $3 AND state = 'review'";
                if tx.change(sql, args![state, resolution, checkout.to_string()]).await? == 0 {
                    return Err(Problem::NotFound.into());
                }
                // The comparison finds the accepted payment and makes its order.
                let sql = "UPDATE jobs SET run_at = $1 WHERE kind = $2 AND state = 'queued'";
                tx.change(sql, args![now, JobKind::ReconcilePayments.key()]).await.map(drop)
            }
            .boxed()
        });
        Ok(written.await?)
    }

    /// Refunds that the payment service refused or that did not arrive, one a line.
    ///
    /// # Errors
    /// The database's.
    pub async fn refused(&self) -> Result<String, Problem> {
        let sql =
            "SELECT i.id, i.order_id, i.title, 'refused' AS state, i.quantity, r.amount AS total, o.currency,
                o.email
             FROM refunds r JOIN order_items i ON i.id = r.item_id JOIN orders o ON o.id = r.order_id
             WHERE r.state = 'refused' ORDER BY r.ended_at LIMIT $1";
        let rows: Vec<Listed> = self.db.reader().rows(sql, args![LISTED]).await?;
        Ok(rows.iter().map(Listed::line).collect())
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
    if !items::advance(tx, mint, item, next, note, author).await? {
        return Ok(false);
    }
    if let Some(tracking) = tracking {
        let sql =
            "UPDATE order_items SET carrier = $1, tracking_number = $2, tracking_url = $3 WHERE id = $4";
        tx.change(sql, args![tracking.carrier, tracking.number, tracking.url, item]).await?;
        email::write_shipped(tx, mint, item).await?;
    }
    if next == ItemState::Checking {
        jobs::enqueue_again(tx, mint, JobKind::PreparePrint, item).await?;
    }
    Ok(true)
}

fn words(amount: i64, currency: &str) -> String {
    domain::money::Currency::from_key(currency)
        .map_or_else(|| amount.to_string(), |currency| Cents(amount).in_currency(currency))
}

impl Reviewed {
    fn line(&self) -> String {
        let session = self.session_id.as_deref().unwrap_or("no session");
        format!("{}  {session}  asked {}  {}\n", self.id, words(self.amount, &self.currency), self.email)
    }
}

impl Listed {
    fn line(&self) -> String {
        let amount = words(self.total, &self.currency);
        format!(
            "{}  {}  {:<16} {} × {}  {amount}  {}\n",
            self.id, self.order_id, self.state, self.quantity, self.title, self.email
        )
    }
}

impl Step {
    fn line(&self) -> String {
        let at = domain::time::Timestamp(self.at).iso8601();
        format!("    {at}  {:<16} {:<10} {}\n", self.state, self.author, self.note)
    }
}
