//! The viewer in a browser: what needs a canvas, a graphics card and events.

mod gpu;
mod input;
mod labels;
mod loading;
mod stage;
mod viewer;
mod wiring;

pub use viewer::Viewer;
