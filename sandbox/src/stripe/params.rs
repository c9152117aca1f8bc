//! Stripe's parameters: a form (or a query) whose names say where a value belongs, `line_items[0][price_data][currency]`.
//! Reading a value marks it as known; what nobody read by the end of a request is refused, as Stripe does.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use url::form_urlencoded;

use super::error::StripeError;

/// The most pairs a request may carry.
const MAX_PAIRS: usize = 2000;

/// The parameters of one request.
#[derive(Clone, Debug, Default)]
pub struct Params {
    values: BTreeMap<String, String>,
    read: RefCell<BTreeSet<String>>,
}

impl Params {
    /// Reads a form or a query. `expand[]` twice becomes `expand[0]` and `expand[1]`.
    ///
    /// # Errors
    /// When it is too much, a name is no path, or a name stands for two values.
    pub fn parse(encoded: &[u8]) -> Result<Self, StripeError> {
        let mut values = BTreeMap::new();
        for (place, (name, value)) in form_urlencoded::parse(encoded).enumerate() {
            if place >= MAX_PAIRS || !is_path(&name) {
                return Err(StripeError::invalid("Invalid request: the parameters cannot be read.", ""));
            }
            let name = numbered(&values, &name);
            if values.insert(name.clone(), value.into_owned()).is_some() {
                return Err(StripeError::invalid(&format!("Invalid request: {name} is there twice."), &name));
            }
        }
        Ok(Self { values, read: RefCell::default() })
    }

    /// The text at `path`; an empty one counts as not there.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        let value = self.values.get(path)?;
        self.read.borrow_mut().insert(path.to_owned());
        (!value.is_empty()).then_some(value.as_str())
    }

    /// The text at `path`.
    ///
    /// # Errors
    /// When there is none.
    pub fn required(&self, path: &str) -> Result<&str, StripeError> {
        self.text(path).ok_or_else(|| StripeError::missing(path))
    }

    /// The text at `path` when it is at most `most` characters.
    ///
    /// # Errors
    /// When it is longer.
    pub fn text_up_to(&self, path: &str, most: usize) -> Result<Option<&str>, StripeError> {
        match self.text(path) {
            Some(text) if text.chars().count() > most => {
                let message = format!("Invalid string: must be at most {most} characters");
                Err(StripeError::invalid(&message, path))
            }
            text => Ok(text),
        }
    }

    /// The whole number at `path`.
    ///
    /// # Errors
    /// When it is something else.
    pub fn integer(&self, path: &str) -> Result<Option<i64>, StripeError> {
        let Some(text) = self.text(path) else { return Ok(None) };
        let number = text.parse().map_err(|_| {
            StripeError::coded("parameter_invalid_integer", &format!("Invalid integer: {text}"), path)
        })?;
        Ok(Some(number))
    }

    /// The whole number at `path`, not below `least`.
    ///
    /// # Errors
    /// When there is none, or it is smaller.
    pub fn integer_from(&self, path: &str, least: i64) -> Result<i64, StripeError> {
        let number = self.integer(path)?.ok_or_else(|| StripeError::missing(path))?;
        if number < least {
            let message =
                format!("This value must be greater than or equal to {least} (it currently is '{number}').");
            return Err(StripeError::coded("parameter_invalid_integer", &message, path));
        }
        Ok(number)
    }

    /// The boolean at `path`; false when there is none.
    ///
    /// # Errors
    /// When it is neither `true` nor `false`.
    pub fn flag(&self, path: &str) -> Result<bool, StripeError> {
        match self.text(path) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(StripeError::invalid(&format!("Invalid boolean: {other}"), path)),
        }
    }

    /// The text at `path`, one of `allowed`.
    ///
    /// # Errors
    /// When it is another.
    pub fn one_of<'a>(&'a self, path: &str, allowed: &[&str]) -> Result<Option<&'a str>, StripeError> {
        match self.text(path) {
            Some(text) if !allowed.contains(&text) => {
                let message = format!("Invalid {path}: must be one of {}", allowed.join(", "));
                Err(StripeError::invalid(&message, path))
            }
            text => Ok(text),
        }
    }

    /// Whether anything is at or below `path`.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        let below = format!("{path}[");
        self.values.contains_key(path) || self.values.keys().any(|name| name.starts_with(&below))
    }

    /// The names right below `path`: keys of a map, indexes of a list (in their order).
    #[must_use]
    pub fn keys(&self, path: &str) -> Vec<String> {
        let below = format!("{path}[");
        let names = self.values.keys().filter_map(|name| name.strip_prefix(&below)?.split(']').next());
        let mut keys: Vec<String> = names.map(str::to_owned).collect();
        keys.dedup();
        keys.sort_by_key(|key| (key.parse::<u32>().unwrap_or(u32::MAX), key.clone()));
        keys.dedup();
        keys
    }

    /// The values of the list at `path`.
    #[must_use]
    pub fn list(&self, path: &str) -> Vec<String> {
        let keys = self.keys(path);
        keys.iter().filter_map(|key| self.text(&format!("{path}[{key}]")).map(str::to_owned)).collect()
    }

    /// The map of texts at `path` (`metadata`), values that are empty included: Stripe removes those keys.
    #[must_use]
    pub fn map(&self, path: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for key in self.keys(path) {
            let name = format!("{path}[{key}]");
            if let Some(value) = self.values.get(&name) {
                self.read.borrow_mut().insert(name);
                found.insert(key, value.clone());
            }
        }
        found
    }

    /// Marks everything at and below `path` as known without looking at it.
    pub fn accept(&self, path: &str) {
        let below = format!("{path}[");
        let mut read = self.read.borrow_mut();
        read.extend(self.values.keys().filter(|name| *name == path || name.starts_with(&below)).cloned());
    }

    /// Refuses what nobody read.
    ///
    /// # Errors
    /// Names the first unknown parameter.
    pub fn refuse_unknown(&self) -> Result<(), StripeError> {
        let read = self.read.borrow();
        match self.values.keys().find(|name| !read.contains(*name)) {
            None => Ok(()),
            Some(name) => {
                let message = format!("Received unknown parameter: {name}");
                Err(StripeError::coded("parameter_unknown", &message, name))
            }
        }
    }

    /// Everything in one order: two requests with the same are the same request.
    #[must_use]
    pub fn canonical(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.values).finish()
    }
}

