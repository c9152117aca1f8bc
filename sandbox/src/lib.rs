//! Local stand-ins for services outside, each speaking the protocol of the real one, so that the product's code has
//! no "if this is a laptop" in it: only base URLs and keys differ.
//!
//! To add one: a folder named after the service, a configuration struct with everything it needs (a clock and a
//! source of randomness included), and a `router` that answers the service's own paths.

#![recursion_limit = "256"]

pub mod bench;
pub mod clerk;
pub mod stripe;
