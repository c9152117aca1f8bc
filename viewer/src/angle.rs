//! Sine and cosine in a few instructions: the standard library's carry tables for angles no camera reaches,
//! which would be a twentieth of the module.

use std::f64::consts::FRAC_PI_2;

/// Sine and cosine of an angle in radians, to within the precision of `f32` up to some thousand turns.
pub fn sin_cos(radians: f32) -> (f32, f32) {
    let angle = f64::from(radians);
    let quarters = (angle / FRAC_PI_2).round_ties_even();
    let rest = angle - quarters * FRAC_PI_2;
    let square = rest * rest;
    // Taylor's series; on ±π/4 the first term left out is below 1e-8.
    let sin =
        rest * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0 * (1.0 - square / 72.0))));
    let cos = 1.0
        - square / 2.0
            * (1.0 - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0 * (1.0 - square / 90.0))));
    let (sin, cos) = match quarters as i64 & 3 {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    };
    (sin as f32, cos as f32)
}

#[cfg(test)]
mod tests {
    use super::sin_cos;
    use proptest::prelude::*;

    #[test]
    fn quarters_are_exact() {
        assert_eq!(sin_cos(0.0), (0.0, 1.0));
        assert_eq!(sin_cos(std::f32::consts::FRAC_PI_2).0, 1.0);
        assert_eq!(sin_cos(-std::f32::consts::PI).1, -1.0);
    }

    proptest! {
        #[test]
        fn agrees_with_the_standard_library(radians in -10_000f32..10_000.0) {
            let (sin, cos) = sin_cos(radians);
            prop_assert!((sin - radians.sin()).abs() < 1e-6, "sin {radians}");
            prop_assert!((cos - radians.cos()).abs() < 1e-6, "cos {radians}");
        }
    }
}
