//! The cards that a test installation takes: <https://docs.stripe.com/testing>.

use crate::erased::{CollectErased, Erase};
use leptos::prelude::*;

use crate::ui::{Icon, IconName};

/// A number and what comes of it.
const CARDS: [(&str, &str); 4] = [
    ("4242 4242 4242 4242", "is paid"),
    ("4000 0027 6000 3184", "asks the bank first (3-D Secure)"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "has too little money"),
];

/// *Test mode: no money moves*, with the cards.
#[component]
pub(super) fn TestCards() -> impl IntoView {
    let card = |(number, words): (&'static str, &'static str)| {
        view! {
            <li>
                <code class="font-medium whitespace-nowrap tabular-nums">{number}</code>
                " "
                {words}
            </li>
        }
    };
    view! {
        <aside data-slot="test-mode" class="test-mode">
            <p class="flex items-center gap-2 font-medium">
                <Icon name=IconName::Info class="size-5 shrink-0" />
                "Test mode: no money moves"
            </p>
            <details>
                <summary class="w-fit underline underline-offset-4">"Cards to try"</summary>
                <ul class="mt-2 space-y-1">{CARDS.map(card).collect_erased()}</ul>
                <p class="mt-2">"Any date to come and any security code will do."</p>
            </details>
        </aside>
    }
    .erased()
}
