//! Generating: what a person asks for, and the port that takes it on.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::asset::{AssetMode, StatusReport};
use crate::ids::{AssetId, ConceptId, GenerationId, UploadId, UserId};
use crate::problem::{Field, Problem};
use crate::prompt::Prompt;
use crate::style::StyleSlug;

/// What one generation makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenerationKind {
    /// Two concept pictures.
    Concepts,
    /// A model.
    Model,
}

impl GenerationKind {
    /// The name in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Concepts => "concepts",
            Self::Model => "model",
        }
    }

    /// The case with this name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Concepts, Self::Model].into_iter().find(|kind| kind.key() == key)
    }
}

/// What the generator says it made of the input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understanding {
    /// `builtin` for the built-in generator, else the worker's name.
    pub engine: String,
    /// How the shape was made ("robot", "inflate", "relief", …).
    pub method: String,
    /// What it understood, in the words of the prompt.
    #[serde(default)]
    pub understood: Vec<String>,
    /// What it did not.
    #[serde(default)]
    pub not_understood: Vec<String>,
    /// What a person should know of the result.
    #[serde(default)]
    pub warnings: Vec<String>,
}

/// A checked request for a new asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartGeneration {
    /// Made by the client: the same id twice is the same generation.
    pub generation: GenerationId,
    /// The words; a picture may go without.
    pub prompt: Option<Prompt>,
    /// The picture, uploaded before.
    pub image: Option<UploadId>,
    /// The look.
    pub style: StyleSlug,
    /// Make a model at once, without concepts.
    pub skip_concept: bool,
}

impl StartGeneration {
    /// Reads what a form sent.
    ///
    /// # Errors
    /// [`Problem::Invalid`] naming the first field that cannot be used: text mode needs a prompt, image mode a
    /// picture.
    pub fn parse(form: &StartForm) -> Result<Self, Problem> {
        let malformed = |_| Problem::invalid(Field::Request, "This page is out of date; reload it.");
        let generation = form.generation_id.parse().map_err(malformed)?;
        let mode = AssetMode::from_key(&form.mode)
            .ok_or_else(|| Problem::invalid(Field::Request, "Pick text or image."))?;
        let prompt = match mode {
            AssetMode::Text => Some(Prompt::parse(&form.prompt)?),
            AssetMode::Image if form.prompt.trim().is_empty() => None,
            AssetMode::Image => Some(Prompt::parse(&form.prompt)?),
        };
        let image = match (mode, form.upload_id.as_deref().unwrap_or_default()) {
            (AssetMode::Text, _) => None,
            (AssetMode::Image, "") => {
                return Err(Problem::invalid(Field::Image, "Add a picture first."));
            }
            (AssetMode::Image, id) => Some(id.parse().map_err(malformed)?),
        };
        let style = StyleSlug::parse(&form.style)?;
        Ok(Self { generation, prompt, image, style, skip_concept: form.skip_concept })
    }

    /// How the asset is asked for.
    #[must_use]
    pub fn mode(&self) -> AssetMode {
        if self.image.is_some() { AssetMode::Image } else { AssetMode::Text }
    }
}

/// The fields of the dashboard's form, as they arrive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartForm {
    /// A [`GenerationId`] made with the form.
    pub generation_id: String,
    /// `text` or `image`.
    pub mode: String,
    /// The prompt box.
    pub prompt: String,
    /// An [`UploadId`], in image mode.
    pub upload_id: Option<String>,
    /// A [`StyleSlug`].
    pub style: String,
    /// The checkbox.
    pub skip_concept: bool,
}

/// The generation flow. Each call that costs something takes an id made by the client, so repeating it (a double
/// click, a retry after a lost answer) gives the stored answer and costs nothing more.
#[async_trait]
pub trait Generations: Send + Sync {
    /// Writes a new asset, its hold and its job.
    ///
    /// # Errors
    /// [`Problem::OutOfCredits`], [`Problem::TooManyRunning`], [`Problem::Invalid`] for an unknown style or upload.
    async fn start(&self, user: UserId, request: StartGeneration) -> Result<AssetId, Problem>;

    /// Draws the concepts again, while free rounds last.
    ///
    /// # Errors
    /// [`Problem::NotFound`], [`Problem::NotNow`], [`Problem::TooManyRunning`].
    async fn concepts_again(
        &self,
        user: UserId,
        asset: AssetId,
        generation: GenerationId,
    ) -> Result<(), Problem>;

    /// Makes the model of a chosen concept; the asset's first model is free.
    ///
    /// # Errors
    /// [`Problem::NotFound`], [`Problem::NotNow`], [`Problem::OutOfCredits`], [`Problem::TooManyRunning`].
    async fn model_from_concept(
        &self,
        user: UserId,
        asset: AssetId,
        concept: ConceptId,
        generation: GenerationId,
    ) -> Result<(), Problem>;

    /// Makes the model again from the same input.
    ///
    /// # Errors
    /// As [`Generations::model_from_concept`].
    async fn model_again(
        &self,
        user: UserId,
        asset: AssetId,
        generation: GenerationId,
    ) -> Result<(), Problem>;

    /// Tries the failed generation again, at the cost it had.
    ///
    /// # Errors
    /// As [`Generations::model_from_concept`].
    async fn retry(&self, user: UserId, asset: AssetId, generation: GenerationId) -> Result<(), Problem>;

    /// Stops what is running; its credit comes back. Nothing to stop is not an error.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not the person's.
    async fn cancel(&self, user: UserId, asset: AssetId) -> Result<(), Problem>;

    /// How the asset is doing, for its owner.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is not the person's.
    async fn status(&self, user: UserId, asset: AssetId) -> Result<StatusReport, Problem>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(mode: &str) -> StartForm {
        StartForm {
            generation_id: GenerationId::from_parts(1, 1).to_string(),
            mode: mode.into(),
            prompt: "a red robot".into(),
            upload_id: Some(UploadId::from_parts(1, 1).to_string()),
            style: "cartoon".into(),
            skip_concept: false,
        }
    }

    #[test]
    fn text_mode_ignores_a_picture_left_over() {
        let request = StartGeneration::parse(&form("text")).unwrap();
        assert_eq!(request.mode(), AssetMode::Text);
        assert_eq!(request.image, None);
    }

    #[test]
    fn image_mode_needs_a_picture_but_no_words() {
        let mut asked = form("image");
        asked.prompt = "  ".into();
        assert_eq!(StartGeneration::parse(&asked).unwrap().prompt, None);
        asked.upload_id = None;
        let refused = StartGeneration::parse(&asked);
        assert!(matches!(refused, Err(Problem::Invalid { field: Field::Image, .. })));
    }

    #[test]
    fn each_bad_field_is_named() {
        let field = |change: fn(&mut StartForm)| {
            let mut asked = form("text");
            change(&mut asked);
            match StartGeneration::parse(&asked) {
                Err(Problem::Invalid { field, .. }) => field,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(field(|form| form.prompt.clear()), Field::Prompt);
        assert_eq!(field(|form| form.style = "No Such".into()), Field::Style);
        assert_eq!(field(|form| form.mode = "video".into()), Field::Request);
        assert_eq!(field(|form| form.generation_id = "x".into()), Field::Request);
    }
}
