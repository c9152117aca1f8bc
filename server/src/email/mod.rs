//! Mail: a row in the transaction of the fact it tells, then a job that sends it. At least once; the `Message-ID`
//! derives from the row, so a mail that was sent twice is one in the reader's program, and the row counts its tries.
//!
//! To add a mail: a variant of [`EmailKind`], its two templates, its arm in `compose.rs`.

mod compose;
pub mod config;
mod hand_over;
mod letters;
mod template;
mod transport;

use domain::order::ItemState;
use futures::FutureExt as _;
use sea_orm::FromQueryResult;

pub(crate) use compose::address_words;
pub use config::EmailConfig;
pub use hand_over::supersede_print_order;
pub use letters::{
    is_print_ordered, write, write_model_ready, write_print_order, write_print_stopped, write_review,
    write_review_ended, write_shipped,
};
pub use transport::{Mail, SendError, Transport};

use crate::db::{DataError, Database, Sql as _, Tx, args, crash};
use crate::jobs::{self, Claimed, Outcome};
use crate::mint::Mint;
use crate::orders::items::{self, Author};
use crate::storage::Storage;
use hand_over::Turn;
use letters::{Count, item_of};

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EmailKind {
    /// To the buyer: what was paid; the subject is the order.
    Receipt,
    /// To the print partner: what to print; the subject is the item and which order of it this is.
    PrintOrder,
    /// To the print partner: not to print what was ordered; the subject is the item and which order of it that was.
    PrintStopped,
    /// To the buyer: a print did not pass its checks; the subject is the item and which time it is.
    NeedsAttention,
    /// To the buyer: a print is on its way; the subject is the item and which parcel of it.
    Shipped,
    /// To the buyer: money went back; the subject is the order and how much in all.
    Refunded,
    /// To whoever wished so: a model is there; the subject is its generation.
    ModelReady,
    /// To the buyer: what was paid is not what was asked for, and is looked at; the subject is the checkout.
    Review,
    /// To the buyer: how that ended; the subject is the checkout.
    ReviewEnded,
}

impl EmailKind {
    /// Every case.
    pub const ALL: [Self; 9] = [
        Self::Receipt,
        Self::PrintOrder,
        Self::PrintStopped,
        Self::NeedsAttention,
        Self::Shipped,
        Self::Refunded,
        Self::ModelReady,
        Self::Review,
        Self::ReviewEnded,
    ];

    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::PrintOrder => "print_order",
            Self::PrintStopped => "print_stopped",
            Self::NeedsAttention => "needs_attention",
            Self::Shipped => "shipped",
            Self::Refunded => "refunded",
            Self::ModelReady => "model_ready",
            Self::Review => "review",
            Self::ReviewEnded => "review_ended",
        }
    }

    /// The case with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// Carries out the jobs that send mail.
#[derive(Clone)]
pub struct EmailJobs {
    db: Database,
    mint: Mint,
    storage: Storage,
    transport: Transport,
    config: EmailConfig,
}

/// A mail that waits.
#[derive(Clone, Debug, FromQueryResult)]
struct Waiting {
    id: String,
    kind: String,
    subject_id: String,
    recipient: String,
}

impl Waiting {
    /// The same for each try.
    fn message_id(&self) -> String {
        format!("<{}@makeit3d>", self.id)
    }
}

impl EmailJobs {
    /// Jobs that send by this transport.
    ///
    /// # Errors
    /// When the configured server's address cannot be used.
    pub fn new(db: Database, mint: Mint, storage: Storage, config: EmailConfig) -> anyhow::Result<Self> {
        let transport = Transport::open(&config)?;
        Ok(Self { db, mint, storage, transport, config })
    }

    /// Sends the mail that the job names.
    pub async fn send(&self, job: &Claimed) -> Outcome {
        match self.send_waiting(job).await {
            Ok(outcome) => outcome,
            Err(cause) => {
                self.note_failure(job, &cause.to_string()).await;
                Outcome::Failed(cause.to_string())
            }
        }
    }

