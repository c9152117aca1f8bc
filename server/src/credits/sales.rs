//! Credits that are bought, and what becomes of them when their money goes back.

use domain::credits::{Credits, LedgerKind};
use domain::ids::{AssetId, OrderId, UserId};
use sea_orm::FromQueryResult;

use super::movement::{Account, Movement, Posted, change_debt, post, standing};
use crate::db::{DataError, Sql as _, Tx, args};
use crate::mint::Mint;

/// Adds what an order item bought; a second call changes nothing. True when it happened now.
///
/// # Errors
/// The database's.
pub async fn buy(
    tx: &Tx,
    mint: &Mint,
    user: UserId,
    order: OrderId,
    item: &str,
    credits: Credits,
) -> Result<bool, DataError> {
    let purchase = Movement {
        kind: LedgerKind::Purchase,
        cause: item,
        user,
        asset: None,
        order: Some(order),
        amount: credits,
        from: Account::Sales,
        to: Account::Person,
    };
    Ok(post(tx, mint, &purchase).await? == Posted::Now)
}

/// How many of an item's credits should be gone, because their money is.
#[derive(Clone, Copy, Debug)]
pub struct Withdrawal<'a> {
    /// Whose.
    pub user: UserId,
    /// Of which order.
    pub order: OrderId,
    /// Which item of it.
    pub item: &'a str,
    /// How many of them in all, not how many more: the same call again changes nothing.
    pub credits: Credits,
    /// True while that is because of a dispute.
    pub is_disputed: bool,
}

#[derive(FromQueryResult)]
struct TakenBack {
    taken: i64,
    debt: i64,
    changes: i64,
}

/// Brings an item's withdrawn credits to the asked number: takes from the balance and makes debt of what is missing
/// there, or gives back, lifting debt first.
///
/// # Errors
/// The database's.
pub async fn withdraw(tx: &Tx, mint: &Mint, asked: &Withdrawal<'_>) -> Result<(), DataError> {
    let account = standing(tx, asked.user).await?;
    let sql = "SELECT taken, debt, changes FROM credit_take_backs WHERE item_id = $1";
    let before = tx.row::<TakenBack>(sql, args![asked.item]).await?;
    let before = before.unwrap_or(TakenBack { taken: 0, debt: 0, changes: 0 });
    let more = asked.credits.0 - before.taken - before.debt;
    if more == 0 && before.changes == 0 {
        return Ok(());
    }
    let changes = before.changes + i64::from(more != 0);
    let cause = format!("{}:{changes}", asked.item);
    let after = if more >= 0 {
        let taken = more.min(account.balance);
        move_between(tx, mint, asked, LedgerKind::TakeBack, &cause, taken).await?;
        change_debt(tx, asked.user, more - taken).await?;
        TakenBack { taken: before.taken + taken, debt: before.debt + more - taken, changes }
    } else {
        let lifted = before.debt.min(-more);
        let unpaid = lifted.min(account.debt);
        change_debt(tx, asked.user, -unpaid).await?;
        move_between(tx, mint, asked, LedgerKind::GiveBack, &cause, -more - unpaid).await?;
        TakenBack { taken: before.taken - (-more - lifted), debt: before.debt - lifted, changes }
    };
    remember(tx, mint, asked, &after).await
}

async fn move_between(
    tx: &Tx,
    mint: &Mint,
    asked: &Withdrawal<'_>,
    kind: LedgerKind,
    cause: &str,
    amount: i64,
) -> Result<(), DataError> {
    if amount == 0 {
        return Ok(());
    }
    let (from, to) = match kind {
        LedgerKind::TakeBack => (Account::Person, Account::Sales),
        _ => (Account::Sales, Account::Person),
    };
    let movement = Movement {
        kind,
        cause,
        user: asked.user,
        asset: None,
        order: Some(asked.order),
        amount: Credits(amount),
        from,
        to,
    };
    post(tx, mint, &movement).await.map(drop)
}

async fn remember(tx: &Tx, mint: &Mint, asked: &Withdrawal<'_>, after: &TakenBack) -> Result<(), DataError> {
    let sql = "INSERT INTO credit_take_backs (item_id, user_id, taken, debt, disputed, changes, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (item_id) DO UPDATE SET taken = excluded.taken,
            debt = excluded.debt, disputed = excluded.disputed, changes = excluded.changes,
            updated_at = excluded.updated_at";
    let values = args![
        asked.item,
        asked.user.to_string(),
        after.taken,
        after.debt,
        asked.is_disputed,
        after.changes,
        mint.now().0
    ];
    tx.change(sql, values).await.map(drop)
}

#[derive(FromQueryResult)]
struct Paid {
    #[expect(dead_code, reason = "only whether there is a row matters")]
    id: String,
}

/// Gives the credit of a model that cannot be printed back, once an asset; nothing when it was free. True when it
/// happened now.
///
/// # Errors
/// The database's.
pub async fn credit_back(tx: &Tx, mint: &Mint, user: UserId, asset: AssetId) -> Result<bool, DataError> {
    let sql = "SELECT id FROM ledger_entries WHERE asset_id = $1 AND kind = 'capture' LIMIT 1";
    if tx.row::<Paid>(sql, args![asset.to_string()]).await?.is_none() {
        return Ok(false);
    }
    let back = Movement {
        kind: LedgerKind::CreditBack,
        cause: &asset.to_string(),
        user,
        asset: Some(asset),
        order: None,
        amount: Credits(1),
        from: Account::Revenue,
        to: Account::Person,
    };
    Ok(post(tx, mint, &back).await? == Posted::Now)
}
