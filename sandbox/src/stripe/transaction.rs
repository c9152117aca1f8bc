//! One request's work on the state: whole or not at all.

use serde_json::{Value, json};

use super::SandboxStripe;
use super::control::SignatureStyle;
use super::error::StripeError;
use super::object::Object;
use super::store::{Change, Delivery, State};

/// The newest version of Stripe's API that the sandbox speaks; events have its objects.
pub const API_VERSION: &str = "2026-10-28.endive";

/// A request at work. Changes are seen at once, and undone by [`Transaction::roll_back`].
pub struct Transaction<'a> {
    stripe: &'a SandboxStripe,
    state: &'a mut State,
    changes: Vec<Change>,
    undo: Vec<(String, Option<Object>)>,
    request: Value,
}

impl<'a> Transaction<'a> {
    /// Begins one for the request of this id and idempotency key (as events name it).
    pub fn begin(stripe: &'a SandboxStripe, state: &'a mut State, request: Value) -> Self {
        Self { stripe, state, changes: Vec::new(), undo: Vec::new(), request }
    }

    /// The sandbox's settings and sources.
    #[must_use]
    pub fn stripe(&self) -> &'a SandboxStripe {
        self.stripe
    }

    /// What is known.
    #[must_use]
    pub fn state(&self) -> &State {
        self.state
    }

    /// Now, in seconds since 1970.
    #[must_use]
    pub fn now_secs(&self) -> i64 {
        self.stripe.now_ms().div_euclid(1000)
    }

    /// A new id: `cus_…`.
    #[must_use]
    pub fn new_id(&self, prefix: &str) -> String {
        self.stripe.new_id(prefix)
    }

    /// The object of this id and kind.
    ///
    /// # Errors
    /// "No such …", which names `param`.
    pub fn find(&self, kind: &str, id: &str, param: &str) -> Result<Object, StripeError> {
        let found = self.state.object(id).filter(|object| object.kind() == kind);
        found.cloned().ok_or_else(|| StripeError::no_such(&kind.replace(['.', '_'], " "), id, param))
    }

    /// Makes or changes an object.
    pub fn put(&mut self, object: &Object) {
        self.undo.push((object.id().to_owned(), self.state.object(object.id()).cloned()));
        self.record(Change::Put(object.clone()));
    }

    /// Changes fields of an object.
    pub fn update(&mut self, object: &mut Object, fields: Value) {
        object.merge(Object::of(fields));
        self.put(object);
    }

    /// Says that something happened to an object, and sends it to every endpoint that wants to know.
    pub fn emit(&mut self, kind: &str, object: &Object) -> Object {
        self.emit_value(kind, object.shown(), API_VERSION)
    }

    /// The same for any object and version.
    pub fn emit_value(&mut self, kind: &str, object: Value, api_version: &str) -> Object {
        let endpoints: Vec<String> = self
            .state
            .newest("webhook_endpoint")
            .filter(|endpoint| wants(endpoint, kind))
            .map(|endpoint| endpoint.id().to_owned())
            .collect();
        let event = Object::of(json!({
            "id": self.new_id("evt"),
            "object": "event",
            "api_version": api_version,
            "created": self.now_secs(),
            "data": { "object": object },
            "livemode": false,
            "pending_webhooks": endpoints.len(),
            "request": self.request,
            "type": kind,
        }));
        self.put(&event);
        let due_ms = self.stripe.now_ms() + self.stripe.controls().delay_ms();
        for endpoint_id in endpoints {
            let id = format!("{}/{endpoint_id}", event.id());
            let event_id = event.id().to_owned();
            let signature = SignatureStyle::Valid;
            self.record(Change::Deliver(Delivery {
                id,
                event_id,
                endpoint_id,
                attempts: 0,
                due_ms,
                signature,
            }));
        }
        event
    }

    /// Records a change that need not be undone.
    pub fn record(&mut self, change: Change) {
        self.state.apply(change.clone());
        self.changes.push(change);
    }

    /// What is to be written to the journal.
    #[must_use]
    pub fn commit(self) -> Vec<Change> {
        self.changes
    }

    /// Puts everything back.
    pub fn roll_back(&mut self) {
        for change in std::mem::take(&mut self.changes) {
            if let Change::Deliver(delivery) = change {
                self.state.apply(Change::Delivered(delivery.id));
            }
        }
        while let Some((id, before)) = self.undo.pop() {
            self.state.apply(before.map_or_else(|| Change::Remove(id), Change::Put));
        }
    }
}

fn wants(endpoint: &Object, kind: &str) -> bool {
    let enabled = endpoint.list("enabled_events");
    endpoint.text("status") == "enabled"
        && !endpoint.is("deleted")
        && enabled.iter().any(|wanted| wanted == "*" || wanted == kind)
}
