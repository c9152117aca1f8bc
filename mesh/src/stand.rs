//! Which way up a model prints best.

use glam::{DAffine3, DQuat, Vec3};

use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// Faces within this share of the height over the lowest point lie on the bed.
const GROUND_SHARE: f32 = 1e-3;
/// Faces steeper downwards than this cosine need support.
const OVERHANG_COSINE: f32 = std::f32::consts::FRAC_1_SQRT_2;
/// What a little less height is worth against overhang, both as shares.
const HEIGHT_WEIGHT: f64 = 0.15;
/// What a firm stand is worth against overhang.
const CONTACT_WEIGHT: f64 = 0.25;

/// A way to lay a model on the bed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stand {
    /// The direction of the model that should point up.
    pub up: [f32; 3],
    /// Share of the surface that hangs over by more than 45° and does not lie on the bed.
    pub overhang_share: f64,
    /// Share of the surface that lies on the bed.
    pub contact_share: f64,
    /// Height over the longest diagonal.
    pub height_share: f64,
}

impl Stand {
    /// Less is better: support to remove and height to build, less the firm stand.
    fn cost(&self) -> f64 {
        self.overhang_share + HEIGHT_WEIGHT * self.height_share - CONTACT_WEIGHT * self.contact_share.min(0.4)
    }

    /// The turn that brings `up` to +Y.
    pub fn turn(&self) -> DAffine3 {
        DAffine3::from_quat(DQuat::from_rotation_arc(Vec3::from(self.up).as_dvec3(), glam::DVec3::Y))
    }
}

/// Tries the 26 directions of a cube's faces, edges and corners; `None` for a mesh without surface.
///
/// The way the model stands now wins a tie. Whether to stop is asked before each direction.
pub fn suggest(mesh: &Mesh, watch: &Watch<'_>) -> Result<Option<Stand>, Cancelled> {
    watch.check()?;
    let faces: Vec<([Vec3; 3], Vec3, f64)> = mesh
        .triangles
        .iter()
        .filter_map(|&triangle| mesh.corners(triangle))
        .filter_map(|corner| {
            let doubled = (corner[1] - corner[0]).cross(corner[2] - corner[0]);
            Some((corner, doubled.try_normalize()?, f64::from(doubled.length()) * 0.5))
        })
        .collect();
    let diagonal = mesh.bounds().map_or(0.0, |bounds| f64::from(bounds.diagonal()));
    let mut best = stand(&faces, Vec3::Y, diagonal);
    for up in directions() {
        watch.check()?;
        let tried = stand(&faces, up, diagonal);
        if let (Some(a), Some(b)) = (&tried, &best)
            && a.cost() < b.cost() - 1e-6
        {
            best = tried;
        }
    }
    Ok(best)
}

fn directions() -> impl Iterator<Item = Vec3> {
    (0..27)
        .map(|index| Vec3::new((index % 3 - 1) as f32, (index / 3 % 3 - 1) as f32, (index / 9 - 1) as f32))
        .filter_map(Vec3::try_normalize)
}

fn stand(faces: &[([Vec3; 3], Vec3, f64)], up: Vec3, diagonal: f64) -> Option<Stand> {
    let heights = || faces.iter().flat_map(|face| face.0).map(|at| at.dot(up));
    let low = heights().reduce(f32::min)?;
    let high = heights().reduce(f32::max)?;
    let bed = low + (high - low).max(f32::MIN_POSITIVE) * GROUND_SHARE;
    let (mut total, mut hanging, mut contact) = (0.0, 0.0, 0.0);
    for (corner, normal, area) in faces {
        total += area;
        if -normal.dot(up) > OVERHANG_COSINE {
            let is_on_bed = corner.iter().all(|at| at.dot(up) <= bed);
            *(if is_on_bed { &mut contact } else { &mut hanging }) += area;
        }
    }
    (total > 0.0).then(|| Stand {
        up: up.to_array(),
        overhang_share: hanging / total,
        contact_share: contact / total,
        height_share: f64::from(high - low) / diagonal,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    fn suggested(mesh: &Mesh) -> Option<Stand> {
        suggest(mesh, &Watch::default()).unwrap()
    }

    #[test]
    fn it_stops_on_request() {
        let watch = Watch::default();
        watch.cancel.cancel();
        assert_eq!(suggest(&shapes::cube(3.0), &watch), Err(Cancelled));
    }

    #[test]
    fn a_table_is_laid_on_its_top() {
        let mut table = shapes::cuboid([20.0, 1.0, 20.0]);
        table.translate([-10.0, 10.0, -10.0]);
        let mut leg = shapes::cuboid([2.0, 10.5, 2.0]);
        leg.translate([-1.0, 0.0, -1.0]);
        table.append(&leg);
        let found = suggested(&table).unwrap();
        assert_eq!(found.up, [0.0, -1.0, 0.0]);
        assert!(found.overhang_share < 0.01 && found.contact_share > 0.3, "{found:?}");
        table.transform(&found.turn());
        assert_eq!(suggested(&table).unwrap().up, [0.0, 1.0, 0.0]);
    }

    #[test]
    fn what_stands_well_stays_and_nothing_has_no_stand() {
        assert_eq!(suggested(&shapes::cube(3.0)).unwrap().up, [0.0, 1.0, 0.0]);
        assert_eq!(suggested(&Mesh::default()), None);
    }
}
