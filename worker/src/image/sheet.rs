//! From height fields to a closed solid: the outline is cut by marching squares, a front and a back sheet share it,
//! a wall joins them. Watertight by construction.

use std::ops::Range;

use mesh::Mesh;

use super::grid::Field;

/// A flat triangulation of the region where a field is positive.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Points in cells, x to the right, y down.
    pub points: Vec<[f32; 2]>,
    /// Counter-clockwise when y points up.
    pub triangles: Vec<[u32; 3]>,
    /// The outline, each edge in the direction its triangle has it.
    pub outline: Vec<[u32; 2]>,
}

/// Crossings keep away from the corners by this share of a cell, so that no two vertices meet.
const CROSSING_RANGE: Range<f32> = 0.02..0.98;

impl Sheet {
    /// Cuts along the zero line of `field`, whose border must be negative.
    ///
    /// Diagonal contacts stay apart (four-connected), so the outline never touches itself.
    #[must_use]
    pub fn cut(field: &Field) -> Self {
        let mut cutter = Cutter::new(field);
        for y in 0..field.height.saturating_sub(1) {
            for x in 0..field.width.saturating_sub(1) {
                cutter.cell(x, y);
            }
        }
        cutter.sheet
    }

    /// For each point, whether it lies on the outline.
    #[must_use]
    pub fn on_outline(&self) -> Vec<bool> {
        let mut on_outline = vec![false; self.points.len()];
        for &point in self.outline.iter().flatten() {
            on_outline[point as usize] = true;
        }
        on_outline
    }
}

const NONE: u32 = u32::MAX;

struct Cutter<'field> {
    field: &'field Field,
    sheet: Sheet,
    /// Vertex at a node, on the edge to its right, on the edge below it.
    nodes: Vec<[u32; 3]>,
}

impl<'field> Cutter<'field> {
    fn new(field: &'field Field) -> Self {
        Self { field, sheet: Sheet::default(), nodes: vec![[NONE; 3]; field.values.len()] }
    }

    fn cell(&mut self, x: usize, y: usize) {
        // Counter-clockwise with y up: top left, bottom left, bottom right, top right.
        let corners = [(x, y), (x, y + 1), (x + 1, y + 1), (x + 1, y)];
        let inside = corners.map(|(x, y)| self.field.at(x, y) > 0.0);
        match inside {
            [false, false, false, false] => {}
            [true, false, true, false] => {
                self.corner_triangle(corners, 0);
                self.corner_triangle(corners, 2);
            }
            [false, true, false, true] => {
                self.corner_triangle(corners, 1);
                self.corner_triangle(corners, 3);
            }
            _ => self.polygon(corners, inside),
        }
    }

    /// The part of a saddle cell around one of its inside corners.
    fn corner_triangle(&mut self, corners: [(usize, usize); 4], corner: usize) {
        let (here, next, previous) = (corners[corner], corners[(corner + 1) % 4], corners[(corner + 3) % 4]);
        let tip = self.node(here);
        let leaving = self.crossing(here, next);
        let entering = self.crossing(previous, here);
        self.sheet.triangles.push([tip, leaving, entering]);
        self.sheet.outline.push([leaving, entering]);
    }

    fn polygon(&mut self, corners: [(usize, usize); 4], inside: [bool; 4]) {
        let mut ring = [NONE; 6];
        let mut count = 0;
        let (mut leaving, mut entering) = (NONE, NONE);
        for corner in 0..4 {
            let next = (corner + 1) % 4;
            if inside[corner] {
                ring[count] = self.node(corners[corner]);
                count += 1;
            }
            if inside[corner] != inside[next] {
                let crossing = self.crossing(corners[corner], corners[next]);
                ring[count] = crossing;
                count += 1;
                if inside[corner] { leaving = crossing } else { entering = crossing }
            }
        }
        for index in 1..count - 1 {
            self.sheet.triangles.push([ring[0], ring[index], ring[index + 1]]);
        }
        if leaving != NONE {
            self.sheet.outline.push([leaving, entering]);
        }
    }

    fn node(&mut self, (x, y): (usize, usize)) -> u32 {
        self.vertex(y * self.field.width + x, 0, [x as f32, y as f32])
    }

