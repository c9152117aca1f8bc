//! The asset page.

use std::collections::HashMap;

use domain::Problem;
use domain::asset::{AssetDetail, Concept, MeshFacts, ModelView, OwnerView};
use domain::generation::Understanding;
use domain::ids::{AssetId, UserId};
use domain::picture::Picture;
use sea_orm::FromQueryResult;

use super::card::{CardRow, JOINS, columns};
use super::pictures::Files;
use super::{AssetCatalogue, visibility_from_key};
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
    model_file_id: Option<String>,
    model_facts: Option<String>,
    model_understanding: Option<String>,
    poster_file_id: Option<String>,
}

#[derive(FromQueryResult)]
struct ConceptRow {
    id: String,
    round: i32,
    file_id: String,
}

impl AssetCatalogue {
    /// One asset, for its owner, or for anyone when it is public.
    pub(super) async fn detail(&self, viewer: Option<UserId>, id: AssetId) -> Result<AssetDetail, DataError> {
        let sql = format!(
            "SELECT {}, a.user_id, a.visibility, a.input_file_id, a.selected_concept_id, a.concept_rounds,
                a.concepts_understanding, a.model_generation_attempts, a.model_file_id, a.model_facts,
                a.model_understanding, a.poster_file_id
             FROM {JOINS} WHERE a.id = $1 AND (a.user_id = $2 OR a.visibility = 'public')",
            columns()
        );
        let viewer = viewer.map(|user| user.to_string()).unwrap_or_default();
        let row: Option<DetailRow> =
            self.db.reader().row(&sql, args![id.to_string(), viewer.as_str()]).await?;
        let row = row.ok_or(Problem::NotFound)?;
        let sql = "SELECT id, round, file_id FROM concepts
            WHERE asset_id = $1 AND (round = $2 OR id = $3) ORDER BY round, position";
        let selected = row.selected_concept_id.clone().unwrap_or_default();
        let concepts: Vec<ConceptRow> =
            self.db.reader().rows(sql, args![id.to_string(), row.concept_rounds, selected]).await?;
        let files = self.files(row.file_ids(&concepts)).await?;
        row.read(&viewer, &concepts, &files, self)
    }
}

impl DetailRow {
    fn file_ids(&self, concepts: &[ConceptRow]) -> Vec<String> {
        let own =
            [&self.card.thumbnail_file_id, &self.input_file_id, &self.model_file_id, &self.poster_file_id];
        let own = own.into_iter().flatten().cloned();
        own.chain(concepts.iter().map(|concept| concept.file_id.clone())).collect()
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
        let picture = |id: &Option<String>| id.as_ref().and_then(|id| files.pictures.get(id)).cloned();
        Ok(AssetDetail {
            card: self.card.read(&files.pictures)?,
            input: picture(&self.input_file_id),
            concepts: latest?.into_iter().flatten().collect(),
            selected,
            understanding: from_json(self.concepts_understanding.as_deref()),
            model: self.model(files, picture(&self.poster_file_id)),
            owner: (self.user_id == viewer).then(|| self.owner(catalogue)).transpose()?,
        })
    }

    fn model(&self, files: &Files, poster: Option<Picture>) -> Option<ModelView> {
        let file = files.others.get(self.model_file_id.as_ref()?)?;
        let facts: Option<MeshFacts> =
            self.model_facts.as_deref().and_then(|json| serde_json::from_str(json).ok());
        Some(ModelView {
            url: file.url.clone(),
            bytes: file.bytes,
            facts: facts?,
            poster,
            understanding: from_json(self.model_understanding.as_deref()),
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

fn from_json(json: Option<&str>) -> Option<Understanding> {
    json.and_then(|json| serde_json::from_str(json).ok())
}
