//! The end of an account, in one transaction.
//!
//! Gone: models, pictures, prompts, uploads, configurations, the cart, the address, the e-mail address. Kept: orders
//! with what they need until they are delivered, and the ledger, as bookkeeping must; their rows name the person by an
//! id that leads nowhere any more.

use domain::ids::UserId;

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

/// Takes away what the person made; once more after the services know, for what a request on another server that still
/// took their token left meanwhile.
///
/// # Errors
/// The database's.
pub async fn clear(tx: &Tx, mint: &Mint, user: UserId) -> Result<(), DataError> {
    lock_person(tx, user).await?;
    generation::cancel_all(tx, mint, user).await?;
    let id = user.to_string();
    for sql in CLEARED {
        tx.change(sql, args![id.as_str()]).await?;
    }
    tx.change(CONDEMNED, args![mint.now().0, id]).await.map(drop)
}

/// What is deleted or emptied. A session that could still be paid is closed by the job: the service must agree.
const CLEARED: [&str; 10] = [
    "DELETE FROM cart_lines WHERE user_id = $1",
    "UPDATE carts SET country = NULL, version = version + 1 WHERE user_id = $1",
    "UPDATE checkouts SET state = 'closing' WHERE user_id = $1 AND state = 'open'",
    "UPDATE print_configs SET deleted_at = updated_at WHERE user_id = $1 AND state <> 'ORDERED'",
    // A payment that is just being made finds its configurations; the job comes back for them.
    "DELETE FROM print_configs WHERE user_id = $1 AND state <> 'ORDERED' AND NOT EXISTS (SELECT 1 FROM checkouts c
        WHERE c.user_id = $1 AND c.state IN ('prepared', 'open', 'closing'))",
    "DELETE FROM quotes AS q WHERE q.user_id = $1
        AND NOT EXISTS (SELECT 1 FROM print_configs p WHERE p.quote_id = q.id)",
    "DELETE FROM uploads WHERE user_id = $1 AND file_id IS NOT NULL",
    "UPDATE assets SET mode = 'text', prompt = '', input_file_id = NULL, visibility = 'private', status = 'FAILED',
        concepts_understanding = NULL, selected_concept_id = NULL, model_file_id = NULL, model_facts = NULL,
        model_understanding = NULL, poster_file_id = NULL WHERE user_id = $1",
    "DELETE FROM concepts WHERE asset_id IN (SELECT id FROM assets WHERE user_id = $1)",
    "DELETE FROM picture_variants WHERE source_file_id IN (SELECT f.id FROM files f WHERE f.user_id = $1)",
];

/// What no order needs is left to the collector.
const CONDEMNED: &str = "UPDATE files AS f SET state = 'condemned', condemned_at = $1
    WHERE f.user_id = $2 AND f.state <> 'condemned' AND NOT EXISTS (SELECT 1 FROM order_items i
        WHERE f.id IN (i.model_file_id, i.print_3mf_file_id, i.print_stl_file_id))";