    fn crossing(&mut self, one: (usize, usize), other: (usize, usize)) -> u32 {
        let (first, second) = if one <= other { (one, other) } else { (other, one) };
        let (from, to) = (self.field.at(first.0, first.1), self.field.at(second.0, second.1));
        let share = (from / (from - to)).clamp(CROSSING_RANGE.start, CROSSING_RANGE.end);
        let horizontal = second.0 > first.0;
        let (x, y) = (first.0 as f32, first.1 as f32);
        let point = if horizontal { [x + share, y] } else { [x, y + share] };
        self.vertex(first.1 * self.field.width + first.0, if horizontal { 1 } else { 2 }, point)
    }

    fn vertex(&mut self, node: usize, slot: usize, point: [f32; 2]) -> u32 {
        let known = &mut self.nodes[node][slot];
        if *known == NONE {
            *known = self.sheet.points.len() as u32;
            self.sheet.points.push(point);
        }
        *known
    }
}

/// Places a sheet in space.
pub struct Placement<'a> {
    /// Millimetres a cell.
    pub mm_per_cell: f32,
    /// The point in cells that comes to x = y = 0.
    pub center: [f32; 2],
    /// Front height in mm of point `index`.
    pub front_mm: &'a dyn Fn(usize) -> f32,
    /// Back height in mm of point `index`; below the front everywhere.
    pub back_mm: &'a dyn Fn(usize) -> f32,
}

/// The solid between a front and a back sheet: +Y up, the front towards +Z.
#[must_use]
pub fn solid_between(sheet: &Sheet, placement: &Placement) -> Mesh {
    let position = |index: usize, z: f32| {
        let [x, y] = sheet.points[index];
        [
            (x - placement.center[0]) * placement.mm_per_cell,
            (placement.center[1] - y) * placement.mm_per_cell,
            z,
        ]
    };
    let count = sheet.points.len();
    let back = count as u32;
    let mut solid = Mesh::default();
    solid.positions.extend((0..count).map(|index| position(index, (placement.front_mm)(index))));
    solid.positions.extend((0..count).map(|index| position(index, (placement.back_mm)(index))));
    solid.triangles.extend(&sheet.triangles);
    solid.triangles.extend(sheet.triangles.iter().map(|&[a, b, c]| [a + back, c + back, b + back]));
    for &[from, to] in &sheet.outline {
        solid.triangles.extend([[to, from, from + back], [to, from + back, to + back]]);
    }
    solid
}

#[cfg(test)]
mod tests {
    use mesh::measure::{audit, signed_volume};
    use proptest::prelude::*;

    use super::*;
    use crate::image::grid::Mask;

    fn plate(field: &Field) -> Mesh {
        let sheet = Sheet::cut(field);
        let middle = [field.width as f32 / 2.0, field.height as f32 / 2.0];
        let placement =
            Placement { mm_per_cell: 1.0, center: middle, front_mm: &|_| 1.0, back_mm: &|_| -1.0 };
        solid_between(&sheet, &placement)
    }

    #[test]
    fn a_disc_becomes_a_coin_of_its_volume() {
        let radius = 30.0f32;
        let field = Field::from_fn(80, 80, |x, y| radius - (x as f32 - 39.5).hypot(y as f32 - 39.5));
        let coin = plate(&field);
        assert!(audit(&coin).is_clean());
        let expected = std::f64::consts::PI * 900.0 * 2.0;
        assert!((signed_volume(&coin) / expected - 1.0).abs() < 0.002);
    }

    #[test]
    fn a_saddle_stays_two_pieces() {
        let mut field = Field::filled(4, 4, -1.0);
        field.values[5] = 1.0;
        field.values[10] = 1.0;
        let sheet = Sheet::cut(&field);
        assert_eq!(sheet.triangles.len(), 8);
        assert_eq!(audit(&plate(&field)).boundary_edges, 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn any_mask_gives_a_watertight_solid(
            cells in prop::collection::vec(any::<bool>(), 12 * 9),
            blur in 0usize..2,
        ) {
            let mask = Mask { width: 12, height: 9, values: cells }.padded(2, false);
            let field = mask.coverage().blurred(blur, 1).map(|value| value - 0.5001);
            let solid = plate(&field);
            if !solid.triangles.is_empty() {
                prop_assert!(audit(&solid).is_clean(), "{:?}", audit(&solid));
                prop_assert!(signed_volume(&solid) > 0.0);
            }
        }
    }
}
