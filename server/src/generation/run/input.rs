//! What a worker is asked to do.

use domain::generation::GenerationKind;
use sea_orm::EntityTrait as _;

use super::{Attempt, GenerationJobs, Task, operation};
use crate::db::DataError;
use crate::entities::{concept, style};
use crate::generation::places::{self, CONCEPTS_A_ROUND};
use crate::generation::providers::wire::{JobInput, StyleInput, UploadPlace};
use crate::storage::StorageError;

/// Most triangles a model should have: what phones turn without a stutter.
const TARGET_TRIANGLES: u32 = 100_000;

/// Why no input could be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum InputError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl GenerationJobs {
    /// The input of an attempt, with freshly signed URLs.
    pub(super) async fn input(&self, task: &Task, attempt: &Attempt) -> Result<JobInput, InputError> {
        let kind = task.which.kind;
        let style = style::Entity::find_by_id(task.asset.style_slug.as_str())
            .one(self.db.reader())
            .await
            .map_err(DataError::from)?
            .ok_or(DataError::corrupt("style of an asset"))?;
        let image_url = match &task.asset.input_file_id {
            Some(file) => self.worker_url(file).await?,
            None => None,
        };
        let concept_image_url = match &task.generation.concept_id {
            Some(concept) => self.concept_url(concept).await?,
            None => None,
        };
        Ok(JobInput {
            operation: operation(kind),
            asset_id: task.asset.id.clone(),
            attempt_id: attempt.id.clone(),
            uploads: self.upload_places(kind, attempt).await?,
            prompt: task.asset.prompt.clone(),
            style: StyleInput { slug: style.slug, prompt_hint: style.prompt_hint },
            image_url,
            concept_image_url,
            count: (kind == GenerationKind::Concepts).then_some(CONCEPTS_A_ROUND),
            seed: task.generation.seed,
            target_triangles: (kind == GenerationKind::Model).then_some(TARGET_TRIANGLES),
        })
    }

    async fn concept_url(&self, id: &str) -> Result<Option<String>, DataError> {
        let concept = concept::Entity::find_by_id(id)
            .one(self.db.reader())
            .await?
            .ok_or(DataError::corrupt("concept of a generation"))?;
        self.worker_url(&concept.file_id).await
    }

    async fn upload_places(
        &self,
        kind: GenerationKind,
        attempt: &Attempt,
    ) -> Result<Vec<UploadPlace>, StorageError> {
        let mut uploads = Vec::new();
        for place in places::places(kind, &attempt.id) {
            let now = self.mint.now();
            let link =
                self.storage.sign_put(&place.incoming_key, place.media_type, place.max_bytes, now).await?;
            uploads.push(UploadPlace {
                put_url: self.storage.absolute(&link),
                key: place.incoming_key,
                content_type: place.media_type,
                max_bytes: place.max_bytes,
            });
        }
        Ok(uploads)
    }
}
