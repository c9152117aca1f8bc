//! The pieces of a surface: which lie inside which, which float, which way they face.

use std::f64::consts::PI;

use glam::{DVec3, Vec3};
use rayon::prelude::*;

use super::audit::Pieces;
use super::edges::EdgeTable;
use super::intersections::Cut;
use crate::geometry::Bounds;
use crate::model::Mesh;

/// Most triangle visits spent on finding out what lies inside what; beyond, shells count as outer.
const MAX_CONTAINMENT_VISITS: usize = 400_000_000;

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
    bounds: Bounds,
}

/// All pieces of a mesh.
pub(super) struct Shells {
    pub(super) list: Vec<Shell>,
    /// Triangles to turn over so that all point outwards.
    pub(super) flipped_faces: usize,
    /// Some outer shells cut each other, so that their volumes overlap.
    pub(super) has_overlaps: bool,
    /// Connected group of each shell, by its first member.
    groups: Vec<u32>,
}

impl Shells {
    /// Finds the pieces of a welded mesh.
    pub(super) fn of(shape: &Mesh, table: &EdgeTable, cuts: &[Cut]) -> Self {
        let winding = Winding::of(shape, table);
        let mut list = winding.shells(shape);
        mark_inner(shape, &mut list);
        let mut shell_of = vec![0u32; shape.triangles.len()];
        for (index, shell) in list.iter().enumerate() {
            for &face in &shell.faces {
                shell_of[face as usize] = index as u32;
            }
        }
        let mut connected = Pieces::new(list.len());
        let mut has_overlaps = false;
        for cut in cuts {
            let [a, b] = cut.pair.map(|face| shell_of[face as usize]);
            has_overlaps |= a != b && !list[a as usize].is_inner && !list[b as usize].is_inner;
            connected.join(a, b);
        }
        join_touching(shape, &list, &shell_of, &mut connected);
        let groups = (0..list.len() as u32).map(|shell| connected.root(shell)).collect();
        let flipped_faces = winding.flipped_faces(&list);
        Self { list, flipped_faces, has_overlaps, groups }
    }

    pub(super) fn count(&self) -> usize {
        self.list.len()
    }

    pub(super) fn inner_count(&self) -> usize {
        self.list.iter().filter(|shell| shell.is_inner).count()
    }

    /// Groups of outer shells beside the largest one.
    pub(super) fn floating_count(&self) -> usize {
        let mut groups: Vec<u32> = (self.list.iter().zip(&self.groups))
            .filter(|(shell, _)| !shell.is_inner)
            .map(|(_, group)| *group)
            .collect();
        groups.sort_unstable();
        groups.dedup();
        groups.len().saturating_sub(1)
    }
}

/// For each triangle of a welded mesh whether it must be turned over, so that each shell runs one way and closed outer
/// shells enclose a positive volume. Inner and open shells follow the majority of their triangles.
pub(crate) fn outward_turns(shape: &Mesh) -> Vec<bool> {
    let table = EdgeTable::new(&shape.triangles, shape.positions.len());
    let winding = Winding::of(shape, &table);
    let mut list = winding.shells(shape);
    mark_inner(shape, &mut list);
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
    turns
}

/// How many shells lie wholly inside others, and for each triangle whether it belongs to one.
pub(crate) fn enclosed_faces(shape: &Mesh) -> (usize, Vec<bool>) {
    let table = EdgeTable::new(&shape.triangles, shape.positions.len());
    let mut list = Winding::of(shape, &table).shells(shape);
    mark_inner(shape, &mut list);
    let mut is_enclosed = vec![false; shape.triangles.len()];
    for &face in list.iter().filter(|shell| shell.is_inner).flat_map(|shell| &shell.faces) {
        is_enclosed[face as usize] = true;
    }
    (list.iter().filter(|shell| shell.is_inner).count(), is_enclosed)
}

/// Shells that share a vertex touch.
fn join_touching(shape: &Mesh, list: &[Shell], shell_of: &[u32], connected: &mut Pieces) {
    if list.len() < 2 {
        return;
    }
    const NONE: u32 = u32::MAX;
    let mut first_shell = vec![NONE; shape.positions.len()];
    for (face, triangle) in shape.triangles.iter().enumerate() {
        for &vertex in triangle {
            let known = &mut first_shell[vertex as usize];
            if *known == NONE {
                *known = shell_of[face];
            } else {
                connected.join(*known, shell_of[face]);
            }
        }
    }
}

/// For each triangle its piece, and whether it runs against the piece's first triangle.
struct Winding {
    piece: Vec<u32>,
    is_turned: Vec<bool>,
    is_open: Vec<bool>,
}

