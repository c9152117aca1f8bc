//! What the page knows of this installation.

use domain::credits::CreditRules;
use domain::site::{IdentityMode, SiteFacts};
use leptos::prelude::*;

use crate::wire::WireJson;

/// Takes the facts over from the server, or reads what the server wrote into the page.
pub fn provide_site_facts() {
    let facts =
        SharedValue::<_, WireJson>::new_with_encoding(|| use_context::<SiteFacts>().unwrap_or_else(unknown))
            .into_inner();
    provide_context(facts);
}

/// The facts of this installation.
#[must_use]
pub fn site_facts() -> SiteFacts {
    use_context().unwrap_or_else(unknown)
}

/// Facts for where there are none: while the server lists its routes.
fn unknown() -> SiteFacts {
    SiteFacts {
        identity: IdentityMode::Sandbox { frontend_api: String::new() },
        builtin_generator: true,
        rules: CreditRules::default(),
        payments: None,
        viewer_js_url: String::new(),
        viewer_wasm_url: String::new(),
    }
}
