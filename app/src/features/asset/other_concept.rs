//! Building the concept that was not chosen, in place of the model there is.

use crate::derived::Derived;
use crate::erased::{CollectErased, Erase};
use domain::asset::{AssetDetail, Concept};
use leptos::prelude::*;

use super::generation_button::GenerationButton;
use super::stage::Actions;
use crate::features::generation::Again;
use crate::live_clock::NextGeneration;
use crate::ui::{ButtonLook, PictureView};

/// The other concepts of a model's round, each with a button; nothing where there are none.
#[component]
pub(super) fn OtherConcepts(
    /// The asset.
    detail: AssetDetail,
    /// What may be pressed.
    actions: Derived<Actions>,
    /// Names the next generation.
    next: NextGeneration,
    /// Called after something was started.
    on_change: Callback<()>,
) -> impl IntoView {
    let (asset, cost) = (detail.card.id, detail.owner.map(|owner| owner.model_cost).unwrap_or_default());
    let selected = detail.selected.map(|concept| concept.id);
    let concepts = detail.concepts.into_iter().enumerate();
    let others: Vec<_> = concepts.filter(|(_, concept)| Some(concept.id) != selected).collect();
    let form = move |(index, concept): (usize, Concept)| {
        view! {
            <div class="panel gap-4">
                <div class="flex items-center gap-4">
                    <div class="size-24 shrink-0 overflow-hidden rounded-md bg-muted">
                        <PictureView picture=concept.picture alt=format!("Concept {}", index + 1) sizes="6rem" />
                    </div>
                    <p class="text-sm text-muted-foreground">
                        "The other concept. Its model takes the place of this one."
                    </p>
                </div>
                <GenerationButton
                    again=Again::Other(concept.id)
                    asset
                    cost
                    next
                    look=ButtonLook::Outline
                    on_done=on_change
                />
            </div>
        }
        .erased()
    };
    move || {
        let is_offered = selected.is_some() && actions.get().model_again;
        is_offered.then(|| others.clone().into_iter().map(form).collect_erased())
    }
}
