//! Brings the server's pages to life in the browser and implements what they need of it: one file a port.
//!
//! To add a port: its trait in `app/src/browser.rs`, its implementation in a file here, a line in [`ports::provide`].

mod appearance;
mod device;
mod identity;
mod json;
mod pages;
mod payment_form;
mod ports;
mod registry;
mod script;
mod status_feed;
mod uploader;
mod viewer;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page's script when the module is ready. Brings the page to life as soon as its code is there too:
/// at once and in one go, or what the server wrote would not be found again.
///
/// # Errors
/// When the page's code does not come. The page stays as the server wrote it, with its links and forms.
#[wasm_bindgen]
pub async fn hydrate() -> Result<(), JsValue> {
    let pages = pages::with_this_one().await?;
    leptos::mount::hydrate_body(|| {
        provide_context(pages);
        ports::provide();
        view! { <app::App /> }
    });
    Ok(())
}
