//! Objects in the place of their ids: <https://docs.stripe.com/api/expanding_objects>.

use serde_json::{Value, json};

use super::error::StripeError;
use super::store::State;

/// How deep a path may go.
const MAX_DEPTH: usize = 4;

/// Expands `path` (`data.payment_intent.latest_charge`) in an answer.
///
/// # Errors
/// When nothing there can be expanded.
pub fn expand(state: &State, value: &mut Value, path: &str) -> Result<(), StripeError> {
    let names: Vec<&str> = path.split('.').collect();
    if names.len() > MAX_DEPTH {
        let message = format!("You cannot expand more than {MAX_DEPTH} levels of a property ({path}).");
        return Err(StripeError::invalid(&message, "expand"));
    }
    expand_names(state, value, &names, path)
}

fn expand_names(state: &State, value: &mut Value, names: &[&str], path: &str) -> Result<(), StripeError> {
    let Some((name, deeper)) = names.split_first() else { return Ok(()) };
    if let Some(items) = value.as_array_mut() {
        return items.iter_mut().try_for_each(|item| expand_names(state, item, names, path));
    }
    add_included_list(state, value, name);
    let Some(field) = value.get_mut(*name) else {
        let message = format!("This property cannot be expanded ({path}).");
        return Err(StripeError::invalid(&message, "expand"));
    };
    if let Some(object) = field.as_str().and_then(|id| state.object(id)) {
        *field = object.shown();
    }
    if field.is_null() { Ok(()) } else { expand_names(state, field, deeper, path) }
}

/// Lists that an object has only when they are asked for.
fn add_included_list(state: &State, value: &mut Value, name: &str) {
    let (Some(kind), Some(id)) = (value["object"].as_str(), value["id"].as_str()) else { return };
    let (data, url) = match (kind, name) {
        ("checkout.session", "line_items") => {
            let items = state.object(id).map(|session| session.list("_line_items").to_vec());
            (items.unwrap_or_default(), format!("/v1/checkout/sessions/{id}/line_items"))
        }
        ("charge", "refunds") => {
            let refunds = state.newest("refund").filter(|refund| refund.text("charge") == id);
            (refunds.map(super::object::Object::shown).collect(), format!("/v1/refunds?charge={id}"))
        }
        _ => return,
    };
    value[name] = json!({ "object": "list", "data": data, "has_more": false, "url": url });
}
