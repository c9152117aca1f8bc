//! Paying the cart.

pub mod api;
