//! Which code carries out which kind.

use async_trait::async_trait;

use super::{Claimed, Handle, JobKind, Outcome};
use crate::generation::GenerationJobs;
use crate::invariants::InvariantJobs;
use crate::media::MediaJobs;
use crate::prints::Measures;

/// The code behind every [`JobKind`].
#[derive(Clone)]
pub struct Handlers {
    /// Generations.
    pub generation: GenerationJobs,
    /// Posters, thumbnails, and files that nobody needs any more.
    pub media: MediaJobs,
    /// Models measured for printing.
    pub measures: Measures,
    /// What must always be true.
    pub invariants: InvariantJobs,
}

#[async_trait]
impl Handle for Handlers {
    async fn run(&self, job: &Claimed) -> Outcome {
        match job.kind {
            JobKind::RunGeneration => self.generation.run(job).await,
            JobKind::CancelRemote => self.generation.cancel_remote(job).await,
            JobKind::ReapOverdue => self.generation.reap().await,
            JobKind::MakeThumbnails => self.media.make_thumbnails(job).await,
            JobKind::MakePoster => self.media.make_poster(job).await,
            JobKind::MeasureModel => self.measures.measure_model(job).await,
            JobKind::CollectFiles => self.media.collect_files().await,
            JobKind::CheckInvariants => self.invariants.check().await,
        }
    }
}
