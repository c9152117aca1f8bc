//! Where an attempt's results go. Keys derive from the attempt's id, so they are known before the first try and the
//! same after any interruption.

use domain::generation::GenerationKind;

/// Most bytes of a concept picture.
pub const CONCEPT_MAX_BYTES: u64 = 10 * 1024 * 1024;
/// Most bytes of a model.
pub const MODEL_MAX_BYTES: u64 = 100 * 1024 * 1024;
/// How many concepts a round has.
pub const CONCEPTS_A_ROUND: u32 = 2;

/// The place of one result: where the worker writes it, and where the checked copy is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultPlace {
    /// The worker's signed URL leads here; condemned once the generation is over.
    pub incoming_key: String,
    /// What pages link to.
    pub kept_key: String,
    /// The media type that is signed.
    pub media_type: &'static str,
    /// Most bytes that are signed.
    pub max_bytes: u64,
}

/// The places of an attempt, in the results' order.
#[must_use]
pub fn places(kind: GenerationKind, attempt: &str) -> Vec<ResultPlace> {
    match kind {
        GenerationKind::Concepts => (1..=CONCEPTS_A_ROUND)
            .map(|number| ResultPlace {
                incoming_key: format!("incoming/{attempt}/concept-{number}.png"),
                kept_key: format!("concepts/{attempt}/{number}.png"),
                media_type: "image/png",
                max_bytes: CONCEPT_MAX_BYTES,
            })
            .collect(),
        GenerationKind::Model => vec![ResultPlace {
            incoming_key: format!("incoming/{attempt}/model.glb"),
            kept_key: format!("models/{attempt}/model.glb"),
            media_type: "model/gltf-binary",
            max_bytes: MODEL_MAX_BYTES,
        }],
    }
}

/// Every key an attempt may leave an object under.
#[must_use]
pub fn keys(kind: GenerationKind, attempt: &str) -> Vec<String> {
    places(kind, attempt).into_iter().flat_map(|place| [place.incoming_key, place.kept_key]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_results_share_a_key() {
        let all: Vec<String> = ["att_a", "att_b"]
            .into_iter()
            .flat_map(|attempt| {
                [GenerationKind::Concepts, GenerationKind::Model].map(|kind| keys(kind, attempt)).concat()
            })
            .collect();
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }
}
