//! Lists a page at a time, newest first: <https://docs.stripe.com/api/pagination>.

use serde_json::{Value, json};

use super::call::Call;
use super::error::StripeError;
use super::object::Object;
use super::params::Params;
use super::transaction::Transaction;

/// How many objects a page has at most.
const MAX_PAGE: i64 = 100;

/// The page of `kind` that the parameters ask for, of those that `keep` takes.
///
/// # Errors
/// When `limit` is no size of a page, or a cursor is unknown.
pub fn page(
    work: &Transaction<'_>,
    call: &Call,
    kind: &str,
    keep: impl Fn(&Object) -> bool,
) -> Result<Value, StripeError> {
    let times = Times::read(&call.params)?;
    let all: Vec<&Object> =
        work.state().newest(kind).filter(|object| keep(object) && times.hold(object)).collect();
    slice(call, kind, &all)
}

/// The page of objects that are at hand, newest first.
///
/// # Errors
/// As [`page`].
pub fn slice(call: &Call, kind: &str, all: &[&Object]) -> Result<Value, StripeError> {
    let limit = call.params.integer("limit")?.unwrap_or(10);
    if !(1..=MAX_PAGE).contains(&limit) {
        let message = format!("Invalid integer: {limit} is not between 1 and {MAX_PAGE}");
        return Err(StripeError::coded("parameter_invalid_integer", &message, "limit"));
    }
    let limit = usize::try_from(limit).unwrap_or(1);
    let place = |param: &str| -> Result<Option<usize>, StripeError> {
        let Some(id) = call.params.text(param) else { return Ok(None) };
        let found = all.iter().position(|object| object.id() == id);
        found.map(Some).ok_or_else(|| StripeError::no_such(&kind.replace(['.', '_'], " "), id, param))
    };
    let (after, before) = (place("starting_after")?, place("ending_before")?);
    let (window, has_more) = match (after, before) {
        (Some(_), Some(_)) => {
            return Err(StripeError::invalid(
                "You can only use one of starting_after and ending_before.",
                "ending_before",
            ));
        }
        (None, Some(end)) => {
            let start = end.saturating_sub(limit);
            (all.get(start..end), start > 0)
        }
        (after, None) => {
            let start = after.map_or(0, |place| place + 1);
            let end = (start + limit).min(all.len());
            (all.get(start..end), end < all.len())
        }
    };
    let data: Vec<Value> = window.unwrap_or_default().iter().map(|object| object.shown()).collect();
    Ok(json!({ "object": "list", "url": call.path, "has_more": has_more, "data": data }))
}

/// The filter `created`: a moment, or a span with `gt`, `gte`, `lt`, `lte`, in seconds since 1970.
struct Times {
    from: i64,
    to: i64,
}

impl Times {
    fn read(params: &Params) -> Result<Self, StripeError> {
        if let Some(moment) = params.integer("created")? {
            return Ok(Self { from: moment, to: moment });
        }
        let at = |bound: &str| params.integer(&format!("created[{bound}]"));
        let from = at("gte")?.or(at("gt")?.map(|moment| moment + 1)).unwrap_or(i64::MIN);
        let to = at("lte")?.or(at("lt")?.map(|moment| moment - 1)).unwrap_or(i64::MAX);
        Ok(Self { from, to })
    }

    fn hold(&self, object: &Object) -> bool {
        (self.from..=self.to).contains(&object.number("created"))
    }
}
