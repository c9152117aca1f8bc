//! A question before something is done. A popover of the browser: it opens, closes and returns focus without scripts.

use crate::erased::{Content, Erase};
use leptos::prelude::*;

use super::button::{ButtonLook, ButtonSize};

/// A button that asks first. The children are what the question's panel holds, usually a form with the answer.
#[component]
pub fn Confirm(
    /// A page-wide unique id.
    #[prop(into)]
    id: String,
    /// The words on the button that asks.
    label: Content,
    /// The question.
    #[prop(into)]
    question: String,
    /// What follows, in a sentence.
    #[prop(into)]
    consequence: String,
    /// How the button that asks looks.
    #[prop(default = ButtonLook::Outline)]
    look: ButtonLook,
    /// The form that does it.
    children: Content,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    let (panel, panel_title, not_now) = (id.clone(), title_id.clone(), id.clone());
    view! {
        <button
            data-slot="confirm"
            type="button"
            class=super::button::class(look, ButtonSize::Small)
            popovertarget=id
        >
            {label.view()}
        </button>
        <div id=panel popover="auto" role="dialog" aria-labelledby=panel_title class="confirm">
            <h2 id=title_id class="text-lg font-semibold">
                {question}
            </h2>
            <p class="mt-2 text-sm text-muted-foreground">{consequence}</p>
            <div class="mt-6 flex flex-wrap justify-end gap-3">
                <button
                    type="button"
                    class=super::button::class(ButtonLook::Outline, ButtonSize::Small)
                    popovertarget=not_now
                    popovertargetaction="hide"
                >
                    "Not now"
                </button>
                {children.view()}
            </div>
        </div>
    }
    .erased()
}
