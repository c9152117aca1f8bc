//! What a mesh is: size, area, volume and the soundness of its edges.

mod audit;
mod edges;
mod mass;

pub use audit::{Audit, audit};
pub use mass::{area, signed_volume};
