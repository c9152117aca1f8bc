//! From a picture to a printable solid: mask, gate, then inflate, relief or badge.

pub mod intake;
