//! What happens around every request to the API: keys, versions, idempotency, faults on demand, expanding.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{RawPathParams, Request, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::SandboxStripe;
use super::api::checkout_sessions as sessions;
use super::control::FaultTime;
use super::error::StripeError;
use super::expand::expand;
use super::params::Params;
use super::store::{Change, KeptAnswer};
use super::transaction::{API_VERSION, Transaction};

/// The largest body that is read, in bytes.
const MAX_BODY_BYTES: usize = 1 << 20;

/// What an endpoint is called with.
pub struct Call {
    /// The id in the path; empty when there is none.
    pub id: String,
    /// Query or form.
    pub params: Params,
    /// The path below the mount, for the `url` of lists.
    pub path: String,
}

/// The code behind a path and method.
pub type Endpoint = fn(&mut Transaction<'_>, &Call) -> Result<Value, StripeError>;

/// Whose key a path wants.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    /// The merchant's server, with the secret key.
    Server,
    /// The buyer's browser, with the publishable key and an object's client secret.
    Browser,
}

/// `GET` with the secret key.
pub fn read(endpoint: Endpoint) -> MethodRouter<SandboxStripe> {
    get(move |stripe, ids, request| answer(stripe, ids, request, endpoint, Caller::Server))
}

/// `POST` with the secret key.
pub fn write(endpoint: Endpoint) -> MethodRouter<SandboxStripe> {
    post(move |stripe, ids, request| answer(stripe, ids, request, endpoint, Caller::Server))
}

/// `DELETE` with the secret key.
pub fn remove(endpoint: Endpoint) -> MethodRouter<SandboxStripe> {
    delete(move |stripe, ids, request| answer(stripe, ids, request, endpoint, Caller::Server))
}

/// `POST` with the publishable key.
pub fn browser_write(endpoint: Endpoint) -> MethodRouter<SandboxStripe> {
    post(move |stripe, ids, request| answer(stripe, ids, request, endpoint, Caller::Browser))
}

/// Anything else: Stripe's own sentence.
pub async fn unknown_path(request: Request) -> Response {
    let message = format!("Unrecognized request URL ({}: {}).", request.method(), request.uri().path());
    error_answer(&StripeError::invalid(&message, "").with_status(StatusCode::NOT_FOUND))
}

async fn answer(
    Shared(stripe): Shared<SandboxStripe>,
    ids: RawPathParams,
    request: Request,
    endpoint: Endpoint,
    caller: Caller,
) -> Response {
    let id = ids.iter().next().map(|(_, id)| id.to_owned()).unwrap_or_default();
    let (parts, body) = request.into_parts();
    let asked = Asked {
        id,
        caller,
        endpoint,
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        key: text(&parts.headers, "idempotency-key").map(str::to_owned),
        request_id: stripe.new_id("req"),
        headers: parts.headers,
    };
    let fault = stripe.controls().fault_for(&asked.path);
    let out_of_order = |status| error_answer(&StripeError::api(status, "An unknown error occurred."));
    if let Some(status) = fault.status_at(FaultTime::Before) {
        return stamped(&asked, out_of_order(status));
    }
    let answered = match to_bytes(body, MAX_BODY_BYTES).await {
        Ok(body) => asked.run_once(&stripe, &body, fault.slow_ms).await,
        Err(_) => Err(StripeError::invalid("The request's body cannot be read.", "")),
    };
    if let Some(status) = fault.status_at(FaultTime::After) {
        return stamped(&asked, out_of_order(status));
    }
    stamped(&asked, answered.unwrap_or_else(|error| error_answer(&error)))
}

struct Asked {
    id: String,
    caller: Caller,
    endpoint: Endpoint,
    method: Method,
    path: String,
    query: String,
    key: Option<String>,
    request_id: String,
    headers: HeaderMap,
}

impl Asked {
    /// Answers, or repeats the answer that was given under the same key.
    async fn run_once(
        &self,
        stripe: &SandboxStripe,
        body: &[u8],
        slow_ms: u64,
    ) -> Result<Response, StripeError> {
        let params = Params::parse(if self.method == Method::POST { body } else { self.query.as_bytes() })?;
        self.check_key(stripe, &params)?;
        self.check_version()?;
        self.check_media_type()?;
        let Some(key) = self.key.as_deref().filter(|_| self.method == Method::POST) else {
            tokio::time::sleep(Duration::from_millis(slow_ms)).await;
            return self.run(stripe, params);
        };
        if key.is_empty() || key.len() > 255 {
            return Err(StripeError::invalid("An Idempotency-Key has 1 to 255 characters.", ""));
        }
        let _taken = stripe.take_key(key).ok_or_else(|| StripeError::in_flight(key))?;
        if let Some(kept) = stripe.kept_answer(key) {
            return self.replay(key, &params, &kept);
        }
        // Slow while the key is taken: a second request meets 409.
        tokio::time::sleep(Duration::from_millis(slow_ms)).await;
        self.run(stripe, params)
    }

    fn run(&self, stripe: &SandboxStripe, params: Params) -> Result<Response, StripeError> {
        let parameters = params.canonical();
        let wanted = params.list("expand");
        let call = Call { id: self.id.clone(), params, path: self.path.clone() };
        let request = json!({ "id": self.request_id, "idempotency_key": self.key });
        let answered = stripe.transact(request, |work| {
            sessions::expire_due(work);
            let outcome = (self.endpoint)(work, &call).and_then(|mut value| {
                call.params.refuse_unknown()?;
                wanted.iter().try_for_each(|path| expand(work.state(), &mut value, path))?;
                Ok(value)
            });
            let (status, body) = match outcome {
                Ok(value) => (StatusCode::OK, value),
                Err(error) if error.keeps_changes() => (error.status, json!({ "error": error.fields() })),
                Err(error) => return Err(error),
            };
            let answer = KeptAnswer {
                endpoint: format!("{} {}", self.method, self.path),
                parameters,
                status: status.as_u16(),
                body: body.to_string(),
                at_secs: work.now_secs(),
            };
            if let Some(key) = self.key.as_ref().filter(|_| self.method == Method::POST) {
                work.record(Change::Answer(key.clone(), answer.clone()));
            }
            Ok(answer)
        });
        answered.map(|answer| kept_response(&answer))
    }

