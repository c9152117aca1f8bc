//! Writing mails in the transaction of what they tell.

use domain::ids::{EmailId, GenerationId, UserId};
use sea_orm::FromQueryResult;

use super::EmailKind;
use super::hand_over::supersede_print_order;
use crate::db::{DataError, Sql as _, Tx, args};
use crate::jobs::{self, JobKind};
use crate::mint::Mint;

/// Writes a mail and its job in the transaction of what it tells; each kind and subject has one.
///
/// # Errors
/// The database's.
pub async fn write(
    tx: &Tx,
    mint: &Mint,
    kind: EmailKind,
    subject: &str,
    recipient: &str,
) -> Result<(), DataError> {
    let id = mint.id(EmailId::from_parts).to_string();
    let sql = "INSERT INTO emails (id, kind, subject_id, recipient, state, tries, created_at)
        VALUES ($1, $2, $3, $4, 'waiting', 0, $5) ON CONFLICT (kind, subject_id) DO NOTHING";
    let values = args![id.as_str(), kind.key(), subject, recipient, mint.now().0];
    if tx.change(sql, values).await? == 0 {
        return Ok(());
    }
    jobs::enqueue(tx, mint, JobKind::SendEmail, &id).await
}

#[derive(FromQueryResult)]
pub(super) struct Count {
    pub count: i64,
}

#[derive(FromQueryResult)]
struct Asked {
    recipient: String,
}

/// An order that the print partner has.
#[derive(FromQueryResult)]
struct Ordered {
    recipient: String,
    subject_id: String,
    is_stopped: i64,
}

/// Orders a print from the partner; each call is an order of its own, in place of any that still waits.
///
/// # Errors
/// The database's.
pub async fn write_print_order(tx: &Tx, mint: &Mint, item: &str, partner: &str) -> Result<(), DataError> {
    supersede_print_order(tx, mint, item).await?;
    let number = number_of_mails(tx, EmailKind::PrintOrder, item).await? + 1;
    write(tx, mint, EmailKind::PrintOrder, &format!("{item}:{number}"), partner).await
}

/// How many mails of a kind an item has, whatever became of them.
async fn number_of_mails(tx: &Tx, kind: EmailKind, item: &str) -> Result<i64, DataError> {
    let sql = "SELECT COUNT(*) AS count FROM emails WHERE kind = $1 AND subject_id LIKE $2";
    Ok(tx.row::<Count>(sql, args![kind.key(), format!("{item}:%")]).await?.map_or(0, |row| row.count))
}

/// The latest order of an item that went out.
async fn ordered(tx: &Tx, item: &str) -> Result<Option<Ordered>, DataError> {
    let sql = "SELECT m.recipient, m.subject_id, (SELECT COUNT(*) FROM emails s
            WHERE s.kind = 'print_stopped' AND s.subject_id = m.subject_id) AS is_stopped
        FROM emails m WHERE m.kind = 'print_order' AND m.state = 'sent' AND m.subject_id LIKE $1
        ORDER BY m.created_at DESC LIMIT 1";
    tx.row::<Ordered>(sql, args![format!("{item}:%")]).await
}

/// Whether the print partner was asked for an item, and not told to leave it since.
///
/// # Errors
/// The database's.
pub async fn is_print_ordered(tx: &Tx, item: &str) -> Result<bool, DataError> {
    Ok(ordered(tx, item).await?.is_some_and(|order| order.is_stopped == 0))
}

/// Tells whoever was asked to print an item not to, once an order of it.
///
/// # Errors
/// The database's.
pub async fn write_print_stopped(tx: &Tx, mint: &Mint, item: &str) -> Result<(), DataError> {
    match ordered(tx, item).await? {
        Some(order) => write(tx, mint, EmailKind::PrintStopped, &order.subject_id, &order.recipient).await,
        None => Ok(()),
    }
}

/// Tells a buyer that their payment is not what was asked for, and that somebody looks at it.
///
/// # Errors
/// The database's.
pub async fn write_review(tx: &Tx, mint: &Mint, checkout: &str, buyer: &str) -> Result<(), DataError> {
    // Somebody whose account ended meanwhile, and who paid without an address, cannot be told.
    if buyer.is_empty() { Ok(()) } else { write(tx, mint, EmailKind::Review, checkout, buyer).await }
}

/// Tells whoever was told of a review how it ended.
///
/// # Errors
/// The database's.
pub async fn write_review_ended(tx: &Tx, mint: &Mint, checkout: &str) -> Result<(), DataError> {
    let sql = "SELECT recipient FROM emails WHERE kind = 'review' AND subject_id = $1";
    match tx.row::<Asked>(sql, args![checkout]).await? {
        Some(told) => write(tx, mint, EmailKind::ReviewEnded, checkout, &told.recipient).await,
        None => Ok(()),
    }
}

/// Tells whoever asked for a model that it is there, if they wish to be told.
///
/// # Errors
/// The database's.
pub async fn write_model_ready(
    tx: &Tx,
    mint: &Mint,
    user: UserId,
    generation: GenerationId,
) -> Result<(), DataError> {
    let sql = "SELECT email AS recipient FROM users
        WHERE id = $1 AND mails_model_ready AND email <> '' AND deleted_at IS NULL";
    match tx.row::<Asked>(sql, args![user.to_string()]).await? {
        Some(asked) => {
            write(tx, mint, EmailKind::ModelReady, &generation.to_string(), &asked.recipient).await
        }
        None => Ok(()),
    }
}

/// Tells the buyer of an item that it is on its way, unless they wish not to be told; each call is about a parcel of
/// its own.
///
/// # Errors
/// The database's.
pub async fn write_shipped(tx: &Tx, mint: &Mint, item: &str) -> Result<(), DataError> {
    let sql = "SELECT o.email AS recipient FROM order_items i JOIN orders o ON o.id = i.order_id
        JOIN users u ON u.id = o.user_id WHERE i.id = $1 AND u.mails_shipped";
    match tx.row::<Asked>(sql, args![item]).await? {
        Some(asked) => {
            let number = number_of_mails(tx, EmailKind::Shipped, item).await? + 1;
            write(tx, mint, EmailKind::Shipped, &format!("{item}:{number}"), &asked.recipient).await
        }
        None => Ok(()),
    }
}

/// The item of a mail about one: its subject may go on behind a colon.
pub(super) fn item_of(subject: &str) -> &str {
    subject.split(':').next().unwrap_or_default()
}
