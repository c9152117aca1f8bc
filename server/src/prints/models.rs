//! The model that a print is made of, as far as the person may see it.

use domain::Problem;
use domain::asset::MeshFacts;
use domain::ids::{AssetId, UserId};
use sea_orm::FromQueryResult;

use super::PrintService;
use crate::db::{DataError, Sql as _, args};

/// An asset's current model.
#[derive(Clone, Debug)]
pub(super) struct PrintedModel {
    /// Its file.
    pub file_id: String,
    /// Measured when it arrived.
    pub facts: MeshFacts,
}

#[derive(FromQueryResult)]
struct Row {
    model_file_id: Option<String>,
    model_facts: Option<String>,
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
        let sql = "SELECT model_file_id, model_facts FROM assets
            WHERE id = $1 AND (user_id = $2 OR visibility = 'public')";
        let row: Option<Row> = self.db.reader().row(sql, args![asset.to_string(), user.to_string()]).await?;
        let row = row.ok_or(Problem::NotFound)?;
        let no_model = || Problem::not_now("There is no model to print yet.");
        let file_id = row.model_file_id.ok_or_else(no_model)?;
        let facts = row.model_facts.and_then(|json| serde_json::from_str(&json).ok());
        Ok(PrintedModel { file_id, facts: facts.ok_or(DataError::corrupt("model facts"))? })
    }
}
