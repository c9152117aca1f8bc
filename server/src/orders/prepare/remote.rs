//! Having the worker bring a model to the ordered size.

use std::time::Duration;

use bytes::Bytes;
use domain::generation::GenerationKind;
use sea_orm::EntityTrait as _;

use super::places::{Places, root};
use super::{PrepareError, PrintJobs};
use crate::db::DataError;
use crate::entities::file;
use crate::generation::places::MODEL_MAX_BYTES;
use crate::generation::providers::wire::{Output, RescaleInput, TargetDimensions, UploadPlace};
use crate::generation::providers::{RemoteState, Submitted};
use crate::orders::rows::ItemRow;

/// How long a rescaling may take, waiting for a machine included, in seconds.
const DEADLINE_SECS: i64 = 15 * 60;

/// The model that is scaled.
pub(super) struct Source {
    id: String,
    key: String,
    media_type: String,
}

impl Source {
    pub fn root(&self) -> &str {
        root(&self.id, &self.key)
    }
}

impl PrintJobs {
    pub(super) async fn source(&self, file_id: &str) -> Result<Source, PrepareError> {
        let row = file::Entity::find_by_id(file_id).one(self.db.reader()).await.map_err(DataError::from)?;
        let row = row.ok_or(DataError::corrupt("model of an item"))?;
        Ok(Source { id: row.id, key: row.key, media_type: row.media_type })
    }

    /// The scaled model's bytes, as the worker wrote them.
    pub(super) async fn rescaled(
        &self,
        item: &ItemRow,
        model: &Source,
        attempt: &str,
        places: &Places,
    ) -> Result<Bytes, PrepareError> {
        let input = self.input(item, model, attempt, places).await?;
        let passing = |cause: String| PrepareError::Passing(cause);
        let handed = self.provider.rescale(&input).await.map_err(|cause| passing(cause.to_string()))?;
        let output = self.wait_for(handed).await?;
        match (output.model, output.scaled_model_url) {
            (Some(named), _) if named.key == places.incoming => {
                Ok(self.storage.get(&places.incoming, MODEL_MAX_BYTES).await?)
            }
            (None, Some(url)) => {
                let fetched = self.provider.fetch(&url, MODEL_MAX_BYTES).await;
                fetched.map_err(|cause| passing(cause.to_string()))
            }
            _ => Err(passing("the worker named no model of its own".to_owned())),
        }
    }

    async fn input(
        &self,
        item: &ItemRow,
        model: &Source,
        attempt: &str,
        places: &Places,
    ) -> Result<RescaleInput, PrepareError> {
        let now = self.mint.now();
        let content_type = "model/gltf-binary";
        let read = self.storage.sign_get(&model.key, &model.media_type, now).await?;
        let put = self.storage.sign_put(&places.incoming, content_type, MODEL_MAX_BYTES, now).await?;
        let [x, y, z] = item.choice()?.size.0;
        Ok(RescaleInput {
            operation: "rescale_model",
            asset_id: item.asset_id.clone().unwrap_or_default(),
            attempt_id: attempt.to_owned(),
            uploads: vec![UploadPlace {
                key: places.incoming.clone(),
                put_url: self.storage.absolute(&put),
                content_type,
                max_bytes: MODEL_MAX_BYTES,
            }],
            model_url: self.storage.absolute(&read),
            target_dimensions_mm: TargetDimensions { x, y, z },
        })
    }

    async fn wait_for(&self, handed: Submitted) -> Result<Output, PrepareError> {
        let Submitted { remote_job_id, state } = handed;
        let until = self.mint.now().plus_secs(DEADLINE_SECS);
        let mut pause_ms = self.limits.first_pause_ms.max(1);
        let mut seen = Ok(state);
        loop {
            match seen {
                Ok(RemoteState::Completed(output)) => return Ok(*output),
                Ok(RemoteState::Queued | RemoteState::Starting | RemoteState::Running(_)) => {}
                // The service did not answer: the deadline ends this.
                Err(cause) => tracing::debug!(%cause, "a rescaling could not be looked at"),
                Ok(ended) => return Err(PrepareError::Passing(format!("the rescaling ended as {ended:?}"))),
            }
            if self.mint.now() >= until {
                // The worker may still write: its keys are this attempt's alone.
                drop(self.provider.cancel(GenerationKind::Model, &remote_job_id).await);
                return Err(PrepareError::Passing("the rescaling took too long".to_owned()));
            }
            tokio::time::sleep(Duration::from_millis(u64::from(pause_ms))).await;
            pause_ms = (pause_ms * 2).min(self.limits.longest_pause_ms.max(1));
            seen = self.provider.look(GenerationKind::Model, &remote_job_id).await;
        }
    }
}
