//! `/workspace`

use crate::derived::derived;
use crate::effect::effect;
use crate::erased::{CollectErased, Erase};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::list::{AssetList, Further};
use crate::features::asset::api::list_assets;
use crate::features::generation::LiveStatus;
use crate::features::session::{SessionState, require_session};
use crate::fetched::Fetched;
use crate::ui::{ButtonLook, LinkButton, Loading, Skeleton};

/// Everything the person made, newest first, live.
#[component]
pub fn WorkspacePage() -> impl IntoView {
    require_session();
    let query = use_query_map();
    let after = derived(move |_| query.with(|query| query.get("after")));
    let session = SessionState::of_page();
    let first = Fetched::new(move || (after.get(), session.renewals()), |(after, _)| list_assets(after));
    let further = Further::none();
    effect(move || {
        after.track();
        further.clear();
    });
    let live = LiveStatus::start(move || first.refetch());
    let on_change = Callback::new(move |()| first.refetch());
    let newest = move || {
        after.get().map(|_| view! { <a class="link text-sm" href="/workspace">"Back to the newest"</a> })
    };
    view! {
        <Title text="Workspace" />
        <div class="space-y-6">
            <div class="flex flex-wrap items-center justify-between gap-4">
                <h1 class="page-title">"Workspace"</h1>
                <LinkButton href="/dashboard" look=ButtonLook::Outline>
                    "Create"
                </LinkButton>
            </div>
            {live.connection_view()}
            {newest}
            <Loading fallback=|| view! { <ListSkeleton /> }>
                <AssetList first further live on_change />
            </Loading>
        </div>
    }
    .erased()
}

#[component]
fn ListSkeleton() -> impl IntoView {
    let row = |_| view! { <Skeleton class="h-32" /> };
    view! { <div class="space-y-3">{[0; 4].map(row).collect_erased()}</div> }
}

#[cfg(test)]
mod tests;
