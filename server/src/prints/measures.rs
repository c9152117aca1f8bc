//! Surveying models: once a file, kept in the database; stretched shapes are measured when they are asked for.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use domain::print::SizeMm;
use futures::FutureExt as _;
use mesh::survey::{Survey, SurveyError, prepare};
use mesh::watch::Watch;
use mesh::{Mesh, glb, rescale_per_axis};
use sea_orm::FromQueryResult;
use tokio::sync::Semaphore;

use super::judge::repair_sentences;
use crate::db::{DataError, Database, Sql as _, args};
use crate::generation::places::MODEL_MAX_BYTES;
use crate::jobs::{Claimed, Outcome};
use crate::mint::Mint;
use crate::storage::{Storage, StorageError};

/// Models that are measured at the same time; each takes a core and its memory.
const AT_ONCE: usize = 1;
/// Stretched shapes that are remembered, so that a slider that comes back is not measured again.
const STRETCHED_KEPT: usize = 16;
/// Sizes whose factors on the three axes differ by less than this are the model's own proportions.
const PROPORTION_TOLERANCE: f64 = 0.002;

/// Surveys the models of this database and this storage; also the job that does so when a model arrives.
#[derive(Clone)]
pub struct Measures {
    pub(super) db: Database,
    pub(super) mint: Mint,
    storage: Storage,
    turns: Arc<Semaphore>,
    stretched: Arc<Mutex<Remembered>>,
}

/// A file and its sides in micrometres.
type StretchKey = (String, [u64; 3]);
/// Stretched shapes, the latest first.
type Remembered = VecDeque<(StretchKey, Arc<Survey>)>;

/// Why a model was not measured; for the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum MeasureError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("{0}")]
    Model(String),
}

impl From<MeasureError> for DataError {
    fn from(error: MeasureError) -> Self {
        match error {
            MeasureError::Data(error) => error,
            cause @ (MeasureError::Storage(_) | MeasureError::Model(_)) => {
                tracing::error!(%cause, "a model could not be measured");
                let sentence = "The model could not be measured just now.".to_owned();
                domain::Problem::Unavailable { sentence }.into()
            }
        }
    }
}

#[derive(FromQueryResult)]
struct Stored {
    facts: String,
}

#[derive(FromQueryResult)]
struct FileRow {
    key: String,
}

impl Measures {
    /// Measures models of this database and this storage.
    #[must_use]
    pub fn new(db: Database, mint: Mint, storage: Storage) -> Self {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Self { db, mint, storage, turns, stretched: Arc::default() }
    }

