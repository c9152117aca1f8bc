//! Assets as one viewer sees them. Every query names the viewer; a list takes two statements, and so does a page.

pub(crate) mod card;
pub(crate) mod delete;
mod detail;
pub(crate) mod model;
pub mod pictures;

use async_trait::async_trait;
use domain::Problem;
use domain::asset::{AssetCard, AssetDetail, Assets, Visibility};
use domain::credits::CreditRules;
use domain::ids::{AssetId, UserId};
use domain::page::{Page, PageRequest};
use futures::FutureExt as _;
use sea_orm::{ColumnTrait as _, QueryFilter as _};

use crate::db::{DataError, Database, Sql as _, Tx, args};
use crate::entities::asset;
use crate::mint::Mint;
use crate::storage::Storage;

/// The condition on an asset named `a`: it is `$1`, and `$2` owns it or anyone may see it.
pub(crate) const VISIBLE: &str =
    "a.id = $1 AND a.deleted_at IS NULL AND (a.user_id = $2 OR a.visibility = 'public')";

/// The assets in this database, with pictures in this storage.
#[derive(Clone)]
pub struct AssetCatalogue {
    db: Database,
    storage: Storage,
    mint: Mint,
    rules: CreditRules,
}

impl AssetCatalogue {
    /// The assets in this database, with pictures in this storage.
    #[must_use]
    pub fn new(db: Database, storage: Storage, mint: Mint, rules: CreditRules) -> Self {
        Self { db, storage, mint, rules }
    }
}

#[async_trait]
impl Assets for AssetCatalogue {
    async fn list(&self, owner: UserId, page: PageRequest) -> Result<Page<AssetCard>, Problem> {
        // A key that is no asset's id begins at the start, like a link that was cut off.
        let after = page.after.filter(|key| key.parse::<AssetId>().is_ok());
        let mut cards = self.cards(owner, after, PageRequest::SIZE + 1).await?;
        let size = usize::try_from(PageRequest::SIZE).unwrap_or(usize::MAX);
        let has_more = cards.len() > size;
        cards.truncate(size);
        let next = if has_more { cards.last().map(|card| card.id.to_string()) } else { None };
        Ok(Page { items: cards, next })
    }

    async fn recent(&self, owner: UserId, count: u64) -> Result<Vec<AssetCard>, Problem> {
        Ok(self.cards(owner, None, count.min(PageRequest::SIZE)).await?)
    }

    async fn show(&self, viewer: Option<UserId>, asset: AssetId) -> Result<AssetDetail, Problem> {
        Ok(self.detail(viewer, asset).await?)
    }

    async fn set_visibility(
        &self,
        owner: UserId,
        asset: AssetId,
        visibility: Visibility,
    ) -> Result<(), Problem> {
        let now = self.mint.now().0;
        let written = self.db.write(move |tx| {
            async move { change_visibility(tx, owner, asset, visibility, now).await }.boxed()
        });
        Ok(written.await?)
    }

    async fn delete(&self, owner: UserId, asset: AssetId) -> Result<(), Problem> {
        let mint = self.mint.clone();
        let written = self.db.write(move |tx| {
            let mint = mint.clone();
            async move { delete::delete(tx, &mint, owner, asset).await }.boxed()
        });
        Ok(written.await?)
    }
}

async fn change_visibility(
    tx: &Tx,
    owner: UserId,
    id: AssetId,
    visibility: Visibility,
    now: i64,
) -> Result<(), DataError> {
    let asset = asset::Entity::owned_by(owner)
        .filter(asset::Column::Id.eq(id.to_string()))
        .one(&**tx)
        .await?
        .ok_or(Problem::NotFound)?;
    if visibility == Visibility::Public && asset.model_file_id.is_none() {
        return Err(Problem::not_now("There is no model to show yet.").into());
    }
    let sql = "UPDATE assets SET visibility = $1, updated_at = $2 WHERE id = $3 AND deleted_at IS NULL";
    tx.change(sql, args![visibility_key(visibility), now, asset.id]).await.map(drop)
}

/// The name in the database.
fn visibility_key(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Private => "private",
        Visibility::Public => "public",
    }
}

/// Anything but `public` is private: when in doubt, nothing is shown.
fn visibility_from_key(key: &str) -> Visibility {
    if key == "public" { Visibility::Public } else { Visibility::Private }
}
