//! The first screen after signing in: the prompt.

pub mod api;
mod draft;
mod form;
mod generate_button;
mod image_drop;
mod mode;
mod page;
mod prompt_box;
mod recent;
mod style_grid;
mod upload;

pub use page::DashboardPage;
