//! Credits: the ledger, holds, and the statement people read.
//!
//! A cost is **held** when a generation is written, then **captured** when its checked result is stored or
//! **released** when it fails, times out or is cancelled: exactly one of the two, exactly once. Bought credits come
//! from the sales account and go back there when their money does; what was spent by then becomes debt, which the
//! next credits repay, so somebody in debt has no balance.

pub mod export;
mod holds;
mod movement;
mod sales;
mod statement;
#[cfg(test)]
mod tests;

use domain::credits::{Credits, LedgerKind};
use domain::ids::UserId;
use sea_orm::FromQueryResult;

pub use holds::{Resolution, hold, resolve};
pub use movement::lock_person;
pub use sales::{Withdrawal, buy, credit_back, withdraw};
pub use statement::Ledger;

use crate::db::{DataError, Sql as _, Tx, args};
use crate::mint::Mint;
use movement::{Account, Movement, post};

#[derive(FromQueryResult)]
struct StartGrant {
    start_grant: i64,
}

/// Opens a new person's account and grants what the newest catalogue gives new accounts; a second call changes nothing.
///
/// # Errors
/// The database's.
pub async fn open_account(tx: &Tx, mint: &Mint, user: UserId) -> Result<(), DataError> {
    let sql =
        "INSERT INTO credit_accounts (user_id, balance, entries) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING";
    tx.change(sql, args![user.to_string()]).await?;
    let newest = "SELECT start_grant FROM catalogues ORDER BY version DESC LIMIT 1";
    let row: StartGrant = tx.row(newest, args![]).await?.ok_or(DataError::corrupt("catalogue"))?;
    let amount = Credits(row.start_grant);
    if amount.is_free() {
        return Ok(());
    }
    let grant = Movement {
        kind: LedgerKind::StartGrant,
        cause: &user.to_string(),
        user,
        asset: None,
        order: None,
        amount,
        from: Account::Grants,
        to: Account::Person,
    };
    post(tx, mint, &grant).await.map(drop)
}
