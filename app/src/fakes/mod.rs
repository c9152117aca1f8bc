//! Made-up facts, and a server of made-up ports that renders pages to text, for tests of pages.

mod print;
mod render;
pub(crate) mod shop;
mod world;

pub(crate) use print::{print_config, print_offer};
pub(crate) use render::{Rendered, render};
pub(crate) use world::{World, hold_line};

use domain::asset::{
    AssetCard, AssetDetail, AssetMode, AssetStatus, Concept, MeshFacts, ModelView, OwnerView, Visibility,
};
use domain::credits::Credits;
use domain::generation::{GenerationKind, Understanding};
use domain::ids::{AssetId, ConceptId, GenerationId};
use domain::job_truth::{CreditOutcome, FailureReason, JobTruth, Phase};
use domain::picture::{Picture, PictureSource};
use domain::time::Timestamp;

pub(crate) fn picture() -> Picture {
    let source = |width: u16| PictureSource { width, url: format!("/files/poster-{width}.webp") };
    Picture { sources: vec![source(256), source(512)], width: 512, height: 512 }
}

/// The truth of a model generation in this phase.
pub(crate) fn truth(phase: Phase) -> JobTruth {
    JobTruth {
        generation: GenerationId::from_parts(1, 1),
        kind: GenerationKind::Model,
        phase,
        percent: None,
        started: Timestamp(0),
        ended: phase.is_final().then_some(Timestamp(30_000)),
        expected_secs: Some(30),
        failure: (phase == Phase::Failed).then_some(FailureReason::TimedOut),
        credit: match phase {
            Phase::Failed | Phase::Cancelled => CreditOutcome::Released,
            Phase::Done => CreditOutcome::Captured,
            _ => CreditOutcome::Held,
        },
    }
}

/// The phase an asset of this status usually is in.
fn usual_phase(status: AssetStatus) -> Phase {
    match status {
        AssetStatus::PendingConcepts => Phase::Drawing,
        AssetStatus::GeneratingModel => Phase::Building,
        AssetStatus::ConceptsGenerated | AssetStatus::Completed => Phase::Done,
        AssetStatus::Failed => Phase::Failed,
    }
}

pub(crate) fn card(status: AssetStatus) -> AssetCard {
    AssetCard {
        id: AssetId::from_parts(1, 1),
        mode: AssetMode::Text,
        prompt: "a red robot".into(),
        style_name: "Cartoon".into(),
        status,
        truth: truth(usual_phase(status)),
        thumbnail: Some(picture()),
        created: Timestamp(0),
    }
}

fn concepts() -> Vec<Concept> {
    [1, 2].map(|n| Concept { id: ConceptId::from_parts(1, n), picture: picture() }).into()
}

fn understanding() -> Understanding {
    Understanding {
        engine: "builtin".into(),
        method: "robot".into(),
        understood: vec!["robot".into(), "red".into()],
        not_understood: vec!["quantum".into()],
        warnings: Vec::new(),
    }
}

/// An asset of the viewer's own in its usual state.
pub(crate) fn detail(status: AssetStatus) -> AssetDetail {
    let has_concepts = matches!(status, AssetStatus::ConceptsGenerated | AssetStatus::Completed);
    let has_model = status == AssetStatus::Completed;
    AssetDetail {
        card: card(status),
        input: None,
        concepts: if has_concepts { concepts() } else { Vec::new() },
        selected: has_model.then(|| concepts().remove(0)),
        understanding: has_concepts.then(understanding),
        model: has_model.then(|| ModelView {
            url: "/files/model.glb".into(),
            bytes: 120_000,
            facts: MeshFacts { triangles: 18_000, extents: [1.0, 0.5, 0.25], size_mm: 80.0 },
            poster: Some(picture()),
            understanding: Some(understanding()),
        }),
        owner: Some(OwnerView {
            visibility: Visibility::Private,
            concept_rounds_left: 2,
            model_cost: Credits(if has_model { 1 } else { 0 }),
            retry_cost: Credits(1),
        }),
    }
}
