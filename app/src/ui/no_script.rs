//! What is said to browsers that run no scripts.

use leptos::prelude::*;

/// A sentence that only shows without scripts. With scripts a browser reads the inside of `<noscript>` as text, so
/// it is given as text: elements in it could not be hydrated.
#[component]
pub fn NoScript(
    /// The sentence, without markup.
    words: &'static str,
) -> impl IntoView {
    view! { <noscript data-slot="no-script" inner_html=format!(r#"<p class="p-3 text-sm">{words}</p>"#)></noscript> }
}
