//! What the shop's people read of orders: `makeit3d orders list | show | refused | reviews`.

use domain::Problem;
use domain::ids::{OrderId, OrderItemId};
use domain::order::ItemState;
use sea_orm::FromQueryResult;

use super::Operator;
use super::rows::{self, words};
use crate::db::{Sql as _, args};
use crate::email::address_words;

/// Orders listed at most.
const LISTED: i64 = 200;

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

/// A payment in review.
#[derive(FromQueryResult)]
struct Reviewed {
    id: String,
    session_id: Option<String>,
    amount: i64,
    currency: String,
    paid: i64,
    paid_currency: String,
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
    /// The items in a state, or all open prints, oldest first, one a line; those after an item, to read on. The last
    /// line says how when there are more.
    ///
    /// # Errors
    /// The database's.
    pub async fn list(
        &self,
        state: Option<ItemState>,
        after: Option<OrderItemId>,
    ) -> Result<String, Problem> {
        let condition = match state {
            Some(state) => format!("i.state = '{}'", state.key()),
            None => "i.kind = 'print' AND i.state NOT IN ('delivered', 'refunded')".to_owned(),
        };
        let sql = format!(
            "SELECT i.id, i.order_id, i.title, i.state, i.quantity, i.total, o.currency, o.email
             FROM order_items i JOIN orders o ON o.id = i.order_id WHERE {condition} AND i.id > $1
             ORDER BY i.id LIMIT $2"
        );
        let after = after.map_or(String::new(), |item| item.to_string());
        let mut rows: Vec<Listed> = self.db.reader().rows(&sql, args![after, LISTED + 1]).await?;
        let has_more = i64::try_from(rows.len()).is_ok_and(|count| count > LISTED);
        if has_more {
            rows.pop();
        }
        let more = rows.last().filter(|_| has_more).map(|last| format!("more: --after {}\n", last.id));
        Ok(rows.iter().map(Listed::line).chain(more).collect())
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
            text += &format!("  {}\n", address_words(&address).replace('\n', ", "));
        }
        let items = rows::items(&self.db, "o.id = $1", args![order.to_string()]).await?;
        for item in items {
            text += &format!("{}  {} × {}  {}\n", item.id, item.quantity, item.title, item.state()?.words());
            let sql =
                "SELECT state, note, author, at FROM order_item_steps WHERE item_id = $1 ORDER BY number";
            let steps: Vec<Step> = self.db.reader().rows(sql, args![item.id.as_str()]).await?;
            text.extend(steps.iter().map(Step::line));
            let sql = "SELECT id, amount, state, reason, author FROM refunds WHERE item_id = $1 ORDER BY id";
            let refunds: Vec<Refund> = self.db.reader().rows(sql, args![item.id.as_str()]).await?;
            for Refund { id, amount, state, reason, author } in refunds {
                text += &format!("    refund {id}  {}  {state}  {author}  {reason}\n", row.words(amount)?);
            }
        }
        Ok(text)
    }

    /// Payments that are not what was asked for and wait for somebody's decision, one a line.
    ///
    /// # Errors
    /// The database's.
    pub async fn reviews(&self) -> Result<String, Problem> {
        let sql = "SELECT c.id, c.session_id, c.amount, c.currency, c.paid, c.paid_currency, u.email FROM checkouts c
            JOIN users u ON u.id = c.user_id WHERE c.state = 'review' ORDER BY c.ended_at LIMIT $1";
        let rows: Vec<Reviewed> = self.db.reader().rows(sql, args![LISTED]).await?;
        Ok(rows.iter().map(Reviewed::line).collect())
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
             WHERE r.state = 'refused'
                AND NOT EXISTS (SELECT 1 FROM refunds later WHERE later.item_id = r.item_id AND later.id > r.id)
             ORDER BY r.ended_at LIMIT $1";
        let rows: Vec<Listed> = self.db.reader().rows(sql, args![LISTED]).await?;
        Ok(rows.iter().map(Listed::line).collect())
    }
}

impl Reviewed {
    fn line(&self) -> String {
        let session = self.session_id.as_deref().unwrap_or("no session");
        let asked = words(self.amount, &self.currency);
        let paid = words(self.paid, &self.paid_currency);
        format!("{}  {session}  asked {asked}  paid {paid}  {}\n", self.id, self.email)
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
