//! An asset: one generation job and what came of it.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::credits::Credits;
use crate::generation::{GenerationKind, Understanding};
use crate::ids::{AssetId, ConceptId, UserId};
use crate::job_truth::JobTruth;
use crate::page::{Page, PageRequest};
use crate::picture::Picture;
use crate::problem::Problem;
use crate::time::Timestamp;

/// Where an asset stands; the wire names are the specification's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AssetStatus {
    /// The first concepts are being made.
    PendingConcepts,
    /// Two concepts wait for a choice (or are being drawn again).
    ConceptsGenerated,
    /// A model is being made.
    GeneratingModel,
    /// There is a model.
    Completed,
    /// There is nothing to show but a reason.
    Failed,
}

/// What an asset already holds; a failure falls back to the best of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// At least one round of concepts was stored.
    pub has_concepts: bool,
    /// A model was stored.
    pub has_model: bool,
}

/// What happens to an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssetEvent {
    /// A generation was asked for.
    Started(GenerationKind),
    /// Its checked result was stored.
    Succeeded(GenerationKind),
    /// It ended without a result.
    Failed(GenerationKind),
    /// Its owner cancelled it.
    Cancelled(GenerationKind),
}

impl AssetStatus {
    /// Every case.
    pub const ALL: [Self; 5] = [
        Self::PendingConcepts,
        Self::ConceptsGenerated,
        Self::GeneratingModel,
        Self::Completed,
        Self::Failed,
    ];

    /// The wire and database name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::PendingConcepts => "PENDING_CONCEPTS",
            Self::ConceptsGenerated => "CONCEPTS_GENERATED",
            Self::GeneratingModel => "GENERATING_MODEL",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }

    /// The case with this wire name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.key() == key)
    }

    /// True when the workspace's entry leads to the asset page.
    #[must_use]
    pub fn is_clickable(self) -> bool {
        matches!(self, Self::ConceptsGenerated | Self::Completed | Self::Failed)
    }

    /// What the workspace shows for a status that waits for its owner.
    #[must_use]
    pub fn call_to_action(self) -> Option<&'static str> {
        match self {
            Self::ConceptsGenerated => Some("Select Concept"),
            Self::Completed => Some("View Model"),
            Self::Failed => Some("Error"),
            Self::PendingConcepts | Self::GeneratingModel => None,
        }
    }

    /// The status of an asset whose generations are all over: the best result it holds. An asset with a model is
    /// never failed.
    #[must_use]
    pub fn at_rest(holdings: Holdings) -> Self {
        if holdings.has_model {
            Self::Completed
        } else if holdings.has_concepts {
            Self::ConceptsGenerated
        } else {
            Self::Failed
        }
    }

    /// The status after `event`, given what the asset holds once the event is stored.
    #[must_use]
    pub fn after(self, event: AssetEvent, holdings: Holdings) -> Self {
        match event {
            AssetEvent::Started(GenerationKind::Concepts) if holdings.has_concepts => Self::ConceptsGenerated,
            AssetEvent::Started(GenerationKind::Concepts) => Self::PendingConcepts,
            AssetEvent::Started(GenerationKind::Model) => Self::GeneratingModel,
            AssetEvent::Succeeded(GenerationKind::Concepts) if !holdings.has_model => Self::ConceptsGenerated,
            AssetEvent::Failed(GenerationKind::Model) if !holdings.has_model => Self::Failed,
            AssetEvent::Succeeded(_) | AssetEvent::Failed(_) | AssetEvent::Cancelled(_) => {
                Self::at_rest(holdings)
            }
        }
    }
}

/// How an asset was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssetMode {
    /// By a prompt alone.
    Text,
    /// By a picture, with or without a prompt.
    Image,
}

impl AssetMode {
    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
        }
    }

    /// The case with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Text, Self::Image].into_iter().find(|mode| mode.key() == key)
    }
}

/// Who may see an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Its owner.
    Private,
    /// Anyone.
    Public,
}

/// An asset in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetCard {
    /// Which asset.
    pub id: AssetId,
    /// How it was asked for.
    pub mode: AssetMode,
    /// What was asked for; empty for a picture without words.
    pub prompt: String,
    /// The style's name.
    pub style_name: String,
    /// Where it stands.
    pub status: AssetStatus,
    /// The truth about its latest generation.
    pub truth: JobTruth,
    /// The poster, else a concept, else the picture handed in.
    pub thumbnail: Option<Picture>,
    /// When it was made.
    pub created: Timestamp,
}

/// One concept picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// Which concept.
    pub id: ConceptId,
    /// The picture.
    pub picture: Picture,
}

/// What is known of a model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeshFacts {
    /// Triangles.
    pub triangles: u32,
    /// Width, height and depth in model units (the longest is 1).
    pub extents: [f32; 3],
    /// The longest side at which the generator made it, in millimetres.
    pub size_mm: f32,
}

/// A model ready for the viewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelView {
    /// Where its GLB is; signed.
    pub url: String,
    /// The GLB's size in bytes, for honest progress.
    pub bytes: u64,
    /// Measured when it arrived.
    pub facts: MeshFacts,
    /// Its picture, once the job that makes it is through.
    pub poster: Option<Picture>,
    /// What the generator says of it.
    pub understanding: Option<Understanding>,
}

