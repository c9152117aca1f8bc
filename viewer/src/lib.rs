//! The model viewer, a WebAssembly module of its own that a page loads when a model comes into view.

pub mod dimension;
pub mod gesture;
pub mod glb;
pub mod json;
pub mod orbit;
