//! The person's account beside its credits: which mails are sent, where prints go, and its end.
//!
//! An account ends in one transaction ([`erase`]), whoever asks for it: its owner, or the identity provider, which says
//! that a person is gone. A job then tells the identity provider and the payment service.

pub mod erase;
mod jobs;

use async_trait::async_trait;
use domain::Problem;
use domain::account::{AccountView, MailSettings, PersonalAccounts, checked_address};
use domain::credits::Credits;
use domain::ids::UserId;
use domain::payment::Address;
use domain::problem::Field;
use futures::FutureExt as _;
use sea_orm::{FromQueryResult, Value};

pub use jobs::AccountJobs;

use crate::db::{DataError, Database, Sql as _, Tx, args};
use crate::identity::Identity;

/// Accounts in our database; cheap to clone.
#[derive(Clone)]
pub struct AccountService {
    db: Database,
    identity: Identity,
}

#[derive(FromQueryResult)]
struct Row {
    address: Option<String>,
    mails_model_ready: bool,
    mails_shipped: bool,
    debt: i64,
}

#[derive(FromQueryResult)]
struct ProviderId {
    clerk_user_id: String,
}

impl AccountService {
    /// The accounts in `db` of people whom `identity` knows.
    #[must_use]
    pub fn new(db: Database, identity: Identity) -> Self {
        Self { db, identity }
    }

    async fn change(&self, sql: &'static str, values: Vec<Value>) -> Result<(), Problem> {
        let written = self.db.write(move |tx| {
            let values = values.clone();
            async move {
                let changed = tx.change(sql, values).await?;
                if changed == 1 { Ok(()) } else { Err(DataError::from(Problem::SignedOut)) }
            }
            .boxed()
        });
        Ok(written.await?)
    }
}

#[async_trait]
impl PersonalAccounts for AccountService {
    async fn show(&self, user: UserId) -> Result<AccountView, Problem> {
        let sql = "SELECT u.address, u.mails_model_ready, u.mails_shipped, c.debt FROM users u
            JOIN credit_accounts c ON c.user_id = u.id WHERE u.id = $1 AND u.deleted_at IS NULL";
        let row = self.db.reader().row::<Row>(sql, args![user.to_string()]).await?;
        let row = row.ok_or(Problem::SignedOut)?;
        Ok(AccountView {
            debt: Credits(row.debt),
            mails: MailSettings { model_ready: row.mails_model_ready, shipped: row.mails_shipped },
            address: row.address.as_deref().and_then(read_address),
        })
    }

    async fn set_mails(&self, user: UserId, mails: MailSettings) -> Result<(), Problem> {
        let sql = "UPDATE users SET mails_model_ready = $1, mails_shipped = $2
            WHERE id = $3 AND deleted_at IS NULL";
        self.change(sql, args![mails.model_ready, mails.shipped, user.to_string()]).await
    }

    async fn set_address(&self, user: UserId, address: Option<Address>) -> Result<(), Problem> {
        let address = address.map(checked_address).transpose()?;
        let text = address.and_then(|address| serde_json::to_string(&address).ok());
        let sql = "UPDATE users SET address = $1 WHERE id = $2 AND deleted_at IS NULL";
        self.change(sql, args![text, user.to_string()]).await
    }

    async fn close(&self, user: UserId, sure: bool) -> Result<(), Problem> {
        if !sure {
            let sentence = "Tick the box that you are sure; nothing was deleted.";
            return Err(Problem::invalid(Field::Request, sentence));
        }
        let sql = "SELECT clerk_user_id FROM users WHERE id = $1";
        let row = self.db.reader().row::<ProviderId>(sql, args![user.to_string()]).await?;
        let row = row.ok_or(Problem::SignedOut)?;
        self.identity.person_deleted(&row.clerk_user_id).await.map_err(|cause| {
            tracing::error!(%cause, %user, "an account could not be ended");
            Problem::Unavailable { sentence: "Your account could not be deleted just now.".to_owned() }
        })
    }
}

/// An address as it is stored.
pub(crate) fn read_address(json: &str) -> Option<Address> {
    serde_json::from_str(json).ok()
}

/// Remembers where a print was sent, for people who have not said it themselves.
///
/// # Errors
/// The database's.
pub async fn learn_address(tx: &Tx, user: UserId, json: &str) -> Result<(), DataError> {
    let sql = "UPDATE users SET address = $1 WHERE id = $2 AND address IS NULL AND deleted_at IS NULL";
    tx.change(sql, args![json, user.to_string()]).await.map(drop)
}
