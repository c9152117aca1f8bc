//! The account: balance and statement.

mod page;

pub use page::AccountPage;
