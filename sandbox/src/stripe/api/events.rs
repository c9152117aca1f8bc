//! <https://docs.stripe.com/api/events>

use serde_json::Value;

use super::super::call::Call;
use super::super::error::StripeError;
use super::super::list;
use super::super::transaction::Transaction;

/// `GET /v1/events/{id}`
pub fn show(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    Ok(work.find("event", &call.id, "id")?.shown())
}

/// `GET /v1/events`
pub fn index(work: &mut Transaction<'_>, call: &Call) -> Result<Value, StripeError> {
    let mut kinds = call.params.list("types");
    kinds.extend(call.params.text("type").map(str::to_owned));
    call.params.accept("delivery_success");
    list::page(work, call, "event", |event| {
        kinds.is_empty() || kinds.iter().any(|kind| fits(kind, event.text("type")))
    })
}

/// `charge.*` fits every kind below it.
fn fits(pattern: &str, kind: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == kind, |start| kind.starts_with(start))
}
