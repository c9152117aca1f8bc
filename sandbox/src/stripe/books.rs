//! The running stand-in: its state, journal and the few things that live in memory only.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::api::webhook_endpoints::new_endpoint;
use super::control::Controls;
use super::error::StripeError;
use super::store::{Journal, KeptAnswer, State};
use super::transaction::Transaction;
use super::{SandboxStripeConfig, StartError};

/// How long an answer is kept under its idempotency key, in seconds.
const ANSWER_LIFETIME_SECS: i64 = 24 * 3600;
/// How long a webhook's receiver may take: as long as Stripe waits.
const WEBHOOK_TIMEOUT: Duration = Duration::from_secs(10);
/// The endpoint of [`SandboxStripeConfig::webhook`].
const OWN_ENDPOINT_ID: &str = "we_own";
/// Digits of ids.
const BASE_62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A running stand-in; clones share everything.
#[derive(Clone)]
pub struct SandboxStripe {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    config: SandboxStripeConfig,
    books: Mutex<Books>,
    controls: Controls,
    /// Idempotency keys whose first request is at work.
    keys_at_work: Mutex<HashSet<String>>,
    http: reqwest::Client,
}

struct Books {
    state: State,
    journal: Journal,
}

impl SandboxStripe {
    /// Reads what an earlier run left in the data folder, or starts empty.
    ///
    /// # Errors
    /// [`StartError`] when the folder cannot be used.
    pub fn open(config: SandboxStripeConfig) -> Result<Self, StartError> {
        std::fs::create_dir_all(&config.data_dir)?;
        let (journal, mut state) = Journal::open(config.data_dir.join("stripe-journal.jsonl"))?;
        let now_secs = config.clock.now().0.div_euclid(1000);
        state.forget_answers_before(now_secs - ANSWER_LIFETIME_SECS);
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(WEBHOOK_TIMEOUT)
            .user_agent("Stripe/1.0 (+https://stripe.com/docs/webhooks)")
            .build()?;
        let stripe = Self {
            inner: Arc::new(Inner {
                config,
                books: Mutex::new(Books { state, journal }),
                controls: Controls::default(),
                keys_at_work: Mutex::default(),
                http,
            }),
        };
        stripe.set_own_endpoint();
        Ok(stripe)
    }

    /// Where it is mounted, as a URL.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}{}", self.inner.config.origin, self.inner.config.base_path)
    }

    pub(super) fn config(&self) -> &SandboxStripeConfig {
        &self.inner.config
    }

    pub(super) fn controls(&self) -> &Controls {
        &self.inner.controls
    }

    pub(super) fn http(&self) -> &reqwest::Client {
        &self.inner.http
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.inner.config.clock.now().0
    }

    /// `prefix_` and 128 random bits in base 62.
    pub(super) fn new_id(&self, prefix: &str) -> String {
        let mut rest = self.inner.config.entropy.random();
        let mut digits = [0_u8; 22];
        for digit in digits.iter_mut().rev() {
            *digit = BASE_62[(rest % 62) as usize];
            rest /= 62;
        }
        format!("{prefix}_{}", String::from_utf8_lossy(&digits))
    }

    /// Reads the state.
    pub(super) fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.books().state)
    }

    /// Does one request's work: on success it is in the journal before it is answered, else nothing happened.
    pub(super) fn transact<T>(
        &self,
        request: Value,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, StripeError>,
    ) -> Result<T, StripeError> {
        let mut books = self.books();
        let Books { state, journal } = &mut *books;
        let mut transaction = Transaction::begin(self, state, request);
        match work(&mut transaction) {
            Ok(value) => {
                journal.append(&transaction.commit()).map_err(|error| {
                    tracing::error!(%error, "the sandbox's journal cannot be written");
                    StripeError::api(
                        StatusCode::INTERNAL_SERVER_ERROR,
                        "The sandbox cannot write its journal.",
                    )
                })?;
                Ok(value)
            }
            Err(error) => {
                transaction.roll_back();
                Err(error)
            }
        }
    }

    /// The answer that an idempotency key has.
    pub(super) fn kept_answer(&self, key: &str) -> Option<KeptAnswer> {
        let oldest_secs = self.now_ms().div_euclid(1000) - ANSWER_LIFETIME_SECS;
        self.look(|state| state.answer(key).filter(|answer| answer.at_secs >= oldest_secs).cloned())
    }

    /// Takes an idempotency key until the guard is dropped; nothing when another request has it.
    pub(super) fn take_key(&self, key: &str) -> Option<TakenKey> {
        let taken = lock(&self.inner.keys_at_work).insert(key.to_owned());
        taken.then(|| TakenKey { inner: Arc::clone(&self.inner), key: key.to_owned() })
    }

    fn set_own_endpoint(&self) {
        let Some(target) = &self.inner.config.webhook else { return };
        let set = self.transact(json!({ "id": null, "idempotency_key": null }), |work| {
            let all = ["*".to_owned()];
            let endpoint = new_endpoint(work, OWN_ENDPOINT_ID.to_owned(), &target.url, &target.secret, &all);
            work.put(&endpoint);
            Ok(())
        });
        if let Err(error) = set {
            tracing::error!(message = error.message, "the sandbox's webhook endpoint cannot be set");
        }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        lock(&self.inner.books)
    }
}

/// An idempotency key in use.
pub(super) struct TakenKey {
    inner: Arc<Inner>,
    key: String,
}

impl Drop for TakenKey {
    fn drop(&mut self) {
        lock(&self.inner.keys_at_work).remove(&self.key);
    }
}

/// Locks, also after a panic: every change is whole before the lock is let go.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
