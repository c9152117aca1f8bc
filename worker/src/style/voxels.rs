//! Voxel: equal cubes, with edge and corner contacts filled so that the result stays a solid.

use super::{Style, build::surface_material};
use crate::{
    result::{BuildError, Progress},
    sdf::{
        Object,
        grid::{GridSize, make_well_composed},
    },
};
use glam::{IVec3, Vec3, ivec3, vec3};
use mesh::Mesh;
use rayon::prelude::*;

/// Cubes along the longest side.
const SIDE: f32 = 50.0;
/// Cubes whose middle is this share of a cube outside still count: thin arms stay in one piece.
const REACH: f32 = 0.28;

struct Cubes {
    size: GridSize,
    origin: Vec3,
    step: f32,
    solid: Vec<bool>,
}

impl Cubes {
    fn middle(&self, cell: IVec3) -> Vec3 {
        self.origin + (cell.as_vec3() + 0.5) * self.step
    }

    fn is_solid(&self, cell: IVec3) -> bool {
        let inside = cell.cmpge(IVec3::ZERO).all()
            && (cell.x as usize) < self.size.x
            && (cell.y as usize) < self.size.y
            && (cell.z as usize) < self.size.z;
        inside && self.solid[self.size.index(cell.x as usize, cell.y as usize, cell.z as usize)]
    }

    fn cell(&self, index: usize) -> IVec3 {
        let (x, y, z) = self.size.position(index);
        ivec3(x as i32, y as i32, z as i32)
    }
}

/// Meshes `object` as cubes, in object units.
pub fn build(object: &Object, progress: &dyn Progress) -> Result<Mesh, BuildError> {
    let mut cubes = occupancy(object);
    progress.step("Stacking cubes", 50)?;
    make_well_composed(cubes.size, &mut cubes.solid);
    keep_largest(&mut cubes);
    make_well_composed(cubes.size, &mut cubes.solid);
    let colors = cube_colors(object, &cubes);
    progress.step("Coloring the cubes", 70)?;
    let material = surface_material(Style::Voxel, object.finish(0));
    Ok(Mesh { materials: vec![material], ..faces(&cubes, &colors) })
}

fn occupancy(object: &Object) -> Cubes {
    let (low, high) = object.bounds();
    let extent = high - low;
    let step = extent.max_element() / SIDE;
    // Centred on x = 0 as a cell border, so that mirrored things become mirrored cubes.
    let cells = |length: f32| (length / step).ceil() as usize + 4;
    let half = ((low.x.abs().max(high.x.abs())) / step).ceil() as usize + 2;
    let size = GridSize { x: 2 * half, y: cells(extent.y), z: cells(extent.z) };
    let floor = object.floor().max(low.y);
    let origin = vec3(-(half as f32) * step, floor - 2.0 * step, low.z - 2.0 * step);
    let mut cubes = Cubes { size, origin, step, solid: Vec::new() };
    let solid = (0..size.count())
        .into_par_iter()
        .map(|index| {
            let (x, y, z) = size.position(index);
            let border = x == 0 || y == 0 || z == 0 || x + 1 == size.x || y + 1 == size.y || z + 1 == size.z;
            !border && object.distance(cubes.middle(cubes.cell(index))) < REACH * step
        })
        .collect();
    cubes.solid = solid;
    cubes
}

/// Drops cubes that hang together with nothing else: the largest piece stays.
fn keep_largest(cubes: &mut Cubes) {
    let mut piece_of = vec![0u32; cubes.solid.len()];
    let mut sizes = vec![0usize];
    for start in 0..cubes.solid.len() {
        if !cubes.solid[start] || piece_of[start] != 0 {
            continue;
        }
        let piece = sizes.len() as u32;
        sizes.push(0);
        let mut open = vec![start];
        piece_of[start] = piece;
        while let Some(index) = open.pop() {
            sizes[piece as usize] += 1;
            for side in SIDES {
                let next = cubes.cell(index) + side;
                if cubes.is_solid(next) {
                    let next = cubes.size.index(next.x as usize, next.y as usize, next.z as usize);
                    if piece_of[next] == 0 {
                        piece_of[next] = piece;
                        open.push(next);
                    }
                }
            }
        }
    }
    let largest = (1..sizes.len()).max_by_key(|piece| sizes[*piece]).unwrap_or(0) as u32;
    for (solid, piece) in cubes.solid.iter_mut().zip(&piece_of) {
        *solid &= *piece == largest;
    }
}

