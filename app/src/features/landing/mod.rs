//! The start page.

mod page;
mod showcase;

pub use page::LandingPage;
