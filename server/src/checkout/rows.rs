//! Checkouts as rows.

use domain::ids::{CheckoutId, UserId};
use domain::money::{Cents, Currency};
use domain::payment::PaymentSession;
use domain::time::Timestamp;
use sea_orm::FromQueryResult;

use super::frozen::Frozen;
use crate::db::{DataError, Database, Sql as _, Tx, args};

const COLUMNS: &str = "id, user_id, state, session_id, frozen, amount, currency, paid, expires_at";

/// A row of `checkouts`.
#[derive(Clone, Debug, FromQueryResult)]
pub struct CheckoutRow {
    pub id: String,
    pub user_id: String,
    pub state: String,
    pub session_id: Option<String>,
    frozen: String,
    amount: i64,
    currency: String,
    paid: Option<i64>,
    expires_at: i64,
}

impl CheckoutRow {
    pub fn id(&self) -> Result<CheckoutId, DataError> {
        self.id.parse().map_err(|_| DataError::corrupt("checkout id"))
    }

    pub fn user(&self) -> Result<UserId, DataError> {
        self.user_id.parse().map_err(|_| DataError::corrupt("user id"))
    }

    pub fn frozen(&self) -> Result<Frozen, DataError> {
        serde_json::from_str(&self.frozen).map_err(|_| DataError::corrupt("frozen cart"))
    }

    pub fn amount(&self) -> Cents {
        Cents(self.amount)
    }

    pub fn currency(&self) -> Result<Currency, DataError> {
        Currency::from_key(&self.currency).ok_or(DataError::corrupt("currency"))
    }

    /// True when the session is about the amount that was asked for.
    pub fn is_asked_by(&self, session: &PaymentSession) -> bool {
        session.amount_total == self.amount() && self.currency.eq_ignore_ascii_case(&session.currency)
    }

    /// True when the session is about what we know was paid: what was asked for, or what a person accepted instead.
    pub fn agrees_with(&self, session: &PaymentSession) -> bool {
        session.amount_total.0 == self.paid.unwrap_or(self.amount)
            && self.currency.eq_ignore_ascii_case(&session.currency)
    }

    pub fn expires(&self) -> Timestamp {
        Timestamp(self.expires_at)
    }
}

/// The checkout of a session.
pub async fn of_session(db: &Database, session_id: &str) -> Result<Option<CheckoutRow>, DataError> {
    let sql = format!("SELECT {COLUMNS} FROM checkouts WHERE session_id = $1");
    db.reader().row(&sql, args![session_id]).await
}

/// A checkout by its id.
pub async fn of_id(db: &Database, id: CheckoutId) -> Result<Option<CheckoutRow>, DataError> {
    let sql = format!("SELECT {COLUMNS} FROM checkouts WHERE id = $1");
    db.reader().row(&sql, args![id.to_string()]).await
}

/// The same, locked; the person is locked before.
pub async fn locked(tx: &Tx, id: &str) -> Result<CheckoutRow, DataError> {
    let sql = format!("SELECT {COLUMNS} FROM checkouts WHERE id = $1{}", tx.for_update());
    tx.row(&sql, args![id]).await?.ok_or(DataError::corrupt("checkout"))
}

/// The person's checkouts that may still be paid, oldest first.
pub async fn unfinished(db: &Database, user: UserId) -> Result<Vec<CheckoutRow>, DataError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM checkouts
         WHERE user_id = $1 AND state IN ('prepared', 'open', 'closing') ORDER BY id"
    );
    db.reader().rows(&sql, args![user.to_string()]).await
}

/// Everybody's checkouts whose time is over, or that are being closed.
pub async fn overdue(db: &Database, before: Timestamp, most: i64) -> Result<Vec<CheckoutRow>, DataError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM checkouts WHERE state IN ('prepared', 'open', 'closing') AND expires_at < $1
         ORDER BY expires_at LIMIT $2"
    );
    db.reader().rows(&sql, args![before.0, most]).await
}

/// Payments that a person accepted although they are not what was asked for, and whose orders are not made yet.
pub async fn accepted(db: &Database, most: i64) -> Result<Vec<CheckoutRow>, DataError> {
    let sql = format!("SELECT {COLUMNS} FROM checkouts WHERE state = 'accepted' ORDER BY ended_at LIMIT $1");
    db.reader().rows(&sql, args![most]).await
}
