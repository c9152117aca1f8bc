//! Sending: our allow-listed client, a timeout for each try, and tries under one idempotency key.

use std::time::Duration;

use domain::payment::PaymentError;
use reqwest::{Method, RequestBuilder as HttpRequest, StatusCode};
use serde::de::DeserializeOwned;

use super::config::PaymentConfig;
use super::requests::Request;
use super::wire;
use crate::config::env::Secret;
use crate::http_client::HttpClient;

/// The version of Stripe's API that we speak; the release of `stripe.js` in `config.rs` belongs to it.
const API_VERSION: &str = "2026-10-28.endive";
/// How long one try may take.
const TRY_TIMEOUT: Duration = Duration::from_secs(10);
/// Pauses before the second and third try.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(1000)];
/// The largest answer that is read, in bytes; a page of a hundred sessions is under one megabyte.
const MAX_ANSWER_BYTES: usize = 8 << 20;

/// Where requests go, and with which key.
#[derive(Clone)]
pub struct Transport {
    base_url: String,
    secret_key: Secret,
    http: HttpClient,
    try_timeout: Duration,
}

/// An answer that says yes.
#[derive(Debug)]
pub struct Answer(Vec<u8>);

impl Answer {
    /// As it came.
    pub fn body(&self) -> &[u8] {
        &self.0
    }

    /// What we need of it.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, PaymentError> {
        serde_json::from_slice(&self.0)
            .map_err(|error| PaymentError::Unknown(format!("an answer cannot be read: {error}")))
    }
}

impl Transport {
    /// For the configured base URL.
    pub fn new(config: &PaymentConfig, http: HttpClient) -> Self {
        Self {
            base_url: format!("{}/v1", config.api_url),
            secret_key: config.secret_key.clone(),
            http,
            try_timeout: TRY_TIMEOUT,
        }
    }

    /// The same with another time for each try.
    pub fn with_try_timeout(self, try_timeout: Duration) -> Self {
        Self { try_timeout, ..self }
    }

    /// Reads.
    pub async fn get(&self, path: &str, query: &[(&str, String)]) -> Result<Answer, PaymentError> {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        self.send(Method::GET, &format!("{path}?{query}"), None, None).await
    }

    /// Changes something; with a key, the same key changes it once however often it is sent.
    pub async fn post(&self, request: Request, key: Option<&str>) -> Result<Answer, PaymentError> {
        self.send(Method::POST, &request.path, Some(request.form()), key).await
    }

    /// Deletes; what is gone already answers [`PaymentError::NotFound`].
    pub async fn delete(&self, path: &str) -> Result<Answer, PaymentError> {
        self.send(Method::DELETE, path, None, None).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        key: Option<&str>,
    ) -> Result<Answer, PaymentError> {
        let mut pauses = PAUSES.iter();
        loop {
            let request = self.request(method.clone(), path, body.clone(), key)?;
            let tried = attempt(request).await;
            match (tried, pauses.next()) {
                (Err(Tried::Again(reason)), Some(pause)) => {
                    tracing::warn!(path, reason, "Stripe did not answer; trying again");
                    tokio::time::sleep(*pause).await;
                }
                (Err(Tried::Again(reason)), None) => return Err(PaymentError::Unknown(reason)),
                (Err(Tried::Refused(error)), _) => return Err(error),
                (Ok(answer), _) => return Ok(answer),
            }
        }
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        key: Option<&str>,
    ) -> Result<HttpRequest, PaymentError> {
        let url = format!("{}{path}", self.base_url);
        let request =
            self.http.request(method, &url).map_err(|error| PaymentError::Refused(error.to_string()))?;
        let request = request
            .bearer_auth(self.secret_key.reveal())
            .header("stripe-version", API_VERSION)
            .timeout(self.try_timeout);
        let request = match body {
            Some(form) => request.header("content-type", "application/x-www-form-urlencoded").body(form),
            None => request,
        };
        Ok(match key {
            Some(key) => request.header("idempotency-key", key),
            None => request,
        })
    }
}

/// How a try ended without an answer.
enum Tried {
    /// It may work later.
    Again(String),
    /// For good.
    Refused(PaymentError),
}

async fn attempt(request: HttpRequest) -> Result<Answer, Tried> {
    let mut response = request.send().await.map_err(|error| Tried::Again(error.without_url().to_string()))?;
    let status = response.status();
    let advice = response.headers().get("stripe-should-retry").and_then(|value| value.to_str().ok());
    let advice = advice.and_then(|text| text.parse::<bool>().ok());
    let mut body = Vec::new();
    while let Some(chunk) =
        response.chunk().await.map_err(|error| Tried::Again(error.without_url().to_string()))?
    {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_ANSWER_BYTES {
            return Err(Tried::Again("the answer is too large".to_owned()));
        }
    }
    if status.is_success() { Ok(Answer(body)) } else { Err(judge(status, advice, &body)) }
}

/// What an answer that says no means: <https://docs.stripe.com/error-low-level>.
fn judge(status: StatusCode, advice: Option<bool>, body: &[u8]) -> Tried {
    let error = serde_json::from_slice::<wire::Refusal>(body).unwrap_or_default().error;
    let words = format!("{status}: {}", error.message.unwrap_or_default());
    let is_passing =
        matches!(status, StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS) || status.is_server_error();
    if is_passing {
        return if advice == Some(false) {
            Tried::Refused(PaymentError::Unknown(words))
        } else {
            Tried::Again(words)
        };
    }
    if status == StatusCode::NOT_FOUND || error.code.as_deref() == Some("resource_missing") {
        return Tried::Refused(PaymentError::NotFound);
    }
    Tried::Refused(PaymentError::Refused(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, advice: Option<bool>, body: &str) -> Option<PaymentError> {
        match judge(StatusCode::from_u16(status).unwrap(), advice, body.as_bytes()) {
            Tried::Again(_) => None,
            Tried::Refused(error) => Some(error),
        }
    }

    #[test]
    fn what_may_pass_is_tried_again_and_the_rest_is_not() {
        for status in [409, 429, 500, 502, 503] {
            assert_eq!(judged(status, None, "<html>"), None, "{status}");
            assert!(matches!(judged(status, Some(false), ""), Some(PaymentError::Unknown(_))), "{status}");
        }
        let missing = r#"{"error":{"code":"resource_missing","message":"No such charge"}}"#;
        assert_eq!(judged(404, None, ""), Some(PaymentError::NotFound));
        assert_eq!(judged(400, None, missing), Some(PaymentError::NotFound));
        let refused = r#"{"error":{"type":"idempotency_error","message":"Keys …"}}"#;
        assert_eq!(
            judged(400, None, refused),
            Some(PaymentError::Refused("400 Bad Request: Keys …".to_owned()))
        );
        assert!(matches!(judged(402, None, "{}"), Some(PaymentError::Refused(_))));
        assert!(matches!(judged(401, Some(true), "{}"), Some(PaymentError::Refused(_))));
    }
}
