//! `manifest.json`, which `cargo xtask build` writes beside the bundle.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The bundle's hashed names and every servable file.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Manifest {
    /// The app module's script.
    pub app_js: String,
    /// The app module.
    pub app_wasm: String,
    /// The files of each of its chunks; none where it is in one piece.
    #[serde(default)]
    pub chunks: BTreeMap<String, Vec<String>>,
    /// The style sheet.
    pub css: String,
    /// The viewer module's script.
    pub viewer_js: String,
    /// The viewer module.
    pub viewer_wasm: String,
    /// Every servable file.
    pub files: Vec<FileEntry>,
}

/// One servable file.
#[derive(Clone, Debug, Deserialize)]
pub struct FileEntry {
    /// Its path on the site, beginning with a slash.
    pub path: String,
    /// `Content-Type`.
    pub content_type: String,
    /// Its name holds a hash of its content.
    pub immutable: bool,
    /// A `.br` file lies beside it.
    pub br: bool,
    /// A `.gz` file lies beside it.
    pub gz: bool,
}
