//! The ways to generate again for an asset there is.

use std::future::Future;
use std::pin::Pin;

use domain::ids::{AssetId, ConceptId};

use super::api::{build_model_again, build_model_from_concept, draw_concepts_again, retry_generation};
use crate::error::AppError;
use crate::ui::IconName;

/// What is done again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Other concepts, for nothing while rounds last.
    Concepts,
    /// Another model from the same input.
    Model,
    /// The model of a concept that was not chosen, in place of the one there is.
    Other(ConceptId),
    /// What failed.
    Failed,
}

impl Again {
    /// The server function's path below `/api/`.
    #[must_use]
    pub fn endpoint(self) -> &'static str {
        match self {
            Self::Concepts => "generation/concepts_again",
            Self::Model => "generation/model_again",
            Self::Other(_) => "generation/model_from_concept",
            Self::Failed => "generation/retry",
        }
    }

    /// What the button says.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Concepts => "Regenerate Concepts",
            Self::Model => "Regenerate Model",
            Self::Other(_) => "Build this one",
            Self::Failed => "Try again",
        }
    }

    /// The button's sign.
    #[must_use]
    pub fn icon(self) -> IconName {
        match self {
            Self::Other(_) => IconName::Box,
            Self::Concepts | Self::Model | Self::Failed => IconName::Refresh,
        }
    }

    /// The concept that is named besides the asset.
    #[must_use]
    pub fn concept(self) -> Option<ConceptId> {
        match self {
            Self::Other(concept) => Some(concept),
            Self::Concepts | Self::Model | Self::Failed => None,
        }
    }

    /// Asks the server.
    #[must_use]
    pub fn ask(
        self,
        asset: AssetId,
        generation_id: String,
    ) -> Pin<Box<dyn Future<Output = Result<(), AppError>>>> {
        let asset = asset.to_string();
        match self {
            Self::Concepts => Box::pin(draw_concepts_again(asset, generation_id)),
            Self::Model => Box::pin(build_model_again(asset, generation_id)),
            Self::Other(concept) => {
                Box::pin(build_model_from_concept(asset, generation_id, concept.to_string()))
            }
            Self::Failed => Box::pin(retry_generation(asset, generation_id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::generation::api::{
        BuildModelAgain, BuildModelFromConcept, DrawConceptsAgain, RetryGeneration,
    };
    use leptos::server_fn::ServerFn;

    #[test]
    fn the_paths_are_the_server_functions() {
        let path = |again: Again| format!("/api/{}", again.endpoint());
        assert_eq!(path(Again::Concepts), DrawConceptsAgain::PATH);
        assert_eq!(path(Again::Model), BuildModelAgain::PATH);
        assert_eq!(path(Again::Other(ConceptId::from_parts(1, 1))), BuildModelFromConcept::PATH);
        assert_eq!(path(Again::Failed), RetryGeneration::PATH);
    }
}
