//! Which of the asset page's views is shown, and what its owner may press: pure rules over what is known.

use domain::asset::{AssetDetail, AssetStatus, MeshFacts};
use domain::credits::Credits;
use domain::generation::GenerationKind;
use domain::ids::ConceptId;
use domain::job_truth::{FailureReason, Phase};

use crate::features::generation::Standing;

/// The asset page's main view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing to see yet: the job's truth.
    Waiting,
    /// Two pictures to choose from.
    Concepts,
    /// The model.
    Model,
    /// Nothing came of it.
    Failure,
}

impl Stage {
    /// The view of an asset that stands so. A model, once there, stays in view while another is made.
    pub(super) fn of(detail: &AssetDetail, standing: Standing) -> Self {
        match standing.status {
            _ if detail.model.is_some() => Self::Model,
            AssetStatus::ConceptsGenerated if !detail.concepts.is_empty() => Self::Concepts,
            AssetStatus::Failed => Self::Failure,
            AssetStatus::PendingConcepts
            | AssetStatus::ConceptsGenerated
            | AssetStatus::GeneratingModel
            | AssetStatus::Completed => Self::Waiting,
        }
    }
}

/// What the owner may press.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Actions {
    /// Stop what runs.
    pub(super) cancel: bool,
    /// Choose a concept and build its model.
    pub(super) choose_concept: bool,
    /// Draw other concepts.
    pub(super) concepts_again: bool,
    /// Build the model again.
    pub(super) model_again: bool,
    /// Repeat what failed.
    pub(super) retry: bool,
    /// Publish, or take back.
    pub(super) set_visibility: bool,
}

impl Actions {
    /// What the viewer of `detail` may press while it stands so: nothing when it is not theirs.
    pub(super) fn of(detail: &AssetDetail, standing: Standing) -> Self {
        let Some(owner) = &detail.owner else { return Self::default() };
        let stage = Stage::of(detail, standing);
        let moving = standing.is_moving();
        let at_rest = !moving;
        Self {
            cancel: moving,
            choose_concept: at_rest && stage == Stage::Concepts,
            concepts_again: at_rest && stage == Stage::Concepts && owner.concept_rounds_left > 0,
            model_again: at_rest && stage == Stage::Model,
            retry: at_rest && stage == Stage::Failure,
            set_visibility: detail.model.is_some(),
        }
    }
}

/// What there is to see: equal contents need no new view, whatever their signed addresses are by now, and though a
/// poster was made meanwhile of the model that is on screen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contents {
    stage: Stage,
    failure: Option<FailureReason>,
    concepts: Vec<ConceptId>,
    selected: Option<ConceptId>,
    model: Option<(u64, MeshFacts)>,
    /// Rounds left and costs, as the owner's buttons show them.
    terms: Option<(u32, Credits, Credits)>,
}

impl Contents {
    pub(super) fn of(detail: &AssetDetail, stage: Stage) -> Self {
        let model = detail.model.as_ref();
        Self {
            stage,
            failure: detail.card.truth.failure,
            concepts: detail.concepts.iter().map(|concept| concept.id).collect(),
            selected: detail.selected.as_ref().map(|concept| concept.id),
            model: model.map(|model| (model.bytes, model.facts)),
            terms: detail
                .owner
                .as_ref()
                .map(|owner| (owner.concept_rounds_left, owner.model_cost, owner.retry_cost)),
        }
    }
}

/// What to say of a generation that ended without a result while an older result stays in view.
pub(super) fn kept_after_failure(detail: &AssetDetail, standing: Standing) -> Option<&'static str> {
    let over = matches!(standing.truth.phase, Phase::Failed | Phase::Cancelled);
    if !over || Stage::of(detail, standing) == Stage::Failure || detail.owner.is_none() {
        return None;
    }
    Some(match (standing.truth.kind, detail.model.is_some()) {
        (GenerationKind::Model, true) => "The model you see is the one before.",
        (GenerationKind::Model, false) => "Your concepts are still here.",
        (GenerationKind::Concepts, _) => "The concepts you see are the ones before.",
    })
}

#[cfg(test)]
mod tests;
