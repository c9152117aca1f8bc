//! Models that print in no material at the size they were made: their credit comes back, once.

use domain::asset::MeshFacts;
use domain::ids::{AssetId, UserId};
use futures::FutureExt as _;
use mesh::passport::Verdict;
use mesh::survey::Survey;
use sea_orm::FromQueryResult;

use super::judge::limits;
use super::measures::{MeasureError, Measures};
use crate::catalogue::ShopCatalogue;
use crate::credits;
use crate::db::{DataError, Sql as _, args};

#[derive(FromQueryResult)]
struct Made {
    id: String,
    user_id: String,
    model_facts: Option<String>,
}

impl Measures {
    /// Gives the credit of a model that was just surveyed back when nothing on offer could print it, not even after
    /// repair.
    pub(super) async fn settle_unprintable(
        &self,
        file_id: &str,
        survey: &Survey,
    ) -> Result<(), MeasureError> {
        // Only models as they were made: scaled ones were judged when they were ordered.
        let sql = "SELECT a.id, a.user_id, a.model_facts FROM assets a JOIN files f ON f.id = a.model_file_id
            WHERE a.model_file_id = $1 AND f.key LIKE 'models/%'";
        let Some(made) = self.db.reader().row::<Made>(sql, args![file_id]).await? else { return Ok(()) };
        let facts = made.model_facts.as_deref().and_then(|json| serde_json::from_str::<MeshFacts>(json).ok());
        let Some(facts) = facts else { return Ok(()) };
        let catalogue = ShopCatalogue::new(self.db.clone()).newest().await?;
        let materials = catalogue.materials.iter().filter_map(|material| limits(material, &catalogue));
        let mut judged = materials.map(|limits| survey.passport(f64::from(facts.size_mm), &limits).verdict);
        if judged.any(|verdict| verdict != Verdict::Block) {
            return Ok(());
        }
        let user: UserId = made.user_id.parse().map_err(|_| DataError::corrupt("user id"))?;
        let asset: AssetId = made.id.parse().map_err(|_| DataError::corrupt("asset id"))?;
        let mint = self.mint.clone();
        let written = self.db.write(move |tx| {
            let mint = mint.clone();
            async move { credits::credit_back(tx, &mint, user, asset).await }.boxed()
        });
        if written.await? {
            tracing::info!(%asset, "a model prints in no material: its credit came back");
        }
        Ok(())
    }
}
