//! The axes of the file a command works on. What stands on its Z axis is turned to +Y up as it is read; what a person asks
//! and is told speaks of the file.

use std::ops::Sub;

use crate::import::SourceFormat;
use crate::measure::{FactBounds, Facts};

/// How a file's axes lie to those of the model read from it.
#[derive(Clone, Copy)]
pub(super) struct Axes {
    is_z_up: bool,
}

impl Axes {
    pub(super) fn of(format: SourceFormat) -> Self {
        Self { is_z_up: format.is_z_up() }
    }

    /// Lengths along the file's axes made lengths along the model's, or the other way round.
    pub(super) fn lengths<T>(self, [x, y, z]: [T; 3]) -> [T; 3] {
        if self.is_z_up { [x, z, y] } else { [x, y, z] }
    }

    /// A place or direction in the model, as the file has it.
    pub(super) fn in_file<T: Default + Sub<Output = T>>(self, [x, y, z]: [T; 3]) -> [T; 3] {
        // From zero, so that zero stays without a sign.
        if self.is_z_up { [x, T::default() - z, y] } else { [x, y, z] }
    }

    /// Turns what is told of a model's facts; the lists of places are not.
    pub(super) fn turn(self, facts: &mut Facts) {
        facts.extents = self.lengths(facts.extents);
        facts.thinnest.at = self.in_file(facts.thinnest.at);
        let (a, b) = (self.in_file(facts.bounds.min), self.in_file(facts.bounds.max));
        let ends = |pick: fn(f64, f64) -> f64| [0, 1, 2].map(|axis| pick(a[axis], b[axis]));
        facts.bounds = FactBounds { min: ends(f64::min), max: ends(f64::max) };
    }
}
