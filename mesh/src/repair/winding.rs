//! How often a surface goes around a point, also where it is open (generalised winding numbers).
//!
//! Far clusters of triangles act as one dipole (Barill, Dickson, Schmidt, Levin and Jacobson, "Fast Winding Numbers for
//! Soups and Clouds", 2018, first order).

use glam::Vec3;

use crate::bvh::{Bvh, Cluster};
use crate::model::Mesh;

/// A cluster acts as a dipole from this many of its radii away.
const FAR: f32 = 2.2;

/// The tree with a dipole for each node.
pub(super) struct WindingField {
    clusters: Vec<Cluster>,
    corners: Vec<[Vec3; 3]>,
}

impl WindingField {
    /// Sums up every cluster of the tree.
    pub(super) fn new(shape: &Mesh, tree: &Bvh) -> Self {
        let corners =
            tree.triangles().filter_map(|face| shape.corners(shape.triangles[face as usize])).collect();
        Self { clusters: tree.clusters(), corners }
    }

    /// About 1 inside, 0 outside, and everything between near an open rim.
    pub(super) fn at(&self, point: Vec3) -> f32 {
        self.at_counted(point, &mut 0)
    }

    /// [`at`](Self::at); adds how many triangles were looked at one by one to `looks`.
    #[inline]
    pub(super) fn at_counted(&self, point: Vec3, looks: &mut usize) -> f32 {
        let mut total = 0.0;
        let mut open = vec![0usize; usize::from(!self.clusters.is_empty())];
        while let Some(index) = open.pop() {
            let cluster = &self.clusters[index];
            let away = cluster.center - point;
            let distance = away.length();
            if distance > cluster.radius * FAR {
                total += cluster.area_normal.dot(away) / (distance * distance * distance);
            } else if let Some([left, right]) = cluster.children {
                open.extend([left as usize, right as usize]);
            } else {
                *looks += cluster.slots.len();
                total +=
                    cluster.slots.clone().map(|slot| solid_angle(point, self.corners[slot])).sum::<f32>();
            }
        }
        total / (4.0 * std::f32::consts::PI)
    }
}

/// The solid angle of a triangle (van Oosterom and Strackee 1983).
fn solid_angle(point: Vec3, corners: [Vec3; 3]) -> f32 {
    let [a, b, c] = corners.map(|corner| corner - point);
    let (la, lb, lc) = (a.length(), b.length(), c.length());
    let below = la * lb * lc + a.dot(b) * lc + b.dot(c) * la + c.dot(a) * lb;
    2.0 * a.dot(b.cross(c)).atan2(below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    #[test]
    fn inside_is_one_outside_is_zero_and_an_open_half_sees_half() {
        let sphere = shapes::sphere(1.0, 48, 64);
        let field = WindingField::new(&sphere, &Bvh::new(&sphere));
        for point in [Vec3::ZERO, Vec3::new(0.5, 0.3, -0.4)] {
            assert!((field.at(point) - 1.0).abs() < 0.02, "{}", field.at(point));
        }
        assert!(field.at(Vec3::new(3.0, 1.0, 0.0)).abs() < 0.02);
        let mut half = sphere;
        half.triangles
            .retain(|corner| corner.iter().all(|vertex| half.positions[*vertex as usize][1] > -0.01));
        let field = WindingField::new(&half, &Bvh::new(&half));
        assert!((field.at(Vec3::ZERO) - 0.5).abs() < 0.05);
    }
}
