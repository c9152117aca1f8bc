//! Bringing a model to a known place and size. Sizes are baked into the vertices, never left to a node.

use glam::{DAffine3, DMat3, DVec3, Vec3};

use crate::geometry::{Bounds, are_finite};
use crate::model::Mesh;

/// Smallest and largest longest side that the product makes, in millimetres.
pub const SIZE_LIMITS_MM: [f64; 2] = [5.0, 1000.0];

/// By which share of the asked length a model may miss it.
pub const SIZE_TOLERANCE: f64 = 1e-3;

/// Why a model cannot be brought to a size.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum SizeError {
    /// No triangle, or every vertex at one place.
    #[error("the model has no extent to scale")]
    NoExtent,
    /// A coordinate is not a finite number.
    #[error("the model has coordinates that are not finite numbers")]
    NotFinite,
    /// The asked length is not a positive finite number.
    #[error("a length of {asked} is not a size")]
    BadLength {
        /// What was asked for.
        asked: f64,
    },
    /// A model is not as long as it should be.
    #[error("the longest side is {reached} instead of {asked}")]
    Missed {
        /// What was asked for.
        asked: f64,
        /// What it is.
        reached: f64,
    },
}

/// A copy centred over the origin (x and z), standing on y = 0, with its longest side 1. +Y stays up.
pub fn normalise(mesh: &Mesh) -> Result<Mesh, SizeError> {
    rescale_longest(mesh, 1.0)
}

/// A copy centred over the origin (x and z), standing on y = 0, with its longest side `target` units.
pub fn rescale_longest(mesh: &Mesh, target: f64) -> Result<Mesh, SizeError> {
    let mut sized = mesh.clone();
    set_longest(&mut sized, target)?;
    Ok(sized)
}

/// [`rescale_longest`] in place: no second mesh is held. A refused mesh is left as it was.
pub fn set_longest(mesh: &mut Mesh, target: f64) -> Result<(), SizeError> {
    let bounds = checked_bounds(mesh)?;
    check_length(target)?;
    let longest = extents_of(&bounds).into_iter().fold(0.0, f64::max);
    place(mesh, &bounds, DVec3::splat(target / longest));
    Ok(())
}

/// A copy centred over the origin (x and z), standing on y = 0, with the given extents along x, y and z.
///
/// A flat axis stays flat.
pub fn rescale_per_axis(mesh: &Mesh, target: [f64; 3]) -> Result<Mesh, SizeError> {
    let bounds = checked_bounds(mesh)?;
    let extents = extents_of(&bounds);
    let mut factors = DVec3::ONE;
    for axis in 0..3 {
        check_length(target[axis])?;
        if extents[axis] > 0.0 {
            factors[axis] = target[axis] / extents[axis];
        }
    }
    let mut sized = mesh.clone();
    place(&mut sized, &bounds, factors);
    Ok(sized)
}

/// Checks that a model's longest side is `target` within a thousandth: for models that somebody else brought to size,
/// and for files read back.
pub fn check_longest(mesh: &Mesh, target: f64) -> Result<(), SizeError> {
    check_length(target)?;
    let reached = checked_extents(mesh)?.into_iter().fold(0.0, f64::max);
    if (reached / target - 1.0).abs() <= SIZE_TOLERANCE {
        Ok(())
    } else {
        Err(SizeError::Missed { asked: target, reached })
    }
}

/// Turns a +Y-up model into a +Z-up one, as slicers expect: (x, y, z) becomes (x, −z, y).
pub fn z_up_from_y_up([x, y, z]: [f32; 3]) -> [f32; 3] {
    [x, -z, y]
}

/// The lengths of a mesh that can be brought to a size.
pub(crate) fn checked_extents(mesh: &Mesh) -> Result<[f64; 3], SizeError> {
    checked_bounds(mesh).map(|bounds| extents_of(&bounds))
}

fn checked_bounds(mesh: &Mesh) -> Result<Bounds, SizeError> {
    let bounds = mesh.bounds().ok_or(SizeError::NoExtent)?;
    if !bounds.is_finite() || !are_finite(mesh.positions.as_flattened()) {
        return Err(SizeError::NotFinite);
    }
    if bounds.longest() > 0.0 { Ok(bounds) } else { Err(SizeError::NoExtent) }
}

