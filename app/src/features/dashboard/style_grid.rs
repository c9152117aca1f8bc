//! The styles as a group of radio buttons with pictures.

use crate::erased::{CollectErased, Erase};
use domain::style::Style;
use leptos::prelude::*;

/// One radio button a style; one is chosen from the start, and the form reads the choice when it is sent.
#[component]
pub(super) fn StyleGrid(
    /// The styles on offer, in order.
    styles: Vec<Style>,
    /// The slug of the one that is chosen; the first where it is none of them.
    chosen: String,
) -> impl IntoView {
    let chosen = styles.iter().position(|style| style.slug.as_str() == chosen).unwrap_or_default();
    let choice = |(index, style): (usize, Style)| {
        view! {
            <label class="style-choice">
                <input
                    type="radio"
                    name="style"
                    value=style.slug.as_str().to_owned()
                    checked=index == chosen
                    class="peer sr-only"
                />
                <img
                    class="style-picture"
                    src=style.icon_url
                    alt=""
                    width="256"
                    height="256"
                    decoding="async"
                />
                <span class="style-name">{style.name}</span>
            </label>
        }
    };
    view! {
        <fieldset class="min-w-0">
            <legend class="mb-2 text-sm font-medium">"Style"</legend>
            <div class="style-grid">{styles.into_iter().enumerate().map(choice).collect_erased()}</div>
        </fieldset>
    }
    .erased()
}
