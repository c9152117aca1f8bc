//! The model viewer, a WebAssembly module of its own that a page loads when a model comes into view.

pub mod angle;
pub mod dimension;
pub mod gesture;
pub mod glb;
pub mod json;
pub mod light;
pub mod orbit;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
pub use browser::Viewer;
