//! The asset page.

use std::collections::HashMap;

use domain::Problem;
use domain::asset::{AssetDetail, Concept, OwnerView};
use domain::ids::{AssetId, UserId};
use domain::picture::Picture;
use sea_orm::FromQueryResult;

use super::card::{CardRow, JOINS, columns};
use super::model::{self, ModelRow, understanding};
use super::pictures::Files;
use super::{AssetCatalogue, VISIBLE, visibility_from_key};
use crate::db::{DataError, Sql as _, args};
use crate::generation::rules;

#[derive(FromQueryResult)]
struct DetailRow {
    #[sea_orm(nested)]
    card: CardRow,
    user_id: String,
    visibility: String,
    input_file_id: Option<String>,
    selected_concept_id: Option<String>,
    concept_rounds: i32,
    concepts_understanding: Option<String>,
    model_generation_attempts: i32,
    #[sea_orm(nested)]
    model: ModelRow,
}

/// The asset with one of its concepts, if it has any.
#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    asset: DetailRow,
    #[sea_orm(nested)]
    concept: Option<ConceptRow>,
}

#[derive(Clone, FromQueryResult)]
struct ConceptRow {
    id: String,
    round: i32,
    file_id: String,
}

impl AssetCatalogue {
    /// One asset, for its owner, or for anyone when it is public.
    pub(super) async fn detail(&self, viewer: Option<UserId>, id: AssetId) -> Result<AssetDetail, DataError> {
        // The concepts that are shown are three at most, so the asset comes with each of them.
        let sql = format!(
            "SELECT {}, {}, a.user_id, a.visibility, a.input_file_id, a.selected_concept_id, a.concept_rounds,
                a.concepts_understanding, a.model_generation_attempts, c.id, c.round, c.file_id
             FROM {JOINS} LEFT JOIN concepts c
                ON c.asset_id = a.id AND (c.round = a.concept_rounds OR c.id = a.selected_concept_id)
             WHERE {VISIBLE} ORDER BY c.round, c.position",
            columns(),
            model::COLUMNS
        );
        let viewer = viewer.map(|user| user.to_string()).unwrap_or_default();
        let rows: Vec<Row> = self.db.reader().rows(&sql, args![id.to_string(), viewer.as_str()]).await?;
        let concepts: Vec<ConceptRow> = rows.iter().filter_map(|row| row.concept.clone()).collect();
        let asset = rows.into_iter().next().ok_or(Problem::NotFound)?.asset;
        let files = self.files(asset.file_ids(&concepts)).await?;
        asset.read(&viewer, &concepts, &files, self)
    }
}

impl DetailRow {
    fn file_ids(&self, concepts: &[ConceptRow]) -> Vec<String> {
        let own = [&self.card.thumbnail_file_id, &self.input_file_id].into_iter().flatten().cloned();
        let concepts = concepts.iter().map(|concept| concept.file_id.clone());
        own.chain(self.model.file_ids()).chain(concepts).collect()
    }

    fn read(
        &self,
        viewer: &str,
        concepts: &[ConceptRow],
        files: &Files,
        catalogue: &AssetCatalogue,
    ) -> Result<AssetDetail, DataError> {
        let latest = concepts.iter().filter(|concept| concept.round == self.concept_rounds);
        let latest: Result<Vec<_>, _> = latest.map(|concept| concept.read(&files.pictures)).collect();
        let selected = concepts.iter().find(|concept| Some(&concept.id) == self.selected_concept_id.as_ref());
        let selected = selected.map(|concept| concept.read(&files.pictures)).transpose()?.flatten();
        Ok(AssetDetail {
            card: self.card.read(&files.pictures)?,
            input: self.input_file_id.as_ref().and_then(|id| files.pictures.get(id)).cloned(),
            concepts: latest?.into_iter().flatten().collect(),
            selected,
            understanding: understanding(self.concepts_understanding.as_deref()),
            model: self.model.view(files),
            owner: (self.user_id == viewer).then(|| self.owner(catalogue)).transpose()?,
        })
    }

    fn owner(&self, catalogue: &AssetCatalogue) -> Result<OwnerView, DataError> {
        let standing =
            rules::Standing { concept_rounds: self.concept_rounds, models: self.model_generation_attempts };
        Ok(OwnerView {
            visibility: visibility_from_key(&self.visibility),
            concept_rounds_left: rules::concept_rounds_left(&catalogue.rules, standing),
            model_cost: rules::model_cost(&catalogue.rules, standing),
            retry_cost: rules::retry_cost(self.card.truth.state()?, self.card.truth.cost()),
        })
    }
}

impl ConceptRow {
    /// Nothing when the picture's link could not be signed.
    fn read(&self, pictures: &HashMap<String, Picture>) -> Result<Option<Concept>, DataError> {
        let id = self.id.parse().map_err(|_| DataError::corrupt("concept id"))?;
        Ok(pictures.get(&self.file_id).map(|picture| Concept { id, picture: picture.clone() }))
    }
}
