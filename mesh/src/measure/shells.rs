//! The pieces of a surface: which lie inside which, which float, which way they face.

use std::f64::consts::PI;

use glam::{DVec3, Vec3};
use rayon::prelude::*;

use super::containment::mark_inner;
use super::edges::EdgeTable;
use super::orientation::Winding;
use crate::geometry::Bounds;
use crate::model::Mesh;
use crate::watch::{Cancelled, Watch};

/// One piece connected over edges.
#[derive(Clone, Debug)]
pub(super) struct Shell {
    /// Its triangles.
    pub(super) faces: Vec<u32>,
    /// Signed volume, each triangle as it is wound.
    pub(super) volume: f64,
    /// Every edge has two triangles.
    pub(super) is_closed: bool,
    /// Lies wholly inside another shell.
    pub(super) is_inner: bool,
    pub(super) bounds: Bounds,
}

/// All pieces of a mesh.
pub(super) struct Shells {
    pub(super) list: Vec<Shell>,
    /// The piece of each triangle.
    pub(super) shell_of: Vec<u32>,
    /// Triangles to turn over so that all point outwards.
    pub(super) flipped_faces: usize,
}

impl Shells {
    /// Finds the pieces of a welded mesh.
    pub(super) fn of(shape: &Mesh, table: &EdgeTable, watch: &Watch<'_>) -> Result<Self, Cancelled> {
        let winding = Winding::of(shape, table);
        let mut list = winding.shells(shape);
        mark_inner(shape, &mut list, &winding.is_turned, watch)?;
        let mut shell_of = vec![0u32; shape.triangles.len()];
        for (index, shell) in list.iter().enumerate() {
            for &face in &shell.faces {
                shell_of[face as usize] = index as u32;
            }
        }
        let flipped_faces = winding.flipped_faces(&list);
        Ok(Self { list, shell_of, flipped_faces })
    }

    pub(super) fn count(&self) -> usize {
        self.list.len()
    }

    pub(super) fn inner_count(&self) -> usize {
        self.list.iter().filter(|shell| shell.is_inner).count()
    }

    /// Those that bound the solid.
    pub(super) fn outer(&self) -> impl Iterator<Item = &Shell> {
        self.list.iter().filter(|shell| !shell.is_inner)
    }
}

/// For each triangle of a welded mesh whether it must be turned over, so that each shell runs one way and closed outer
/// shells enclose a positive volume. Inner and open shells follow the majority of their triangles.
pub(crate) fn outward_turns(shape: &Mesh, watch: &Watch<'_>) -> Result<Vec<bool>, Cancelled> {
    let table = EdgeTable::new(&shape.triangles, shape.positions.len());
    let winding = Winding::of(shape, &table);
    let mut list = winding.shells(shape);
    mark_inner(shape, &mut list, &winding.is_turned, watch)?;
    let mut turns = winding.is_turned.clone();
    for shell in &list {
        let turned = shell.faces.iter().filter(|&&face| turns[face as usize]).count();
        let aligned_volume = signed_volume_of(shape, &shell.faces, |face| winding.is_turned[face as usize]);
        let is_whole_turned = if shell.is_closed && !shell.is_inner {
            aligned_volume < 0.0
        } else {
            turned * 2 > shell.faces.len()
        };
        if is_whole_turned {
            for &face in &shell.faces {
                turns[face as usize] ^= true;
            }
        }
    }
    Ok(turns)
}

/// How many shells lie wholly inside others, and for each triangle whether it belongs to one.
pub(crate) fn enclosed_faces(shape: &Mesh, watch: &Watch<'_>) -> Result<(usize, Vec<bool>), Cancelled> {
    let table = EdgeTable::new(&shape.triangles, shape.positions.len());
    let winding = Winding::of(shape, &table);
    let mut list = winding.shells(shape);
    mark_inner(shape, &mut list, &winding.is_turned, watch)?;
    let mut is_enclosed = vec![false; shape.triangles.len()];
    for &face in list.iter().filter(|shell| shell.is_inner).flat_map(|shell| &shell.faces) {
        is_enclosed[face as usize] = true;
    }
    Ok((list.iter().filter(|shell| shell.is_inner).count(), is_enclosed))
}

pub(super) fn signed_volume_of(shape: &Mesh, faces: &[u32], is_turned: impl Fn(u32) -> bool) -> f64 {
    let corners = |face: &u32| {
        let [a, b, c] = shape.corners(shape.triangles[*face as usize])?.map(|at: Vec3| at.as_dvec3());
        Some(if is_turned(*face) { [a, c, b] } else { [a, b, c] })
    };
    let Some([apex, ..]) = faces.first().and_then(corners) else { return 0.0 };
    let volumes =
        faces.iter().filter_map(corners).map(|[a, b, c]| (a - apex).dot((b - apex).cross(c - apex)));
    volumes.sum::<f64>() / 6.0
}

/// How often a shell goes around a point: the sum of its triangles' solid angles (van Oosterom and Strackee 1983)
/// over 4π.
pub(super) fn winding_number(shape: &Mesh, shell: &Shell, point: DVec3) -> f64 {
    let angle = |face: &u32| {
        let Some(corner) = shape.corners(shape.triangles[*face as usize]) else { return 0.0 };
        let [a, b, c] = corner.map(|at| at.as_dvec3() - point);
        let (la, lb, lc) = (a.length(), b.length(), c.length());
        let below = la * lb * lc + a.dot(b) * lc + b.dot(c) * la + c.dot(a) * lb;
        2.0 * a.dot(b.cross(c)).atan2(below)
    };
    shell.faces.par_iter().with_min_len(8192).map(angle).sum::<f64>() / (4.0 * PI)
}
