//! Voxels: the body's inside on a coarse grid, mended where cubes touch only along an edge or at a corner.

use std::collections::HashMap;

use mesh::{Material, Mesh};

use crate::image::body::Body;
use crate::image::plan::PicturePlan;
use crate::sdf::grid::{GridSize, make_well_composed};

/// Cubes along the longest side.
const LONGEST: usize = 44;

/// Filled cells of a box.
struct Cubes {
    size: [usize; 3],
    filled: Vec<bool>,
}

impl Cubes {
    fn at(&self, [x, y, z]: [usize; 3]) -> bool {
        self.filled[(z * self.size[1] + y) * self.size[0] + x]
    }

    /// One piece whose surface is a manifold: loose cubes are dropped, contacts along edges and at corners filled.
    fn make_sound(&mut self) {
        let [x, y, z] = self.size;
        let size = GridSize { x, y, z };
        make_well_composed(size, &mut self.filled);
        self.keep_largest();
        make_well_composed(size, &mut self.filled);
    }

    /// Keeps the largest piece, cubes joined by faces.
    fn keep_largest(&mut self) {
        let mut piece = vec![0u32; self.filled.len()];
        let mut sizes = vec![0usize];
        for start in 0..self.filled.len() {
            if !self.filled[start] || piece[start] != 0 {
                continue;
            }
            let number = sizes.len() as u32;
            sizes.push(0);
            let mut stack = vec![start];
            piece[start] = number;
            while let Some(index) = stack.pop() {
                sizes[number as usize] += 1;
                for next in self.face_neighbours(index) {
                    if self.filled[next] && piece[next] == 0 {
                        piece[next] = number;
                        stack.push(next);
                    }
                }
            }
        }
        let largest = (1..sizes.len()).max_by_key(|&number| sizes[number]).unwrap_or(0) as u32;
        for (filled, piece) in self.filled.iter_mut().zip(piece) {
            *filled = *filled && piece == largest;
        }
    }

    fn face_neighbours(&self, index: usize) -> Vec<usize> {
        let [width, height, _] = self.size;
        let cell = [index % width, index / width % height, index / (width * height)];
        let steps = [1, width, width * height];
        let mut neighbours = Vec::with_capacity(6);
        for axis in 0..3 {
            if cell[axis] > 0 {
                neighbours.push(index - steps[axis]);
            }
            if cell[axis] + 1 < self.size[axis] {
                neighbours.push(index + steps[axis]);
            }
        }
        neighbours
    }
}

/// The body as cubes, each in the color of its place.
#[must_use]
pub fn voxels(body: &Body, plan: &PicturePlan) -> Mesh {
    let width_mm = body.outline.width as f32 * body.mm_per_cell;
    let height_mm = body.outline.height as f32 * body.mm_per_cell;
    let side_mm = plan.size_mm.max(1.0) / LONGEST as f32;
    let lowest = body.back_mm.values.iter().copied().fold(f32::MAX, f32::min);
    let highest = body.front_mm.values.iter().copied().fold(f32::MIN, f32::max);
    // One empty layer all around; at least two cubes thick.
    let count = |length: f32| (length / side_mm).ceil() as usize + 3;
    let size = [count(width_mm), count(height_mm), count((highest - lowest).max(2.0 * side_mm))];
    let middle_z = (highest + lowest) / 2.0;
    let center = |[x, y, z]: [usize; 3]| {
        let place = |cell: usize, cells: usize| (cell as f32 - (cells - 1) as f32 / 2.0) * side_mm;
        [place(x, size[0]), place(y, size[1]), place(z, size[2]) + middle_z]
    };
    let mut cubes = Cubes { size, filled: vec![false; size.iter().product()] };
    for index in 0..cubes.filled.len() {
        let cell = [index % size[0], index / size[0] % size[1], index / (size[0] * size[1])];
        let inner = (0..3).all(|axis| cell[axis] > 0 && cell[axis] + 1 < size[axis]);
        cubes.filled[index] = inner && is_filled(body, center(cell), side_mm);
    }
    cubes.make_sound();
    surface(&cubes, side_mm, middle_z, |cell, normal_z| body.atlas.color(body.uv(center(cell), normal_z)))
}

