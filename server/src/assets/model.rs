//! An asset's present model, for the pages that show it.

use domain::asset::{MeshFacts, ModelView};
use domain::generation::Understanding;
use sea_orm::FromQueryResult;

use super::pictures::Files;

/// The columns of a [`ModelRow`], of assets named `a`.
pub(crate) const COLUMNS: &str = "a.model_file_id, a.model_facts, a.model_understanding, a.poster_file_id";

/// What an asset's row says of its model.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct ModelRow {
    pub model_file_id: Option<String>,
    model_facts: Option<String>,
    model_understanding: Option<String>,
    poster_file_id: Option<String>,
}

impl ModelRow {
    /// The files that [`Self::view`] wants to have loaded.
    pub fn file_ids(&self) -> impl Iterator<Item = String> {
        [&self.model_file_id, &self.poster_file_id].into_iter().flatten().cloned()
    }

    /// What was measured when it arrived.
    pub fn facts(&self) -> Option<MeshFacts> {
        self.model_facts.as_deref().and_then(|json| serde_json::from_str(json).ok())
    }

    /// The model as pages show it; nothing while there is none.
    pub fn view(&self, files: &Files) -> Option<ModelView> {
        let file = files.others.get(self.model_file_id.as_ref()?)?;
        Some(ModelView {
            url: file.url.clone(),
            bytes: file.bytes,
            facts: self.facts()?,
            poster: self.poster_file_id.as_ref().and_then(|id| files.pictures.get(id)).cloned(),
            understanding: understanding(self.model_understanding.as_deref()),
        })
    }
}

/// What a generator said of what it made, as it is stored.
pub(super) fn understanding(json: Option<&str>) -> Option<Understanding> {
    json.and_then(|json| serde_json::from_str(json).ok())
}
