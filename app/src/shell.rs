//! The HTML document around every page.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos_meta::MetaTags;
use leptos_router::location::RequestUrl;

use crate::App;
use crate::pages::Part;

/// Where the bundle's hashed files are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteAssets {
    /// The style sheet.
    pub css_url: String,
    /// The script that starts the WebAssembly; empty for a site without scripts.
    pub app_js_url: String,
    /// The WebAssembly that every page needs.
    pub app_wasm_url: String,
    /// What the parts of each chunk need besides; nothing where the bundle is not split.
    pub chunk_urls: BTreeMap<String, Vec<String>>,
}

impl SiteAssets {
    /// What an address needs besides, each file once.
    fn chunks_of(&self, path: &str, query: &str) -> BTreeSet<&String> {
        Part::of(path, query).filter_map(|part| self.chunk_urls.get(part.chunk())).flatten().collect()
    }
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
                {chunk_hints(&assets)}
                <script type="module" nonce=nonce inner_html=start_script(&assets)></script>
            </body>
        </html>
    }
}

/// Has the browser fetch the page's chunks along with the main module, which will ask for them. They come after the
/// page itself, as the script does: what is seen first comes first.
fn chunk_hints(assets: &SiteAssets) -> impl IntoView + use<> {
    let address = use_context::<RequestUrl>().and_then(|address| address.parse().ok()).unwrap_or_default();
    let hint =
        |url: &String| view! { <link rel="preload" r#as="fetch" crossorigin="anonymous" href=url.clone() /> };
    assets.chunks_of(address.path(), address.search()).into_iter().map(hint).collect_view()
}

/// Starts the WebAssembly, and lends it `import()` for the viewer's module, which Rust cannot spell. The paths are the
/// server's own and hold no quotes. When the code does not come, the page is as it is without scripts: what needs them
/// goes away (`input.css`).
fn start_script(assets: &SiteAssets) -> String {
    if assets.app_js_url.is_empty() {
        return String::new();
    }
    format!(
        "import init,{{hydrate}} from '{}';globalThis.loadModule=url=>import(url);init({{module_or_path:'{}'}})\
         .then(hydrate).then(()=>document.documentElement.dataset.hydrated='',\
         cause=>{{document.documentElement.dataset.plain='';console.error(cause)}})",
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
            chunk_urls: BTreeMap::from(
                [("shop", "/pkg/app-shop.wasm"), ("credits", "/pkg/app-shop.wasm")]
                    .map(|(chunk, url)| (chunk.to_owned(), vec![url.to_owned()])),
            ),
        };
        let files = |path, query| assets.chunks_of(path, query).into_iter().collect::<Vec<_>>();
        assert_eq!(files("/cart", ""), ["/pkg/app-shop.wasm"]);
        assert_eq!(files("/cart", "buy=credits"), ["/pkg/app-shop.wasm"], "once");
        assert_eq!(files("/help", "buy=credits"), ["/pkg/app-shop.wasm"]);
        assert!(files("/help", "").is_empty() && files("/nowhere", "").is_empty());
        let script = start_script(&assets);
        assert!(script.contains("'/pkg/app.js'") && script.contains("'/pkg/app.wasm'"));
        assert_eq!(start_script(&SiteAssets::default()), "");
    }

    #[test]
    fn a_document_hints_at_its_own_chunks_only() {
        use crate::fakes::{World, render};
        let hint = r#"<link rel="preload" as="fetch" crossorigin="anonymous" href="/pkg/app-welcome.wasm">"#;
        render("/help?from=menu", World::signed_out()).assert_has(hint);
        render("/sign-in", World::signed_out()).assert_lacks("preload");
    }
}
