//! Which code stands behind each of the application's ports.

use std::sync::Arc;

use app::browser;
use domain::ids::Entropy;
use domain::time::Clock;
use leptos::prelude::*;

/// Hands every port of the browser to the application.
pub fn provide() {
    provide_context::<Arc<dyn Clock>>(Arc::new(crate::device::DeviceClock));
    provide_context::<Arc<dyn Entropy>>(Arc::new(crate::device::BrowserEntropy));
    provide_context::<Arc<dyn browser::Appearance>>(Arc::new(crate::appearance::PageAppearance));
    provide_context::<Arc<dyn browser::Identity>>(Arc::new(crate::identity::PageIdentity::default()));
    provide_context::<Arc<dyn browser::Uploader>>(Arc::new(crate::uploader::XhrUploader));
    provide_context::<Arc<dyn browser::StatusFeed>>(Arc::new(crate::status_feed::LiveFeed));
    provide_context::<Arc<dyn browser::PaymentForm>>(Arc::new(crate::payment_form::StripeForm));
    provide_context::<Arc<dyn browser::Printer>>(Arc::new(crate::device::PagePrinter));
    provide_context::<Arc<dyn browser::ModelViewer>>(Arc::new(crate::viewer::LazyViewer));
}
