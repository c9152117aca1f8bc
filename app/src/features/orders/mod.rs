//! What was paid, and the life of each item.

pub mod api;
