//! As much of WebAssembly's binary format as is needed to weigh modules and to join them.
//! <https://webassembly.github.io/spec/core/binary/modules.html>

mod imports;
mod read;
mod weight;

pub use imports::{Import, imports};
pub use weight::{Weight, weight};
