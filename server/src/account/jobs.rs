//! Telling the services that a person is gone.

use std::sync::Arc;

use domain::ids::UserId;
use futures::FutureExt as _;
use sea_orm::FromQueryResult;

use super::erase::clear;
use crate::checkout::{CheckoutError, CheckoutService};
use crate::db::{DataError, Database, Sql as _, args, crash};
use crate::identity::{IdentityError, IdentityProvider};
use crate::jobs::{self, Claimed, Outcome};
use crate::mint::Mint;

/// Carries out the jobs of accounts that ended.
#[derive(Clone)]
pub struct AccountJobs {
    db: Database,
    mint: Mint,
    provider: Arc<dyn IdentityProvider>,
    checkouts: CheckoutService,
}

#[derive(FromQueryResult)]
struct Person {
    clerk_user_id: String,
}

#[derive(Debug, thiserror::Error)]
enum EraseError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error(transparent)]
    Checkout(#[from] CheckoutError),
    /// It is tried again until the payment is an order, or over.
    #[error("somebody is still paying for what is to go")]
    UnderWay,
}

impl AccountJobs {
    /// Jobs on accounts in `db`, of people whom `provider` knows and `checkouts` may have charged.
    #[must_use]
    pub fn new(
        db: Database,
        mint: Mint,
        provider: Arc<dyn IdentityProvider>,
        checkouts: CheckoutService,
    ) -> Self {
        Self { db, mint, provider, checkouts }
    }

    /// Ends what the person has at the services. Each of them takes it twice: what is gone stays gone.
    pub async fn erase_account(&self, job: &Claimed) -> Outcome {
        match self.erase(job).await {
            Ok(()) => Outcome::Ended,
            Err(cause) => Outcome::Failed(cause.to_string()),
        }
    }

    async fn erase(&self, job: &Claimed) -> Result<(), EraseError> {
        let user: UserId = job.subject.parse().map_err(|_| DataError::corrupt("user id of a job"))?;
        // A payment that was begun before may still be made: its session first, so that nothing is paid any more.
        self.checkouts.close_all(user).await?;
        let sql = "SELECT clerk_user_id FROM users WHERE id = $1";
        let person = self.db.reader().row::<Person>(sql, args![job.subject.as_str()]).await?;
        let person = person.ok_or(DataError::corrupt("user of a job"))?;
        crash::point("before deleting a person at the identity provider");
        self.provider.user_delete(&person.clerk_user_id).await?;
        crash::point("after deleting a person at the identity provider");
        self.checkouts.delete_customer(user).await?;
        let (mint, job) = (self.mint.clone(), job.clone());
        let written = self.db.write(move |tx| {
            let (mint, job) = (mint.clone(), job.clone());
            async move {
                let is_clear = clear(tx, &mint, user).await?;
                if is_clear {
                    jobs::finish(tx, &mint, &job).await?.map_err(|_lost| DataError::Outlived)?;
                }
                Ok(is_clear)
            }
            .boxed()
        });
        if written.await? { Ok(()) } else { Err(EraseError::UnderWay) }
    }
}
