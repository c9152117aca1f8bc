//! What is around every page.

mod arrival;
mod cart_link;
mod credit_balance;
mod footer;
mod frame;
mod header;
mod nav;
mod toast;
mod user_menu;

pub use frame::Frame;
pub use toast::{ToastMessage, Toasts};
