//! A checkbox with its words.

use leptos::prelude::*;

/// A checkbox that a form sends as `name=true`; the form reads it when it is sent.
#[component]
pub fn Checkbox(
    /// The field's name in the form.
    name: &'static str,
    /// Its words.
    label: &'static str,
    /// A sentence that explains it.
    hint: &'static str,
    /// Whether it is ticked at first.
    #[prop(optional)]
    checked: bool,
) -> impl IntoView {
    view! {
        <label data-slot="checkbox" class="flex cursor-pointer items-start gap-3">
            <input type="checkbox" name=name value="true" checked=checked class="mt-1 size-4 shrink-0 accent-primary" />
            <span>
                <span class="text-sm font-medium">{label}</span>
                <span class="block text-sm text-muted-foreground">{hint}</span>
            </span>
        </label>
    }
}
