//! Walking over a surface: which triangles hang together over edges, and which run against the others.

use super::edges::EdgeTable;
use super::shells::{Shell, signed_volume_of};
use crate::geometry::Bounds;
use crate::model::Mesh;

/// For each triangle its piece, and whether it runs against the piece's first triangle.
pub(super) struct Winding {
    piece: Vec<u32>,
    pub(super) is_turned: Vec<bool>,
    is_open: Vec<bool>,
}

impl Winding {
    /// Follows the edges from triangle to triangle.
    pub(super) fn of(shape: &Mesh, table: &EdgeTable) -> Self {
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

    /// The pieces, none of them marked as inner.
    pub(super) fn shells(&self, shape: &Mesh) -> Vec<Shell> {
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
    pub(super) fn flipped_faces(&self, list: &[Shell]) -> usize {
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
