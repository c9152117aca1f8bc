//! How to use MakeIt3D.

mod page;

pub use page::HelpPage;