    async fn send_waiting(&self, job: &Claimed) -> anyhow::Result<Outcome> {
        let sql = "SELECT id, kind, subject_id, recipient FROM emails WHERE id = $1 AND state = 'waiting'";
        let Some(waiting) = self.db.reader().row::<Waiting>(sql, args![job.subject.as_str()]).await? else {
            return Ok(Outcome::Done);
        };
        let kind = EmailKind::from_key(&waiting.kind).ok_or(DataError::corrupt("email kind"))?;
        match kind {
            EmailKind::PrintOrder => match self.hand_over(&waiting).await? {
                Turn::Send { is_repeated } => self.send_handed_over(&waiting, is_repeated).await?,
                Turn::GoneOut => {}
                Turn::Withdrawn => return Ok(Outcome::Done),
            },
            EmailKind::ModelReady if !self.is_model_there(&waiting.subject_id).await? => {
                self.withdraw(waiting.id).await?;
                return Ok(Outcome::Done);
            }
            _ => self.compose_and_send(kind, &waiting).await?,
        }
        self.note_sent(job, kind, waiting).await
    }

    async fn compose_and_send(&self, kind: EmailKind, waiting: &Waiting) -> Result<(), SendError> {
        let mail = self.compose(kind, waiting).await?;
        crash::point("before sending a mail");
        self.transport.send(&mail).await?;
        crash::point("after sending a mail");
        Ok(())
    }

    async fn note_sent(&self, job: &Claimed, kind: EmailKind, sent: Waiting) -> anyhow::Result<Outcome> {
        let (mint, job) = (self.mint.clone(), job.clone());
        let written = self.db.write(move |tx| {
            let (mint, job, sent) = (mint.clone(), job.clone(), sent.clone());
            async move {
                mark_sent(tx, &mint, kind, &sent).await?;
                jobs::finish(tx, &mint, &job).await?.map_err(|_lost| DataError::Outlived)
            }
            .boxed()
        });
        written.await?;
        Ok(Outcome::Ended)
    }

    /// Whether the model of a generation was not deleted meanwhile.
    async fn is_model_there(&self, generation: &str) -> Result<bool, DataError> {
        let sql = "SELECT COUNT(*) AS count FROM generations g JOIN assets a ON a.id = g.asset_id
            WHERE g.id = $1 AND a.model_file_id IS NOT NULL";
        Ok(self.db.reader().row::<Count>(sql, args![generation]).await?.is_some_and(|row| row.count > 0))
    }

    /// Ends a mail that nobody should read any more.
    async fn withdraw(&self, id: String) -> Result<(), DataError> {
        let written = self.db.write(move |tx| {
            let id = id.clone();
            async move { hand_over::withdraw(tx, &id).await.map(drop) }.boxed()
        });
        written.await
    }

    async fn note_failure(&self, job: &Claimed, cause: &str) {
        let (id, cause) = (job.subject.clone(), cause.chars().take(300).collect::<String>());
        let written = self.db.write(move |tx| {
            let (id, cause) = (id.clone(), cause.clone());
            async move {
                let sql = "UPDATE emails SET tries = tries + 1, last_error = $1
                    WHERE id = $2 AND state = 'waiting'";
                tx.change(sql, args![cause, id]).await.map(drop)
            }
            .boxed()
        });
        if let Err(cause) = written.await {
            tracing::warn!(%cause, "a failed mail could not be noted");
        }
    }
}

/// A sent mail is sent; and a print whose order the partner has is in production.
async fn mark_sent(tx: &Tx, mint: &Mint, kind: EmailKind, sent: &Waiting) -> Result<(), DataError> {
    let sql = "UPDATE emails SET state = 'sent', message_id = $1, sent_at = $2, tries = tries + 1
        WHERE id = $3 AND state = 'waiting'";
    if tx.change(sql, args![sent.message_id(), mint.now().0, sent.id.as_str()]).await? == 0 {
        return Ok(());
    }
    if kind != EmailKind::PrintOrder {
        return Ok(());
    }
    let item = item_of(&sent.subject_id);
    items::lock_owner(tx, item).await?;
    match items::state(tx, item).await? {
        ItemState::Checking => {
            let note = "The print partner has the files";
            items::advance(tx, mint, item, ItemState::InProduction, note, Author::System).await.map(drop)
        }
        // The money went back, or is disputed, since the mail was on its way.
        ItemState::Refunded | ItemState::NeedsAttention => write_print_stopped(tx, mint, item).await,
        _ => Ok(()),
    }
}