    fn replay(&self, key: &str, params: &Params, kept: &KeptAnswer) -> Result<Response, StripeError> {
        if kept.endpoint != format!("{} {}", self.method, self.path) {
            return Err(StripeError::idempotency(&format!(
                "Keys for idempotent requests can only be used for the same endpoint they were first used for \
                 ('{}' vs '{}'). Try using a key other than '{key}' if you meant to execute a different request.",
                self.path, kept.endpoint
            )));
        }
        if kept.parameters != params.canonical() {
            return Err(StripeError::idempotency(&format!(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. \
                 Try using a key other than '{key}' if you meant to execute a different request."
            )));
        }
        let mut response = kept_response(kept);
        response.headers_mut().insert("idempotent-replayed", header::HeaderValue::from_static("true"));
        Ok(response)
    }

    fn check_key(&self, stripe: &SandboxStripe, params: &Params) -> Result<(), StripeError> {
        let sent = match (self.caller, params.text("key")) {
            (Caller::Browser, Some(key)) => Some(key.to_owned()),
            _ => sent_key(&self.headers),
        };
        let Some(sent) = sent else {
            return Err(StripeError::unauthorized(
                "You did not provide an API key. You need to provide your API key in the Authorization header, using \
                 Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            ));
        };
        let config = stripe.config();
        let expected = match self.caller {
            Caller::Server => &config.secret_key,
            Caller::Browser => &config.publishable_key,
        };
        if sent == *expected {
            return Ok(());
        }
        if self.caller == Caller::Server && sent == config.publishable_key {
            return Err(StripeError::unauthorized(
                "This API call cannot be made with a publishable API key. Please use a secret API key.",
            ));
        }
        let start: String = sent.chars().take(8).collect();
        Err(StripeError::unauthorized(&format!("Invalid API Key provided: {start}****")))
    }

    fn check_version(&self) -> Result<(), StripeError> {
        match text(&self.headers, "stripe-version") {
            Some(version) if !is_version(version) => {
                Err(StripeError::invalid(&format!("Invalid Stripe API version: {version}"), ""))
            }
            _ => Ok(()),
        }
    }

    fn check_media_type(&self) -> Result<(), StripeError> {
        let media_type = text(&self.headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let is_form = media_type.is_empty() || media_type.starts_with("application/x-www-form-urlencoded");
        if self.method != Method::POST || is_form {
            return Ok(());
        }
        let message = format!(
            "Invalid request (check that your POST content type is application/x-www-form-urlencoded, not {media_type})."
        );
        Err(StripeError::invalid(&message, ""))
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The key in `Authorization`: bearer, or the name of basic authentication.
pub fn sent_key(headers: &HeaderMap) -> Option<String> {
    let sent = text(headers, header::AUTHORIZATION.as_str())?;
    let (scheme, value) = sent.split_once(' ')?;
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(value.trim().to_owned()),
        "basic" => {
            let decoded = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
            decoded.split(':').next().map(str::to_owned)
        }
        _ => None,
    }
}

/// `2026-10-28` or `2026-10-28.endive`.
fn is_version(version: &str) -> bool {
    let (date, train) = version.split_once('.').unwrap_or((version, "plain"));
    let digits = |from: usize, to: usize| date.get(from..to).is_some_and(|part| part.parse::<u16>().is_ok());
    let is_date = date.len() == 10 && digits(0, 4) && digits(5, 7) && digits(8, 10);
    is_date
        && date.split('-').count() == 3
        && !train.is_empty()
        && train.chars().all(|c| c.is_ascii_lowercase())
}

fn kept_response(kept: &KeptAnswer) -> Response {
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    json_response(status, kept.body.clone())
}

fn error_answer(error: &StripeError) -> Response {
    json_response(error.status, json!({ "error": error.fields() }).to_string())
}

fn json_response(status: StatusCode, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    response
}

/// Adds the headers that every answer of Stripe's has.
fn stamped(asked: &Asked, mut response: Response) -> Response {
    let version = text(&asked.headers, "stripe-version").unwrap_or(API_VERSION);
    let stamps = [
        ("request-id", Some(asked.request_id.as_str())),
        ("stripe-version", Some(version)),
        ("idempotency-key", asked.key.as_deref()),
        ("cache-control", Some("no-cache, no-store")),
    ];
    for (name, value) in stamps {
        if let Some(value) = value.and_then(|value| header::HeaderValue::from_str(value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_dates_with_a_name() {
        for good in ["2026-10-28.endive", "2024-06-20", API_VERSION] {
            assert!(is_version(good), "{good}");
        }
        for bad in ["", "endive", "2026-10-28.", "2026/10/28", "2026-1-28.endive", "20261028.endive"] {
            assert!(!is_version(bad), "{bad}");
        }
    }

    #[test]
    fn a_key_is_a_bearer_or_the_name_of_basic_authentication() {
        let key = |sent: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, sent.parse().unwrap());
            sent_key(&headers)
        };
        assert_eq!(key("Bearer sk_test_1").as_deref(), Some("sk_test_1"));
        assert_eq!(key("Basic c2tfdGVzdF8xOg==").as_deref(), Some("sk_test_1"));
        assert_eq!(key("Digest x"), None);
    }
}
