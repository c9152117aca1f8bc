//! The identity provider's backend API: its keys and its people.

use async_trait::async_trait;
use axum::http::StatusCode;
use jsonwebtoken::jwk::JwkSet;
use reqwest::{Method, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::IdentityConfig;
use crate::config::env::Secret;
use crate::db::DataError;
use crate::http_client::{HttpClient, HttpClientError};

/// Why the provider, or our mirror of it, could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The request was not sent.
    #[error("the identity provider cannot be asked: {0}")]
    NotSent(#[from] HttpClientError),
    /// No answer, or one that cannot be read.
    #[error("the identity provider: {0}")]
    Exchange(#[from] reqwest::Error),
    /// An answer that says no.
    #[error("the identity provider answered {0}")]
    Status(u16),
    /// Keys are not known yet and were asked for a moment ago.
    #[error("the identity provider's keys are not known yet")]
    NoKeys,
    /// Our own database.
    #[error(transparent)]
    Data(#[from] DataError),
}

/// What the provider knows of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderUser {
    /// Their primary e-mail address; empty when they have none.
    pub email: String,
    /// They may not sign in.
    pub is_banned: bool,
}

/// Keys and people, wherever they come from.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// The public keys that sign tokens now.
    async fn keys(&self) -> Result<JwkSet, IdentityError>;

    /// The person with this id; nothing when there is none any more.
    async fn user(&self, id: &str) -> Result<Option<ProviderUser>, IdentityError>;

    /// Forgets the person and their sessions; one that is gone already is fine.
    async fn user_delete(&self, id: &str) -> Result<(), IdentityError>;

    /// The cookies to set that a handshake left under this nonce.
    async fn handshake_cookies(&self, nonce: &str) -> Result<Vec<String>, IdentityError>;
}

/// Clerk's backend API (<https://clerk.com/docs/reference/backend-api>), or the sandbox's.
pub struct ClerkApi {
    http: HttpClient,
    base_url: String,
    secret_key: Secret,
}

impl ClerkApi {
    /// A client for the API that `config` names; `http` must allow its host.
    #[must_use]
    pub fn new(config: &IdentityConfig, http: HttpClient) -> Self {
        Self { http, base_url: config.api_url.clone(), secret_key: config.secret_key.clone() }
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Response, IdentityError> {
        let url = format!("{}{path}", self.base_url);
        let url = if query.is_empty() {
            url
        } else {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
            format!("{url}?{query}")
        };
        let request = self.http.request(Method::GET, &url)?.bearer_auth(self.secret_key.reveal());
        Ok(request.send().await?)
    }

    async fn read<T: DeserializeOwned>(response: Response) -> Result<T, IdentityError> {
        if response.status() == StatusCode::OK {
            Ok(response.json().await?)
        } else {
            Err(IdentityError::Status(response.status().as_u16()))
        }
    }
}

#[async_trait]
impl IdentityProvider for ClerkApi {
    async fn keys(&self) -> Result<JwkSet, IdentityError> {
        Self::read(self.get("/v1/jwks", &[]).await?).await
    }

    async fn user(&self, id: &str) -> Result<Option<ProviderUser>, IdentityError> {
        if !is_path_part(id) {
            return Ok(None);
        }
        let response = self.get(&format!("/v1/users/{id}"), &[]).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(Some(Self::read::<UserWire>(response).await?.into()))
    }

    async fn user_delete(&self, id: &str) -> Result<(), IdentityError> {
        if !is_path_part(id) {
            return Ok(());
        }
        let url = format!("{}/v1/users/{id}", self.base_url);
        let request = self.http.request(Method::DELETE, &url)?.bearer_auth(self.secret_key.reveal());
        let response = request.send().await?;
        match response.status() {
            StatusCode::OK | StatusCode::NOT_FOUND => Ok(()),
            status => Err(IdentityError::Status(status.as_u16())),
        }
    }

    async fn handshake_cookies(&self, nonce: &str) -> Result<Vec<String>, IdentityError> {
        let response = self.get("/v1/clients/handshake_payload", &[("nonce", nonce)]).await?;
        Ok(Self::read::<HandshakeWire>(response).await?.directives)
    }
}

/// Ids come from signed tokens, but they are still not ours to put into a path unread.
fn is_path_part(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

#[derive(Deserialize)]
struct UserWire {
    primary_email_address_id: Option<String>,
    #[serde(default)]
    email_addresses: Vec<EmailWire>,
    #[serde(default)]
    banned: bool,
    #[serde(default)]
    locked: bool,
}

#[derive(Deserialize)]
struct EmailWire {
    id: Option<String>,
    email_address: String,
}

#[derive(Deserialize)]
struct HandshakeWire {
    #[serde(default)]
    directives: Vec<String>,
}

impl From<UserWire> for ProviderUser {
    fn from(wire: UserWire) -> Self {
        let primary = wire
            .email_addresses
            .iter()
            .find(|address| address.id.is_some() && address.id == wire.primary_email_address_id)
            .or(wire.email_addresses.first());
        let email = primary.map(|address| address.email_address.clone()).unwrap_or_default();
        Self { email, is_banned: wire.banned || wire.locked }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: serde_json::Value) -> ProviderUser {
        serde_json::from_value::<UserWire>(json).unwrap().into()
    }

    #[test]
    fn the_primary_address_counts() {
        let user = read(serde_json::json!({
            "id": "user_1", "object": "user", "primary_email_address_id": "idn_2", "banned": false,
            "email_addresses": [
                { "id": "idn_1", "email_address": "old@example.com" },
                { "id": "idn_2", "email_address": "ada@example.com", "verification": null },
            ],
        }));
        assert_eq!(user, ProviderUser { email: "ada@example.com".into(), is_banned: false });
    }

    #[test]
    fn a_person_without_an_address_or_banned_is_read_too() {
        let user = read(serde_json::json!({ "primary_email_address_id": null, "banned": true }));
        assert_eq!(user, ProviderUser { email: String::new(), is_banned: true });
    }
}
