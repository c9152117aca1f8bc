//! The end of an account, in one transaction.
//!
//! Gone: models, pictures, prompts, uploads, configurations, the cart, the address, the e-mail address. Kept: orders
//! with what they need until they are delivered, and the ledger, as bookkeeping must; their rows name the person by an
//! id that leads nowhere any more.

use domain::ids::UserId;
use sea_orm::FromQueryResult;

use crate::assets::delete::emptied;
use crate::checkout::under_way::{BEING_PAID, UNDER_WAY, under_way};
use crate::credits::lock_person;
use crate::db::{DataError, Sql as _, Tx, args};
use crate::generation;
use crate::jobs::{self, JobKind};
use crate::mint::Mint;

/// Ends the account and writes the job that tells the services; a second call changes nothing.
///
/// # Errors
/// The database's.
pub async fn erase(tx: &Tx, mint: &Mint, user: UserId) -> Result<(), DataError> {
    lock_person(tx, user).await?;
    let sql = "UPDATE users SET deleted_at = $1, updated_at = $1, email = '', address = NULL
        WHERE id = $2 AND deleted_at IS NULL";
    if tx.change(sql, args![mint.now().0, user.to_string()]).await? == 0 {
        return Ok(());
    }
    clear(tx, mint, user).await?;
    jobs::enqueue(tx, mint, JobKind::EraseAccount, &user.to_string()).await
}

/// Takes away what the person made; once more after the services know, for what was spared because a payment was under
/// way. True when nothing of it is left.
///
/// # Errors
/// The database's.
pub async fn clear(tx: &Tx, mint: &Mint, user: UserId) -> Result<bool, DataError> {
    lock_person(tx, user).await?;
    generation::cancel_all(tx, mint, user).await?;
    let id = user.to_string();
    for sql in CLEARED {
        tx.change(sql, args![id.as_str()]).await?;
    }
    // The rows first: an order that is just being written for somebody else locks them too, and is seen by the next
    // statement.
    let lock = format!("SELECT id FROM files WHERE user_id = $1 ORDER BY id{}", tx.for_update());
    tx.rows::<Id>(&lock, args![id.as_str()]).await?;
    let condemn = format!(
        "UPDATE files AS f SET state = 'condemned', condemned_at = $1
         WHERE f.user_id = $2 AND f.state <> 'condemned' AND NOT ({ORDERED}) AND NOT ({BEING_PAID})"
    );
    tx.change(&condemn, args![mint.now().0, id.as_str()]).await?;
    let left = format!(
        "SELECT f.id FROM files f WHERE f.user_id = $1 AND f.state <> 'condemned' AND NOT ({ORDERED})
         UNION ALL SELECT c.id FROM checkouts c WHERE c.user_id = $1 AND {UNDER_WAY} LIMIT 1"
    );
    Ok(tx.row::<Id>(&left, args![id]).await?.is_none())
}

#[derive(FromQueryResult)]
struct Id {
    #[expect(dead_code, reason = "only whether there is a row matters")]
    id: String,
}

/// What is deleted or emptied. What is bought already, or just being bought, keeps its configuration.
const CLEARED: [&str; 12] = [
    "DELETE FROM cart_lines WHERE user_id = $1",
    "UPDATE carts SET country = NULL, version = version + 1 WHERE user_id = $1",
    "UPDATE checkouts SET state = 'closing' WHERE user_id = $1 AND state = 'open'",
    "UPDATE print_configs SET deleted_at = updated_at WHERE user_id = $1 AND state <> 'ORDERED'",
    concat!(
        "DELETE FROM print_configs WHERE user_id = $1 AND state <> 'ORDERED'
            AND NOT EXISTS (SELECT 1 FROM checkouts c WHERE c.user_id = $1 AND ",
        under_way!(),
        ")"
    ),
    "DELETE FROM quotes AS q WHERE q.user_id = $1
        AND NOT EXISTS (SELECT 1 FROM print_configs p WHERE p.quote_id = q.id)",
    "DELETE FROM uploads WHERE user_id = $1 AND file_id IS NOT NULL",
    concat!(
        "UPDATE assets SET ",
        emptied!(),
        ", deleted_at = COALESCE(deleted_at, updated_at) WHERE user_id = $1"
    ),
    "DELETE FROM concepts WHERE asset_id IN (SELECT id FROM assets WHERE user_id = $1)",
    "DELETE FROM picture_variants WHERE source_file_id IN (SELECT f.id FROM files f WHERE f.user_id = $1)",
    // Nobody can fetch these any more, and what was printed needs no more files.
    "UPDATE order_items SET print_3mf_file_id = NULL, print_stl_file_id = NULL,
        model_file_id = CASE WHEN kind = 'download' THEN NULL ELSE model_file_id END
        WHERE order_id IN (SELECT id FROM orders WHERE user_id = $1)
            AND (kind = 'download' OR state IN ('delivered', 'refunded'))",
    "UPDATE emails SET recipient = '', last_error = NULL,
        state = CASE WHEN state = 'waiting' THEN 'withdrawn' ELSE state END
        WHERE kind = 'model_ready' AND subject_id IN (SELECT id FROM generations WHERE user_id = $1)",
];

/// The file `f` is needed by an order.
const ORDERED: &str = "EXISTS (SELECT 1 FROM order_items i WHERE i.model_file_id = f.id)
    OR EXISTS (SELECT 1 FROM order_items i WHERE i.print_3mf_file_id = f.id)
    OR EXISTS (SELECT 1 FROM order_items i WHERE i.print_stl_file_id = f.id)";
