//! People in our database, as the provider knows them. At the first sight of a person's id they get a row and an
//! account with the start grant, in one transaction; the unique key on the provider's id makes that happen once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::ids::UserId;
use domain::time::Timestamp;
use sea_orm::FromQueryResult;

use super::provider::{IdentityError, IdentityProvider, ProviderUser};
use crate::account::erase::erase;
use crate::credits;
use crate::db::{DataError, Database, Sql as _, args};
use crate::mint::Mint;

/// How long a person is taken from memory, in seconds.
const REMEMBERED_SECS: i64 = 300;
/// How long it is remembered that the provider knows nobody by an id, in seconds.
const UNKNOWN_SECS: i64 = 30;
/// How old a row may become before the provider is asked again for address and existence, in seconds.
const REFRESH_SECS: i64 = 24 * 3600;
/// Most people in memory; beyond it the memory starts anew.
const MOST_REMEMBERED: usize = 20_000;

/// See the module.
pub struct Mirror {
    provider: Arc<dyn IdentityProvider>,
    database: Database,
    mint: Mint,
    remembered: Mutex<HashMap<String, Memory>>,
}

#[derive(Clone, Copy)]
struct Memory {
    person: Option<UserId>,
    until: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    id: String,
    updated_at: i64,
    deleted_at: Option<i64>,
}

impl Mirror {
    /// A mirror of `provider` in `database`.
    pub fn new(provider: Arc<dyn IdentityProvider>, database: Database, mint: Mint) -> Self {
        Self { provider, database, mint, remembered: Mutex::default() }
    }

    /// Our id of the person whom the provider calls `provider_id`; nothing when they are gone.
    pub async fn person(&self, provider_id: &str) -> Result<Option<UserId>, IdentityError> {
        let now = self.mint.now();
        if let Some(memory) = self.lock().get(provider_id).filter(|memory| now < memory.until) {
            return Ok(memory.person);
        }
        let person = match self.row(provider_id).await? {
            Some(row) => self.known_person(provider_id, &row).await?,
            None => self.new_person(provider_id).await?,
        };
        self.remember(provider_id, person);
        Ok(person)
    }

    /// Ends the person's account; a second call changes nothing.
    pub async fn mark_deleted(&self, provider_id: &str) -> Result<(), IdentityError> {
        if let Some(row) = self.row(provider_id).await? {
            let user: UserId = row.id.parse().map_err(|_| DataError::corrupt("user id"))?;
            let mint = self.mint.clone();
            let written = self.database.write(move |tx| {
                let mint = mint.clone();
                Box::pin(async move { erase(tx, &mint, user).await })
            });
            written.await?;
        }
        self.remember(provider_id, None);
        Ok(())
    }

    /// Makes the person's next sight compare them with the provider, which says that something changed.
    pub async fn mark_changed(&self, provider_id: &str) -> Result<(), IdentityError> {
        let sql = "UPDATE users SET updated_at = 0 WHERE clerk_user_id = $1 AND deleted_at IS NULL";
        let id = provider_id.to_owned();
        let written = self.database.write(move |tx| {
            let id = id.clone();
            Box::pin(async move { tx.change(sql, args![id]).await })
        });
        written.await?;
        self.lock().remove(provider_id);
        Ok(())
    }

    async fn row(&self, provider_id: &str) -> Result<Option<Row>, DataError> {
        let sql = "SELECT id, updated_at, deleted_at FROM users WHERE clerk_user_id = $1";
        self.database.reader().row(sql, args![provider_id]).await
    }

    /// A person with a row; an old row is compared with the provider, whose silence changes nothing.
    async fn known_person(&self, provider_id: &str, row: &Row) -> Result<Option<UserId>, IdentityError> {
        if row.deleted_at.is_some() {
            return Ok(None);
        }
        let id = row.id.parse().map_err(|_| DataError::corrupt("user id"))?;
        if self.mint.now().secs_since(Timestamp(row.updated_at)) < REFRESH_SECS {
            return Ok(Some(id));
        }
        match self.provider.user(provider_id).await {
            Ok(Some(user)) if !user.is_banned => self.update(provider_id, user).await.map(|()| Some(id)),
            Ok(Some(_)) => Ok(None),
            Ok(None) => self.mark_deleted(provider_id).await.map(|()| None),
            Err(error) => {
                tracing::warn!(%error, "a person could not be compared with the identity provider");
                Ok(Some(id))
            }
        }
    }

    async fn update(&self, provider_id: &str, user: ProviderUser) -> Result<(), IdentityError> {
        let sql = "UPDATE users SET email = $1, updated_at = $2
            WHERE clerk_user_id = $3 AND deleted_at IS NULL";
        let (at_ms, id) = (self.mint.now().0, provider_id.to_owned());
        self.database
            .write(move |tx| {
                let values = args![user.email.clone(), at_ms, id.clone()];
                Box::pin(async move { tx.change(sql, values).await })
            })
            .await?;
        Ok(())
    }

    /// The first sight of a person. The provider is asked before the transaction, never inside.
    async fn new_person(&self, provider_id: &str) -> Result<Option<UserId>, IdentityError> {
        let Some(user) = self.provider.user(provider_id).await?.filter(|user| !user.is_banned) else {
            return Ok(None);
        };
        let mint = self.mint.clone();
        let (provider_id, email) = (provider_id.to_owned(), user.email);
        let id = self
            .database
            .write(move |tx| {
                let (mint, provider_id, email) = (mint.clone(), provider_id.clone(), email.clone());
                Box::pin(async move {
                    let (id, now_ms) = (mint.id(UserId::from_parts), mint.now().0);
                    let insert = "INSERT INTO users (id, clerk_user_id, email, created_at, updated_at)
                        VALUES ($1, $2, $3, $4, $4) ON CONFLICT (clerk_user_id) DO NOTHING";
                    tx.change(insert, args![id.to_string(), provider_id.clone(), email, now_ms]).await?;
                    // Another request may have been faster: its row is the person.
                    let select = "SELECT id, updated_at, deleted_at FROM users WHERE clerk_user_id = $1";
                    let row: Row =
                        tx.row(select, args![provider_id]).await?.ok_or(DataError::corrupt("user"))?;
                    let id = row.id.parse().map_err(|_| DataError::corrupt("user id"))?;
                    credits::open_account(tx, &mint, id).await?;
                    Ok(id)
                })
            })
            .await?;
        Ok(Some(id))
    }

    fn remember(&self, provider_id: &str, person: Option<UserId>) {
        let now = self.mint.now();
        let secs = if person.is_some() { REMEMBERED_SECS } else { UNKNOWN_SECS };
        let mut remembered = self.lock();
        if remembered.len() >= MOST_REMEMBERED {
            remembered.clear();
        }
        // Somebody who looked them up before their account ended does not bring them back.
        let is_gone =
            remembered.get(provider_id).is_some_and(|known| known.person.is_none() && now < known.until);
        if is_gone && person.is_some() {
            return;
        }
        remembered.insert(provider_id.to_owned(), Memory { person, until: now.plus_secs(secs) });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Memory>> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
