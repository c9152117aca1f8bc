//! `manifest.json`: what the server needs to know of the bundle, read once when it starts.

use crate::progress::kilobytes;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// One file the server may serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedFile {
    /// Path in the address, with its leading slash.
    pub path: String,
    /// Media type for the `Content-Type` header.
    pub content_type: &'static str,
    /// Size without compression.
    pub bytes: u64,
    /// Whether its name changes with its content.
    pub immutable: bool,
    /// Size as brotli, where there is a `.br` beside it.
    pub brotli_bytes: Option<u64>,
    /// Size as gzip, where there is a `.gz` beside it.
    pub gzip_bytes: Option<u64>,
}

/// The bundle as the server sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Address of the app module's glue.
    pub app_js: String,
    /// Address of the app module.
    pub app_wasm: String,
    /// Addresses of the files that each chunk of the app is made of; none where it is in one piece.
    pub chunks: BTreeMap<String, Vec<String>>,
    /// Address of the styles.
    pub css: String,
    /// Address of the viewer module's glue.
    pub viewer_js: String,
    /// Address of the viewer module.
    pub viewer_wasm: String,
    /// Everything that may be served.
    pub files: Vec<ServedFile>,
}

impl Manifest {
    /// Writes `manifest.json` into the bundle.
    pub fn write(&self, site: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.to_json())?;
        std::fs::write(site.join("manifest.json"), text).context("writing manifest.json")
    }

    fn to_json(&self) -> Value {
        let files: Vec<Value> = self
            .files
            .iter()
            .map(|file| {
                json!({
                    "path": file.path,
                    "content_type": file.content_type,
                    "bytes": file.bytes,
                    "immutable": file.immutable,
                    "br": file.brotli_bytes.is_some(),
                    "gz": file.gzip_bytes.is_some(),
                })
            })
            .collect();
        json!({
            "app_js": self.app_js,
            "app_wasm": self.app_wasm,
            "chunks": self.chunks,
            "css": self.css,
            "viewer_js": self.viewer_js,
            "viewer_wasm": self.viewer_wasm,
            "files": files,
        })
    }

    /// The file with this address.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&ServedFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// One line for each named file: raw and brotli size.
    #[must_use]
    pub fn summary(&self) -> Vec<String> {
        [&self.app_wasm, &self.app_js, &self.css, &self.viewer_wasm, &self.viewer_js]
            .into_iter()
            .filter_map(|path| self.file(path))
            .map(|file| {
                let brotli = kilobytes(file.brotli_bytes.unwrap_or(file.bytes));
                format!("{:<40} {:>10} raw {:>10} brotli", file.path, kilobytes(file.bytes), brotli)
            })
            .collect()
    }
}

/// Media type by file name; unknown kinds are offered as bytes.
#[must_use]
pub fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "glb" => "model/gltf-binary",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

/// Whether compressing such a file is worth it: pictures and fonts are compressed already.
#[must_use]
pub fn is_compressible(name: &str) -> bool {
    let kind = content_type(name);
    kind.starts_with("text/")
        || [
            "application/wasm",
            "application/json",
            "application/manifest+json",
            "application/xml",
            "image/svg+xml",
        ]
        .contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_the_modules_and_each_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = ServedFile {
            path: "/pkg/app-1.js".into(),
            content_type: content_type("app-1.js"),
            bytes: 10,
            immutable: true,
            brotli_bytes: Some(5),
            gzip_bytes: None,
        };
        let manifest = Manifest { app_js: "/pkg/app-1.js".into(), files: vec![file], ..Manifest::default() };
        manifest.write(folder.path()).unwrap();
        let text = std::fs::read_to_string(folder.path().join("manifest.json")).unwrap();
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["app_js"], "/pkg/app-1.js");
        assert_eq!(read["files"][0]["br"], true);
        assert_eq!(read["files"][0]["gz"], false);
        assert_eq!(read["files"][0]["content_type"], "text/javascript; charset=utf-8");
        assert_eq!(manifest.file("/pkg/app-1.js").map(|file| file.bytes), Some(10));
    }

    #[test]
    fn texts_and_modules_are_compressed_and_pictures_are_not() {
        for name in ["a.js", "a.wasm", "a.css", "a.svg", "a.webmanifest"] {
            assert!(is_compressible(name), "{name}");
        }
        for name in ["a.png", "a.webp", "a.woff2", "a.glb", "a"] {
            assert!(!is_compressible(name), "{name}");
        }
    }
}
