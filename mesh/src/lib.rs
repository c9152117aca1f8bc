//! Reading, measuring, checking, scaling, drawing and exporting triangle meshes. No app types, no IO of its own
//! beyond the readers and writers handed in.

mod model;

pub use model::{Material, Mesh, Texture};
