//! A bounding-volume tree over triangles: nearest surface point and first hit of a ray.

use glam::{Vec2, Vec3};

use crate::model::Mesh;

const LEAF_TRIANGLES: usize = 4;
const STACK_DEPTH: usize = 64;

/// The place on the surface closest to a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    /// Index of the triangle in the mesh the tree was built from.
    pub triangle: u32,
    /// The closest point.
    pub point: Vec3,
    /// Squared distance to it.
    pub distance_squared: f32,
}

/// Where a ray met the surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Index of the triangle in the mesh the tree was built from.
    pub triangle: u32,
    /// Distance along the ray in lengths of its direction.
    pub distance: f32,
}

struct Node {
    low: Vec3,
    high: Vec3,
    /// First child for an inner node (the second follows it), first slot of `order` for a leaf.
    first: u32,
    /// Triangles in a leaf; 0 marks an inner node.
    count: u32,
}

/// The tree. It keeps its own copy of the corners: 36 bytes a triangle and about 20 for nodes.
pub struct Bvh {
    nodes: Vec<Node>,
    order: Vec<u32>,
    corners: Vec<[Vec3; 3]>,
}

impl Bvh {
    /// Builds the tree by splitting at the median of the longest axis. Triangles with indices out of range or
    /// coordinates that are not finite are left out.
    pub fn new(mesh: &Mesh) -> Self {
        let mut items: Vec<(Vec3, u32, [Vec3; 3])> = mesh
            .triangles
            .iter()
            .enumerate()
            .filter_map(|(face, &triangle)| Some((face, mesh.corners(triangle)?)))
            .filter(|(_, corner)| corner.iter().all(|at| at.is_finite()))
            .map(|(face, corner)| ((corner[0] + corner[1] + corner[2]) / 3.0, face as u32, corner))
            .collect();
        let mut nodes = Vec::with_capacity(items.len() / 2 + 1);
        if !items.is_empty() {
            nodes.push(leaf(&items, 0));
            split(&mut nodes, &mut items);
        }
        Self {
            nodes,
            order: items.iter().map(|item| item.1).collect(),
            corners: items.iter().map(|item| item.2).collect(),
        }
    }

