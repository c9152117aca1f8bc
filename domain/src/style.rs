//! The looks offered on the dashboard; rows in the database.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::problem::{Field, Problem};

/// A style's stable name: 1–32 of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StyleSlug(String);

impl StyleSlug {
    /// Reads a slug; whether such a style exists is the server's to know.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when it is empty, too long or has other characters.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if text.is_empty() || text.len() > 32 || !text.bytes().all(plain) {
            return Err(Problem::invalid(Field::Style, "Pick one of the styles shown."));
        }
        Ok(Self(text.to_owned()))
    }

    /// The slug's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for StyleSlug {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        Self::parse(&text)
    }
}

impl From<StyleSlug> for String {
    fn from(slug: StyleSlug) -> Self {
        slug.0
    }
}

/// A look offered on the dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Style {
    /// Its stable name.
    pub slug: StyleSlug,
    /// What people call it.
    pub name: String,
    /// Path of its picture, rendered by our own worker (256 px square WebP).
    pub icon_url: String,
}

/// The styles on offer.
#[async_trait]
pub trait Styles: Send + Sync {
    /// Active styles in their order.
    async fn active(&self) -> Result<Vec<Style>, Problem>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        for good in ["realistic", "low-poly", "a1"] {
            assert_eq!(StyleSlug::parse(good).map(String::from), Ok(good.to_owned()));
        }
        for bad in ["", "Low Poly", "x'; drop", "ü", &"a".repeat(33)] {
            assert!(StyleSlug::parse(bad).is_err(), "{bad}");
        }
    }
}
