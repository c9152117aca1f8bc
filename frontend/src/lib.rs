//! Brings the server's pages to life in the browser and implements what they need of it: one file a port.
//!
//! To add a port: its trait in `app/src/browser.rs`, its implementation in a file here, a line in [`provide_ports`].

mod appearance;
mod device;
mod identity;
mod json;
mod payment_form;
mod registry;
mod script;
mod status_feed;
mod uploader;
mod viewer;

use std::sync::Arc;

use app::browser;
use domain::ids::Entropy;
use domain::time::Clock;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the page's script when the module is ready.
#[wasm_bindgen(start)]
pub fn start() {
    leptos::mount::hydrate_body(|| {
        provide_ports();
        view! { <app::App /> }
    });
}

fn provide_ports() {
    provide_context::<Arc<dyn Clock>>(Arc::new(device::DeviceClock));
    provide_context::<Arc<dyn Entropy>>(Arc::new(device::BrowserEntropy));
    provide_context::<Arc<dyn browser::Appearance>>(Arc::new(appearance::PageAppearance));
    provide_context::<Arc<dyn browser::Identity>>(Arc::new(identity::PageIdentity::default()));
    provide_context::<Arc<dyn browser::Uploader>>(Arc::new(uploader::XhrUploader));
    provide_context::<Arc<dyn browser::StatusFeed>>(Arc::new(status_feed::LiveFeed));
    provide_context::<Arc<dyn browser::PaymentForm>>(Arc::new(payment_form::StripeForm));
    provide_context::<Arc<dyn browser::Printer>>(Arc::new(device::PagePrinter));
    provide_context::<Arc<dyn browser::ModelViewer>>(Arc::new(viewer::LazyViewer));
}
