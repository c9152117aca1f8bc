//! Every triangle once, however often the file lists it.

use std::borrow::Cow;

use crate::model::Mesh;

/// A mesh without triangles that are listed twice, whichever way round: what lies at the same place is met, seen and cut
/// at the same place, and a thousand copies of a triangle would have half a million pairs.
pub(super) struct Distinct<'a> {
    pub(super) shape: Cow<'a, Mesh>,
    /// The index each triangle had; `None` where all are kept.
    originals: Option<Vec<u32>>,
}

impl<'a> Distinct<'a> {
    /// Of a welded mesh. Without `has_crowded_edges`, edges of more than two triangles, at most pairs are listed twice,
    /// which does no harm: then nothing is looked for.
    pub(super) fn of(shape: &'a Mesh, has_crowded_edges: bool) -> Self {
        let whole = Self { shape: Cow::Borrowed(shape), originals: None };
        if !has_crowded_edges {
            return whole;
        }
        let mut order: Vec<([u32; 3], u32)> = (shape.triangles.iter().zip(0..))
            .map(|(triangle, face)| {
                let mut sorted = *triangle;
                sorted.sort_unstable();
                (sorted, face)
            })
            .collect();
        order.sort_unstable();
        order.dedup_by_key(|(corners, _)| *corners);
        if order.len() == shape.triangles.len() {
            return whole;
        }
        let mut originals: Vec<u32> = order.into_iter().map(|(_, face)| face).collect();
        originals.sort_unstable();
        let triangles = originals.iter().map(|face| shape.triangles[*face as usize]).collect();
        let shape = Mesh { positions: shape.positions.clone(), triangles, ..Mesh::default() };
        Self { shape: Cow::Owned(shape), originals: Some(originals) }
    }

    /// What is known of each triangle of the mesh, for each distinct one.
    pub(super) fn of_distinct(&self, of_all: &[u32]) -> Vec<u32> {
        match &self.originals {
            None => of_all.to_vec(),
            Some(originals) => originals.iter().map(|face| of_all[*face as usize]).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes;

    #[test]
    fn copies_go_and_keep_what_is_known_of_the_first() {
        let mut mesh = shapes::cube(1.0);
        let [a, b, c] = mesh.triangles[2];
        mesh.triangles.insert(5, [b, c, a]);
        mesh.triangles.push([a, c, b]);
        let numbers: Vec<u32> = (0..14).collect();
        let distinct = Distinct::of(&mesh, true);
        assert_eq!(distinct.shape.triangles, shapes::cube(1.0).triangles);
        assert_eq!(distinct.of_distinct(&numbers), [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12]);
        assert_eq!(Distinct::of(&mesh, false).of_distinct(&numbers), numbers);
        assert!(matches!(Distinct::of(&shapes::cube(1.0), true).shape, Cow::Borrowed(_)));
    }
}
