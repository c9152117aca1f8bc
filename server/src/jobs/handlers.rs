//! Which code carries out which kind.

use async_trait::async_trait;

use super::{Claimed, Handle, JobKind, Outcome};
use crate::account::AccountJobs;
use crate::checkout::CheckoutService;
use crate::email::EmailJobs;
use crate::generation::GenerationJobs;
use crate::invariants::InvariantJobs;
use crate::media::MediaJobs;
use crate::orders::{PrintJobs, RefundService};
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
    /// The shop, where there is one.
    pub shop: Option<ShopJobs>,
    /// Accounts that ended, where people can end theirs.
    pub accounts: Option<AccountJobs>,
}

/// The code behind the shop's kinds.
#[derive(Clone)]
pub struct ShopJobs {
    /// Payments becoming orders.
    pub checkouts: CheckoutService,
    /// Money going back.
    pub refunds: RefundService,
    /// Print files.
    pub prints: PrintJobs,
    /// Mail.
    pub emails: EmailJobs,
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
            JobKind::ProcessEvent
            | JobKind::SettlePayment
            | JobKind::ReconcilePayments
            | JobKind::CarryOutRefund
            | JobKind::PreparePrint
            | JobKind::SendEmail => match &self.shop {
                Some(shop) => shop.run(job).await,
                None if job.kind.every().is_some() => Outcome::Done,
                None => Outcome::Failed("there is no shop".to_owned()),
            },
            JobKind::EraseAccount => match &self.accounts {
                Some(accounts) => accounts.erase_account(job).await,
                None => Outcome::Failed("there are no accounts".to_owned()),
            },
        }
    }
}

impl ShopJobs {
    async fn run(&self, job: &Claimed) -> Outcome {
        match job.kind {
            JobKind::ProcessEvent => self.checkouts.process_event(job).await,
            JobKind::SettlePayment => self.refunds.settle_order(job).await,
            JobKind::ReconcilePayments => self.checkouts.reconcile().await,
            JobKind::CarryOutRefund => self.refunds.carry_out(job).await,
            JobKind::PreparePrint => self.prints.prepare(job).await,
            JobKind::SendEmail => self.emails.send(job).await,
            other => Outcome::Failed(format!("{} is not the shop's", other.key())),
        }
    }
}
