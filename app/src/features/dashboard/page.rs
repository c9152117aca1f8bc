//! `/dashboard`

use crate::derived::derived;
use crate::erased::Erase;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::api::active_styles;
use super::form::GenerationForm;
use super::mode::{TABS, mode_of, tab_of};
use super::recent::Recent;
use crate::error::AppError;
use crate::features::asset::api::recent_assets;
use crate::features::generation::LiveStatus;
use crate::features::problem_view::ProblemView;
use crate::features::session::{SessionState, require_session};
use crate::fetched::Fetched;
use crate::late_pictures::{await_pictures, without_picture};
use crate::live_clock::NextGeneration;
use crate::ui::{Card, Loading, Skeleton, Tabs};

/// The prompt, and what was made last.
#[component]
pub fn DashboardPage() -> impl IntoView {
    require_session();
    let query = use_query_map();
    let mode = derived(move |_| mode_of(query.with(|query| query.get("mode")).as_deref()));
    let session = SessionState::of_page();
    let styles = Fetched::new(|| (), |()| active_styles());
    let recent = Fetched::new(move || session.renewals(), |_| recent_assets());
    let next = NextGeneration::shared();
    let live = LiveStatus::start(move || recent.refetch());
    let lacking = move || {
        recent.with(|assets| match assets {
            Some(Ok(cards)) => without_picture(cards),
            _ => Vec::new(),
        })
    };
    await_pictures(lacking, move || recent.refetch());
    let form = move || {
        styles.get().map(|styles| match styles {
            Ok(styles) => view! { <GenerationForm mode styles next /> }.erased(),
            Err(AppError(problem)) => view! { <ProblemView problem /> }.erased(),
        })
    };
    view! {
        <Title text="Create" />
        <div class="space-y-6">
            <h1 class="page-title">"What do you want to make?"</h1>
            <Tabs label="What to start from" tabs=TABS current=Signal::derive(move || tab_of(mode.get())) />
            <Card>
                <Loading fallback=|| view! { <Skeleton class="h-128" /> }>{form}</Loading>
            </Card>
            <section class="space-y-4 pt-6" aria-labelledby="recent">
                <div class="flex items-baseline justify-between">
                    <h2 id="recent" class="section-title">
                        "Recent activity"
                    </h2>
                    <a class="link text-sm" href="/workspace">
                        "Go to your workspace"
                    </a>
                </div>
                <Loading fallback=|| {
                    view! { <Skeleton class="h-64" /> }
                }>{move || recent.get().map(|assets| view! { <Recent assets live /> })}</Loading>
            </section>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests;
