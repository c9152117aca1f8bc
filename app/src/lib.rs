//! The pages of MakeIt3D, their server functions and the design system. Compiled twice: for the server, which
//! renders pages to text and answers server functions, and for the browser, which brings them to life.
//!
//! To add a page: a folder in `features/`, its name in `pages/`, a line in `routes.rs`, a line in `layout/nav.rs` and a
//! browser test in `end2end/tests/`. What a page needs of the server is a trait in `domain`, reached through
//! [`context`]; what it needs of a browser is a trait in [`browser`].
#![recursion_limit = "256"]

pub mod browser;
pub mod context;
mod derived;
mod effect;
mod erased;
pub mod error;
pub mod features;
mod fetched;
mod late_pictures;
mod layout;
mod live_clock;
pub mod pages;
mod routes;
pub mod shell;
mod submission;
pub mod ui;
pub mod wire;

#[cfg(test)]
mod fakes;

pub use routes::App;
