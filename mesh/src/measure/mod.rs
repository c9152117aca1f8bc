//! What a mesh is: size, area, volume, the soundness of its edges, its shells, walls and overhangs.
//!
//! [`measure`] gives all facts at once; [`audit`], [`area`] and [`signed_volume`] are its quick parts.

mod audit;
mod closed;
mod connections;
mod containment;
mod distinct;
mod edges;
mod facts;
mod intersections;
mod links;
mod mass;
mod meeting;
mod orientation;
mod overlap;
mod profile;
mod shells;
mod stance;
mod thickness;
mod volume;

pub(crate) use audit::Pieces;
pub use audit::{Audit, audit};
pub use closed::is_closed_as_indexed;
pub(crate) use edges::EdgeTable;
pub use facts::{FactBounds, Facts, MeasureOptions, Places, measure};
pub use mass::{area, signed_volume};
pub use profile::{WallProfile, WallSample};
pub(crate) use shells::{enclosed_faces, outward_turns};
pub use thickness::Thinnest;
pub(crate) use volume::SAMPLED_ACCURACY;
pub use volume::VolumeMethod;

/// Most places of one kind that are listed for lighting up.
pub const MAX_PLACES: usize = 200;

#[cfg(test)]
mod tests;
