//! How far something is.

use crate::erased::Erase;
use leptos::prelude::*;

/// A bar from 0 to 100 percent. It is the browser's own element: no inline style, read out by screen readers.
#[component]
pub fn Progress(
    /// What is going on.
    #[prop(into)]
    label: String,
    /// 0–100.
    #[prop(into)]
    percent: Signal<u8>,
) -> impl IntoView {
    view! {
        <progress
            data-slot="progress"
            class="progress"
            aria-label=label
            max="100"
            value=move || percent.get().to_string()
        ></progress>
    }
    .erased()
}
