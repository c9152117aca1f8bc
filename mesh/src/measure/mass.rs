//! Surface area and enclosed volume, summed in 64-bit.

use glam::DVec3;

use crate::model::Mesh;

/// The surface in square units, both sides of a plate counted.
pub fn area(mesh: &Mesh) -> f64 {
    corners(mesh).map(|[a, b, c]| (b - a).cross(c - a).length() * 0.5).sum()
}

/// The volume enclosed by the surface in cubic units, negative when the mesh is inside out.
///
/// The sum of the tetrahedra between each triangle and one point (divergence theorem). It means something only for
/// a closed, consistently wound mesh; overlapping shells count twice. The point is the first vertex, so that a
/// model far from the origin loses no digits.
pub fn signed_volume(mesh: &Mesh) -> f64 {
    let Some([apex, ..]) = corners(mesh).next() else { return 0.0 };
    corners(mesh).map(|[a, b, c]| (a - apex).dot((b - apex).cross(c - apex))).sum::<f64>() / 6.0
}

fn corners(mesh: &Mesh) -> impl Iterator<Item = [DVec3; 3]> + '_ {
    mesh.triangles
        .iter()
        .filter_map(|&triangle| mesh.corners(triangle))
        .map(|corner| corner.map(glam::Vec3::as_dvec3))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::shapes;

    #[test]
    fn a_box_is_exact_also_far_away() {
        let mut mesh = shapes::cuboid([2.0, 3.0, 4.0]);
        mesh.translate([1000.0, -2000.0, 500.0]);
        assert!((signed_volume(&mesh) - 24.0).abs() < 1e-9);
        assert!((area(&mesh) - 52.0).abs() < 1e-9);
    }

    #[test]
    fn inside_out_is_negative() {
        let mut mesh = shapes::cube(1.0);
        mesh.flip_winding();
        assert!((signed_volume(&mesh) + 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_fine_sphere_comes_close_to_the_round_one() {
        let mesh = shapes::sphere(1.0, 128, 256);
        assert!((signed_volume(&mesh) / (4.0 / 3.0 * PI) - 1.0).abs() < 1e-3);
        assert!((area(&mesh) / (4.0 * PI) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn nothing_weighs_nothing() {
        assert_eq!((area(&Mesh::default()), signed_volume(&Mesh::default())), (0.0, 0.0));
    }
}