    /// Surveys the model file that the job names, unless that was done before.
    pub async fn measure_model(&self, job: &Claimed) -> Outcome {
        match self.survey_and_settle(&job.subject).await {
            Ok(()) => Outcome::Done,
            // The file was replaced and collected meanwhile; its successor has a job of its own.
            Err(MeasureError::Storage(StorageError::NotFound)) => Outcome::Done,
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn survey_and_settle(&self, file_id: &str) -> Result<(), MeasureError> {
        let survey = self.survey(file_id).await?;
        self.settle_unprintable(file_id, &survey).await
    }

    /// The survey of a model file, from the `facts` that a statement has just read with the model; made when there are
    /// none yet.
    pub(super) async fn known_survey(
        &self,
        file_id: &str,
        facts: Option<&str>,
    ) -> Result<Survey, MeasureError> {
        match facts.and_then(Survey::from_json) {
            Some(survey) => Ok(survey),
            None => self.survey(file_id).await,
        }
    }

    /// The survey of a model file, made when there is none yet.
    pub(super) async fn survey(&self, file_id: &str) -> Result<Survey, MeasureError> {
        if let Some(stored) = self.stored(file_id).await? {
            return Ok(stored);
        }
        let _turn = self.turns.acquire().await;
        // Somebody else may have had the turn before for the same model.
        if let Some(stored) = self.stored(file_id).await? {
            return Ok(stored);
        }
        let model = self.read_model(file_id).await?;
        let survey = in_background(move || prepared(&model).map(|(_, survey)| survey)).await?;
        self.store(file_id, &survey).await?;
        Ok(survey)
    }

    /// The survey of the model stretched to `size`, in millimetres.
    pub(super) async fn stretched(&self, file_id: &str, size: SizeMm) -> Result<Arc<Survey>, MeasureError> {
        let key = (file_id.to_owned(), size.0.map(|side_mm| (side_mm * 1000.0) as u64));
        if let Some(kept) = self.kept(&key) {
            return Ok(kept);
        }
        let _turn = self.turns.acquire().await;
        if let Some(kept) = self.kept(&key) {
            return Ok(kept);
        }
        let model = self.read_model(file_id).await?;
        let survey = in_background(move || {
            let (solid, whole) = prepared(&model)?;
            let sized = rescale_per_axis(&solid, size.0).map_err(|error| error.to_string())?;
            let mut survey = Survey::of(&sized, &Watch::default()).map_err(|error| error.to_string())?;
            survey.repairs = whole.repairs;
            Ok(Arc::new(survey))
        })
        .await?;
        let mut kept = self.stretched.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((key, Arc::clone(&survey)));
        kept.truncate(STRETCHED_KEPT);
        Ok(survey)
    }

    fn kept(&self, key: &StretchKey) -> Option<Arc<Survey>> {
        let kept = self.stretched.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == key).map(|(_, survey)| Arc::clone(survey))
    }

    async fn stored(&self, file_id: &str) -> Result<Option<Survey>, DataError> {
        let sql = "SELECT facts FROM model_measures WHERE file_id = $1";
        let row: Option<Stored> = self.db.reader().row(sql, args![file_id]).await?;
        Ok(row.and_then(|row| Survey::from_json(&row.facts)))
    }

    async fn read_model(&self, file_id: &str) -> Result<Mesh, MeasureError> {
        let sql = "SELECT key FROM files WHERE id = $1";
        let row: Option<FileRow> = self.db.reader().row(sql, args![file_id]).await?;
        let key = row.ok_or(StorageError::NotFound)?.key;
        let bytes = self.storage.get(&key, MODEL_MAX_BYTES).await?;
        in_background(move || glb::read(&bytes).map_err(|error| error.to_string())).await
    }

    async fn store(&self, file_id: &str, survey: &Survey) -> Result<(), MeasureError> {
        let facts = survey.to_json().map_err(|error| MeasureError::Model(error.to_string()))?;
        let repairs = serde_json::to_string(&repair_sentences(&survey.repairs)).unwrap_or_default();
        let values = args![file_id, facts, repairs, self.mint.now().0];
        let written = self.db.write(move |tx| {
            let values = values.clone();
            async move {
                // A survey of an older version is replaced.
                let sql = "INSERT INTO model_measures (file_id, facts, repairs, measured_at)
                    VALUES ($1, $2, $3, $4) ON CONFLICT (file_id) DO UPDATE
                    SET facts = excluded.facts, repairs = excluded.repairs, measured_at = excluded.measured_at";
                tx.change(sql, values).await.map(drop)
            }
            .boxed()
        });
        Ok(written.await?)
    }
}

/// True when `size` has the proportions of a model with these extents.
pub(super) fn is_proportional(extents: [f64; 3], size: SizeMm) -> bool {
    let factors = [0, 1, 2].map(|axis| size.0[axis] / extents[axis].max(1e-9));
    let (least, most) = factors
        .into_iter()
        .fold((f64::INFINITY, 0.0_f64), |(least, most), factor| (least.min(factor), most.max(factor)));
    most <= least * (1.0 + PROPORTION_TOLERANCE)
}

/// The solid to print and its survey; a model of which no solid can be made is surveyed as it is, faults included.
fn prepared(model: &Mesh) -> Result<(Mesh, Survey), String> {
    match prepare(model, &Watch::default()) {
        Ok(prepared) => Ok((prepared.solid, prepared.survey)),
        Err(SurveyError::Repair(_)) => {
            let survey = Survey::of(model, &Watch::default()).map_err(|error| error.to_string())?;
            Ok((model.clone(), survey))
        }
        Err(error) => Err(error.to_string()),
    }
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, MeasureError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| MeasureError::Model("the work stopped unexpectedly".into()))?
        .map_err(MeasureError::Model)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proportions_are_told_from_stretches() {
        let extents = [0.5, 1.0, 0.25];
        assert!(is_proportional(extents, SizeMm([40.0, 80.0, 20.0])));
        assert!(is_proportional(extents, SizeMm([40.03, 80.0, 20.01])));
        assert!(!is_proportional(extents, SizeMm([44.0, 80.0, 20.0])));
    }

    #[test]
    fn a_model_that_encloses_nothing_is_surveyed_with_its_faults() {
        let mut leaf = mesh::shapes::cuboid([1.0, 1.0, 1.0]);
        leaf.triangles.truncate(1);
        let (_, survey) = prepared(&leaf).unwrap();
        assert!(!survey.facts.watertight);
    }
}
