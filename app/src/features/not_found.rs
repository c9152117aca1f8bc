//! The page for addresses that lead nowhere.

use std::sync::Arc;

use crate::erased::Erase;
use domain::page::PageResponse;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::ui::{ButtonLook, EmptyState, IconName, LinkButton};

/// Says so, with status 404, and offers ways on.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    if let Some(response) = use_context::<Arc<dyn PageResponse>>() {
        response.status(404);
    }
    view! {
        <Title text="Not found" />
        <h1 class="sr-only">"Not found"</h1>
        <EmptyState
            icon=IconName::Box
            title="There is nothing at this address"
            hint="It may have moved, it may be private, or the address may have a typing mistake."
        >
            <div class="flex flex-wrap justify-center gap-3">
                <LinkButton href="/workspace">"Go to your workspace"</LinkButton>
                <LinkButton href="/" look=ButtonLook::Outline>
                    "Go to the start page"
                </LinkButton>
            </div>
        </EmptyState>
    }
    .erased()
}