/// What only the owner sees and may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerView {
    /// Who may see it.
    pub visibility: Visibility,
    /// How often concepts can still be drawn again for nothing.
    pub concept_rounds_left: u32,
    /// What the next model costs.
    pub model_cost: Credits,
    /// What *Try again* would cost after a failure.
    pub retry_cost: Credits,
}

/// The asset page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssetDetail {
    /// What lists show too.
    pub card: AssetCard,
    /// The picture handed in.
    pub input: Option<Picture>,
    /// The latest round of concepts, in order.
    pub concepts: Vec<Concept>,
    /// The chosen one.
    pub selected: Option<Concept>,
    /// What the generator says of the concepts.
    pub understanding: Option<Understanding>,
    /// The current model.
    pub model: Option<ModelView>,
    /// There when the viewer owns it.
    pub owner: Option<OwnerView>,
}

/// The answer of the status endpoint and of the event stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusReport {
    /// Which asset.
    pub asset: AssetId,
    /// Where it stands.
    pub status: AssetStatus,
    /// The truth about its latest generation.
    pub truth: JobTruth,
    /// The owner's balance, so that the header stays true.
    pub credits: Credits,
    /// It is gone: the last report of it, for who was told of it before.
    #[serde(default)]
    pub is_deleted: bool,
}

/// Assets as one viewer sees them: every question names who asks.
#[async_trait]
pub trait Assets: Send + Sync {
    /// The person's assets, newest first.
    async fn list(&self, owner: UserId, page: PageRequest) -> Result<Page<AssetCard>, Problem>;

    /// The person's `count` newest assets.
    async fn recent(&self, owner: UserId, count: u64) -> Result<Vec<AssetCard>, Problem>;

    /// One asset, for its owner, or for anyone when it is public.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not there or not visible.
    async fn show(&self, viewer: Option<UserId>, asset: AssetId) -> Result<AssetDetail, Problem>;

    /// Publishes an asset or takes it back.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not the person's; [`Problem::NotNow`] when there is no model yet.
    async fn set_visibility(
        &self,
        owner: UserId,
        asset: AssetId,
        visibility: Visibility,
    ) -> Result<(), Problem>;

    /// Deletes an asset for good; what runs for it is cancelled, what was bought of it stays bought.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not the person's, or gone already; [`Problem::NotNow`] while a print of it that
    /// they paid is on its way.
    async fn delete(&self, owner: UserId, asset: AssetId) -> Result<(), Problem>;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use GenerationKind::{Concepts, Model};

    fn holdings(has_concepts: bool, has_model: bool) -> Holdings {
        Holdings { has_concepts, has_model }
    }

    #[test]
    fn the_usual_way_is_the_diagrams() {
        let start = AssetStatus::PendingConcepts.after(AssetEvent::Started(Concepts), holdings(false, false));
        assert_eq!(start, AssetStatus::PendingConcepts);
        let drawn = start.after(AssetEvent::Succeeded(Concepts), holdings(true, false));
        assert_eq!(drawn, AssetStatus::ConceptsGenerated);
        let building = drawn.after(AssetEvent::Started(Model), holdings(true, false));
        assert_eq!(building, AssetStatus::GeneratingModel);
        let done = building.after(AssetEvent::Succeeded(Model), holdings(true, true));
        assert_eq!(done, AssetStatus::Completed);
    }

    #[test]
    fn failures_keep_the_last_good_result() {
        let building = AssetStatus::GeneratingModel;
        assert_eq!(building.after(AssetEvent::Failed(Model), holdings(true, true)), AssetStatus::Completed);
        assert_eq!(building.after(AssetEvent::Failed(Model), holdings(true, false)), AssetStatus::Failed);
        let again = AssetStatus::ConceptsGenerated;
        let failed = again.after(AssetEvent::Failed(Concepts), holdings(true, false));
        assert_eq!(failed, AssetStatus::ConceptsGenerated);
        let first = AssetStatus::PendingConcepts.after(AssetEvent::Failed(Concepts), holdings(false, false));
        assert_eq!(first, AssetStatus::Failed);
    }

    #[test]
    fn cancelling_goes_back_to_what_there_was() {
        let building = AssetStatus::GeneratingModel;
        let with_concepts = building.after(AssetEvent::Cancelled(Model), holdings(true, false));
        assert_eq!(with_concepts, AssetStatus::ConceptsGenerated);
        assert_eq!(building.after(AssetEvent::Cancelled(Model), holdings(false, false)), AssetStatus::Failed);
    }

    proptest! {
        #[test]
        fn an_asset_with_a_model_never_fails(from in 0_usize..5, concepts: bool, event in 0_usize..4, model: bool) {
            let kind = if model { Model } else { Concepts };
            let event = [
                AssetEvent::Started(kind),
                AssetEvent::Succeeded(kind),
                AssetEvent::Failed(kind),
                AssetEvent::Cancelled(kind),
            ][event];
            let next = AssetStatus::ALL[from].after(event, holdings(concepts, true));
            prop_assert_ne!(next, AssetStatus::Failed);
        }
    }

    #[test]
    fn wire_names_are_the_specifications() {
        for status in AssetStatus::ALL {
            assert_eq!(AssetStatus::from_key(status.key()), Some(status));
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{}\"", status.key()));
        }
    }
}
