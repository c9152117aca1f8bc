//! The list and its next parts.

use domain::asset::AssetCard;
use domain::page::Page;
use leptos::prelude::*;

use super::entry::Entry;
use crate::features::asset::api::list_assets;
use crate::features::generation::LiveStatus;
use crate::features::problem_view::ProblemView;
use crate::submission::Submission;
use crate::ui::{ButtonSize, EmptyState, IconName, LinkButton};

/// The assets of one part of the list, and what "Load more" added.
#[component]
pub(super) fn AssetList(
    /// The first part shown.
    first: Page<AssetCard>,
    /// Their live status.
    live: LiveStatus,
    /// Called when something was cancelled.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    if first.items.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::Box
                title="Nothing here yet"
                hint="Describe something or drop in a picture; it shows up here while it is being made."
            >
                <LinkButton href="/dashboard" size=ButtonSize::Large>
                    "Make your first model"
                </LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let cards = RwSignal::new(first.items);
    let further = RwSignal::new(first.next);
    Effect::new(move |_| cards.with(|cards| live.watch(cards)));
    view! {
        <ul class="space-y-3">
            <For each=move || cards.get() key=|card| card.id let:card>
                <li>
                    <Entry card live on_change />
                </li>
            </For>
        </ul>
        <LoadMore cards further />
    }
    .into_any()
}

/// A link to the next part; with scripts the part is added below.
#[component]
fn LoadMore(cards: RwSignal<Vec<AssetCard>>, further: RwSignal<Option<String>>) -> impl IntoView {
    let loading = Submission::new("assets/list");
    let load = move |event: leptos::ev::MouseEvent| {
        let Some(after) = further.get_untracked() else { return };
        event.prevent_default();
        loading.run(
            move || {
                let after = after.clone();
                async move {
                    let page = list_assets(Some(after)).await?;
                    cards.try_update(|cards| cards.extend(page.items));
                    further.try_set(page.next);
                    Ok(())
                }
            },
            || {},
        );
    };
    let link = move || {
        further.get().map(|after| {
            view! {
                <a class="button load-more" href=format!("/workspace?after={after}") on:click=load>
                    {move || if loading.is_pending() { "Loading…" } else { "Load more" }}
                </a>
            }
        })
    };
    view! {
        <div class="mt-6 flex flex-col items-center gap-3">
            {link} {move || loading.problem().map(|problem| view! { <ProblemView problem /> })}
        </div>
    }
}
