//! One asset in the workspace.

use crate::derived::derived;
use crate::erased::Erase;
use domain::asset::{AssetCard, AssetStatus};
use domain::credits::Credits;
use domain::job_truth::CreditOutcome;
use leptos::prelude::*;

use crate::features::asset::{StatusBadge, Thumbnail, asset_name};
use crate::features::generation::{CancelGeneration, JobStatus, LiveStatus, Standing};

/// A row: picture, words, status, and the way to stop what runs.
#[component]
pub(super) fn Entry(
    /// Which asset.
    card: AssetCard,
    /// Its live status.
    live: LiveStatus,
    /// Called when it was cancelled.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let (name, id) = (asset_name(&card), card.id);
    let facts = format!("{} · ", card.style_name);
    let (thumbnail, created) = (card.thumbnail.clone(), card.created);
    let standing = derived(move |_| live.standing(&card));
    let title = move || {
        let words = name.clone();
        if standing.get().status.is_clickable() {
            view! { <a class="tile-link" href=format!("/assets/{id}")>{words}</a> }.erased()
        } else {
            view! { <span>{words}</span> }.erased()
        }
    };
    let is_moving = derived(move |_| standing.get().is_moving());
    let status = move || {
        if is_moving.get() {
            let is_free = standing.get_untracked().truth.credit == CreditOutcome::Free;
            let held = Credits(i64::from(!is_free));
            view! {
                <JobStatus standing />
                <div class="entry-action">
                    <CancelGeneration asset=id held on_done=on_change />
                </div>
            }
            .erased()
        } else {
            outcome(standing.get())
        }
    };
    view! {
        <article data-slot="entry" class="entry">
            <div class="entry-picture">
                <Thumbnail picture=thumbnail sizes="7rem" />
            </div>
            <div class="min-w-0 space-y-1">
                <h2 class="line-clamp-2 font-medium break-words">{title}</h2>
                <p class="text-sm text-muted-foreground">
                    {facts} <time datetime=created.iso8601()>{created.words()}</time>
                </p>
            </div>
            <div class="entry-status">{status}</div>
        </article>
    }
    .erased()
}

/// How it ended: what waits for the owner, or why there is nothing.
fn outcome(standing: Standing) -> AnyView {
    let reason = (standing.status == AssetStatus::Failed).then(|| {
        let why = standing.truth.failure.map_or("You cancelled it.", |failure| failure.sentence());
        view! { <p class="text-sm text-muted-foreground">{why} " " {standing.truth.credit.sentence()}</p> }
    });
    view! {
        <StatusBadge standing />
        {reason}
    }
    .erased()
}
