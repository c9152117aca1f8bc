//! A quiet stand-in of the size of what is on its way.

use leptos::prelude::*;

/// A grey block; give it the size of what comes.
#[component]
pub fn Skeleton(
    /// Its size, as classes.
    class: &'static str,
) -> impl IntoView {
    view! { <div data-slot="skeleton" aria-hidden="true" class=format!("skeleton {class}")></div> }
}
