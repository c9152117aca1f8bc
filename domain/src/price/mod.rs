//! What a print costs, and what the cost is made of.

pub mod estimate;
