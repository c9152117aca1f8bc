//! `3 Credits [+]`

use domain::credits::Credits;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::features::credits::buying;
use crate::ui::{Icon, IconName};

/// The balance; `[+]` opens *Buy credits* over the page.
#[component]
pub(super) fn CreditBalance(
    /// What the account holds.
    credits: Signal<Credits>,
) -> impl IntoView {
    let here = use_location();
    let address = move || buying(&here.pathname.get(), &here.search.get());
    view! {
        <div class="credit-balance">
            <span data-slot="credit-balance" aria-live="polite">
                <strong class="tabular-nums">{move || credits.get().0}</strong>
                {move || if credits.get().0 == 1 { " Credit" } else { " Credits" }}
            </span>
            <a href=address class="credit-plus" data-noscroll="" aria-haspopup="dialog" aria-label="Buy credits">
                <Icon name=IconName::Plus class="size-3.5" />
            </a>
        </div>
    }
}
