use super::*;
use crate::fakes;

fn standing(status: AssetStatus, phase: Phase) -> Standing {
    Standing { status, truth: fakes::truth(phase) }
}

#[test]
fn each_status_has_its_view() {
    let view = |status, phase| Stage::of(&fakes::detail(status), standing(status, phase));
    assert_eq!(view(AssetStatus::PendingConcepts, Phase::Queued), Stage::Waiting);
    assert_eq!(view(AssetStatus::ConceptsGenerated, Phase::Done), Stage::Concepts);
    assert_eq!(view(AssetStatus::GeneratingModel, Phase::Building), Stage::Waiting);
    assert_eq!(view(AssetStatus::Completed, Phase::Done), Stage::Model);
    assert_eq!(view(AssetStatus::Failed, Phase::Failed), Stage::Failure);
}

#[test]
fn a_model_stays_in_view_while_another_is_made() {
    let detail = fakes::detail(AssetStatus::Completed);
    let again = standing(AssetStatus::GeneratingModel, Phase::Building);
    assert_eq!(Stage::of(&detail, again), Stage::Model);
    let actions = Actions::of(&detail, again);
    assert!(actions.cancel && !actions.model_again);
}

#[test]
fn finished_before_the_details_arrived_is_waiting_not_broken() {
    let detail = fakes::detail(AssetStatus::GeneratingModel);
    assert_eq!(Stage::of(&detail, standing(AssetStatus::Completed, Phase::Done)), Stage::Waiting);
}

#[test]
fn a_stranger_may_press_nothing() {
    for status in AssetStatus::ALL {
        let detail = AssetDetail { owner: None, ..fakes::detail(status) };
        for phase in Phase::ALL {
            assert_eq!(Actions::of(&detail, standing(status, phase)), Actions::default());
        }
    }
}

#[test]
fn every_moving_job_of_ones_own_can_be_cancelled_and_nothing_else_started() {
    for status in AssetStatus::ALL {
        let detail = fakes::detail(status);
        for phase in Phase::ALL {
            let actions = Actions::of(&detail, standing(status, phase));
            assert_eq!(actions.cancel, !phase.is_final());
            let starts =
                actions.choose_concept || actions.concepts_again || actions.model_again || actions.retry;
            assert!(!(actions.cancel && starts), "{status:?} {phase:?}");
        }
    }
}

#[test]
fn concepts_are_drawn_again_only_while_rounds_last() {
    let mut detail = fakes::detail(AssetStatus::ConceptsGenerated);
    let rest = standing(AssetStatus::ConceptsGenerated, Phase::Done);
    assert!(Actions::of(&detail, rest).concepts_again);
    if let Some(owner) = &mut detail.owner {
        owner.concept_rounds_left = 0;
    }
    let actions = Actions::of(&detail, rest);
    assert!(!actions.concepts_again && actions.choose_concept);
}

#[test]
fn a_failed_repetition_says_what_was_kept() {
    let detail = fakes::detail(AssetStatus::Completed);
    let failed = standing(AssetStatus::Completed, Phase::Failed);
    assert_eq!(kept_after_failure(&detail, failed), Some("The model you see is the one before."));
    let done = standing(AssetStatus::Completed, Phase::Done);
    assert_eq!(kept_after_failure(&detail, done), None);
    let first = fakes::detail(AssetStatus::Failed);
    assert_eq!(kept_after_failure(&first, standing(AssetStatus::Failed, Phase::Failed)), None);
}

#[test]
fn freshly_signed_addresses_and_a_changed_visibility_leave_the_viewer_alone() {
    let detail = fakes::detail(AssetStatus::Completed);
    let mut refreshed = detail.clone();
    if let (Some(model), Some(owner)) = (&mut refreshed.model, &mut refreshed.owner) {
        model.url.push_str("?signature=2");
        owner.visibility = domain::asset::Visibility::Public;
    }
    assert_eq!(Contents::of(&detail, Stage::Model), Contents::of(&refreshed, Stage::Model));
    if let Some(model) = &mut refreshed.model {
        model.bytes += 1;
    }
    assert_ne!(Contents::of(&detail, Stage::Model), Contents::of(&refreshed, Stage::Model));
}
