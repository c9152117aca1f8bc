//! *Buy credits*, from any page: the dialog's frame. What is in it comes when it is opened for the first time.

use crate::derived::{Derived, derived};
use crate::effect::effect;
use crate::erased::Erase;
use leptos::html::Dialog;
use leptos::prelude::*;

use super::dialog_state::DialogState;
use crate::pages::{OnDemand, Part};

/// The dialog; open while the address says so. Without scripts it is a section above the page.
#[component]
pub fn BuyCreditsDialog() -> impl IntoView {
    let state = DialogState::here();
    let offers = OnDemand::new(Part::BuyCredits, state.is_asked);
    let is_open = derived(move |_| state.is_asked.get() && offers.is_there());
    let dialog = NodeRef::<Dialog>::new();
    follow(dialog, is_open);
    view! {
        <dialog
            node_ref=dialog
            data-slot="buy-credits"
            class="buy-dialog"
            aria-labelledby="buy-credits"
            open=state.is_asked.get_untracked()
            on:close=move |_| state.close.run(())
        >
            {offers.view()}
        </dialog>
    }
    .erased()
}

/// Shows the dialog as a modal one while `is_open`; the browser keeps the focus in it and gives it back.
fn follow(dialog: NodeRef<Dialog>, is_open: Derived<bool>) {
    effect(move || {
        let is_open = is_open.get();
        let Some(dialog) = dialog.get() else { return };
        if is_open {
            // The server rendered it open, but not modal.
            let _ = dialog.remove_attribute("open");
            // A click beside it closes it too, where the browser knows how.
            let _ = dialog.set_attribute("closedby", "any");
            let _ = dialog.show_modal();
        } else if dialog.open() {
            dialog.close();
        }
    });
}
