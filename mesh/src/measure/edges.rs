//! All uses of each edge, grouped without sorting the whole list.

use crate::weld::is_collapsed;

/// One triangle's use of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EdgeUse {
    /// The edge's larger vertex.
    high: u32,
    /// Triangle index times two, plus one when the triangle runs from the larger to the smaller vertex.
    tagged_triangle: u32,
}

impl EdgeUse {
    /// The triangle that uses the edge.
    pub(crate) fn triangle(self) -> u32 {
        self.tagged_triangle >> 1
    }

    /// True when the triangle runs along the edge from its larger vertex to its smaller one.
    pub(crate) fn is_descending(self) -> bool {
        self.tagged_triangle & 1 == 1
    }
}

/// The edges of a welded triangle list, bucketed by smaller vertex: linear time, 12 bytes an edge use.
pub(crate) struct EdgeTable {
    starts: Vec<u32>,
    uses: Vec<EdgeUse>,
}

impl EdgeTable {
    /// Groups the edges of `triangles` over `vertex_count` vertices; collapsed triangles are passed over.
    pub(crate) fn new(triangles: &[[u32; 3]], vertex_count: usize) -> Self {
        let mut starts = vec![0u32; vertex_count + 1];
        for (low, _) in directed_edges(triangles) {
            starts[low as usize + 1] += 1;
        }
        for vertex in 0..vertex_count {
            starts[vertex + 1] += starts[vertex];
        }
        let mut next = starts.clone();
        let mut uses = vec![EdgeUse { high: 0, tagged_triangle: 0 }; starts[vertex_count] as usize];
        for (low, edge_use) in directed_edges(triangles) {
            uses[next[low as usize] as usize] = edge_use;
            next[low as usize] += 1;
        }
        for vertex in 0..vertex_count {
            uses[starts[vertex] as usize..starts[vertex + 1] as usize].sort_unstable();
        }
        Self { starts, uses }
    }

    /// Calls `visit(low, high, uses)` once for each undirected edge, in order of its vertices.
    pub(crate) fn for_each(&self, mut visit: impl FnMut(u32, u32, &[EdgeUse])) {
        for low in 0..self.starts.len() - 1 {
            let bucket = &self.uses[self.starts[low] as usize..self.starts[low + 1] as usize];
            for group in bucket.chunk_by(|a, b| a.high == b.high) {
                visit(low as u32, group[0].high, group);
            }
        }
    }
}

fn directed_edges(triangles: &[[u32; 3]]) -> impl Iterator<Item = (u32, EdgeUse)> + '_ {
    triangles.iter().enumerate().filter(|(_, corner)| !is_collapsed(**corner)).flat_map(
        |(face, &[a, b, c])| {
            let tag = (face as u32) << 1;
            [(a, b), (b, c), (c, a)].map(|(from, to)| {
                let descending = u32::from(from > to);
                (from.min(to), EdgeUse { high: from.max(to), tagged_triangle: tag | descending })
            })
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_triangles_share_one_edge_in_opposite_directions() {
        let table = EdgeTable::new(&[[0, 1, 2], [2, 1, 3], [3, 3, 0]], 4);
        let mut edges = Vec::new();
        table.for_each(|low, high, uses| {
            edges.push((
                low,
                high,
                uses.iter().map(|one| (one.triangle(), one.is_descending())).collect::<Vec<_>>(),
            ));
        });
        assert_eq!(edges.len(), 5);
        assert_eq!(edges[2], (1, 2, vec![(0, false), (1, true)]));
    }
}
