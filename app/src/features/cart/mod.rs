//! The cart.

pub mod api;
