//! How many pieces of a print: a number with a minus and a plus. Each is a form, so they work without scripts.

use crate::derived::{Derived, derived};
use crate::erased::Erase;
use domain::cart::CartLine;
use domain::print::QUANTITIES;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::SetQuantity;
use super::change::{Change, Changes};
use crate::effect::effect;
use crate::ui::{Icon, IconName};

/// The stepper of a line.
#[component]
pub(super) fn Quantity(line: Derived<CartLine>, changes: Changes) -> impl IntoView {
    let id = line.with_untracked(|line| line.id);
    let quantity = derived(move |_| line.with(|line| line.quantity));
    // What is shown and counted on from: presses are quicker than answers.
    let wanted = RwSignal::new(quantity.get_untracked());
    let is_pending = changes.is_pending();
    effect(move || {
        let agreed = quantity.get();
        if !is_pending.get() {
            wanted.set(agreed);
        }
    });
    let change = move |quantity: String| {
        if let Ok(pieces) = domain::cart::read_quantity(&quantity) {
            wanted.set(pieces);
        }
        changes.make(Change::Quantity(id, quantity));
    };
    let step = move |by: i64, icon: IconName, label: &'static str| {
        let next = derived(move |_| i64::from(wanted.get()) + by);
        let is_out = move || !u32::try_from(next.get()).is_ok_and(|next| QUANTITIES.contains(&next));
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            change(next.get_untracked().to_string());
        };
        view! {
            <form method="post" action=SetQuantity::url() on:submit=submit>
                <input type="hidden" name="line" value=id.to_string() />
                <input type="hidden" name="quantity" prop:value=move || next.get().to_string() value=next.get_untracked().to_string() />
                <button class="stepper-button" aria-label=label disabled=is_out>
                    <Icon name=icon />
                </button>
            </form>
        }
        .erased()
    };
    let submit = move |event: leptos::ev::SubmitEvent| event.prevent_default();
    view! {
        <div data-slot="quantity" role="group" aria-label="Quantity" class="stepper">
            {step(-1, IconName::Minus, "One less")}
            <form method="post" action=SetQuantity::url() on:submit=submit class="flex items-center">
                <input type="hidden" name="line" value=id.to_string() />
                <input
                    class="stepper-number"
                    type="number"
                    name="quantity"
                    inputmode="numeric"
                    min=*QUANTITIES.start()
                    max=*QUANTITIES.end()
                    aria-label="Pieces"
                    value=quantity.get_untracked().to_string()
                    prop:value=move || wanted.get().to_string()
                    on:change=move |event| change(event_target_value(&event))
                />
                <button class="needs-no-script px-2 text-sm underline">"Update"</button>
            </form>
            {step(1, IconName::Plus, "One more")}
        </div>
    }
    .erased()
}
