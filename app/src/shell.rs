//! The HTML document around every page.

use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::App;

/// Where the bundle's hashed files are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteAssets {
    /// The style sheet.
    pub css_url: String,
    /// The script that starts the WebAssembly; empty for a site without scripts.
    pub app_js_url: String,
    /// The WebAssembly.
    pub app_wasm_url: String,
}

/// Applies a remembered choice of light or dark before anything is painted.
const APPLY_APPEARANCE: &str =
    "try{const a=localStorage.appearance;a&&document.documentElement.classList.add(a)}catch{}";

/// The whole document. Reads [`SiteAssets`], the site's facts, the ports and the nonce from context.
#[must_use]
pub fn shell() -> impl IntoView {
    let assets = use_context::<SiteAssets>().unwrap_or_default();
    let nonce = use_nonce();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#111114" media="(prefers-color-scheme: dark)" />
                <script nonce=nonce.clone() inner_html=APPLY_APPEARANCE></script>
                <link rel="stylesheet" href=assets.css_url.clone() />
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                <link rel="apple-touch-icon" href="/icon-192.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <MetaTags />
            </head>
            <body>
                <App />
                <script type="module" nonce=nonce inner_html=start_script(&assets)></script>
            </body>
        </html>
    }
}

/// Starts the WebAssembly, and lends it `import()` for the viewer's module, which Rust cannot spell. The paths are the server's own and hold no quotes.
fn start_script(assets: &SiteAssets) -> String {
    if assets.app_js_url.is_empty() {
        return String::new();
    }
    format!(
        "import init from '{}';globalThis.loadModule=url=>import(url);init({{module_or_path:'{}'}})\
         .then(()=>document.documentElement.dataset.hydrated='')",
        assets.app_js_url, assets.app_wasm_url
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_script_names_both_files() {
        let assets = SiteAssets {
            css_url: "/pkg/app.css".into(),
            app_js_url: "/pkg/app.js".into(),
            app_wasm_url: "/pkg/app.wasm".into(),
        };
        let script = start_script(&assets);
        assert!(script.contains("'/pkg/app.js'") && script.contains("'/pkg/app.wasm'"));
        assert_eq!(start_script(&SiteAssets::default()), "");
    }
}
