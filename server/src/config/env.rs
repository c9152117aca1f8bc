//! Reading the environment: the only place that does. Each concern's own struct asks this one for its variables.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

/// A variable that is missing or cannot be read; its value is never part of the message.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{name} {wrong}")]
pub struct ConfigError {
    /// The variable's name.
    pub name: String,
    /// What is wrong with it, and what would be right.
    pub wrong: String,
}

impl ConfigError {
    /// An error about the variable `name`.
    #[must_use]
    pub fn new(name: &str, wrong: &str) -> Self {
        Self { name: name.to_owned(), wrong: wrong.to_owned() }
    }
}

/// The environment's variables, taken once at start. An empty value counts as not set.
#[derive(Clone, Default)]
pub struct Env(HashMap<String, String>);

impl Env {
    /// The process's own environment.
    #[must_use]
    pub fn of_process() -> Self {
        Self(std::env::vars().collect())
    }

    /// A hand-made environment, for tests.
    #[must_use]
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// The variable's text, when it is set.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// The variable's text, or `default`.
    #[must_use]
    pub fn text_or(&self, name: &str, default: &str) -> String {
        self.text(name).unwrap_or_else(|| default.to_owned())
    }

    /// The variable's secret, when it is set.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<Secret> {
        self.text(name).map(Secret)
    }

    /// The variable read as `T`, or `default` when it is not set.
    ///
    /// # Errors
    /// When it is set and cannot be read.
    pub fn parsed_or<T: FromStr>(&self, name: &str, default: T) -> Result<T, ConfigError> {
        match self.text(name) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| ConfigError::new(name, "cannot be read; see .env.sample")),
        }
    }
}

/// A value that must not be printed: it has no `Debug` or `Display` of its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self(value.to_owned())
    }

    /// The secret itself, for the one place that sends or compares it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_is_not_set_and_wrong_is_an_error() {
        let env = Env::of(&[("PORT", "80x"), ("HOST", "  ")]);
        assert_eq!(env.text("HOST"), None);
        assert_eq!(env.parsed_or("MISSING", 7_u16), Ok(7));
        assert!(env.parsed_or("PORT", 1_u16).is_err_and(|error| error.to_string().starts_with("PORT ")));
    }

    #[test]
    fn a_secret_does_not_print() {
        assert!(!format!("{:?}", Secret::new("hunter2")).contains("hunter2"));
    }
}
