//! Brings the server's pages to life in the browser and implements what they need of it: one file a port.
//!
//! To add a port: its trait in `app/src/browser.rs`, its implementation in a file here, a line in [`ports::provide`].

mod appearance;
mod device;
mod identity;
mod json;
mod payment_form;
mod ports;
mod registry;
mod script;
mod status_feed;
mod uploader;
mod viewer;

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page's script when the module is ready.
#[wasm_bindgen(start)]
pub fn start() {
    leptos::mount::hydrate_body(|| {
        ports::provide();
        view! { <app::App /> }
    });
}
