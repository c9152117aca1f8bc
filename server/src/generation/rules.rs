//! What may be asked of an asset now, and what it costs. Pure: the same facts give the same answer.

use domain::Problem;
use domain::asset::{AssetStatus, Holdings};
use domain::credits::{CreditRules, Credits};
use domain::generation::GenerationKind;
use domain::ids::ConceptId;

use super::GenerationState;
use crate::entities::{asset, generation};

/// What a person asks of an asset they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Draw the concepts again.
    ConceptsAgain,
    /// Make the model of this concept.
    ModelFrom(ConceptId),
    /// Make the model again from the same input.
    ModelAgain,
    /// Try the failed or cancelled generation again.
    Retry,
}

/// What will be made, at which price, from which concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What is made.
    pub kind: GenerationKind,
    /// What is held for it.
    pub cost: Credits,
    /// The concept a model is made of.
    pub concept: Option<String>,
}

/// What an asset holds.
#[must_use]
pub fn holdings(asset: &asset::Model) -> Holdings {
    Holdings { has_concepts: asset.concept_rounds > 0, has_model: asset.model_file_id.is_some() }
}

/// The counts that prices depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Rounds of concepts that were stored.
    pub concept_rounds: i32,
    /// Models that were stored.
    pub models: i32,
}

impl Standing {
    /// The counts of an asset.
    #[must_use]
    pub fn of(asset: &asset::Model) -> Self {
        Self { concept_rounds: asset.concept_rounds, models: asset.model_generation_attempts }
    }
}

/// How often concepts can still be drawn again for nothing. A round that failed does not count.
#[must_use]
pub fn concept_rounds_left(rules: &CreditRules, standing: Standing) -> u32 {
    let redrawn = u32::try_from(standing.concept_rounds - 1).unwrap_or_default();
    if standing.concept_rounds == 0 { 0 } else { rules.free_concept_rounds.saturating_sub(redrawn) }
}

/// What the next model costs: the first one from concepts is free, and stays so until one was stored.
#[must_use]
pub fn model_cost(rules: &CreditRules, standing: Standing) -> Credits {
    let first_from_concepts = standing.models == 0 && standing.concept_rounds > 0;
    if first_from_concepts { Credits::ZERO } else { rules.model_again_cost }
}

/// What *Try again* costs: what the last generation did, when it brought nothing.
#[must_use]
pub fn retry_cost(latest_state: GenerationState, latest_cost: i64) -> Credits {
    match latest_state {
        GenerationState::Failed | GenerationState::Cancelled => Credits(latest_cost),
        GenerationState::Running | GenerationState::Done => Credits::ZERO,
    }
}

/// Decides on a request, given the asset and its latest generation.
///
/// # Errors
/// [`Problem::NotNow`] with the reason.
pub fn plan(
    rules: &CreditRules,
    ask: Ask,
    asset: &asset::Model,
    latest: &generation::Model,
) -> Result<Plan, Problem> {
    let latest_state = GenerationState::from_key(&latest.state);
    if latest_state == Some(GenerationState::Running) {
        return Err(Problem::not_now("This is still being made."));
    }
    let holdings = holdings(asset);
    match ask {
        Ask::ConceptsAgain if !holdings.has_concepts => {
            Err(Problem::not_now("There are no concepts to draw again."))
        }
        Ask::ConceptsAgain if concept_rounds_left(rules, Standing::of(asset)) == 0 => {
            Err(Problem::not_now("The free concept rounds are used up."))
        }
        Ask::ConceptsAgain => Ok(Plan { kind: GenerationKind::Concepts, cost: Credits::ZERO, concept: None }),
        Ask::ModelFrom(_) if !holdings.has_concepts => Err(Problem::not_now("There are no concepts yet.")),
        Ask::ModelFrom(concept) => {
            Ok(model(model_cost(rules, Standing::of(asset)), Some(concept.to_string())))
        }
        Ask::ModelAgain if !holdings.has_model => Err(Problem::not_now("There is no model yet.")),
        Ask::ModelAgain => Ok(model(rules.model_again_cost, asset.selected_concept_id.clone())),
        Ask::Retry => match latest_state {
            Some(GenerationState::Failed | GenerationState::Cancelled) => Ok(Plan {
                kind: GenerationKind::from_key(&latest.kind).unwrap_or(GenerationKind::Model),
                cost: Credits(latest.cost),
                concept: latest.concept_id.clone(),
            }),
            _ => Err(Problem::not_now("Nothing failed here.")),
        },
    }
}

fn model(cost: Credits, concept: Option<String>) -> Plan {
    Plan { kind: GenerationKind::Model, cost, concept }
}

