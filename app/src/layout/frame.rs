//! Skip link, header, the page itself, footer.

use crate::erased::{Content, Erase};
use leptos::html::Main;
use leptos::prelude::*;

use super::arrival::announce_arrivals;
use super::footer::Footer;
use super::header::Header;
use super::toast::{ToastPlace, Toasts};
use crate::features::credits::BuyCreditsDialog;

/// The frame around the page.
#[component]
pub fn Frame(
    /// The page.
    children: Content,
) -> impl IntoView {
    let main = NodeRef::<Main>::new();
    announce_arrivals(main);
    Toasts::provide();
    view! {
        <a href="#main" class="skip-link">
            "Skip to content"
        </a>
        <Header />
        <BuyCreditsDialog />
        <main node_ref=main id="main" tabindex="-1" class="page">
            {children.view()}
        </main>
        <Footer />
        <ToastPlace />
    }
    .erased()
}
