//! Errors in Stripe's form: <https://docs.stripe.com/api/errors>.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::object::Object;

/// A refusal: its status and the fields of its `error` object.
#[derive(Clone, Debug)]
pub struct StripeError {
    /// The answer's status.
    pub status: StatusCode,
    /// `invalid_request_error`, `card_error`, `idempotency_error`, `api_error`.
    pub kind: &'static str,
    /// For programs: `resource_missing`, `card_declined`.
    pub code: Option<&'static str>,
    /// Why the card's issuer said no: `insufficient_funds`.
    pub decline_code: Option<&'static str>,
    /// For people.
    pub message: String,
    /// The parameter that is wrong.
    pub param: Option<String>,
    /// More fields: the payment intent and the charge of a refused payment.
    more: Option<Box<Object>>,
}

impl StripeError {
    /// A request that makes no sense (400). `param` is the parameter to blame, or nothing.
    #[must_use]
    pub fn invalid(message: &str, param: &str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "invalid_request_error",
            code: None,
            decline_code: None,
            message: message.to_owned(),
            param: (!param.is_empty()).then(|| param.to_owned()),
            more: None,
        }
    }

    /// As [`Self::invalid`], with a code.
    #[must_use]
    pub fn coded(code: &'static str, message: &str, param: &str) -> Self {
        Self { code: Some(code), ..Self::invalid(message, param) }
    }

    /// A parameter that must be there.
    #[must_use]
    pub fn missing(param: &str) -> Self {
        Self::coded("parameter_missing", &format!("Missing required param: {param}."), param)
    }

    /// An object that is not there: 404 when the path names it.
    #[must_use]
    pub fn no_such(what: &str, id: &str, param: &str) -> Self {
        let status = if param == "id" || param == "intent" || param == "session" {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::BAD_REQUEST
        };
        Self { status, ..Self::coded("resource_missing", &format!("No such {what}: '{id}'"), param) }
    }

    /// A key that is missing or wrong (401).
    #[must_use]
    pub fn unauthorized(message: &str) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, ..Self::invalid(message, "") }
    }

    /// A key that was used for something else.
    #[must_use]
    pub fn idempotency(message: &str) -> Self {
        Self { kind: "idempotency_error", ..Self::invalid(message, "") }
    }

    /// A key whose first request is still at work (409).
    #[must_use]
    pub fn in_flight(key: &str) -> Self {
        let message = format!(
            "There is currently another in-progress request using this Idempotency Key ({key}). Please try again later."
        );
        let error = Self::coded("idempotency_key_in_use", &message, "");
        Self { status: StatusCode::CONFLICT, kind: "idempotency_error", ..error }
    }

    /// A card that was refused (402).
    #[must_use]
    pub fn card(code: &'static str, decline_code: Option<&'static str>, message: &str, param: &str) -> Self {
        Self {
            status: StatusCode::PAYMENT_REQUIRED,
            kind: "card_error",
            decline_code,
            ..Self::coded(code, message, param)
        }
    }

    /// The same with another status.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The same in other words.
    #[must_use]
    pub fn with_message(self, message: &str) -> Self {
        Self { message: message.to_owned(), ..self }
    }

    /// Stripe's own failure.
    #[must_use]
    pub fn api(status: StatusCode, message: &str) -> Self {
        Self { status, kind: "api_error", ..Self::invalid(message, "") }
    }

    /// The same with one more field.
    #[must_use]
    pub fn with(mut self, field: &str, value: Value) -> Self {
        self.more.get_or_insert_default().set(field, value);
        self
    }

    /// A refused card leaves its traces (a failed charge, events); every other refusal leaves none.
    #[must_use]
    pub fn keeps_changes(&self) -> bool {
        self.kind == "card_error"
    }

    /// The fields as they stand in an answer's `error` and in `last_payment_error`.
    #[must_use]
    pub fn fields(&self) -> Object {
        let mut fields = Object::of(json!({ "message": self.message, "type": self.kind }));
        let param = self.param.as_deref();
        for (name, value) in [("code", self.code), ("decline_code", self.decline_code), ("param", param)] {
            if let Some(value) = value {
                fields.set(name, value);
            }
        }
        if let Some(code) = self.code {
            fields.set("doc_url", format!("https://docs.stripe.com/error-codes/{}", code.replace('_', "-")));
        }
        if let Some(more) = &self.more {
            fields.merge(Object::clone(more));
        }
        fields
    }
}
