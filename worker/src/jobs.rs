//! The three operations a worker knows, free of any transport: what comes in, what comes out, how a caller follows
//! and stops the work.
//!
//! [`crate::protocol`] turns HTTP jobs into these requests; [`BuiltIn`] is the generator of this crate. A test hands
//! in a [`Generator`] of its own. To add an operation: a request and a result here, a method on [`Generator`], an arm
//! in `protocol/operations.rs`.

mod builtin;
mod follow;

use serde::{Deserialize, Serialize};

use crate::result::BuildError;

pub use crate::result::Understanding;
pub use builtin::BuiltIn;
pub use follow::{CancelToken, Follow, Stage};

/// The most characters a prompt may have.
pub const PROMPT_MAX_CHARACTERS: usize = 1000;

/// The look a person chose on the dashboard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StyleChoice {
    /// `realistic`, `cartoon`, `low-poly`, `voxel`, `clay`, `wireframe`; anything else is drawn as realistic.
    #[serde(default)]
    pub slug: String,
    /// Words for generators that take text; the built-in one reads only the slug.
    #[serde(default)]
    pub prompt_hint: String,
}

/// What to draw before anything is built.
#[derive(Clone, Debug, Default)]
pub struct ConceptsRequest {
    /// At most [`PROMPT_MAX_CHARACTERS`] characters; may be empty when there is a picture.
    pub prompt: String,
    /// The chosen look.
    pub style: StyleChoice,
    /// An encoded PNG, JPEG or WebP picture to start from.
    pub picture: Option<Vec<u8>>,
    /// How many concepts, 1 to 4.
    pub count: u32,
    /// Same seed, same concepts.
    pub seed: u64,
}

/// One drawn concept.
#[derive(Clone, Debug)]
pub struct Concept {
    /// The picture as PNG; it carries the plan of its own geometry in a text chunk.
    pub png: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The seed this very concept was drawn with.
    pub seed: u64,
}

/// The concepts of one request.
#[derive(Clone, Debug)]
pub struct Concepts {
    /// As many as were asked for.
    pub concepts: Vec<Concept>,
    /// What the generator made of the request.
    pub understanding: Understanding,
}

/// What to build. One of `concept`, `picture`, `prompt` decides the geometry, in this order.
#[derive(Clone, Debug, Default)]
pub struct ModelRequest {
    /// A concept picture made by [`Generator::concepts`].
    pub concept: Option<Vec<u8>>,
    /// The person's own picture.
    pub picture: Option<Vec<u8>>,
    /// The person's own words; may be empty.
    pub prompt: String,
    /// The chosen look.
    pub style: StyleChoice,
    /// Same seed, same model.
    pub seed: u64,
    /// Upper bound the model is simplified towards.
    pub target_triangles: Option<u32>,
}

/// A finished model.
#[derive(Clone, Debug)]
pub struct Model {
    /// Binary glTF 2.0: metres, +Y up, centred on the ground, longest side 1.
    pub glb: Vec<u8>,
    /// Triangles in it.
    pub triangles: u32,
    /// Axis-aligned box in the file's units.
    pub bounds: Bounds,
    /// What the generator made of the request.
    pub understanding: Understanding,
}

/// An axis-aligned box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Smallest coordinates.
    pub min: [f64; 3],
    /// Largest coordinates.
    pub max: [f64; 3],
}

impl Bounds {
    /// Side lengths.
    #[must_use]
    pub fn extents(&self) -> [f64; 3] {
        std::array::from_fn(|axis| self.max[axis] - self.min[axis])
    }

    /// The box around `positions`; empty input gives the zero box.
    #[must_use]
    pub fn around(positions: &[[f32; 3]]) -> Self {
        let Some(first) = positions.first() else { return Self::default() };
        let start = first.map(f64::from);
        positions.iter().fold(Self { min: start, max: start }, |bounds, position| Self {
            min: std::array::from_fn(|axis| bounds.min[axis].min(f64::from(position[axis]))),
            max: std::array::from_fn(|axis| bounds.max[axis].max(f64::from(position[axis]))),
        })
    }
}

