//! Who exists and which browser is signed in as whom: a few records in memory, written to one JSON file after every
//! change. Made for a laptop, not for a crowd.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::Entropy;
use serde::{Deserialize, Serialize};

use super::email::EmailAddress;

/// How long a session lives without signing in again, in seconds: Clerk's default of seven days.
pub const SESSION_LIFETIME_SECS: i64 = 7 * 24 * 3600;

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// `user_…`.
    pub id: String,
    /// Their only address.
    pub email: EmailAddress,
    /// When they signed up, in seconds since 1970.
    pub created_secs: i64,
}

/// A browser (Clerk's "client") with at most one session.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Client {
    id: String,
    session_id: String,
    user_id: String,
    signed_in_secs: i64,
    is_signed_in: bool,
}

/// A session that lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// `client_…`.
    pub client_id: String,
    /// `sess_…`.
    pub session_id: String,
    /// Since when, in seconds since 1970; also the value of `__client_uat`.
    pub signed_in_secs: i64,
    /// As whom.
    pub user: User,
}

#[derive(Default, Serialize, Deserialize)]
struct Records {
    users: BTreeMap<String, User>,
    /// By the secret in the `__client` cookie.
    clients: BTreeMap<String, Client>,
}

/// The records and their file.
pub struct Directory {
    file: PathBuf,
    records: Mutex<Records>,
}

impl Directory {
    /// What an earlier run left, or nobody.
    pub fn open(file: PathBuf) -> io::Result<Self> {
        let records = match fs::read(&file) {
            Ok(json) => serde_json::from_slice(&json)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Records::default(),
            Err(error) => return Err(error),
        };
        Ok(Self { file, records: Mutex::new(records) })
    }

    /// Signs a new browser in as the person with this address, who is made when unknown. Answers the secret for the
    /// `__client` cookie.
    pub fn sign_in(
        &self,
        email: EmailAddress,
        now_secs: i64,
        entropy: &dyn Entropy,
    ) -> io::Result<(String, SignedIn)> {
        let mut records = self.lock();
        let known = records.users.values().find(|user| user.email == email).cloned();
        let user =
            known.unwrap_or_else(|| User { id: new_id("user", entropy), email, created_secs: now_secs });
        let client = Client {
            id: new_id("client", entropy),
            session_id: new_id("sess", entropy),
            user_id: user.id.clone(),
            signed_in_secs: now_secs,
            is_signed_in: true,
        };
        let secret = format!("{}{:032x}", new_id("secret", entropy), entropy.random());
        let signed_in = SignedIn {
            client_id: client.id.clone(),
            session_id: client.session_id.clone(),
            signed_in_secs: now_secs,
            user: user.clone(),
        };
        records.users.insert(user.id.clone(), user);
        records.clients.insert(secret.clone(), client);
        self.write(&records)?;
        Ok((secret, signed_in))
    }

    /// Ends the browser's session.
    pub fn sign_out(&self, secret: &str) -> io::Result<()> {
        let mut records = self.lock();
        match records.clients.get_mut(secret) {
            Some(client) => client.is_signed_in = false,
            None => return Ok(()),
        }
        self.write(&records)
    }

    /// The browser's session, while it lives.
    pub fn signed_in(&self, secret: &str, now_secs: i64) -> Option<SignedIn> {
        let records = self.lock();
        let client = records.clients.get(secret).filter(|client| client.is_signed_in)?;
        if now_secs - client.signed_in_secs >= SESSION_LIFETIME_SECS {
            return None;
        }
        Some(SignedIn {
            client_id: client.id.clone(),
            session_id: client.session_id.clone(),
            signed_in_secs: client.signed_in_secs,
            user: records.users.get(&client.user_id)?.clone(),
        })
    }

    /// The person with this id.
    pub fn user(&self, id: &str) -> Option<User> {
        self.lock().users.get(id).cloned()
    }

    /// Forgets a person and their sessions; false when there is none.
    pub fn user_delete(&self, id: &str) -> io::Result<bool> {
        let mut records = self.lock();
        if records.users.remove(id).is_none() {
            return Ok(false);
        }
        records.clients.retain(|_, client| client.user_id != id);
        self.write(&records)?;
        Ok(true)
    }

    fn lock(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Written beside its place and moved there, so that a kill leaves the old file or the new one. The write is
    /// small and rare enough to be done in the request.
    fn write(&self, records: &Records) -> io::Result<()> {
        let part = self.file.with_extension("part");
        fs::write(&part, serde_json::to_vec_pretty(records)?)?;
        fs::rename(&part, &self.file)
    }
}

fn new_id(kind: &str, entropy: &dyn Entropy) -> String {
    format!("{kind}_{:032x}", entropy.random())
}
