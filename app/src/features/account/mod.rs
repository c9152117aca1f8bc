//! The account: balance, settings, statement, and its end.

mod api;
mod page;
mod settings;

pub use page::AccountPage;
