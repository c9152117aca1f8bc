//! The model, what it was made from, and what its owner may do with it.

use crate::derived::Derived;
use crate::erased::Erase;
use domain::asset::{AssetDetail, ModelView as Model, Visibility};
use leptos::prelude::*;

use super::facts::{Facts, side_words};
use super::generation_button::GenerationButton;
use super::name::asset_name;
use super::other_concept::OtherConcepts;
use super::stage::Actions;
use super::understanding::UnderstandingPanel;
use super::viewer::Viewer;
use super::visibility::VisibilityControl;
use crate::features::generation::Again;
use crate::features::print::{BuyButtons, SavedPrints};
use crate::features::site::site_facts;
use crate::live_clock::NextGeneration;
use crate::ui::{ButtonLook, PictureView};

/// The model view.
#[component]
pub(super) fn ModelStage(
    /// The asset.
    detail: AssetDetail,
    /// Its model.
    model: Model,
    /// Who may see it, for its owner.
    visibility: Derived<Option<Visibility>>,
    /// What may be pressed.
    actions: Derived<Actions>,
    /// Names the next generation.
    next: NextGeneration,
    /// Called after something changed.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let asset = detail.card.id;
    let name = asset_name(&detail.card);
    let others = view! { <OtherConcepts detail=detail.clone() actions next on_change /> };
    // Nobody should pay for the same model without knowing.
    let is_repeated = detail.selected.is_some() && site_facts().builtin_generator;
    let source = detail.selected.map(|concept| (concept.picture, "The concept it follows"));
    let source = source.or(detail.input.map(|picture| (picture, "The picture it follows")));
    let sides = Some(side_words(&model.facts));
    let cost = detail.owner.map(|owner| owner.model_cost).unwrap_or_default();
    let control =
        move || visibility.get().map(|visibility| view! { <VisibilityControl asset visibility on_change /> });
    let again = move || {
        actions.get().model_again.then(|| {
            let look = ButtonLook::Outline;
            let note = is_repeated.then(|| {
                view! {
                    <p class="text-sm text-muted-foreground">
                        "The built-in generator makes the same model of the same concept each time."
                    </p>
                }
            });
            view! {
                <GenerationButton again=Again::Model asset cost next look on_done=on_change />
                {note}
            }
        })
    };
    view! {
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <Viewer name url=model.url bytes=model.bytes poster=model.poster sides />
            <div class="space-y-4">
                <BuyButtons asset />
                <SavedPrints asset />
                {source
                    .map(|(picture, caption)| {
                        view! {
                            <figure class="panel flex-row items-center gap-4">
                                <div class="size-24 shrink-0 overflow-hidden rounded-md bg-muted">
                                    <PictureView picture alt="" sizes="6rem" />
                                </div>
                                <figcaption class="text-sm text-muted-foreground">{caption}</figcaption>
                            </figure>
                        }
                    })} <Facts facts=model.facts />
                {model.understanding.map(|understanding| view! { <UnderstandingPanel understanding /> })}
                {control}
                {others}
                <div class="space-y-2">{again}</div>
            </div>
        </div>
    }
    .erased()
}
