//! A stored picture in several widths, ready for `<img srcset>`.

use serde::{Deserialize, Serialize};

/// One encoded width.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureSource {
    /// Pixels across.
    pub width: u16,
    /// Where it is; signed, with a fixed media type.
    pub url: String,
}

/// A picture with at least one source, narrowest first; `width` and `height` keep the page still while it loads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The encoded widths, narrowest first.
    pub sources: Vec<PictureSource>,
    /// Pixels across of the widest.
    pub width: u16,
    /// Pixels down of the widest.
    pub height: u16,
}

impl Picture {
    /// The value of `srcset`.
    #[must_use]
    pub fn srcset(&self) -> String {
        let parts: Vec<String> =
            self.sources.iter().map(|source| format!("{} {}w", source.url, source.width)).collect();
        parts.join(", ")
    }

    /// The narrowest source, for browsers without `srcset`.
    #[must_use]
    pub fn src(&self) -> &str {
        self.sources.first().map_or("", |source| &source.url)
    }
}
