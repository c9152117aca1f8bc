//! Mail: a row in the transaction of the fact it tells, then a job that sends it. At least once; the `Message-ID`
//! derives from the row, so a mail that was sent twice is one in the reader's program, and the row counts its tries.
//!
//! To add a mail: a variant of [`EmailKind`], its two templates, its arm in `compose.rs`.

mod compose;
pub mod config;
mod template;
mod transport;

use domain::ids::{EmailId, GenerationId, UserId};
use domain::order::ItemState;
use futures::FutureExt as _;
use sea_orm::FromQueryResult;

pub use config::EmailConfig;
pub use transport::{Mail, Transport};

use crate::db::{DataError, Database, Sql as _, Tx, args, crash};
use crate::jobs::{self, Claimed, JobKind, Outcome};
use crate::mint::Mint;
use crate::orders::items::{self, Author};
use crate::orders::rows;
use crate::storage::Storage;

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
    /// To the buyer: a print is on its way; the subject is the item.
    Shipped,
    /// To the buyer: money went back; the subject is the order and how much in all.
    Refunded,
    /// To whoever wished so: a model is there; the subject is its generation.
    ModelReady,
}

impl EmailKind {
    /// Every case.
    pub const ALL: [Self; 7] = [
        Self::Receipt,
        Self::PrintOrder,
        Self::PrintStopped,
        Self::NeedsAttention,
        Self::Shipped,
        Self::Refunded,
        Self::ModelReady,
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
        }
    }

    /// The case with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// Writes a mail and its job in the transaction of what it tells; each kind and subject has one.
///
/// # Errors
/// The database's.
pub async fn write(
    tx: &Tx,
    mint: &Mint,
    kind: EmailKind,
    subject: &str,
    recipient: &str,
) -> Result<(), DataError> {
    let id = mint.id(EmailId::from_parts).to_string();
    let sql = "INSERT INTO emails (id, kind, subject_id, recipient, state, tries, created_at)
        VALUES ($1, $2, $3, $4, 'waiting', 0, $5) ON CONFLICT (kind, subject_id) DO NOTHING";
    let values = args![id.as_str(), kind.key(), subject, recipient, mint.now().0];
    if tx.change(sql, values).await? == 0 {
        return Ok(());
    }
    jobs::enqueue(tx, mint, JobKind::SendEmail, &id).await
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

#[derive(FromQueryResult)]
struct Asked {
    recipient: String,
}

/// Orders a print from the partner; each call is an order of its own.
///
/// # Errors
/// The database's.
pub async fn write_print_order(tx: &Tx, mint: &Mint, item: &str, partner: &str) -> Result<(), DataError> {
    let number = print_orders(tx, item).await? + 1;
    write(tx, mint, EmailKind::PrintOrder, &format!("{item}:{number}"), partner).await
}

/// How often a print was ordered.
async fn print_orders(tx: &Tx, item: &str) -> Result<i64, DataError> {
    let sql = "SELECT COUNT(*) AS count FROM emails WHERE kind = 'print_order' AND subject_id LIKE $1";
    Ok(tx.row::<Count>(sql, args![format!("{item}:%")]).await?.map_or(0, |row| row.count))
}

/// Tells whoever was asked to print an item not to.
///
/// # Errors
/// The database's.
pub async fn write_print_stopped(tx: &Tx, mint: &Mint, item: &str) -> Result<(), DataError> {
    let sql = "SELECT recipient FROM emails WHERE kind = 'print_order' AND subject_id LIKE $1
        ORDER BY created_at DESC LIMIT 1";
    match tx.row::<Asked>(sql, args![format!("{item}:%")]).await? {
        Some(asked) => {
            let subject = format!("{item}:{}", print_orders(tx, item).await?);
            write(tx, mint, EmailKind::PrintStopped, &subject, &asked.recipient).await
        }
        None => Ok(()),
    }
}

/// Tells whoever asked for a model that it is there, if they wish to be told.
///
/// # Errors
/// The database's.
pub async fn write_model_ready(
    tx: &Tx,
    mint: &Mint,
    user: UserId,
    generation: GenerationId,
) -> Result<(), DataError> {
    let sql = "SELECT email AS recipient FROM users
        WHERE id = $1 AND mails_model_ready AND email <> '' AND deleted_at IS NULL";
    match tx.row::<Asked>(sql, args![user.to_string()]).await? {
        Some(asked) => {
            write(tx, mint, EmailKind::ModelReady, &generation.to_string(), &asked.recipient).await
        }
        None => Ok(()),
    }
}

/// Tells the buyer of an item that it is on its way, unless they wish not to be told.
///
/// # Errors
/// The database's.
pub async fn write_shipped(tx: &Tx, mint: &Mint, item: &str) -> Result<(), DataError> {
    let sql = "SELECT o.email AS recipient FROM order_items i JOIN orders o ON o.id = i.order_id
        JOIN users u ON u.id = o.user_id WHERE i.id = $1 AND u.mails_shipped";
    match tx.row::<Asked>(sql, args![item]).await? {
        Some(asked) => write(tx, mint, EmailKind::Shipped, item, &asked.recipient).await,
        None => Ok(()),
    }
}

/// The item of a mail about one: its subject may go on behind a colon.
fn item_of(subject: &str) -> &str {
    subject.split(':').next().unwrap_or_default()
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
        let is_wanted = match kind {
            EmailKind::PrintOrder => self.is_print_wanted(item_of(&waiting.subject_id)).await?,
            EmailKind::ModelReady => self.is_model_there(&waiting.subject_id).await?,
            _ => true,
        };
        if !is_wanted {
            self.withdraw(waiting.id).await?;
            return Ok(Outcome::Done);
        }
        let mail = self.compose(kind, &waiting).await?;
        crash::point("before sending a mail");
        self.transport.send(&mail).await?;
        crash::point("after sending a mail");
        let (mint, job, message_id) = (self.mint.clone(), job.clone(), mail.message_id);
        let written = self.db.write(move |tx| {
            let (mint, job, waiting) = (mint.clone(), job.clone(), waiting.clone());
            let message_id = message_id.clone();
            async move {
                mark_sent(tx, &mint, kind, &waiting, &message_id).await?;
                jobs::finish(tx, &mint, &job).await?.map_err(|_lost| DataError::Outlived)
            }
            .boxed()
        });
        written.await?;
        Ok(Outcome::Ended)
    }

    /// Whether a print that was paid is still to be made.
    async fn is_print_wanted(&self, item: &str) -> Result<bool, DataError> {
        let item = rows::item(&self.db, item).await?.ok_or(DataError::corrupt("item of a mail"))?;
        Ok(matches!(item.state()?, ItemState::Checking | ItemState::InProduction))
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
            async move {
                let sql = "UPDATE emails SET state = 'withdrawn' WHERE id = $1 AND state = 'waiting'";
                tx.change(sql, args![id]).await.map(drop)
            }
            .boxed()
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
async fn mark_sent(
    tx: &Tx,
    mint: &Mint,
    kind: EmailKind,
    sent: &Waiting,
    message_id: &str,
) -> Result<(), DataError> {
    let sql = "UPDATE emails SET state = 'sent', message_id = $1, sent_at = $2, tries = tries + 1
        WHERE id = $3 AND state = 'waiting'";
    if tx.change(sql, args![message_id, mint.now().0, sent.id.as_str()]).await? == 0 {
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
