//! A GPU-worker stand-in without AI: text and pictures become printable solids on the CPU.
//!
//! Text goes `text` (grammar and nouns) → [`recipe::Recipe`] → `sdf` (surfaces) → `style` (the six looks) →
//! [`result::BuiltModel`]. To add a noun, write its builder in the family's file under `text/nouns/` and list it
//! there.

pub mod bench;
pub mod cli;
pub mod concept;
pub mod image;
pub mod jobs;
pub mod protocol;
pub mod recipe;
pub mod result;
pub mod sdf;
pub mod sheet;
pub mod style;
pub mod text;

#[cfg(test)]
mod samples;

pub use result::{BuildError, BuiltModel, Progress, Silent, Understanding};