fn extents_of(bounds: &Bounds) -> [f64; 3] {
    [0, 1, 2].map(|axis| f64::from(bounds.max[axis]) - f64::from(bounds.min[axis]))
}

fn check_length(asked: f64) -> Result<(), SizeError> {
    if asked.is_finite() && asked > 0.0 { Ok(()) } else { Err(SizeError::BadLength { asked }) }
}

/// Brings the middle of the foot to the origin and multiplies every length.
fn place(mesh: &mut Mesh, bounds: &Bounds, factors: DVec3) {
    let (min, max) = (Vec3::from(bounds.min).as_dvec3(), Vec3::from(bounds.max).as_dvec3());
    let foot = DVec3::new((min.x + max.x) / 2.0, min.y, (min.z + max.z) / 2.0);
    mesh.transform(&DAffine3 { matrix3: DMat3::from_diagonal(factors), translation: -foot * factors });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{measure, shapes};

    #[test]
    fn a_normalised_model_stands_centred_on_the_ground() {
        let mut mesh = shapes::cuboid([2.0, 8.0, 4.0]);
        mesh.translate([100.0, -50.0, 7.0]);
        let bounds = normalise(&mesh).unwrap().bounds().unwrap();
        assert_eq!(bounds.min, [-0.125, 0.0, -0.25]);
        assert_eq!(bounds.max, [0.125, 1.0, 0.25]);
    }

    #[test]
    fn per_axis_sizes_are_met_and_a_flat_axis_stays_flat() {
        let flat = Mesh {
            positions: vec![[0.0; 3], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
            triangles: vec![[0, 2, 1]],
            ..Mesh::default()
        };
        let bounds = rescale_per_axis(&flat, [30.0, 5.0, 20.0]).unwrap().bounds().unwrap();
        assert_eq!(bounds.extents(), [30.0, 0.0, 20.0]);
    }

    #[test]
    fn what_has_no_size_is_refused() {
        assert_eq!(normalise(&Mesh::default()), Err(SizeError::NoExtent));
        let point = Mesh { positions: vec![[1.0; 3]; 3], triangles: vec![[0, 1, 2]], ..Mesh::default() };
        assert_eq!(normalise(&point), Err(SizeError::NoExtent));
        let mut wild = shapes::cube(1.0);
        wild.positions[0][1] = f32::NAN;
        assert_eq!(normalise(&wild), Err(SizeError::NotFinite));
        assert_eq!(rescale_longest(&shapes::cube(1.0), -1.0), Err(SizeError::BadLength { asked: -1.0 }));
    }

    #[test]
    fn a_size_is_met_within_a_thousandth_or_not_at_all() {
        let mesh = shapes::cuboid([40.0, 80.0, 20.0]);
        assert_eq!(check_longest(&mesh, 80.05), Ok(()));
        assert_eq!(check_longest(&mesh, 80.2), Err(SizeError::Missed { asked: 80.2, reached: 80.0 }));
        assert_eq!(check_longest(&mesh, 0.0), Err(SizeError::BadLength { asked: 0.0 }));
    }

    #[test]
    fn up_turns_from_y_to_z_without_mirroring() {
        let mut mesh = shapes::cuboid([1.0, 2.0, 3.0]);
        mesh.positions = mesh.positions.into_iter().map(z_up_from_y_up).collect();
        assert_eq!(mesh.bounds().unwrap().extents(), [1.0, 3.0, 2.0]);
        assert!((measure::signed_volume(&mesh) - 6.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn size_is_met_and_volume_and_area_follow(
            sides in proptest::array::uniform3(0.01f32..500.0),
            target in 5.0f64..1000.0,
        ) {
            let mesh = shapes::cuboid(sides);
            let scaled = rescale_longest(&mesh, target).unwrap();
            let reached = f64::from(scaled.bounds().unwrap().longest());
            prop_assert!((reached / target - 1.0).abs() < 1e-3);
            let factor = target / f64::from(mesh.bounds().unwrap().longest());
            let volume = measure::signed_volume(&mesh) * factor.powi(3);
            prop_assert!((measure::signed_volume(&scaled) / volume - 1.0).abs() < 1e-3);
            let area = measure::area(&mesh) * factor.powi(2);
            prop_assert!((measure::area(&scaled) / area - 1.0).abs() < 1e-3);
        }
    }
}
