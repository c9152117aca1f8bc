//! Reading, measuring, checking, scaling, drawing and exporting triangle meshes. No app types, no IO of its own
//! beyond the readers and writers handed in.
//!
//! Every reader fills a [`Mesh`], every measure, check and writer takes one. Topology ([`measure::audit`]) always
//! speaks of the mesh welded by position ([`Mesh::weld`]), because texture seams split vertices.

pub mod bvh;
pub mod command;
pub mod export;
pub mod geometry;
pub mod glb;
pub mod import;
pub mod measure;
mod model;
pub mod optimise;
pub mod passport;
pub mod render;
pub mod repair;
pub mod shapes;
pub mod size;
pub mod solid;
pub mod watch;
pub mod weld;

pub use geometry::Bounds;
pub use model::{Material, Mesh, Texture};
pub use size::{normalise, rescale_longest, rescale_per_axis};
pub use weld::Welded;