/// `name[key][key]…` with no bracket out of place.
fn is_path(name: &str) -> bool {
    let mut is_inside = false;
    for letter in name.chars() {
        match letter {
            '[' if !is_inside => is_inside = true,
            ']' if is_inside => is_inside = false,
            '[' | ']' => return false,
            _ => {}
        }
    }
    !is_inside && !name.is_empty() && !name.starts_with('[')
}

fn numbered(values: &BTreeMap<String, String>, name: &str) -> String {
    let Some(list) = name.strip_suffix("[]") else { return name.to_owned() };
    let taken = (0..).take_while(|index| values.contains_key(&format!("{list}[{index}]"))).count();
    format!("{list}[{taken}]")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn params(encoded: &str) -> Params {
        Params::parse(encoded.as_bytes()).unwrap()
    }

    #[test]
    fn nested_names_are_paths() {
        let params = params(
            "line_items[10][quantity]=3&line_items[2][price_data][currency]=usd&expand[]=a&expand[]=b&metadata[x]=",
        );
        assert_eq!(params.keys("line_items"), ["2", "10"]);
        assert_eq!(params.text("line_items[2][price_data][currency]"), Some("usd"));
        assert_eq!(params.integer_from("line_items[10][quantity]", 1).unwrap(), 3);
        assert_eq!(params.list("expand"), ["a", "b"]);
        assert_eq!(params.map("metadata"), BTreeMap::from([("x".to_owned(), String::new())]));
        assert!(params.refuse_unknown().is_ok());
    }

    #[test]
    fn what_nobody_asked_for_is_refused_by_name() {
        let params = params("amount=5&amuont=6");
        assert_eq!(params.integer("amount").unwrap(), Some(5));
        let refused = params.refuse_unknown().unwrap_err();
        assert_eq!((refused.code, refused.param.as_deref()), (Some("parameter_unknown"), Some("amuont")));
        params.accept("amuont");
        assert!(params.refuse_unknown().is_ok());
    }

    #[test]
    fn values_of_the_wrong_kind_are_refused() {
        let params = params("amount=ten&quantity=0&on=yes&mode=setup&note=abcdef");
        assert_eq!(params.integer("amount").unwrap_err().code, Some("parameter_invalid_integer"));
        assert!(params.integer_from("quantity", 1).is_err());
        assert_eq!(params.integer_from("missing", 1).unwrap_err().code, Some("parameter_missing"));
        assert!(params.flag("on").is_err() && params.one_of("mode", &["payment"]).is_err());
        assert!(params.text_up_to("note", 5).is_err() && params.text_up_to("note", 6).is_ok());
    }

    #[test]
    fn the_order_of_pairs_does_not_make_another_request() {
        assert_eq!(params("b=2&a=1").canonical(), params("a=1&b=2").canonical());
        assert_ne!(params("a=1").canonical(), params("a=2").canonical());
    }

    #[test]
    fn crooked_names_are_refused() {
        for crooked in ["a[=1", "a]=1", "a[[b]]=1", "[a]=1", "=1", "a=1&a=2"] {
            assert!(Params::parse(crooked.as_bytes()).is_err(), "{crooked}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(params) = Params::parse(&bytes) {
                prop_assert_eq!(Params::parse(params.canonical().as_bytes()).unwrap().canonical(), params.canonical());
            }
        }
    }
}
