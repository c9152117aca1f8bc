//! Repair of occupancy grids: fills cells until no two solids touch in an edge or a corner only.
//!
//! A grid without such contacts ("well-composed", Latecki 1997) has a surface in which every edge has exactly two
//! faces, so everything meshed from it is a closed manifold by construction.

/// Size of a grid along X, Y and Z; X runs fastest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridSize {
    /// Cells or nodes along X.
    pub x: usize,
    /// Along Y.
    pub y: usize,
    /// Along Z.
    pub z: usize,
}

impl GridSize {
    /// Number of cells.
    pub fn count(self) -> usize {
        self.x * self.y * self.z
    }

    /// Column, row and layer of a cell in the flat storage.
    pub fn position(self, index: usize) -> (usize, usize, usize) {
        (index % self.x, index / self.x % self.y, index / (self.x * self.y))
    }

    /// Position of a cell in the flat storage.
    pub fn index(self, x: usize, y: usize, z: usize) -> usize {
        (z * self.y + y) * self.x + x
    }
}

/// Returns the cells to fill so that `solid` becomes well-composed; `solid` is left repaired.
pub fn make_well_composed(size: GridSize, solid: &mut [bool]) -> Vec<usize> {
    let mut filled = Vec::new();
    if size.x < 2 || size.y < 2 || size.z < 2 {
        return filled;
    }
    let mut queue: Vec<[usize; 3]> = Vec::new();
    for z in 0..size.z - 1 {
        for y in 0..size.y - 1 {
            for x in 0..size.x - 1 {
                if cube_fill(size, solid, [x, y, z]).is_some() {
                    queue.push([x, y, z]);
                }
            }
        }
    }
    while let Some(cube) = queue.pop() {
        while let Some(cell) = cube_fill(size, solid, cube) {
            solid[cell] = true;
            filled.push(cell);
            queue.extend(cubes_around(size, cell));
        }
    }
    filled
}

/// A cell of the 2×2×2 `cube` that must be filled, if any.
fn cube_fill(size: GridSize, solid: &[bool], cube: [usize; 3]) -> Option<usize> {
    let base = size.index(cube[0], cube[1], cube[2]);
    let (right, up, back) = (1, size.x, size.x * size.y);
    let offset = |corner: usize| (corner & 1) * right + (corner >> 1 & 1) * up + (corner >> 2) * back;
    let mask = (0..8).fold(0u8, |mask, corner| mask | u8::from(solid[base + offset(corner)]) << corner);
    if mask == 0 || mask == 0xff {
        return None;
    }
    missing_corner(mask).map(|corner| base + offset(corner))
}

/// The six faces of a cube as corner cycles.
const FACES: [[usize; 4]; 6] =
    [[0, 1, 3, 2], [4, 5, 7, 6], [0, 1, 5, 4], [2, 3, 7, 6], [0, 2, 6, 4], [1, 3, 7, 5]];

fn missing_corner(mask: u8) -> Option<usize> {
    let has = |corner: usize| mask >> corner & 1 == 1;
    for [a, b, c, d] in FACES {
        if has(a) && has(c) && !has(b) && !has(d) {
            return Some(b);
        }
        if has(b) && has(d) && !has(a) && !has(c) {
            return Some(a);
        }
    }
    for corner in 0..4 {
        let opposite = 7 - corner;
        let pair = 1 << corner | 1 << opposite;
        if mask == pair || mask == !pair {
            // Solids (or holes) that touch only across the cube: open a way between, or close the holes.
            return Some(if mask == pair { corner ^ 1 } else { corner });
        }
    }
    None
}

fn cubes_around(size: GridSize, cell: usize) -> impl Iterator<Item = [usize; 3]> {
    let (x, y, z) = (cell % size.x, cell / size.x % size.y, cell / (size.x * size.y));
    (0..8).filter_map(move |corner| {
        let at = |value: usize, bit: usize, limit: usize| {
            let start = value.checked_sub(corner >> bit & 1)?;
            (start + 1 < limit).then_some(start)
        };
        Some([at(x, 0, size.x)?, at(y, 1, size.y)?, at(z, 2, size.z)?])
    })
}
