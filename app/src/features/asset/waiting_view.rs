//! The asset page while there is nothing to see yet.

use crate::derived::Derived;
use crate::erased::Erase;
use domain::asset::AssetDetail;
use leptos::prelude::*;

use super::page::held;
use super::stage::Actions;
use crate::features::generation::{CancelGeneration, JobStatus, Standing};
use crate::ui::{Card, PictureView};

/// What the job does, beside what it works from.
#[component]
pub(super) fn WaitingView(
    /// The asset.
    detail: AssetDetail,
    /// Where it stands.
    standing: Derived<Standing>,
    /// What may be pressed.
    actions: Derived<Actions>,
    /// Called when it was stopped.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let asset = detail.card.id;
    let cancel = move || {
        actions.get().cancel.then(|| {
            let held = held(standing);
            view! { <CancelGeneration asset held on_done=on_change /> }
        })
    };
    let source = detail.selected.map(|concept| concept.picture).or(detail.input);
    let source = source.map(|picture| {
        view! {
            <div class="mx-auto size-48 overflow-hidden rounded-lg border bg-muted">
                <PictureView picture alt="What the model is made from" sizes="12rem" />
            </div>
        }
    });
    view! {
        <Card class="mx-auto flex w-full max-w-xl flex-col gap-6 py-10">
            {source} <JobStatus standing />
            <p class="text-center text-sm text-muted-foreground">
                {move || standing.get().truth.credit.sentence()}
                " You can leave this page; it goes on without you and waits in your workspace."
            </p>
            <div class="flex flex-col items-center gap-3">{cancel}</div>
        </Card>
    }
    .erased()
}
