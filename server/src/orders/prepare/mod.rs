//! From a paid print to its files: brought to the ordered size by the worker, checked, made printable, written as 3MF
//! and STL. Each run has an attempt of its own with keys of its own, so a killed run leaves nothing that a later one
//! could mistake for its result; what a lost run left is collected.

mod check;
mod places;
mod remote;
mod store;

use std::sync::Arc;

use domain::ids::AttemptId;
use domain::order::ItemState;
use tokio::sync::Semaphore;

use self::check::{Prepared, Refusal};
use self::places::Places;
use super::rows::{self, ItemRow};
use crate::catalogue;
use crate::db::{DataError, Database};
use crate::generation::RunLimits;
use crate::generation::providers::Provider;
use crate::jobs::{Claimed, JobKind, Outcome};
use crate::mint::Mint;
use crate::storage::{Storage, StorageError};

/// Carries out the jobs that make print files.
#[derive(Clone)]
pub struct PrintJobs {
    db: Database,
    mint: Mint,
    storage: Storage,
    provider: Arc<dyn Provider>,
    limits: RunLimits,
    print_partner: String,
    /// Making a solid takes memory and a core: one at a time.
    bench: Arc<Semaphore>,
}

/// Why a run brought nothing.
#[derive(Debug, thiserror::Error)]
enum PrepareError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// It may work another time.
    #[error("{0}")]
    Passing(String),
}

impl PrintJobs {
    /// Jobs on this database; prints are ordered from `print_partner`, a mail address.
    #[must_use]
    pub fn new(
        db: Database,
        mint: Mint,
        storage: Storage,
        provider: Arc<dyn Provider>,
        limits: RunLimits,
        print_partner: String,
    ) -> Self {
        let bench = Arc::new(Semaphore::new(1));
        Self { db, mint, storage, provider, limits, print_partner, bench }
    }

    /// Makes the files of the item that the job names.
    pub async fn prepare(&self, job: &Claimed) -> Outcome {
        match self.prepare_item(job).await {
            Ok(outcome) => outcome,
            Err(cause) if job.failures + 1 >= JobKind::PreparePrint.most_failures() => {
                tracing::error!(%cause, item = job.subject, "a print's files could not be made");
                let note = "The print file could not be made.".to_owned();
                self.give_up(job, note).await.unwrap_or_else(|cause| Outcome::Failed(cause.to_string()))
            }
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn prepare_item(&self, job: &Claimed) -> Result<Outcome, PrepareError> {
        let Some(item) = rows::item(&self.db, &job.subject).await? else { return Ok(Outcome::Done) };
        if item.state()? != ItemState::Checking || item.print_3mf_file_id.is_some() {
            return Ok(Outcome::Done);
        }
        let Some(source) = item.model_file_id.clone() else {
            return self.give_up(job, "The model is no longer there.".to_owned()).await;
        };
        let attempt = self.mint.id(AttemptId::from_parts).to_string();
        let model = self.source(&source).await?;
        let places = Places::new(&attempt, model.root());
        self.expect(&item, &places).await?;
        let scaled = self.rescaled(&item, &model, &attempt, &places).await?;
        match self.check(&item, scaled).await? {
            Ok(prepared) => self.keep(job, &item, &places, prepared).await,
            Err(Refusal::BadResult(cause)) => Err(PrepareError::Passing(cause)),
            Err(Refusal::Unprintable(sentence)) => self.give_up(job, sentence).await,
        }
    }

    async fn check(
        &self,
        item: &ItemRow,
        scaled: bytes::Bytes,
    ) -> Result<Result<Prepared, Refusal>, PrepareError> {
        // By the rules that it was sold under: a newer catalogue changes nothing about what is paid.
        let catalogue = catalogue::version(&self.db, item.quote()?.price.catalogue_version).await?;
        let (choice, title) = (item.choice()?, item.title.clone());
        let closed = |_| PrepareError::Passing("the bench is closed".to_owned());
        let _place = self.bench.acquire().await.map_err(closed)?;
        let work = move || check::check(&scaled, &choice, &catalogue, &title);
        let stopped = |_| PrepareError::Passing("the check stopped unexpectedly".to_owned());
        tokio::task::spawn_blocking(work).await.map_err(stopped)
    }
}
