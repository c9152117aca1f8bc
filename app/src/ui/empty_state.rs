//! What a list shows when it has nothing to show, with a way on.

use crate::erased::{Content, Erase};
use leptos::prelude::*;

use super::{Icon, IconName};

/// A sentence and a way on in place of an empty list.
#[component]
pub fn EmptyState(
    /// A sign for what would be here.
    icon: IconName,
    /// What is (not) here.
    #[prop(into)]
    title: String,
    /// Why, or what to do.
    #[prop(into)]
    hint: String,
    /// The way on, usually a link.
    children: Content,
) -> impl IntoView {
    view! {
        <div
            data-slot="empty-state"
            class="flex flex-col items-center gap-2 rounded-xl border border-dashed border-input px-6 py-12 text-center"
        >
            <span class="mb-2 rounded-full bg-muted p-4 text-muted-foreground">
                <Icon name=icon class="size-7" />
            </span>
            <p class="text-lg font-medium">{title}</p>
            <p class="max-w-prose text-sm text-muted-foreground">{hint}</p>
            <div class="mt-4">{children.view()}</div>
        </div>
    }
    .erased()
}
