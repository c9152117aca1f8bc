//! Sending: by SMTP, or as files in a folder.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::EmailConfig;

/// A mail as it goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// `<eml_…@makeit3d>`: the same mail again is the same message.
    pub message_id: String,
    /// The mail's id, for its file.
    pub id: String,
    /// Who sends it.
    pub from: String,
    /// Who gets it.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// For programs without HTML.
    pub text: String,
    /// For the others.
    pub html: String,
}

/// Why a mail is not known to be sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It surely did not go out.
    #[error("{0:#}")]
    Kept(#[from] anyhow::Error),
    /// It may have gone out: no answer came.
    #[error("{0:#}")]
    Unknown(anyhow::Error),
}

/// A way out.
#[derive(Clone)]
pub enum Transport {
    /// A mail server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// A folder of `.eml` files.
    Folder(PathBuf),
}

impl Transport {
    /// Opens the configured way.
    ///
    /// # Errors
    /// When the server's address cannot be used.
    pub fn open(config: &EmailConfig) -> anyhow::Result<Self> {
        let Some(url) = &config.smtp_url else { return Ok(Self::Folder(config.outbox.clone())) };
        // The cause may repeat the address with its password.
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.reveal());
        let smtp = smtp.map_err(|_| anyhow::anyhow!("SMTP_URL cannot be used; see .env.sample"))?;
        Ok(Self::Smtp(smtp.build()))
    }

    /// Sends a mail; the same one again replaces the file, or is a second copy of the same message.
    ///
    /// # Errors
    /// The server's or the disk's.
    pub async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let message = message(mail)?;
        match self {
            Self::Smtp(smtp) => smtp.send(message).await.map(drop).map_err(unsent),
            Self::Folder(folder) => Ok(put(folder, &mail.id, &message).await?),
        }
    }
}

/// How lettre 0.11 begins its words for a server that could not be looked up, connected to or agreed with on TLS, all of
/// which come before the mail. It has no question for that kind. Should the words change, such a mail counts as one that
/// may have gone out, and a test says so.
const NEVER_CONNECTED: &str = "Connection error";

/// What the mail server says no to, or never heard of, did not go out; where it stops answering, nobody knows.
fn unsent(error: lettre::transport::smtp::Error) -> SendError {
    let is_refused = error.is_transient() || error.is_permanent() || error.is_client();
    let is_kept = is_refused || error.to_string().starts_with(NEVER_CONNECTED);
    let cause = anyhow::Error::new(error).context("the mail server");
    if is_kept { SendError::Kept(cause) } else { SendError::Unknown(cause) }
}

async fn put(folder: &Path, id: &str, message: &Message) -> anyhow::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let draft = folder.join(format!(".{id}.draft"));
    tokio::fs::write(&draft, message.formatted()).await?;
    Ok(tokio::fs::rename(&draft, folder.join(format!("{id}.eml"))).await?)
}

fn message(mail: &Mail) -> anyhow::Result<Message> {
    let mailbox = |address: &str| address.parse::<Mailbox>().context("an address that cannot be used");
    Message::builder()
        .message_id(Some(mail.message_id.clone()))
        .from(mailbox(&mail.from)?)
        .to(mailbox(&mail.to)?)
        .subject(mail.subject.clone())
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .context("the mail cannot be written")
}

#[cfg(test)]
mod tests;