/// The sizes a model shall have; a missing axis follows the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
pub struct TargetDimensions {
    /// Width in millimetres.
    pub x: Option<f64>,
    /// Height in millimetres.
    pub y: Option<f64>,
    /// Depth in millimetres.
    pub z: Option<f64>,
}

/// A model and the size it shall have.
#[derive(Clone, Debug)]
pub struct RescaleRequest {
    /// Any binary glTF.
    pub model: Vec<u8>,
    /// Asked size.
    pub target: TargetDimensions,
    /// True stretches each axis by itself (needs all three), false keeps the proportions.
    pub stretch: bool,
}

/// A model at its asked size.
#[derive(Clone, Debug)]
pub struct Rescaled {
    /// Binary glTF in metres (millimetres / 1000), the scale baked into the vertices.
    pub glb: Vec<u8>,
    /// Axis-aligned box in millimetres.
    pub bounds_mm: Bounds,
    /// What a quote needs to know about it.
    pub facts: RescaledFacts,
}

/// Facts of a model at its asked size, measured on the mesh welded by position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct RescaledFacts {
    /// Triangles that are not collapsed.
    pub triangles: usize,
    /// Side lengths of the box, in millimetres.
    pub extents_mm: [f64; 3],
    /// Surface, in square millimetres.
    pub area_mm2: f64,
    /// Enclosed volume, in cubic millimetres; none when the surface is not closed and outward.
    pub volume_mm3: Option<f64>,
    /// Every edge has exactly two triangles.
    pub watertight: bool,
    /// Pieces connected over edges.
    pub shells: usize,
}

/// Why an operation did not give a result.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Nobody waits for it any more.
    #[error("cancelled")]
    Cancelled,
    /// The request itself cannot be served; the sentence is meant for a person.
    #[error("{0}")]
    BadRequest(String),
    /// The person's picture cannot be read; the sentence says what is wrong with it.
    #[error("{0}")]
    Picture(String),
    /// The generator could not make a valid result.
    #[error("{0}")]
    Generator(String),
    /// A file could not be fetched or stored.
    #[error("{0}")]
    Transfer(String),
}

impl From<BuildError> for JobError {
    fn from(cause: BuildError) -> Self {
        match cause {
            BuildError::Cancelled => Self::Cancelled,
            BuildError::Rejected(why) => Self::BadRequest(why),
            BuildError::Unsound(_) => Self::Generator(cause.to_string()),
        }
    }
}

impl JobError {
    /// The exception name a RunPod handler written in Python would report.
    #[must_use]
    pub fn exception_name(&self) -> &'static str {
        match self {
            Self::Cancelled => "<class 'asyncio.CancelledError'>",
            Self::BadRequest(_) => "<class 'ValueError'>",
            // What Pillow raises, which production handlers read pictures with.
            Self::Picture(_) => "<class 'PIL.UnidentifiedImageError'>",
            Self::Generator(_) => "<class 'RuntimeError'>",
            Self::Transfer(_) => "<class 'ConnectionError'>",
        }
    }
}

/// Something that draws, builds and rescales. Calls block; they run on a thread of their own and look at
/// [`Follow::check`] often.
pub trait Generator: Send + Sync + 'static {
    /// Draws concepts.
    ///
    /// # Errors
    /// [`JobError`] when cancelled, when the request makes no sense or when nothing valid came out.
    fn concepts(&self, request: &ConceptsRequest, follow: &Follow) -> Result<Concepts, JobError>;

    /// Builds a model.
    ///
    /// # Errors
    /// As for [`Generator::concepts`].
    fn model(&self, request: &ModelRequest, follow: &Follow) -> Result<Model, JobError>;

    /// Brings a model to a size.
    ///
    /// # Errors
    /// As for [`Generator::concepts`].
    fn rescale(&self, request: &RescaleRequest, follow: &Follow) -> Result<Rescaled, JobError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_surround_every_point() {
        let bounds = Bounds::around(&[[1.0, -2.0, 0.5], [-1.0, 4.0, 0.5]]);
        assert_eq!(bounds.min, [-1.0, -2.0, 0.5]);
        assert_eq!(bounds.extents(), [2.0, 6.0, 0.0]);
        assert_eq!(Bounds::around(&[]), Bounds::default());
    }
}