const SIDES: [IVec3; 6] = [IVec3::X, IVec3::NEG_X, IVec3::Y, IVec3::NEG_Y, IVec3::Z, IVec3::NEG_Z];

/// Linear RGB of every visible cube; features color at least the cube nearest to them.
fn cube_colors(object: &Object, cubes: &Cubes) -> Vec<[f32; 3]> {
    let everything = object.everything();
    let mut colors: Vec<[f32; 3]> = (0..cubes.solid.len())
        .into_par_iter()
        .map(|index| {
            let cell = cubes.cell(index);
            let visible = cubes.solid[index] && SIDES.iter().any(|side| !cubes.is_solid(cell + *side));
            if !visible {
                return [0.0; 3];
            }
            let middle = cubes.middle(cell);
            let normal = object.normal(&everything, middle, 0.3 * cubes.step);
            let on_surface = middle - normal * object.distance(middle).clamp(-cubes.step, cubes.step);
            object.color(&everything, on_surface, 0.0).1
        })
        .collect();
    for index in object.feature_indices() {
        paint_feature(object, cubes, index, &mut colors);
    }
    for (index, color) in colors.iter_mut().enumerate() {
        *color = color.map(|channel| channel * unevenness(index));
    }
    colors
}

fn paint_feature(object: &Object, cubes: &Cubes, part: usize, colors: &mut [[f32; 3]]) {
    let visible = |index: &usize| {
        let cell = cubes.cell(*index);
        cubes.solid[*index] && SIDES.iter().any(|side| !cubes.is_solid(cell + *side))
    };
    let distance = |index: &usize| object.part_distance(part, cubes.middle(cubes.cell(*index)));
    let shown: Vec<usize> = (0..cubes.solid.len()).filter(|index| visible(index)).collect();
    let near: Vec<usize> =
        shown.iter().copied().filter(|index| distance(index) < 0.12 * cubes.step).collect();
    let nearest = shown.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    for index in if near.is_empty() { nearest.into_iter().collect() } else { near } {
        colors[index] = object.part_color(part);
    }
}

/// A little lighter or darker from cube to cube, as if each were a brick of its own.
fn unevenness(index: usize) -> f32 {
    let mixed = (index as u32).wrapping_mul(0x9E37_79B1);
    0.965 + 0.07 * ((mixed >> 16 & 0xff) as f32 / 255.0)
}

fn faces(cubes: &Cubes, colors: &[[f32; 3]]) -> Mesh {
    let mut mesh = Mesh::default();
    for index in (0..cubes.solid.len()).filter(|index| cubes.solid[*index]) {
        let cell = cubes.cell(index);
        for side in SIDES {
            if !cubes.is_solid(cell + side) {
                add_face(&mut mesh, cubes, cell, side, colors[index]);
            }
        }
    }
    mesh.triangle_materials = vec![0; mesh.triangles.len()];
    mesh
}

fn add_face(mesh: &mut Mesh, cubes: &Cubes, cell: IVec3, side: IVec3, color: [f32; 3]) {
    // Two directions in the face with `across` × `along` = `side`, so that it faces outwards.
    let across = if side.x != 0 {
        IVec3::Y
    } else if side.y != 0 {
        IVec3::Z
    } else {
        IVec3::X
    };
    let along = side.cross(across);
    let first = mesh.positions.len() as u32;
    for (u, v) in [(-1, -1), (1, -1), (1, 1), (-1, 1)] {
        // Corners on a grid of half cells: exactly equal for neighbouring cubes.
        let half_cells = cell * 2 + 1 + side + across * u + along * v;
        mesh.positions.push((cubes.origin + half_cells.as_vec3() * (0.5 * cubes.step)).into());
        mesh.normals.push(side.as_vec3().into());
        mesh.colors.push(color);
    }
    mesh.triangles.push([first, first + 1, first + 2]);
    mesh.triangles.push([first, first + 2, first + 3]);
}
