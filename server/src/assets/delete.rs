//! The end of one asset by its owner's wish, in one transaction.
//!
//! Gone: prompt, pictures, models, saved configurations with what was remarked on them. What runs is cancelled. Kept: the emptied row, which holds,
//! ledger lines and order items name, and the files that an order needs or that somebody is just paying for. Lines of
//! carts stay and say that there is nothing to buy any more.

use domain::Problem;
use domain::ids::{AssetId, UserId};
use sea_orm::{ColumnTrait as _, FromQueryResult, QueryFilter as _};

use crate::db::{DataError, Signal, Sql as _, Tx, args};
use crate::entities::asset;
use crate::generation;
use crate::media::condemn_with_variants;
use crate::mint::Mint;
use crate::prints;

/// What `UPDATE assets SET …` assigns to take away everything that the owner of a row said and had made, while the row
/// stays for those that name it. The end of an account empties rows just so. A macro, as `concat!` takes no constants.
macro_rules! emptied {
    () => {
        "mode = 'text', prompt = '', input_file_id = NULL, visibility = 'private', status = 'FAILED',
        concepts_understanding = NULL, selected_concept_id = NULL, model_file_id = NULL,
        model_understanding = NULL, poster_file_id = NULL"
    };
}
pub(crate) use emptied;

#[derive(FromQueryResult)]
struct Id {
    id: String,
}

/// Empties the asset's row and leaves its files to the collector.
///
/// # Errors
/// [`Problem::NotFound`] when it is not the person's; [`Problem::NotNow`] while a print of it that they paid is made.
pub(super) async fn delete(tx: &Tx, mint: &Mint, owner: UserId, id: AssetId) -> Result<(), DataError> {
    generation::cancel(tx, mint, owner, id).await?;
    let asset =
        asset::Entity::owned_by(owner).filter(asset::Column::Id.eq(id.to_string())).one(&**tx).await?;
    let asset = asset.ok_or(Problem::NotFound)?;
    refuse_while_printed(tx, mint, owner, &asset.id).await?;
    let files = files(tx, &asset).await?;
    let now = mint.now().0;
    for sql in [EMPTIED, CONFIGS_DELETED] {
        tx.change(sql, args![now, asset.id.as_str()]).await?;
    }
    prints::forget_remarks(tx, &asset.id).await?;
    tx.change(CONCEPTS_GONE, args![asset.id.as_str()]).await?;
    if let Some(picture) = asset.input_file_id {
        tx.change(UPLOAD_GONE, args![picture]).await?;
    }
    for file in files {
        condemn_with_variants(tx, mint, &file).await?;
    }
    // Pages that show it, in other tabs.
    tx.tell(Signal::AssetChanged(id));
    Ok(())
}

const EMPTIED: &str =
    concat!("UPDATE assets SET ", emptied!(), ", deleted_at = $1, updated_at = $1 WHERE id = $2");
/// Everybody's. Their rows stay: lines of carts name them, and one that is just being paid is ordered all the same.
const CONFIGS_DELETED: &str = "UPDATE print_configs SET deleted_at = $1, updated_at = $1
    WHERE asset_id = $2 AND state <> 'ORDERED' AND deleted_at IS NULL";
const CONCEPTS_GONE: &str = "DELETE FROM concepts WHERE asset_id = $1";
/// Unless another asset was made of the same picture.
const UPLOAD_GONE: &str = "DELETE FROM uploads WHERE file_id = $1
    AND NOT EXISTS (SELECT 1 FROM assets a WHERE a.input_file_id = $1)";

/// After this many seconds what was sent counts as arrived, whether anybody said so or not.
const ARRIVES_WITHIN_SECS: i64 = 30 * 24 * 3600;

/// Only the owner's own prints keep an asset: somebody else's has its model's file, and is nobody's business.
async fn refuse_while_printed(tx: &Tx, mint: &Mint, owner: UserId, id: &str) -> Result<(), DataError> {
    let sql = "SELECT i.id FROM order_items i JOIN orders o ON o.id = i.order_id
        WHERE i.asset_id = $1 AND i.kind = 'print' AND i.state NOT IN ('delivered', 'refunded')
            AND (i.state <> 'shipped' OR EXISTS (SELECT 1 FROM order_item_steps s
                WHERE s.item_id = i.id AND s.state = 'shipped' AND s.at > $3))
            AND o.user_id = $2 LIMIT 1";
    let sent_before = mint.now().plus_secs(-ARRIVES_WITHIN_SECS).0;
    match tx.row::<Id>(sql, args![id, owner.to_string(), sent_before]).await? {
        None => Ok(()),
        Some(_) => {
            let sentence = "A print of it is paid and not delivered yet. Delete it once the print has arrived, or a month after it was sent.";
            Err(Problem::not_now(sentence).into())
        }
    }
}

/// Every file of the asset, each once, in an order that is the same for everybody who locks them.
async fn files(tx: &Tx, asset: &asset::Model) -> Result<Vec<String>, DataError> {
    let sql = "SELECT file_id AS id FROM concepts WHERE asset_id = $1";
    let concepts: Vec<Id> = tx.rows(sql, args![asset.id.as_str()]).await?;
    let own = [&asset.input_file_id, &asset.model_file_id, &asset.poster_file_id];
    let own = own.into_iter().flatten().cloned();
    let mut files: Vec<String> = concepts.into_iter().map(|concept| concept.id).chain(own).collect();
    files.sort_unstable();
    files.dedup();
    Ok(files)
}