    /// The mesh's triangle indices in the order of the tree's leaves.
    pub(crate) fn triangles(&self) -> impl Iterator<Item = u32> + '_ {
        self.order.iter().copied()
    }

    /// Every node with the summed surface below it; the root first, children after their parent.
    pub(crate) fn clusters(&self) -> Vec<Cluster> {
        let mut clusters: Vec<Cluster> = self.nodes.iter().map(Cluster::empty).collect();
        for index in (0..clusters.len()).rev() {
            let (area, weighted_center, area_normal) = match clusters[index].children {
                None => self.leaf_surface(&self.nodes[index]),
                Some([left, right]) => {
                    let (a, b) = (&clusters[left as usize], &clusters[right as usize]);
                    let weighted = a.center * a.area + b.center * b.area;
                    (a.area + b.area, weighted, a.area_normal + b.area_normal)
                }
            };
            let cluster = &mut clusters[index];
            cluster.area = area;
            cluster.area_normal = area_normal;
            if area > 0.0 {
                cluster.center = weighted_center / area;
            }
            let node = &self.nodes[index];
            cluster.radius =
                (cluster.center - node.low).abs().max((node.high - cluster.center).abs()).length();
        }
        clusters
    }

    fn leaf_surface(&self, node: &Node) -> (f32, Vec3, Vec3) {
        let mut sums = (0.0, Vec3::ZERO, Vec3::ZERO);
        for [a, b, c] in &self.corners[node.first as usize..(node.first + node.count) as usize] {
            let normal = (*b - *a).cross(*c - *a) * 0.5;
            let area = normal.length();
            sums = (sums.0 + area, sums.1 + (*a + *b + *c) / 3.0 * area, sums.2 + normal);
        }
        sums
    }

    /// The surface point nearest to `point`, or `None` for an empty tree.
    pub fn nearest(&self, point: Vec3) -> Option<Nearest> {
        let mut best = Nearest { triangle: 0, point, distance_squared: f32::INFINITY };
        let mut stack = [0u32; STACK_DEPTH];
        let mut depth = usize::from(!self.nodes.is_empty());
        while depth > 0 {
            depth -= 1;
            let node = &self.nodes[stack[depth] as usize];
            if box_distance_squared(node, point) >= best.distance_squared {
                continue;
            }
            if node.count > 0 {
                self.nearest_in_leaf(node, point, &mut best);
                continue;
            }
            let (near, far) = (node.first, node.first + 1);
            let is_swapped = box_distance_squared(&self.nodes[far as usize], point)
                < box_distance_squared(&self.nodes[near as usize], point);
            let pair = if is_swapped { [near, far] } else { [far, near] };
            stack[depth..depth + 2].copy_from_slice(&pair);
            depth += 2;
        }
        best.distance_squared.is_finite().then_some(best)
    }

    fn nearest_in_leaf(&self, node: &Node, point: Vec3, best: &mut Nearest) {
        for slot in node.first as usize..(node.first + node.count) as usize {
            let candidate = closest_point_on_triangle(point, self.corners[slot]);
            let distance_squared = candidate.distance_squared(point);
            if distance_squared < best.distance_squared {
                *best = Nearest { triangle: self.order[slot], point: candidate, distance_squared };
            }
        }
    }

    /// Calls `visit` with each triangle whose leaf's box meets the given box.
    pub fn for_each_in_box(&self, low: Vec3, high: Vec3, mut visit: impl FnMut(u32)) {
        let mut stack = [0u32; STACK_DEPTH];
        let mut depth = usize::from(!self.nodes.is_empty());
        while depth > 0 {
            depth -= 1;
            let node = &self.nodes[stack[depth] as usize];
            if node.low.cmpgt(high).any() || node.high.cmplt(low).any() {
                continue;
            }
            if node.count == 0 {
                stack[depth..depth + 2].copy_from_slice(&[node.first, node.first + 1]);
                depth += 2;
                continue;
            }
            for slot in node.first as usize..(node.first + node.count) as usize {
                visit(self.order[slot]);
            }
        }
    }

    /// The first triangle a ray meets farther than `min_distance`, from either side.
    pub fn first_hit(&self, origin: Vec3, direction: Vec3, min_distance: f32) -> Option<Hit> {
        self.first_hit_counted(origin, direction, min_distance, &mut 0)
    }

    /// [`first_hit`](Self::first_hit); adds how many triangles were looked at to `looks`.
    #[inline]
    pub(crate) fn first_hit_counted(
        &self,
        origin: Vec3,
        direction: Vec3,
        min_distance: f32,
        looks: &mut usize,
    ) -> Option<Hit> {
        let inverse = direction.recip();
        let mut best = Hit { triangle: 0, distance: f32::INFINITY };
        let mut stack = [0u32; STACK_DEPTH];
        let mut depth = usize::from(!self.nodes.is_empty());
        while depth > 0 {
            depth -= 1;
            let node = &self.nodes[stack[depth] as usize];
            if !ray_meets_box(node, origin, inverse, best.distance) {
                continue;
            }
            if node.count == 0 {
                stack[depth..depth + 2].copy_from_slice(&[node.first, node.first + 1]);
                depth += 2;
                continue;
            }
            *looks += node.count as usize;
            for slot in node.first as usize..(node.first + node.count) as usize {
                if let Some(distance) = ray_meets_triangle(origin, direction, self.corners[slot])
                    && distance > min_distance
                    && distance < best.distance
                {
                    best = Hit { triangle: self.order[slot], distance };
                }
            }
        }
        best.distance.is_finite().then_some(best)
    }
}

/// A node's triangles taken together.
pub(crate) struct Cluster {
    /// Mean place of the surface, weighted by area.
    pub(crate) center: Vec3,
    /// Sum of the triangles' normals, each as long as its area.
    pub(crate) area_normal: Vec3,
    /// Radius about the center that holds everything.
    pub(crate) radius: f32,
    /// The two nodes below; `None` for a leaf.
    pub(crate) children: Option<[u32; 2]>,
    /// A leaf's places in [`Bvh::triangles`].
    pub(crate) slots: std::ops::Range<usize>,
    area: f32,
}

impl Cluster {
    fn empty(node: &Node) -> Self {
        Self {
            center: (node.low + node.high) * 0.5,
            area_normal: Vec3::ZERO,
            radius: 0.0,
            children: (node.count == 0).then_some([node.first, node.first + 1]),
            slots: node.first as usize..(node.first + node.count) as usize,
            area: 0.0,
        }
    }
}

