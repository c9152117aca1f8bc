//! Stripe's objects as the wire has them: a JSON object with an `id` and an `object` saying what it is. Fields that
//! start with `_` are the sandbox's own and never leave it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Object(Map<String, Value>);

impl Object {
    /// The fields of a `json!({…})`; anything else is an object without fields.
    #[must_use]
    pub fn of(value: Value) -> Self {
        match value {
            Value::Object(fields) => Self(fields),
            _ => Self::default(),
        }
    }

    /// Its `id`.
    #[must_use]
    pub fn id(&self) -> &str {
        self.text("id")
    }

    /// What it is: `checkout.session`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.text("object")
    }

    /// A field; null when there is none.
    #[must_use]
    pub fn get(&self, field: &str) -> &Value {
        self.0.get(field).unwrap_or(&Value::Null)
    }

    /// A value deep inside, by JSON pointer (`/customer_details/email`); null when there is none.
    #[must_use]
    pub fn at(&self, pointer: &str) -> &Value {
        let mut parts = pointer.trim_start_matches('/').split('/');
        let first = parts.next().map_or(&Value::Null, |name| self.get(name));
        parts.fold(first, |value, name| value.get(name).unwrap_or(&Value::Null))
    }

    /// A field's text; empty when it is something else.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.get(field).as_str().unwrap_or_default()
    }

    /// A field's number; 0 when it is something else.
    #[must_use]
    pub fn number(&self, field: &str) -> i64 {
        self.get(field).as_i64().unwrap_or_default()
    }

    /// Whether a field is true.
    #[must_use]
    pub fn is(&self, field: &str) -> bool {
        self.get(field).as_bool().unwrap_or_default()
    }

    /// A field's list.
    #[must_use]
    pub fn list(&self, field: &str) -> &[Value] {
        self.get(field).as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// Sets a field.
    pub fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.0.insert(field.to_owned(), value.into());
    }

    /// Takes the other's fields over.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Names and values.
    pub fn fields(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter()
    }

    /// As the wire has it: without the sandbox's own fields.
    #[must_use]
    pub fn shown(&self) -> Value {
        let shown = self.0.iter().filter(|(name, _)| !name.starts_with('_'));
        Value::Object(shown.map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn private_fields_are_not_shown() {
        let object =
            Object::of(json!({ "id": "pm_1", "_behaviour": "decline", "card": { "last4": "4242" } }));
        assert_eq!(object.shown(), json!({ "id": "pm_1", "card": { "last4": "4242" } }));
        assert_eq!(object.at("/card/last4"), "4242");
        assert_eq!(object.at("/card/none/deeper"), &Value::Null);
    }
}
