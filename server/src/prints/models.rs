//! The model that a print is made of, as far as the person may see it.

use domain::Problem;
use domain::asset::MeshFacts;
use domain::ids::{AssetId, UserId};
use sea_orm::FromQueryResult;

use super::PrintService;
use crate::assets::VISIBLE;
use crate::assets::model::{self, ModelRow};
use crate::catalogue::NEWEST;
use crate::db::{DataError, Sql as _, args};

/// An asset's current model.
#[derive(Clone, Debug)]
pub(super) struct PrintedModel {
    /// Its file.
    pub file_id: String,
    /// Measured when it arrived.
    pub facts: MeshFacts,
}

/// What the print page starts from.
#[derive(FromQueryResult)]
pub(super) struct OfferedRow {
    /// What was asked for.
    pub prompt: String,
    /// The asset's model, if there is one.
    #[sea_orm(nested)]
    pub model: ModelRow,
    /// The model's survey, once there is one.
    pub survey: Option<String>,
    /// The newest catalogue's version.
    pub newest_catalogue: i32,
}

impl PrintService {
    /// The current model of an asset that `user` owns or that is public.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not visible, [`Problem::NotNow`] without a model.
    pub(super) async fn visible_model(
        &self,
        user: UserId,
        asset: AssetId,
    ) -> Result<PrintedModel, DataError> {
        let sql = format!("SELECT {} FROM assets a WHERE {VISIBLE}", model::COLUMNS);
        let row: Option<ModelRow> =
            self.db.reader().row(&sql, args![asset.to_string(), user.to_string()]).await?;
        PrintedModel::of(&row.ok_or(Problem::NotFound)?)
    }

    /// What the print page starts from, for an asset that `user` owns or that is public.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not visible.
    pub(super) async fn visible_offer(&self, user: UserId, asset: AssetId) -> Result<OfferedRow, DataError> {
        let sql = format!(
            "SELECT {}, a.prompt, m.facts AS survey, {NEWEST} AS newest_catalogue
             FROM assets a LEFT JOIN model_measures m ON m.file_id = a.model_file_id
             WHERE {VISIBLE}",
            model::COLUMNS
        );
        let row = self.db.reader().row(&sql, args![asset.to_string(), user.to_string()]).await?;
        Ok(row.ok_or(Problem::NotFound)?)
    }
}

impl PrintedModel {
    /// The model that an asset's row names.
    ///
    /// # Errors
    /// [`Problem::NotNow`] without one.
    pub(super) fn of(row: &ModelRow) -> Result<Self, DataError> {
        let file_id = row.model_file_id.clone().ok_or_else(no_model)?;
        Ok(Self { file_id, facts: row.facts().ok_or(DataError::corrupt("model facts"))? })
    }
}

pub(super) fn no_model() -> Problem {
    Problem::not_now("There is no model to print yet.")
}
