//! Everything a person made, newest first.

mod entry;
mod list;
mod page;

pub use page::WorkspacePage;
