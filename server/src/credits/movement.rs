//! The one function that moves credits.

use domain::Problem;
use domain::credits::{Credits, LedgerKind};
use domain::ids::{AssetId, LedgerEntryId, OrderId, UserId};
use sea_orm::FromQueryResult;

use crate::db::{DataError, Sql as _, Tx, args};
use crate::mint::Mint;

/// Where credits are. All accounts together always hold zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    /// The movement's person.
    Person,
    /// What the platform has given away (negative).
    Grants,
    /// What is set aside for running generations.
    Holding,
    /// What was paid for generations.
    Revenue,
    /// What was sold for money (negative).
    Sales,
}

impl Account {
    /// The account's name in the database.
    fn key(self, user: UserId) -> String {
        match self {
            Self::Person => user.to_string(),
            Self::Grants => "platform:grants".to_owned(),
            Self::Holding => "platform:holding".to_owned(),
            Self::Revenue => "platform:revenue".to_owned(),
            Self::Sales => "platform:sales".to_owned(),
        }
    }
}

/// Credits going from one account to another, for a reason that moves them once.
pub(super) struct Movement<'a> {
    pub kind: LedgerKind,
    /// What caused it; with `kind` it is the key under which it happens once.
    pub cause: &'a str,
    pub user: UserId,
    pub asset: Option<AssetId>,
    pub order: Option<OrderId>,
    /// Above zero.
    pub amount: Credits,
    pub from: Account,
    pub to: Account,
}

/// Whether a movement happened just now or had happened before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Posted {
    Now,
    Before,
}

/// A person's account, locked until the transaction ends.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Standing {
    pub balance: i64,
    entries: i64,
    pub debt: i64,
}

/// A line for one account; the person's have a place in the statement and a balance after.
struct Side {
    account: Account,
    amount: i64,
    line: Option<(i64, i64)>,
}

/// Makes the transactions of one person come one after the other. Every transaction that moves credits, starts or ends
/// a generation, or changes a cart, a checkout or an order does this first, so two of them never wait for each other
/// in a circle.
///
/// # Errors
/// The database's.
pub async fn lock_person(tx: &Tx, user: UserId) -> Result<(), DataError> {
    standing(tx, user).await.map(drop)
}

/// The person's account, locked.
pub(super) async fn standing(tx: &Tx, user: UserId) -> Result<Standing, DataError> {
    let lock =
        format!("SELECT balance, entries, debt FROM credit_accounts WHERE user_id = $1{}", tx.for_update());
    tx.row::<Standing>(&lock, args![user.to_string()]).await?.ok_or(DataError::corrupt("credit account"))
}

/// Refuses spending while there is debt.
///
/// # Errors
/// [`Problem::Indebted`]; the database's.
pub(super) async fn refuse_debtor(tx: &Tx, user: UserId) -> Result<(), DataError> {
    match standing(tx, user).await?.debt {
        0 => Ok(()),
        debt => Err(Problem::Indebted { debt: Credits(debt) }.into()),
    }
}

/// Moves credits, once for its kind and cause. What a person gains repays their debt first.
///
/// The person's account is locked first, so movements of one person come one after the other; but what makes the
/// effect happen once is the ledger's unique key, and what keeps the balance from falling below zero is the condition
/// on the update.
///
/// # Errors
/// [`Problem::OutOfCredits`]; the database's. The caller's transaction must then be rolled back.
pub(super) async fn post(tx: &Tx, mint: &Mint, movement: &Movement<'_>) -> Result<Posted, DataError> {
    let posted = post_once(tx, mint, movement).await?;
    if posted == Posted::Now && movement.to == Account::Person {
        repay_debt(tx, mint, movement).await?;
    }
    Ok(posted)
}

async fn post_once(tx: &Tx, mint: &Mint, movement: &Movement<'_>) -> Result<Posted, DataError> {
    let amount = movement.amount.0;
    let sides = [(movement.from, -amount), (movement.to, amount)];
    let account = standing(tx, movement.user).await?;
    for (side, amount) in sides.into_iter().filter(|(side, _)| *side != Account::Person) {
        if !append(tx, mint, movement, &Side { account: side, amount, line: None }).await? {
            return Ok(Posted::Before);
        }
    }
    for (side, amount) in sides.into_iter().filter(|(side, _)| *side == Account::Person) {
        change_balance(tx, movement.user, &account, amount).await?;
        let line = Some((account.entries + 1, account.balance + amount));
        append(tx, mint, movement, &Side { account: side, amount, line }).await?;
    }
    Ok(Posted::Now)
}

async fn repay_debt(tx: &Tx, mint: &Mint, gain: &Movement<'_>) -> Result<(), DataError> {
    let account = standing(tx, gain.user).await?;
    let amount = account.debt.min(account.balance);
    if amount == 0 {
        return Ok(());
    }
    let repaid = Movement {
        kind: LedgerKind::DebtRepaid,
        cause: &format!("{}:{}", gain.kind.key(), gain.cause),
        user: gain.user,
        asset: None,
        order: gain.order,
        amount: Credits(amount),
        from: Account::Person,
        to: Account::Sales,
    };
    post_once(tx, mint, &repaid).await?;
    change_debt(tx, gain.user, -amount).await
}

/// Adds to the person's debt, or takes from it when `by` is negative.
pub(super) async fn change_debt(tx: &Tx, user: UserId, by: i64) -> Result<(), DataError> {
    let sql = "UPDATE credit_accounts SET debt = debt + $1 WHERE user_id = $2 AND debt + $1 >= 0";
    let changed = tx.change(sql, args![by, user.to_string()]).await?;
    if changed == 1 { Ok(()) } else { Err(DataError::corrupt("debt")) }
}

/// Adds one side to the ledger; false when it was there before.
async fn append(tx: &Tx, mint: &Mint, movement: &Movement<'_>, side: &Side) -> Result<bool, DataError> {
    let sql = "INSERT INTO ledger_entries
            (id, account, user_id, kind, ref, amount, seq, balance_after, asset_id, order_id, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (account, kind, ref) DO NOTHING";
    let (seq, balance_after) = side.line.unzip();
    let values = args![
        mint.id(LedgerEntryId::from_parts).to_string(),
        side.account.key(movement.user),
        movement.user.to_string(),
        movement.kind.key(),
        movement.cause,
        side.amount,
        seq,
        balance_after,
        movement.asset.map(|asset| asset.to_string()),
        movement.order.map(|order| order.to_string()),
        mint.now().0,
    ];
    Ok(tx.change(sql, values).await? == 1)
}

async fn change_balance(tx: &Tx, user: UserId, account: &Standing, amount: i64) -> Result<(), DataError> {
    let sql = "UPDATE credit_accounts SET balance = balance + $1, entries = entries + 1
        WHERE user_id = $2 AND balance + $1 >= 0";
    if tx.change(sql, args![amount, user.to_string()]).await? == 1 {
        return Ok(());
    }
    Err(Problem::OutOfCredits { need: Credits(-amount), have: Credits(account.balance) }.into())
}
