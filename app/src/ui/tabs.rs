//! Tabs that are links: they work without scripts, and Back leads to the one before.

use leptos::prelude::*;

use crate::erased::CollectErased;

use super::{Icon, IconName};

/// One tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Where it leads.
    pub href: &'static str,
    /// Its words.
    pub label: &'static str,
    /// Its sign.
    pub icon: IconName,
}

/// A row of links of which one is the current page.
#[component]
pub fn Tabs<const N: usize>(
    /// What the tabs choose.
    label: &'static str,
    /// The tabs, in order.
    tabs: [Tab; N],
    /// The index of the current one.
    #[prop(into)]
    current: Signal<usize>,
) -> impl IntoView {
    let link = move |(index, tab): (usize, Tab)| {
        view! {
            <a
                href=tab.href
                class="tab"
                aria-current=move || (current.get() == index).then_some("page")
            >
                <Icon name=tab.icon />
                {tab.label}
            </a>
        }
    };
    view! {
        <nav data-slot="tabs" aria-label=label class="inline-flex max-w-full gap-1 rounded-lg bg-muted p-1">
            {tabs.into_iter().enumerate().map(link).collect_erased()}
        </nav>
    }
}