fn leaf(items: &[(Vec3, u32, [Vec3; 3])], first: usize) -> Node {
    let mut low = Vec3::INFINITY;
    let mut high = Vec3::NEG_INFINITY;
    for at in items.iter().flat_map(|item| item.2) {
        low = low.min(at);
        high = high.max(at);
    }
    Node { low, high, first: first as u32, count: items.len() as u32 }
}

/// Splits leaves until all are small. Halving bounds the depth by log₂ of the count, well under the fixed stacks.
fn split(nodes: &mut Vec<Node>, items: &mut [(Vec3, u32, [Vec3; 3])]) {
    let mut open = vec![0usize];
    while let Some(index) = open.pop() {
        let (first, count) = (nodes[index].first as usize, nodes[index].count as usize);
        if count <= LEAF_TRIANGLES {
            continue;
        }
        let mine = &mut items[first..first + count];
        let axis = longest_axis(mine);
        let half = count / 2;
        mine.select_nth_unstable_by(half, |a, b| a.0[axis].total_cmp(&b.0[axis]));
        let children = nodes.len();
        let (left, right) = (leaf(&mine[..half], first), leaf(&mine[half..], first + half));
        nodes.extend([left, right]);
        nodes[index].first = children as u32;
        nodes[index].count = 0;
        open.extend([children, children + 1]);
    }
}

fn longest_axis(items: &[(Vec3, u32, [Vec3; 3])]) -> usize {
    let mut low = Vec3::INFINITY;
    let mut high = Vec3::NEG_INFINITY;
    for item in items {
        low = low.min(item.0);
        high = high.max(item.0);
    }
    (high - low).max_position()
}

fn box_distance_squared(node: &Node, point: Vec3) -> f32 {
    point.clamp(node.low, node.high).distance_squared(point)
}

fn ray_meets_box(node: &Node, origin: Vec3, inverse: Vec3, limit: f32) -> bool {
    let to_low = (node.low - origin) * inverse;
    let to_high = (node.high - origin) * inverse;
    let enter = to_low.min(to_high).max_element().max(0.0);
    let leave = to_low.max(to_high).min_element();
    // A ray inside a flat box gives 0 × ∞: then neither comparison holds and the box is looked into.
    !(enter > leave || enter > limit)
}

/// Distance along the ray to a triangle (Möller and Trumbore 1997), from either side.
fn ray_meets_triangle(origin: Vec3, direction: Vec3, [a, b, c]: [Vec3; 3]) -> Option<f32> {
    let (ab, ac) = (b - a, c - a);
    let across = direction.cross(ac);
    let determinant = ab.dot(across);
    if determinant.abs() < f32::MIN_POSITIVE {
        return None;
    }
    let inverse = determinant.recip();
    let from_a = origin - a;
    let u = from_a.dot(across) * inverse;
    let along = from_a.cross(ab);
    let v = direction.dot(along) * inverse;
    let is_inside = u >= 0.0 && v >= 0.0 && u + v <= 1.0;
    is_inside.then(|| ac.dot(along) * inverse).filter(|distance| *distance > 0.0)
}

/// The point of a triangle closest to `point` (Ericson, Real-Time Collision Detection, 5.1.5).
pub fn closest_point_on_triangle(point: Vec3, [a, b, c]: [Vec3; 3]) -> Vec3 {
    let (ab, ac, ap) = (b - a, c - a, point - a);
    let (d1, d2) = (ab.dot(ap), ac.dot(ap));
    if d1 <= 0.0 && d2 <= 0.0 {
        return a;
    }
    let bp = point - b;
    let (d3, d4) = (ab.dot(bp), ac.dot(bp));
    if d3 >= 0.0 && d4 <= d3 {
        return b;
    }
    let vc = d1 * d4 - d3 * d2;
    if vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0 {
        return a + ab * (d1 / (d1 - d3));
    }
    let cp = point - c;
    let (d5, d6) = (ab.dot(cp), ac.dot(cp));
    if d6 >= 0.0 && d5 <= d6 {
        return c;
    }
    let vb = d5 * d2 - d1 * d6;
    if vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0 {
        return a + ac * (d2 / (d2 - d6));
    }
    let va = d3 * d6 - d5 * d4;
    if va <= 0.0 && d4 >= d3 && d5 >= d6 {
        return b + (c - b) * ((d4 - d3) / ((d4 - d3) + (d5 - d6)));
    }
    let scale = (va + vb + vc).recip();
    a + ab * (vb * scale) + ac * (vc * scale)
}