/// A cube is filled when the body covers its middle, or passes through it where the body is thinner than a cube.
fn is_filled(body: &Body, [x, y, z]: [f32; 3], side_mm: f32) -> bool {
    let [column, row] = body.cell_of(x, y);
    let is_inside = (0.0..(body.outline.width - 1) as f32).contains(&column)
        && (0.0..(body.outline.height - 1) as f32).contains(&row)
        && body.outline.sample(column, row) > 0.0;
    let (back, front) = (body.back_mm.sample(column, row), body.front_mm.sample(column, row));
    let half = side_mm / 2.0;
    // Thin places still get a layer two cubes thick.
    let thin = (2.0 * side_mm - (front - back)).max(0.0) / 2.0;
    is_inside && z > back - thin && z < front + thin.max(half * 0.2)
}

/// The faces between filled and empty cells, with shared corners and a color a face.
fn surface(cubes: &Cubes, side_mm: f32, middle_z: f32, color: impl Fn([usize; 3], f32) -> [f32; 3]) -> Mesh {
    let mut mesh =
        Mesh { materials: vec![Material { roughness: 0.85, ..Material::default() }], ..Mesh::default() };
    let mut colors: HashMap<([usize; 3], bool), [f32; 3]> = HashMap::new();
    for index in (0..cubes.filled.len()).filter(|&index| cubes.filled[index]) {
        let [width, height, _] = cubes.size;
        let cell = [index % width, index / width % height, index / (width * height)];
        for axis in 0..3 {
            for outward in [false, true] {
                let mut beside = cell;
                beside[axis] = if outward { cell[axis] + 1 } else { cell[axis] - 1 };
                if !cubes.at(beside) {
                    let faces_back = axis == 2 && !outward;
                    let face_color = *colors
                        .entry((cell, faces_back))
                        .or_insert_with(|| color(cell, if faces_back { -1.0 } else { 1.0 }));
                    add_face(&mut mesh, cubes.size, cell, axis, outward, side_mm, middle_z, face_color);
                }
            }
        }
    }
    mesh
}

#[expect(clippy::too_many_arguments, reason = "one face is told by exactly these")]
fn add_face(
    mesh: &mut Mesh,
    size: [usize; 3],
    cell: [usize; 3],
    axis: usize,
    outward: bool,
    side_mm: f32,
    middle_z: f32,
    color: [f32; 3],
) {
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
    let first = mesh.positions.len() as u32;
    let mut normal = [0.0; 3];
    normal[axis] = if outward { 1.0 } else { -1.0 };
    for (du, dv) in [(0, 0), (1, 0), (1, 1), (0, 1)] {
        let mut corner = cell;
        corner[axis] += usize::from(outward);
        corner[u] += du;
        corner[v] += dv;
        let place = |axis: usize| (corner[axis] as f32 - size[axis] as f32 / 2.0) * side_mm;
        mesh.positions.push([place(0), place(1), place(2) + middle_z]);
        mesh.normals.push(normal);
        mesh.colors.push(color);
    }
    let quad = [[first, first + 1, first + 2], [first, first + 2, first + 3]];
    mesh.triangles.extend(quad.map(|[a, b, c]| if outward { [a, b, c] } else { [a, c, b] }));
}

#[cfg(test)]
mod tests {
    use mesh::solid::check_manifold;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn cubes_are_always_a_solid(cells in prop::collection::vec(prop::bool::weighted(0.4), 4 * 4 * 4)) {
            let size = [6, 6, 6];
            let mut cubes = Cubes { size, filled: vec![false; 216] };
            for (number, filled) in cells.iter().enumerate() {
                let [x, y, z] = [1 + number % 4, 1 + number / 4 % 4, 1 + number / 16];
                cubes.filled[(z * 6 + y) * 6 + x] = *filled;
            }
            if cells.iter().any(|&filled| filled) {
                cubes.make_sound();
                let surface = surface(&cubes, 1.0, 0.0, |_, _| [1.0; 3]);
                prop_assert!(check_manifold(&surface).is_ok(), "{:?}", check_manifold(&surface).err());
            }
        }
    }
}
