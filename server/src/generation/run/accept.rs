//! From the service's answer to stored results.

use std::time::Duration;

use bytes::Bytes;
use domain::generation::{GenerationKind, Understanding};
use domain::job_truth::{FailureReason, Phase};

use super::check::{Checked, check};
use super::{Attempt, GenerationJobs, Task};
use crate::db::{DataError, crash};
use crate::generation::places::{self, ResultPlace};
use crate::generation::providers::NoAnswer;
use crate::generation::providers::wire::Output;
use crate::storage::StorageError;

/// How often a result that the worker keeps elsewhere is fetched before it counts as missing.
const FETCH_TRIES: u32 = 3;
/// Pause between two tries.
const FETCH_PAUSE: Duration = Duration::from_millis(500);

/// What became of an answer.
pub(super) enum Accepted {
    /// Its results are the generation's, and the job has ended.
    Stored,
    /// The generation was over already.
    TooLate,
    /// It did not pass, or could not be stored.
    Refused(FailureReason),
    /// Something of ours is not well: the same again later.
    Later(String),
}

/// A result as it came.
struct Arrived {
    place: ResultPlace,
    bytes: Bytes,
    seed: Option<i64>,
}

/// Why a result did not arrive.
enum Missing {
    /// The answer's fault.
    Bad(String),
    /// The storage's.
    Storage(StorageError),
}

impl From<StorageError> for Missing {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound | StorageError::TooLarge { .. } | StorageError::BadKey => {
                Self::Bad(error.to_string())
            }
            StorageError::Full | StorageError::Taken | StorageError::Backend(_) => Self::Storage(error),
        }
    }
}

impl From<Missing> for Accepted {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::Bad(cause) => {
                tracing::warn!(cause, "the result did not pass");
                Self::Refused(FailureReason::BadResult)
            }
            Missing::Storage(error @ (StorageError::Full | StorageError::Taken)) => {
                tracing::error!(%error, "the result could not be stored");
                Self::Refused(FailureReason::StorageFailed)
            }
            Missing::Storage(error) => Self::Later(error.to_string()),
        }
    }
}

impl GenerationJobs {
    /// Checks what the answer names, keeps a copy of our own and ends the generation.
    pub(super) async fn accept(
        &self,
        task: &Task,
        attempt: &Attempt,
        output: Output,
    ) -> Result<Accepted, DataError> {
        if !self.write_progress(task, Phase::Checking, Some(97)).await? {
            return Ok(Accepted::TooLate);
        }
        let understanding = output.understanding.clone();
        let arrived = match self.collect(task.which.kind, attempt, output).await {
            Ok(arrived) => arrived,
            Err(missing) => return Ok(missing.into()),
        };
        let checked = match check_all(task.which.kind, arrived).await {
            Ok(checked) => checked,
            Err(cause) => return Ok(Missing::Bad(cause).into()),
        };
        self.write_progress(task, Phase::Saving, Some(99)).await?;
        if let Err(missing) = self.keep(&checked).await {
            return Ok(missing.into());
        }
        self.succeed(task, attempt, checked, understanding.as_ref().map(as_json)).await
    }

    /// Reads every result of the answer; it may only name places that it was given.
    async fn collect(
        &self,
        kind: GenerationKind,
        attempt: &Attempt,
        output: Output,
    ) -> Result<Vec<Arrived>, Missing> {
        let named: Vec<(String, Option<i64>)> = match kind {
            GenerationKind::Concepts => {
                output.concepts.into_iter().map(|concept| (concept.key, concept.seed)).collect()
            }
            GenerationKind::Model => output.model.into_iter().map(|model| (model.key, None)).collect(),
        };
        let urls = match kind {
            GenerationKind::Concepts => output.concept_image_urls,
            GenerationKind::Model => output.normalized_model_url.into_iter().collect(),
        };
        let places = places::places(kind, &attempt.id);
        let expected = places.len();
        if named.len() != expected && urls.len() != expected {
            return Err(Missing::Bad(format!(
                "{} results instead of {expected}",
                named.len().max(urls.len())
            )));
        }
        let mut arrived = Vec::new();
        for (index, place) in places.into_iter().enumerate() {
            let (bytes, seed) = if named.len() == expected {
                let result = named.iter().find(|(key, _)| *key == place.incoming_key);
                let (key, seed) =
                    result.ok_or_else(|| Missing::Bad("a key that was not given out".into()))?;
                (self.storage.get(key, place.max_bytes).await?, *seed)
            } else {
                let url = urls.get(index).map(String::as_str).unwrap_or_default();
                (self.fetch(url, place.max_bytes).await?, None)
            };
            arrived.push(Arrived { place, bytes, seed });
        }
        Ok(arrived)
    }

    async fn fetch(&self, url: &str, max_bytes: u64) -> Result<Bytes, Missing> {
        let mut last = String::new();
        for number in 0..FETCH_TRIES {
            tokio::time::sleep(FETCH_PAUSE * number).await;
            match self.provider.fetch(url, max_bytes).await {
                Ok(bytes) => return Ok(bytes),
                Err(NoAnswer(cause)) => last = cause,
            }
        }
        Err(Missing::Bad(last))
    }

    /// Copies the checked bytes to keys that no signed URL leads to.
    async fn keep(&self, checked: &[Checked]) -> Result<(), Missing> {
        for result in checked {
            crash::point("before storing a result");
            self.storage.put(&result.kept_key, result.media_type, result.bytes.clone()).await?;
            crash::point("after storing a result");
        }
        Ok(())
    }
}

/// Checks on a thread of its own: decoding takes a while.
async fn check_all(kind: GenerationKind, arrived: Vec<Arrived>) -> Result<Vec<Checked>, String> {
    let work = move || {
        arrived
            .into_iter()
            .map(|result| check(kind, result.place.kept_key, result.bytes, result.seed))
            .collect()
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| "the check stopped unexpectedly".to_owned())?
}

fn as_json(understanding: &Understanding) -> String {
    serde_json::to_string(understanding).unwrap_or_default()
}
