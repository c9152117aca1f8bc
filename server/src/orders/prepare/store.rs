//! Keeping a print's files, the asset's model among them, or saying why there are none.

use domain::asset::MeshFacts;
use domain::ids::{AssetId, FileId, UserId};
use domain::order::ItemState;
use futures::FutureExt as _;
use sea_orm::FromQueryResult;
use sha2::{Digest as _, Sha256};

use super::check::Prepared;
use super::places::{Places, root};
use super::{PrepareError, PrintJobs};
use crate::db::{DataError, Signal, Sql as _, Tx, args, crash};
use crate::email::{self, EmailKind};
use crate::jobs::{self, Claimed, JobKind, Outcome};
use crate::mint::Mint;
use crate::orders::items::{self, Author};
use crate::orders::rows::ItemRow;

#[derive(FromQueryResult)]
struct Buyer {
    user_id: String,
    email: String,
}

#[derive(FromQueryResult)]
struct FileRow {
    id: String,
}

#[derive(FromQueryResult)]
struct Present {
    model_file_id: Option<String>,
    key: String,
}

/// A file that is stored, to be made live.
#[derive(Clone)]
struct Stored {
    key: String,
    bytes: i64,
    sha256: String,
}

impl Stored {
    fn of(key: &str, bytes: &[u8]) -> Self {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        Self { key: key.to_owned(), bytes: size, sha256: hex::encode(Sha256::digest(bytes)) }
    }
}

/// Everything the transaction needs, owned: it may be repeated.
#[derive(Clone)]
struct Kept {
    item: String,
    asset: String,
    source: String,
    facts: MeshFacts,
    places: Places,
    model: Stored,
    threemf: Stored,
    stl: Stored,
    partner: String,
    job: Claimed,
}

impl PrintJobs {
    /// Writes the attempt's files down before anything is stored under their keys.
    pub(super) async fn expect(&self, item: &ItemRow, places: &Places) -> Result<(), DataError> {
        let buyer = self.buyer(&item.id).await?.user_id;
        let (mint, places) = (self.mint.clone(), places.clone());
        let written = self.db.write(move |tx| {
            let (mint, places, buyer) = (mint.clone(), places.clone(), buyer.clone());
            async move {
                for (key, media_type) in places.all() {
                    let id = mint.id(FileId::from_parts).to_string();
                    let sql = "INSERT INTO files (id, user_id, key, state, media_type, created_at)
                        VALUES ($1, $2, $3, 'expected', $4, $5)";
                    tx.change(sql, args![id, buyer.as_str(), key, media_type, mint.now().0]).await?;
                }
                Ok(())
            }
            .boxed()
        });
        written.await
    }

    /// Stores the files and hands the print on; the asset's model becomes the scaled one when the buyer owns it.
    pub(super) async fn keep(
        &self,
        job: &Claimed,
        item: &ItemRow,
        places: &Places,
        prepared: Prepared,
    ) -> Result<Outcome, PrepareError> {
        let files = [
            (&places.model, "model/gltf-binary", prepared.glb),
            (&places.threemf, "model/3mf", prepared.threemf),
            (&places.stl, "model/stl", prepared.stl),
        ];
        let stored = files.each_ref().map(|(key, _, bytes)| Stored::of(key, bytes));
        for (key, media_type, bytes) in files {
            crash::point("before storing a print file");
            self.storage.put(key, media_type, bytes).await?;
            crash::point("after storing a print file");
        }
        let [model, threemf, stl] = stored;
        let result = Kept {
            item: item.id.clone(),
            asset: item.asset_id.clone().unwrap_or_default(),
            source: item.model_file_id.clone().unwrap_or_default(),
            facts: prepared.facts,
            places: places.clone(),
            model,
            threemf,
            stl,
            partner: self.print_partner.clone(),
            job: job.clone(),
        };
        let mint = self.mint.clone();
        let written = self.db.write(move |tx| {
            let (mint, result) = (mint.clone(), result.clone());
            async move { store(tx, &mint, &result).await }.boxed()
        });
        written.await?;
        Ok(Outcome::Ended)
    }

    /// Says that a person must look at it, to the buyer too.
    pub(super) async fn give_up(&self, job: &Claimed, note: String) -> Result<Outcome, PrepareError> {
        let (mint, job) = (self.mint.clone(), job.clone());
        let written = self.db.write(move |tx| {
            let (mint, job, note) = (mint.clone(), job.clone(), note.clone());
            async move {
                items::lock_owner(tx, &job.subject).await?;
                if items::state(tx, &job.subject).await? == ItemState::Checking {
                    let next = ItemState::NeedsAttention;
                    items::advance(tx, &mint, &job.subject, next, &note, Author::System).await?;
                    let buyer = buyer(tx, &job.subject).await?;
                    let subject = format!("{}:{}", job.subject, job.fence);
                    email::write(tx, &mint, EmailKind::NeedsAttention, &subject, &buyer.email).await?;
                }
                jobs::finish(tx, &mint, &job).await?.map_err(|_lost| DataError::Outlived)
            }
            .boxed()
        });
        written.await?;
        Ok(Outcome::Ended)
    }

