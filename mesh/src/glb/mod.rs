//! glTF 2.0 binary files: writing our meshes, reading anybody's.

mod geometry;
mod layout;
mod materials;
mod nodes;
mod primitive;
mod read;
mod source;
mod write;

pub(crate) use materials::media_type;
pub use nodes::NodeProblem;
pub use read::{Loaded, ReadError, ReadLimits, load, read};
pub use write::{WriteError, WriteOptions, to_bytes, write, write_with};
pub(crate) use write::{check_consistent, portable_picture, write_scaled};

#[cfg(test)]
mod tests;
