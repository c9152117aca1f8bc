//! What was paid, and the life of each item.

mod address;
pub mod api;
mod downloads;
mod item;
mod list;
mod order;
mod size;
mod status;
mod timeline;

pub use list::OrdersPage;
pub use order::OrderPage;
