//! glTF 2.0 binary files: writing our meshes, reading anybody's.

mod layout;
mod write;

pub use write::{WriteError, WriteOptions, to_bytes, write, write_with};
