//! Building the concept that was not chosen, in place of the model there is.

use crate::derived::Derived;
use crate::erased::{CollectErased, Erase};
use domain::asset::{AssetDetail, Concept};
use domain::credits::Credits;
use domain::ids::AssetId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::stage::Actions;
use crate::features::credits::CostBadge;
use crate::features::generation::api::{BuildModelFromConcept, build_model_from_concept};
use crate::live_clock::NextGeneration;
use crate::submission::Submission;
use crate::ui::{Button, ButtonLook, Icon, IconName, PictureView};

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
    let others: Vec<(usize, Concept)> = match selected {
        Some(selected) => {
            let numbered = detail.concepts.into_iter().enumerate();
            numbered.filter(|(_, concept)| concept.id != selected).collect()
        }
        None => Vec::new(),
    };
    move || {
        actions.get().model_again.then(|| {
            let others = others.clone().into_iter();
            let form = move |(index, concept)| {
                view! { <OtherConcept asset number=index + 1 concept cost next on_change /> }
            };
            others.map(form).collect_erased()
        })
    }
}

#[component]
fn OtherConcept(
    asset: AssetId,
    number: usize,
    concept: Concept,
    cost: Credits,
    next: NextGeneration,
    on_change: Callback<()>,
) -> impl IntoView {
    let building = Submission::new("generation/model_from_concept");
    let chosen = concept.id.to_string();
    let field = chosen.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (id, chosen) = (next.get_untracked(), chosen.clone());
        building.run(
            move || build_model_from_concept(asset.to_string(), id.clone(), chosen.clone()),
            move || {
                next.renew();
                on_change.try_run(());
            },
        );
    };
    view! {
        <form method="post" action=BuildModelFromConcept::url() class="panel" on:submit=submit>
            <input type="hidden" name="asset" value=asset.to_string() />
            <input type="hidden" name="generation_id" autocomplete="off" value=move || next.get() />
            <input type="hidden" name="concept" value=field />
            <div class="flex items-center gap-4">
                <div class="size-24 shrink-0 overflow-hidden rounded-md bg-muted">
                    <PictureView picture=concept.picture alt=format!("Concept {number}") sizes="6rem" />
                </div>
                <div class="space-y-2 text-sm text-muted-foreground">
                    <p>"The other concept. Its model takes the place of this one."</p>
                    <Button
                        look=ButtonLook::Outline
                        disabled=Signal::derive(move || building.is_pending())
                    >
                        <Icon name=IconName::Box />
                        "Build this one"
                        <CostBadge cost />
                    </Button>
                </div>
            </div>
            {building.problem_view()}
        </form>
    }
    .erased()
}
