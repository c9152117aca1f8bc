//! Solids as signed distance fields: parts are placed and combined into an [`Object`], the [`sampler`](mod@sample)
//! turns it into a closed [`surface::Surface`].

pub mod grid;
mod noise;
mod object;
pub mod outline;
mod sample;
mod shape;
pub mod surface;

pub use noise::{fractal_noise, value_noise};
pub use object::{Grain, Object, Op, Part};
pub use sample::{Field, sample};
pub use shape::{Ripple, Shape};

#[cfg(test)]
mod tests;