    async fn buyer(&self, item: &str) -> Result<Buyer, DataError> {
        self.db.reader().row(BUYER, args![item]).await?.ok_or(DataError::corrupt("order of an item"))
    }
}

const BUYER: &str =
    "SELECT o.user_id, o.email FROM order_items i JOIN orders o ON o.id = i.order_id WHERE i.id = $1";

async fn buyer(tx: &Tx, item: &str) -> Result<Buyer, DataError> {
    tx.row(BUYER, args![item]).await?.ok_or(DataError::corrupt("order of an item"))
}

async fn store(tx: &Tx, mint: &Mint, result: &Kept) -> Result<(), DataError> {
    let user = items::lock_owner(tx, &result.item).await?;
    // A lost lease ends here: the other worker's attempt has keys of its own.
    jobs::finish(tx, mint, &result.job).await?.map_err(|_lost| DataError::Outlived)?;
    if items::state(tx, &result.item).await? == ItemState::Checking {
        let threemf = bring_to_life(tx, &result.threemf).await?;
        let stl = bring_to_life(tx, &result.stl).await?;
        let sql = "UPDATE order_items SET print_3mf_file_id = $1, print_stl_file_id = $2 WHERE id = $3";
        tx.change(sql, args![threemf, stl, result.item.as_str()]).await?;
        swap(tx, mint, user, result).await?;
        email::write_print_order(tx, mint, &result.item, &result.partner).await?;
    }
    for (key, _) in result.places.all() {
        let sql =
            "UPDATE files SET state = 'condemned', condemned_at = $1 WHERE key = $2 AND state = 'expected'";
        tx.change(sql, args![mint.now().0, key]).await?;
    }
    Ok(())
}

/// Makes the scaled model the asset's, when the buyer owns the asset and it still has the model that was bought, or an
/// earlier scaling of it: a model that was made anew meanwhile stays.
async fn swap(tx: &Tx, mint: &Mint, user: UserId, result: &Kept) -> Result<(), DataError> {
    let sql = format!(
        "SELECT a.model_file_id, f.key FROM assets a JOIN files f ON f.id = a.model_file_id
         WHERE a.id = $1 AND a.user_id = $2{}",
        tx.for_update()
    );
    let present = tx.row::<Present>(&sql, args![result.asset.as_str(), user.to_string()]).await?;
    let Some(present) = present else { return Ok(()) };
    let Some(old) = present.model_file_id else { return Ok(()) };
    let bought = tx
        .row::<Key>("SELECT key FROM files WHERE id = $1", args![result.source.as_str()])
        .await?
        .map(|file| root(&result.source, &file.key).to_owned());
    if bought.as_deref() != Some(root(&old, &present.key)) {
        return Ok(());
    }
    let new = bring_to_life(tx, &result.model).await?;
    let facts = serde_json::to_string(&result.facts).map_err(|_| DataError::corrupt("mesh facts"))?;
    // It looks the same: the poster stays until the new model's is made.
    let sql = "UPDATE assets SET model_file_id = $1, model_facts = $2, updated_at = $3
        WHERE id = $4 AND model_file_id = $5";
    let values = args![new.as_str(), facts, mint.now().0, result.asset.as_str(), old.as_str()];
    if tx.change(sql, values).await? == 0 {
        return Err(DataError::corrupt("asset's model"));
    }
    // What the owner bought as a file is from now on this one.
    let sql = "UPDATE order_items SET model_file_id = $1 WHERE asset_id = $2 AND kind = 'download'
        AND model_file_id = $3 AND order_id IN (SELECT id FROM orders WHERE user_id = $4)";
    tx.change(sql, args![new.as_str(), result.asset.as_str(), old.as_str(), user.to_string()]).await?;
    crate::media::condemn_with_variants(tx, mint, &old).await?;
    let asset: AssetId = result.asset.parse().map_err(|_| DataError::corrupt("asset id"))?;
    tx.tell(Signal::AssetChanged(asset));
    jobs::enqueue(tx, mint, JobKind::MeasureModel, &new).await?;
    jobs::enqueue(tx, mint, JobKind::MakePoster, &new).await
}

#[derive(FromQueryResult)]
struct Key {
    key: String,
}

async fn bring_to_life(tx: &Tx, stored: &Stored) -> Result<String, DataError> {
    let sql = "UPDATE files SET state = 'live', bytes = $1, sha256 = $2 WHERE key = $3 AND state = 'expected'
        RETURNING id";
    let values = args![stored.bytes, stored.sha256.as_str(), stored.key.as_str()];
    Ok(tx.row::<FileRow>(sql, values).await?.ok_or(DataError::corrupt("expected file"))?.id)
}