/// Weights of the second and third corner at the point of the triangle's plane nearest to `point`; `None` for a
/// triangle without area.
pub fn barycentric(point: Vec3, [a, b, c]: [Vec3; 3]) -> Option<Vec2> {
    let (ab, ac, ap) = (b - a, c - a, point - a);
    let (d00, d01, d11) = (ab.dot(ab), ab.dot(ac), ac.dot(ac));
    let (d20, d21) = (ap.dot(ab), ap.dot(ac));
    let determinant = d00 * d11 - d01 * d01;
    let weights = Vec2::new(d11 * d20 - d01 * d21, d00 * d21 - d01 * d20) / determinant;
    (determinant > 0.0 && weights.is_finite()).then_some(weights)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shapes;

    #[test]
    fn a_ray_from_the_middle_of_a_sphere_ends_at_its_radius() {
        let tree = Bvh::new(&shapes::sphere(3.0, 64, 128));
        let hit = tree.first_hit(Vec3::ZERO, Vec3::new(0.3, -0.5, 0.8).normalize(), 0.0).unwrap();
        assert!((hit.distance - 3.0).abs() < 0.01);
        assert_eq!(tree.first_hit(Vec3::splat(9.0), Vec3::Y, 0.0), None);
    }

    #[test]
    fn a_ray_in_the_plane_of_a_flat_box_is_not_lost() {
        let tree = Bvh::new(&shapes::cube(1.0));
        let hit = tree.first_hit(Vec3::new(-1.0, 0.25, 0.4), Vec3::X, 0.0).unwrap();
        assert_eq!(hit.distance, 1.0);
        let beyond = tree.first_hit(Vec3::new(-1.0, 0.25, 0.4), Vec3::X, 1.5).unwrap();
        assert_eq!(beyond.distance, 2.0);
    }

    #[test]
    fn a_box_finds_the_triangles_in_it() {
        let mesh = shapes::sphere(1.0, 32, 32);
        let mut found = Vec::new();
        Bvh::new(&mesh)
            .for_each_in_box(Vec3::splat(-2.0), Vec3::new(2.0, -0.9, 2.0), |face| found.push(face));
        for (face, &triangle) in mesh.triangles.iter().enumerate() {
            let is_low = mesh.corners(triangle).unwrap().iter().any(|at| at.y < -0.9);
            assert!(!is_low || found.contains(&(face as u32)));
        }
        assert!(found.len() < mesh.triangles.len() / 4);
    }

    #[test]
    fn an_empty_tree_finds_nothing() {
        let tree = Bvh::new(&Mesh::default());
        assert_eq!(tree.nearest(Vec3::ZERO), None);
        assert_eq!(tree.first_hit(Vec3::ZERO, Vec3::X, 0.0), None);
    }

    #[test]
    fn barycentric_weights_rebuild_the_point() {
        let corner = [Vec3::new(1.0, 0.0, 0.0), Vec3::new(0.0, 2.0, 0.0), Vec3::new(0.0, 0.0, 3.0)];
        let point = corner[0] * 0.5 + corner[1] * 0.3 + corner[2] * 0.2;
        let weights = barycentric(point, corner).unwrap();
        assert!((weights - Vec2::new(0.3, 0.2)).length() < 1e-6);
        assert_eq!(barycentric(point, [Vec3::ONE; 3]), None);
    }

    proptest! {
        #[test]
        fn nearest_agrees_with_trying_every_triangle(point in proptest::array::uniform3(-3.0f32..3.0)) {
            let mesh = shapes::sphere(1.0, 9, 14);
            let point = Vec3::from(point);
            let found = Bvh::new(&mesh).nearest(point).unwrap();
            let tried = mesh.triangles.iter()
                .map(|&triangle| closest_point_on_triangle(point, mesh.corners(triangle).unwrap()))
                .map(|candidate| candidate.distance_squared(point))
                .fold(f32::INFINITY, f32::min);
            prop_assert_eq!(found.distance_squared, tried);
        }
    }
}
