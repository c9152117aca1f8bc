//! An asset's status in a word or two, as in the table of states.

use domain::asset::AssetStatus;
use leptos::prelude::*;

use crate::features::generation::Standing;
use crate::ui::{Badge, BadgeTone};

/// What waits for the owner, or what went wrong.
#[component]
pub fn StatusBadge(
    /// Where the asset stands.
    standing: Standing,
) -> impl IntoView {
    let (tone, words) = tone_and_words(standing);
    view! { <Badge tone>{words}</Badge> }
}

fn tone_and_words(standing: Standing) -> (BadgeTone, &'static str) {
    let words = standing.status.call_to_action().unwrap_or(standing.truth.phase.words());
    let tone = match standing.status {
        AssetStatus::ConceptsGenerated => BadgeTone::Accent,
        AssetStatus::Completed => BadgeTone::Success,
        AssetStatus::Failed => BadgeTone::Danger,
        AssetStatus::PendingConcepts | AssetStatus::GeneratingModel => BadgeTone::Neutral,
    };
    (tone, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes;
    use domain::job_truth::Phase;

    #[test]
    fn the_words_are_the_tables() {
        let words = |status, phase| tone_and_words(Standing { status, truth: fakes::truth(phase) }).1;
        assert_eq!(words(AssetStatus::ConceptsGenerated, Phase::Done), "Select Concept");
        assert_eq!(words(AssetStatus::Completed, Phase::Done), "View Model");
        assert_eq!(words(AssetStatus::Failed, Phase::Failed), "Error");
        assert_eq!(words(AssetStatus::GeneratingModel, Phase::Checking), "Checking the result");
    }
}
