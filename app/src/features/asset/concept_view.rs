//! Two pictures to choose from, and what follows from the choice.

use crate::derived::Derived;
use crate::erased::{CollectErased, Erase};
use domain::asset::{AssetDetail, Concept};
use domain::credits::Credits;
use domain::ids::{AssetId, ConceptId};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use web_sys::{FormData, HtmlFormElement};

use super::generation_button::GenerationButton;
use super::stage::Actions;
use super::understanding::UnderstandingPanel;
use crate::features::credits::CostBadge;
use crate::features::generation::Again;
use crate::features::generation::api::{BuildModelFromConcept, build_model_from_concept};
use crate::live_clock::NextGeneration;
use crate::submission::Submission;
use crate::ui::{Button, ButtonLook, ButtonSize, Icon, IconName, PictureView};

/// The concepts with everything their owner may do.
#[component]
pub(super) fn ConceptView(
    /// The asset.
    detail: AssetDetail,
    /// What may be pressed.
    actions: Derived<Actions>,
    /// Names the next generation.
    next: NextGeneration,
    /// Called after something was started.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let asset = detail.card.id;
    let cost = detail.owner.as_ref().map_or(Credits::ZERO, |owner| owner.model_cost);
    let rounds_left = detail.owner.as_ref().map_or(0, |owner| owner.concept_rounds_left);
    let chosen = detail.selected.map(|concept| concept.id);
    let again = move || {
        actions.get().concepts_again.then(|| {
            view! {
                <GenerationButton
                    again=Again::Concepts
                    asset
                    cost=Credits::ZERO
                    next
                    look=ButtonLook::Outline
                    on_done=on_change
                />
                <p class="text-sm text-muted-foreground">{rounds_words(rounds_left)}</p>
            }
        })
    };
    view! {
        <div class="space-y-6">
            <ChoiceForm asset concepts=detail.concepts chosen cost actions next on_change />
            <div class="space-y-2">{again}</div>
            {detail.understanding.map(|understanding| view! { <UnderstandingPanel understanding /> })}
        </div>
    }
    .erased()
}

/// The pictures as radio buttons, and the button that builds the chosen one.
#[component]
fn ChoiceForm(
    asset: AssetId,
    concepts: Vec<Concept>,
    chosen: Option<ConceptId>,
    cost: Credits,
    actions: Derived<Actions>,
    next: NextGeneration,
    on_change: Callback<()>,
) -> impl IntoView {
    let building = Submission::new("generation/model_from_concept");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let form: HtmlFormElement = event_target(&event);
        let chosen = FormData::new_with_form(&form).ok().and_then(|fields| fields.get("concept").as_string());
        let id = next.get_untracked();
        building.run(
            move || {
                build_model_from_concept(asset.to_string(), id.clone(), chosen.clone().unwrap_or_default())
            },
            move || {
                next.renew();
                on_change.try_run(());
            },
        );
    };
    let first = chosen_of(&concepts, chosen);
    let choices =
        concepts.into_iter().enumerate().map(|(index, concept)| choice(index, concept, index == first));
    let choices = choices.collect_erased();
    let disabled = Signal::derive(move || building.is_pending() || !actions.get().choose_concept);
    view! {
        <form method="post" action=BuildModelFromConcept::url() class="space-y-6" on:submit=submit>
            <input type="hidden" name="asset" value=asset.to_string() />
            <input type="hidden" name="generation_id" autocomplete="off" value=move || next.get() />
            <fieldset>
                <legend class="mb-4 text-muted-foreground">
                    "Choose the picture that your model is to follow."
                </legend>
                <div class="grid gap-4 sm:grid-cols-2">
                    {choices}
                </div>
            </fieldset>
            <Button size=ButtonSize::Large disabled>
                <Icon name=IconName::Box class="size-5" />
                {move || if building.is_pending() { "Starting…" } else { "Generate 3D Model" }}
                <CostBadge cost />
            </Button>
            {building.problem_view()}
        </form>
    }
    .erased()
}

/// The place of the concept that was chosen before, where a model of it failed or was cancelled; else the first.
fn chosen_of(concepts: &[Concept], chosen: Option<ConceptId>) -> usize {
    concepts.iter().position(|concept| Some(concept.id) == chosen).unwrap_or(0)
}

fn choice(index: usize, concept: Concept, is_chosen: bool) -> impl IntoView {
    let number = index + 1;
    view! {
        <label class="concept-choice">
            <input
                type="radio"
                name="concept"
                value=concept.id.to_string()
                checked=is_chosen
                class="peer sr-only"
                aria-label=format!("Concept {number}")
            />
            <span class="concept-picture">
                <PictureView
                    picture=concept.picture
                    alt=format!("Concept {number}")
                    sizes="(min-width: 40rem) 30rem, 92vw"
                    eager=true
                />
            </span>
            <span class="concept-name" aria-hidden="true">
                {format!("Concept {number}")}
            </span>
        </label>
    }
}

fn rounds_words(left: u32) -> String {
    match left {
        1 => "One more round is free.".to_owned(),
        left => format!("{left} more rounds are free."),
    }
}

#[cfg(test)]
mod tests {
    use super::rounds_words;

    #[test]
    fn rounds_are_counted_in_words_people_use() {
        assert_eq!(rounds_words(1), "One more round is free.");
        assert_eq!(rounds_words(2), "2 more rounds are free.");
    }
}