/// The stored status.
#[must_use]
pub fn status_of(asset: &asset::Model) -> AssetStatus {
    AssetStatus::from_key(&asset.status).unwrap_or(AssetStatus::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(concept_rounds: i32, models: i32) -> asset::Model {
        asset::Model {
            id: "ast_x".into(),
            user_id: "usr_x".into(),
            mode: "text".into(),
            prompt: "a red robot".into(),
            style_slug: "cartoon".into(),
            input_file_id: None,
            skip_concept: concept_rounds == 0,
            status: "COMPLETED".into(),
            visibility: "private".into(),
            generation_count: 1,
            concept_rounds,
            concepts_understanding: None,
            selected_concept_id: Some("cpt_x".into()),
            model_generation_attempts: models,
            model_file_id: (models > 0).then(|| "fil_x".into()),
            model_facts: None,
            model_understanding: None,
            poster_file_id: None,
            created_at: 0,
            updated_at: 0,
            deleted_at: None,
        }
    }

    fn latest(kind: GenerationKind, state: GenerationState, cost: i64) -> generation::Model {
        generation::Model {
            id: "gen_x".into(),
            asset_id: "ast_x".into(),
            user_id: "usr_x".into(),
            number: 1,
            kind: kind.key().into(),
            state: state.key().into(),
            phase: "done".into(),
            percent: None,
            cost,
            running_slot: 0,
            concept_id: Some("cpt_y".into()),
            seed: 1,
            expected_secs: None,
            failure: None,
            started_at: 0,
            deadline_at: 1,
            ended_at: None,
        }
    }

    fn decide(ask: Ask, asset: &asset::Model, latest: &generation::Model) -> Result<Plan, Problem> {
        plan(&CreditRules::default(), ask, asset, latest)
    }

    const CONCEPT: fn() -> ConceptId = || ConceptId::from_parts(1, 1);

    #[test]
    fn the_first_model_from_concepts_is_free_and_later_ones_cost_one() {
        let done = latest(GenerationKind::Concepts, GenerationState::Done, 1);
        let first = decide(Ask::ModelFrom(CONCEPT()), &asset(1, 0), &done).unwrap();
        assert_eq!((first.kind, first.cost), (GenerationKind::Model, Credits(0)));
        assert_eq!(decide(Ask::ModelFrom(CONCEPT()), &asset(1, 1), &done).unwrap().cost, Credits(1));
        assert_eq!(decide(Ask::ModelAgain, &asset(1, 1), &done).unwrap().cost, Credits(1));
        assert_eq!(
            model_cost(&CreditRules::default(), Standing { concept_rounds: 0, models: 0 }),
            Credits(1)
        );
    }

    #[test]
    fn concepts_are_drawn_again_twice_and_then_not_offered() {
        let done = latest(GenerationKind::Concepts, GenerationState::Done, 1);
        let rules = CreditRules::default();
        let left: Vec<u32> = (0..5)
            .map(|concept_rounds| concept_rounds_left(&rules, Standing { concept_rounds, models: 0 }))
            .collect();
        assert_eq!(left, [0, 2, 1, 0, 0]);
        assert_eq!(decide(Ask::ConceptsAgain, &asset(2, 0), &done).unwrap().cost, Credits(0));
        assert!(matches!(decide(Ask::ConceptsAgain, &asset(3, 0), &done), Err(Problem::NotNow { .. })));
        assert!(matches!(decide(Ask::ConceptsAgain, &asset(0, 1), &done), Err(Problem::NotNow { .. })));
    }

    #[test]
    fn a_retry_costs_what_it_had_cost_and_needs_a_failure() {
        let failed = latest(GenerationKind::Model, GenerationState::Failed, 1);
        let again = decide(Ask::Retry, &asset(1, 1), &failed).unwrap();
        let plan = Plan { kind: GenerationKind::Model, cost: Credits(1), concept: Some("cpt_y".into()) };
        assert_eq!(again, plan);
        let done = latest(GenerationKind::Model, GenerationState::Done, 1);
        assert!(decide(Ask::Retry, &asset(1, 1), &done).is_err());
        assert_eq!(retry_cost(GenerationState::Cancelled, 1), Credits(1));
        assert_eq!(retry_cost(GenerationState::Done, 1), Credits(0));
    }

    #[test]
    fn nothing_starts_while_something_runs() {
        let running = latest(GenerationKind::Model, GenerationState::Running, 0);
        for ask in [Ask::ConceptsAgain, Ask::ModelFrom(CONCEPT()), Ask::ModelAgain, Ask::Retry] {
            assert!(matches!(decide(ask, &asset(1, 1), &running), Err(Problem::NotNow { .. })), "{ask:?}");
        }
    }
}
