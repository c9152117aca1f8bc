//! What needs something of the server.

use leptos::prelude::*;

use crate::erased::{Content, Erase};

/// A [`Transition`] of one type.
#[component]
pub fn Loading(
    /// Shown until the first answer is there.
    #[prop(optional, into)]
    fallback: Content,
    /// What reads the answers.
    children: Content,
) -> impl IntoView {
    view! { <Transition fallback=move || fallback.view()>{children.view()}</Transition> }.erased()
}
