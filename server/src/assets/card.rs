//! An asset in a list.

use std::collections::HashMap;

use domain::asset::{AssetCard, AssetMode, AssetStatus};
use domain::ids::UserId;
use domain::picture::Picture;
use domain::time::Timestamp;
use sea_orm::FromQueryResult;

use super::AssetCatalogue;
use crate::db::{DataError, Sql as _, args};
use crate::generation::truth::{self, TruthRow};

/// The file a card shows: the poster, else the chosen concept, else the newest one, else the picture handed in.
pub(crate) const THUMBNAIL: &str = "COALESCE(a.poster_file_id,
    (SELECT chosen.file_id FROM concepts chosen WHERE chosen.id = a.selected_concept_id),
    (SELECT newest.file_id FROM concepts newest WHERE newest.asset_id = a.id
        ORDER BY newest.round DESC, newest.position LIMIT 1),
    a.input_file_id)";

/// What a card needs of an asset and its latest generation.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct CardRow {
    pub asset_id: String,
    pub mode: String,
    pub prompt: String,
    pub style_name: String,
    pub status: String,
    pub created_at: i64,
    pub thumbnail_file_id: Option<String>,
    #[sea_orm(nested)]
    pub truth: TruthRow,
}

/// The columns of a [`CardRow`], from [`JOINS`].
pub(super) fn columns() -> String {
    format!(
        "a.id AS asset_id, a.mode, a.prompt, s.name AS style_name, a.status, a.created_at,
         {THUMBNAIL} AS thumbnail_file_id, {}",
        truth::COLUMNS
    )
}

/// The tables of a [`CardRow`].
pub(super) const JOINS: &str = "assets a
    JOIN styles s ON s.slug = a.style_slug
    JOIN generations g ON g.asset_id = a.id AND g.number = a.generation_count";

impl AssetCatalogue {
    /// The person's newest assets that are older than `after`.
    pub(super) async fn cards(
        &self,
        owner: UserId,
        after: Option<String>,
        count: u64,
    ) -> Result<Vec<AssetCard>, DataError> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        // `ast_z` sorts after every asset's id, in the order of any language.
        let before = after.unwrap_or_else(|| "ast_z".to_owned());
        let sql = format!(
            "SELECT {} FROM {JOINS} WHERE a.user_id = $1 AND a.deleted_at IS NULL AND a.id < $2 ORDER BY a.id DESC LIMIT $3",
            columns()
        );
        let rows: Vec<CardRow> = self.db.reader().rows(&sql, args![owner.to_string(), before, count]).await?;
        let files = rows.iter().filter_map(|row| row.thumbnail_file_id.clone()).collect();
        let pictures = self.files(files).await?.pictures;
        rows.iter().map(|row| row.read(&pictures)).collect()
    }
}

impl CardRow {
    pub(super) fn read(&self, pictures: &HashMap<String, Picture>) -> Result<AssetCard, DataError> {
        let thumbnail = self.thumbnail_file_id.as_ref().and_then(|file| pictures.get(file)).cloned();
        Ok(AssetCard {
            id: self.asset_id.parse().map_err(|_| DataError::corrupt("asset id"))?,
            mode: AssetMode::from_key(&self.mode).ok_or(DataError::corrupt("asset mode"))?,
            prompt: self.prompt.clone(),
            style_name: self.style_name.clone(),
            status: AssetStatus::from_key(&self.status).ok_or(DataError::corrupt("asset status"))?,
            truth: self.truth.read()?,
            thumbnail,
            created: Timestamp(self.created_at),
        })
    }
}
