//! The one way in which an item moves, and what follows from each move.

use domain::Problem;
use domain::ids::UserId;
use domain::order::ItemState;
use sea_orm::FromQueryResult;

use crate::credits::lock_person;
use crate::db::{DataError, Sql as _, Tx, args};
use crate::email;
use crate::mint::Mint;

/// Who moved an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The server, following its rules.
    System,
    /// A person of the shop, by name.
    Operator(String),
}

impl Author {
    /// The name that is recorded.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::System => "system",
            Self::Operator(name) => name,
        }
    }
}

#[derive(FromQueryResult)]
struct Present {
    state: String,
    model_file_id: Option<String>,
    print_3mf_file_id: Option<String>,
    print_stl_file_id: Option<String>,
}

const PRESENT: &str =
    "SELECT state, model_file_id, print_3mf_file_id, print_stl_file_id FROM order_items WHERE id = $1";

/// Moves an item; the person is locked. False when it stands there already.
///
/// # Errors
/// [`Problem::NotFound`]; [`Problem::NotNow`] for a move that its life does not have.
pub async fn advance(
    tx: &Tx,
    mint: &Mint,
    item: &str,
    next: ItemState,
    note: &str,
    author: Author,
) -> Result<bool, DataError> {
    let sql = format!("{PRESENT}{}", tx.for_update());
    let present = tx.row::<Present>(&sql, args![item]).await?.ok_or(Problem::NotFound)?;
    let state = ItemState::from_key(&present.state).ok_or(DataError::corrupt("item state"))?;
    if state == next {
        return Ok(false);
    }
    if !state.may_become(next) {
        let sentence = format!("“{}” does not become “{}”.", state.words(), next.words());
        return Err(Problem::NotNow { sentence }.into());
    }
    tx.change("UPDATE order_items SET state = $1 WHERE id = $2", args![next.key(), item]).await?;
    record(tx, mint, item, next, note, author).await?;
    if next == ItemState::Checking {
        // Print files of an earlier check are made anew, and so is their order.
        email::supersede_print_order(tx, mint, item).await?;
        let sql = "UPDATE order_items SET print_3mf_file_id = NULL, print_stl_file_id = NULL WHERE id = $1";
        tx.change(sql, args![item]).await?;
        for file in [present.print_3mf_file_id, present.print_stl_file_id].into_iter().flatten() {
            crate::media::condemn_with_variants(tx, mint, &file).await?;
        }
    }
    let may_be_ordered =
        matches!(state, ItemState::Checking | ItemState::NeedsAttention | ItemState::InProduction);
    if next == ItemState::Refunded && may_be_ordered {
        // Whoever was asked to print it, and was not told otherwise since, is told now.
        email::write_print_stopped(tx, mint, item).await?;
    }
    if is_unfinished(next) {
        return Ok(true);
    }
    if let Some(file) = present.model_file_id {
        tx.change("UPDATE order_items SET model_file_id = NULL WHERE id = $1", args![item]).await?;
        crate::media::condemn_with_variants(tx, mint, &file).await?;
    }
    Ok(true)
}

/// True while an item's own model must be kept: to be handed out, or to be printed once more.
fn is_unfinished(state: ItemState) -> bool {
    !matches!(state, ItemState::Delivered | ItemState::Refunded | ItemState::Granted)
}

/// Writes a step down.
///
/// # Errors
/// The database's.
pub async fn record(
    tx: &Tx,
    mint: &Mint,
    item: &str,
    state: ItemState,
    note: &str,
    author: Author,
) -> Result<(), DataError> {
    let sql = "INSERT INTO order_item_steps (item_id, number, state, note, author, at)
        SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5 FROM order_item_steps WHERE item_id = $1";
    tx.change(sql, args![item, state.key(), note, author.name(), mint.now().0]).await.map(drop)
}

#[derive(FromQueryResult)]
struct Owner {
    user_id: String,
}

/// Locks the person whose order the item is of, as every change of it does first.
///
/// # Errors
/// [`Problem::NotFound`]; the database's.
pub async fn lock_owner(tx: &Tx, item: &str) -> Result<UserId, DataError> {
    let sql = "SELECT o.user_id FROM order_items i JOIN orders o ON o.id = i.order_id WHERE i.id = $1";
    let owner = tx.row::<Owner>(sql, args![item]).await?.ok_or(Problem::NotFound)?;
    let user = owner.user_id.parse().map_err(|_| DataError::corrupt("user id"))?;
    lock_person(tx, user).await?;
    Ok(user)
}

/// Where an item stands.
///
/// # Errors
/// [`Problem::NotFound`]; the database's.
pub async fn state(tx: &Tx, item: &str) -> Result<ItemState, DataError> {
    let present = tx.row::<Present>(PRESENT, args![item]).await?.ok_or(Problem::NotFound)?;
    ItemState::from_key(&present.state).ok_or(DataError::corrupt("item state"))
}
