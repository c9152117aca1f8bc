//! `3 Credits [+]`

use domain::credits::Credits;
use leptos::prelude::*;

use crate::ui::{Icon, IconName};

/// The balance; `[+]` leads to the account page, which says where credits come from.
#[component]
pub(super) fn CreditBalance(
    /// What the account holds.
    credits: Signal<Credits>,
) -> impl IntoView {
    view! {
        <div class="credit-balance">
            <span data-slot="credit-balance" aria-live="polite">
                <strong class="tabular-nums">{move || credits.get().0}</strong>
                {move || if credits.get().0 == 1 { " Credit" } else { " Credits" }}
            </span>
            <a href="/account" class="credit-plus" aria-label="Your credits and where to get more">
                <Icon name=IconName::Plus class="size-3.5" />
            </a>
        </div>
    }
}