impl Winding {
    fn of(shape: &Mesh, table: &EdgeTable) -> Self {
        const NONE: u32 = u32::MAX;
        let count = shape.triangles.len();
        let mut neighbors = vec![[NONE; 3]; count];
        let mut used = vec![0u8; count];
        let mut is_same_way = vec![[false; 3]; count];
        let mut more = Vec::new();
        let mut is_open_face = vec![false; count];
        table.for_each(|_, _, uses| {
            if let [only] = uses {
                is_open_face[only.triangle() as usize] = true;
            }
            for pair in uses.windows(2) {
                let (a, b) = (pair[0].triangle(), pair[1].triangle());
                let same = pair[0].is_descending() == pair[1].is_descending();
                for (one, other) in [(a, b), (b, a)] {
                    let slot = used[one as usize] as usize;
                    if slot < 3 {
                        neighbors[one as usize][slot] = other;
                        is_same_way[one as usize][slot] = same;
                        used[one as usize] += 1;
                    } else {
                        more.push((one, other, same));
                    }
                }
            }
        });
        more.sort_unstable();
        let mut winding =
            Self { piece: vec![NONE; count], is_turned: vec![false; count], is_open: Vec::new() };
        let mut open = Vec::new();
        for seed in 0..count as u32 {
            if winding.piece[seed as usize] != NONE {
                continue;
            }
            let piece = winding.is_open.len() as u32;
            winding.is_open.push(false);
            winding.piece[seed as usize] = piece;
            open.push(seed);
            while let Some(face) = open.pop() {
                let at = face as usize;
                winding.is_open[piece as usize] |= is_open_face[at];
                let near = (0..used[at] as usize).map(|slot| (neighbors[at][slot], is_same_way[at][slot]));
                let first_more = more.partition_point(|link| link.0 < face);
                let far =
                    more[first_more..].iter().take_while(|link| link.0 == face).map(|link| (link.1, link.2));
                for (other, same) in near.chain(far) {
                    if winding.piece[other as usize] == NONE {
                        winding.piece[other as usize] = piece;
                        winding.is_turned[other as usize] = winding.is_turned[at] ^ same;
                        open.push(other);
                    }
                }
            }
        }
        winding
    }

    fn shells(&self, shape: &Mesh) -> Vec<Shell> {
        let mut faces = vec![Vec::new(); self.is_open.len()];
        for (face, &piece) in self.piece.iter().enumerate() {
            faces[piece as usize].push(face as u32);
        }
        faces
            .into_iter()
            .zip(&self.is_open)
            .map(|(faces, &is_open)| {
                let corners = faces.iter().filter_map(|&face| shape.corners(shape.triangles[face as usize]));
                let bounds = Bounds::of(corners.flatten().map(|at| at.to_array()));
                Shell {
                    volume: signed_volume_of(shape, &faces, |_| false),
                    bounds: bounds.unwrap_or(Bounds { min: [0.0; 3], max: [0.0; 3] }),
                    faces,
                    is_closed: !is_open,
                    is_inner: false,
                }
            })
            .collect()
    }

    /// For each shell the triangles that run against the right way. A closed outer shell's right way encloses a
    /// positive volume; in an inner or open one the majority is right.
    fn flipped_faces(&self, list: &[Shell]) -> usize {
        list.iter()
            .map(|shell| {
                let turned = shell.faces.iter().filter(|&&face| self.is_turned[face as usize]).count();
                let straight = shell.faces.len() - turned;
                let is_inside_out = shell.is_closed && !shell.is_inner && shell.volume < 0.0;
                if is_inside_out { turned.max(straight) } else { turned.min(straight) }
            })
            .sum()
    }
}

fn signed_volume_of(shape: &Mesh, faces: &[u32], is_turned: impl Fn(u32) -> bool) -> f64 {
    let corners = |face: &u32| {
        let [a, b, c] = shape.corners(shape.triangles[*face as usize])?.map(|at: Vec3| at.as_dvec3());
        Some(if is_turned(*face) { [a, c, b] } else { [a, b, c] })
    };
    let Some([apex, ..]) = faces.first().and_then(corners) else { return 0.0 };
    let volumes =
        faces.iter().filter_map(corners).map(|[a, b, c]| (a - apex).dot((b - apex).cross(c - apex)));
    volumes.sum::<f64>() / 6.0
}

/// Marks shells one of whose points, and whose box, lies inside another closed shell.
fn mark_inner(shape: &Mesh, list: &mut [Shell]) {
    let mut visits = 0;
    let mut inner = vec![false; list.len()];
    for (index, shell) in list.iter().enumerate() {
        for (other_index, other) in list.iter().enumerate() {
            if index == other_index || !other.is_closed || !contains(&other.bounds, &shell.bounds) {
                continue;
            }
            visits += other.faces.len();
            if visits > MAX_CONTAINMENT_VISITS {
                break;
            }
            let Some(at) = shape.corners(shape.triangles[shell.faces[0] as usize]) else { continue };
            if winding_number(shape, other, at[0].as_dvec3()).abs() > 0.5 {
                inner[index] = true;
                break;
            }
        }
    }
    for (shell, is_inner) in list.iter_mut().zip(inner) {
        shell.is_inner = is_inner;
    }
}

fn contains(outer: &Bounds, inner: &Bounds) -> bool {
    (0..3).all(|axis| outer.min[axis] < inner.min[axis] && outer.max[axis] > inner.max[axis])
}

/// How often a shell goes around a point: the sum of its triangles' solid angles (van Oosterom and Strackee 1983)
/// over 4π.
fn winding_number(shape: &Mesh, shell: &Shell, point: DVec3) -> f64 {
    let angle = |face: &u32| {
        let Some(corner) = shape.corners(shape.triangles[*face as usize]) else { return 0.0 };
        let [a, b, c] = corner.map(|at| at.as_dvec3() - point);
        let (la, lb, lc) = (a.length(), b.length(), c.length());
        let below = la * lb * lc + a.dot(b) * lc + b.dot(c) * la + c.dot(a) * lb;
        2.0 * a.dot(b.cross(c)).atan2(below)
    };
    shell.faces.par_iter().with_min_len(8192).map(angle).sum::<f64>() / (4.0 * PI)
}
