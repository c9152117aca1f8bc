//! Reading, measuring, checking, repairing, scaling, drawing and exporting triangle meshes. No app types; IO
//! through the readers and writers handed in, and [`import::read_file`].
//!
//! Every reader fills a [`Mesh`], every measure, check and writer takes one. Topology ([`measure::audit`]) always
//! speaks of the mesh welded by position ([`Mesh::weld`]), because texture seams split vertices.
//!
//! | to… | call |
//! |---|---|
//! | read an unknown file | [`import::read`], [`import::read_from`] a stream, [`import::read_shape_from`] its shape alone, [`import::read_file`]; [`glb::read`] where only glTF is allowed |
//! | know everything about it | [`measure::measure`], then [`passport::passport`] for each material |
//! | keep what a shop needs of it | [`survey::prepare`] once; then [`Survey::facts_at`], [`Survey::passport`] at any size |
//! | prove that it is a solid | [`solid::check_manifold`] |
//! | make it one | [`repair::repair`] |
//! | bring it to a size | [`rescale_longest`], [`rescale_per_axis`], [`normalise`]; proof: [`size::check_longest`] |
//! | make it lighter | [`solid::simplify()`] for print, [`optimise::optimise`] for the screen |
//! | lay it on the printer's bed | [`stand::suggest`] |
//! | draw it | [`render::render`] |
//! | write it | [`export::export`] at a size, [`glb::write`] as it is |
//!
//! To add an export format, see [`export`]; to add a reader, a file in `import/` and a variant of
//! [`import::SourceFormat`]; to add a fact, a field of [`measure::Facts`] and a golden case.

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
pub mod stand;
pub mod survey;
pub mod watch;
pub mod weld;

pub use geometry::Bounds;
pub use model::{Material, Mesh, Texture};
pub use size::{normalise, rescale_longest, rescale_per_axis};
pub use survey::Survey;
pub use weld::Welded;
