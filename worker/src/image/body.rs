//! What every form of a picture is before it is meshed: an outline and a front and a back height over a grid, with
//! the colors that go with it.

use std::ops::Range;

use mesh::Mesh;

use super::grid::{Field, Mask};
use super::paint::Atlas;
use super::sheet::{Placement, Sheet, solid_between};

/// Cells around the picture, so that the outline closes inside the grid.
pub const MARGIN: usize = 3;
/// Half the thinnest wall: 1.2 mm is what a 0.4 mm nozzle prints reliably.
pub const RIM_MM: f32 = 0.6;

/// A solid as height fields. All three fields have the same size, [`Body::margin`] cells larger than the picture.
#[derive(Clone, Debug)]
pub struct Body {
    /// Positive inside the outline.
    pub outline: Field,
    /// Front surface.
    pub front_mm: Field,
    /// Back surface.
    pub back_mm: Field,
    /// Front and back height on the outline itself where the surfaces close up there, as on a round figure.
    pub edge_mm: Option<[f32; 2]>,
    /// Scale.
    pub mm_per_cell: f32,
    /// Cells between the grid's border and the picture.
    pub margin: usize,
    /// Colors.
    pub atlas: Atlas,
}

/// The soft outline of a mask: positive inside.
#[must_use]
pub fn outline_of(mask: &Mask) -> Field {
    mask.coverage().blurred(1, 3).map(|coverage| coverage - 0.5)
}

