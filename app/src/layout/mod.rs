//! What is around every page.

mod arrival;
mod credit_balance;
mod footer;
mod frame;
mod header;
mod nav;
mod user_menu;

pub use frame::Frame;