/// 0 below the range, 1 above it, smooth between.
#[must_use]
pub fn smooth_step(range: Range<f32>, value: f32) -> f32 {
    let share = ((value - range.start) / (range.end - range.start)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

impl Body {
    /// The closed surface in mm, without colors: x and y around the middle of the picture, the front towards +Z.
    #[must_use]
    pub fn solid(&self) -> Mesh {
        let sheet = Sheet::cut(&self.outline);
        let on_outline = sheet.on_outline();
        let height = |field: &Field, side: usize, index: usize| match self.edge_mm {
            Some(edge) if on_outline[index] => edge[side],
            _ => {
                let [x, y] = sheet.points[index];
                field.sample(x, y)
            }
        };
        let placement = Placement {
            mm_per_cell: self.mm_per_cell,
            center: self.center(),
            front_mm: &|index| height(&self.front_mm, 0, index),
            back_mm: &|index| height(&self.back_mm, 1, index),
        };
        solid_between(&sheet, &placement)
    }

    fn center(&self) -> [f32; 2] {
        [(self.outline.width - 1) as f32 / 2.0, (self.outline.height - 1) as f32 / 2.0]
    }

    /// Grid coordinates of a place in mm.
    #[must_use]
    pub fn cell_of(&self, x_mm: f32, y_mm: f32) -> [f32; 2] {
        let [center_x, center_y] = self.center();
        [center_x + x_mm / self.mm_per_cell, center_y - y_mm / self.mm_per_cell]
    }

    /// Whether a place in mm is inside the solid.
    #[must_use]
    pub fn holds(&self, [x, y, z]: [f32; 3]) -> bool {
        let [column, row] = self.cell_of(x, y);
        let beyond = column < 0.0
            || row < 0.0
            || column > (self.outline.width - 1) as f32
            || row > (self.outline.height - 1) as f32;
        !beyond
            && self.outline.sample(column, row) > 0.0
            && (self.back_mm.sample(column, row)..=self.front_mm.sample(column, row)).contains(&z)
    }

    /// Texture coordinates of a place in mm whose surface looks along `normal_z`.
    #[must_use]
    pub fn uv(&self, [x, y, _]: [f32; 3], normal_z: f32) -> [f32; 2] {
        /// Flatter than this towards the back, a surface shows the back's colors.
        const BACK: f32 = -0.25;
        let [column, row] = self.cell_of(x, y);
        let share =
            |cell: f32, length: usize| (cell - self.margin as f32 + 0.5) / (length - 2 * self.margin) as f32;
        let place = [share(column, self.outline.width), share(row, self.outline.height)];
        if normal_z < BACK { self.atlas.back_uv(place) } else { self.atlas.front_uv(place) }
    }

    /// The body with an eye above it, to hang it by.
    #[must_use]
    pub fn with_loop(mut self) -> Self {
        const OUTER_MM: f32 = 4.6;
        const HOLE_MM: f32 = 2.1;
        const OVERLAP_MM: f32 = 2.2;
        const THICKNESS_MM: f32 = 3.0;
        let cells = |length_mm: f32| length_mm / self.mm_per_cell;
        let extra = cells(2.0 * OUTER_MM).ceil() as usize;
        let inside = self.outline.map(|value| value > 0.0);
        let Some((column, top)) = highest_over_center(&inside) else { return self };
        let center = [(column + extra) as f32, (top + extra) as f32 - cells(OUTER_MM - OVERLAP_MM)];
        let (outer, hole) = (cells(OUTER_MM), cells(HOLE_MM));
        self.outline = self.outline.padded(extra, -0.5);
        self.front_mm = self.front_mm.extended(extra);
        self.back_mm = self.back_mm.extended(extra);
        self.margin += extra;
        let back = self.back_mm.values.iter().copied().fold(f32::MAX, f32::min).max(-THICKNESS_MM / 2.0);
        for index in 0..self.outline.values.len() {
            let (x, y) = (index % self.outline.width, index / self.outline.width);
            let distance = (x as f32 - center[0]).hypot(y as f32 - center[1]);
            let disc = ((outer - distance) * 0.5).clamp(-0.5, 0.5);
            let was_inside = self.outline.values[index] > 0.0;
            if disc > -0.5 {
                let front = back + THICKNESS_MM;
                let old = self.front_mm.values[index];
                self.front_mm.values[index] =
                    if was_inside { old.max(front.min(old + disc.max(0.0))) } else { front };
                if !was_inside {
                    self.back_mm.values[index] = back;
                }
            }
            let joined = self.outline.values[index].max(disc);
            self.outline.values[index] = joined.min(((distance - hole) * 0.5).clamp(-0.5, 0.5));
        }
        self
    }
}

/// The column of the center of mass and the highest row inside in it.
fn highest_over_center(mask: &Mask) -> Option<(usize, usize)> {
    let columns = (0..mask.values.len()).filter(|&index| mask.values[index]).map(|index| index % mask.width);
    let (count, sum) = columns.fold((0usize, 0usize), |(count, sum), column| (count + 1, sum + column));
    let column = sum.checked_div(count)?;
    // The center of something bent may lie outside it: then the nearest column that is not empty.
    let nearby = (0..mask.width).map(|offset| {
        if offset % 2 == 0 { column + offset / 2 } else { column.saturating_sub(offset / 2 + 1) }
    });
    nearby
        .filter(|&column| column < mask.width)
        .find_map(|column| (0..mask.height).find(|&row| mask.at(column, row)).map(|row| (column, row)))
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};
    use mesh::solid::check_manifold;

    use super::*;

    fn coin() -> Body {
        let side = 120;
        let outline = Field::from_fn(side, side, |x, y| {
            ((50.0 - (x as f32 - 59.5).hypot(y as f32 - 59.5)) * 0.5).clamp(-0.5, 0.5)
        });
        let plain = RgbImage::from_pixel(16, 16, Rgb([255, 0, 0]));
        let behind = RgbImage::from_pixel(16, 16, Rgb([0, 0, 255]));
        Body {
            outline,
            front_mm: Field::filled(side, side, 2.0),
            back_mm: Field::filled(side, side, 0.0),
            edge_mm: None,
            mm_per_cell: 0.5,
            margin: MARGIN,
            atlas: Atlas::new(&plain, &behind, [0, 255, 0]),
        }
    }

    #[test]
    fn a_coin_is_a_solid_and_knows_its_inside() {
        let coin = coin();
        let solid = check_manifold(&coin.solid()).unwrap();
        assert!((solid.volume() / (std::f64::consts::PI * 625.0 * 2.0) - 1.0).abs() < 0.01);
        assert!(coin.holds([0.0, 24.0, 1.0]));
        assert!(
            !coin.holds([0.0, 26.0, 1.0]) && !coin.holds([0.0, 0.0, 2.1]) && !coin.holds([0.0, 500.0, 1.0])
        );
    }

    #[test]
    fn front_and_back_have_their_own_colors() {
        let coin = coin();
        assert_eq!(coin.atlas.color(coin.uv([3.0, 4.0, 2.0], 1.0)), [1.0, 0.0, 0.0]);
        assert_eq!(coin.atlas.color(coin.uv([3.0, 4.0, 0.0], -1.0)), [0.0, 0.0, 1.0]);
    }

    #[test]
    fn a_loop_adds_a_hole_and_nothing_else() {
        let plain = coin().solid();
        let hung = coin().with_loop();
        let solid = check_manifold(&hung.solid()).unwrap();
        assert_eq!(solid.manifold().genus(), 1);
        let plain_bounds = plain.bounds().unwrap().extents();
        let bounds = hung.solid().bounds().unwrap().extents();
        assert!((bounds[0] - plain_bounds[0]).abs() < 0.1);
        assert!(bounds[1] > plain_bounds[1] + 5.0);
    }
}
