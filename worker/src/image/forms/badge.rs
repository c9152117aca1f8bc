//! Layers by color on a plate cut along the outline, as enamel pins and printed badges are made.

use image::{Rgb, RgbImage, imageops};

use super::{colored, mean_color, plate_color};
use crate::image::body::{Body, MARGIN, outline_of, smooth_step};
use crate::image::color::{self, Lab};
use crate::image::grid::{Field, Grid, Mask};
use crate::image::paint::{self, Atlas, Ink};
use crate::image::plan::PicturePlan;
use crate::image::reading::{Canvas, Reading};

const MOST_LAYERS: usize = 6;
/// Colors closer than this are one layer.
const SAME_COLOR: f32 = 0.09;
/// A color needs this share of the subject for a layer of its own.
const SMALLEST_LAYER: f32 = 0.012;
/// The plate: thickness, and how far it reaches beyond the drawing.
const PLATE_MM: f32 = 2.0;
const BORDER_MM: f32 = 3.0;
/// Height of the first layer above the plate and of each further one above the last.
const FIRST_LAYER_MM: f32 = 1.0;
const LAYER_MM: f32 = 0.8;

pub(super) fn body(reading: &Reading, plan: &PicturePlan, grid_side: u32) -> Body {
    let border = BORDER_MM / (plan.size_mm - 2.0 * BORDER_MM);
    let canvas = reading.canvas(reading.subject().grown(border * 1.15), grid_side);
    let mm_per_cell = plan.size_mm / grid_side as f32;
    let paint = colored(paint::without_rims(&canvas, &paint::trust(&canvas, Ink::Keep)), plan);
    let lab = small_lab(&paint, &canvas);
    let palette = palette(&lab, &canvas);
    let layer = layers(&lab, &palette);
    let cover = canvas.mask.coverage().blurred(1, 1);
    let strength = (plan.depth / 0.28).clamp(0.5, 1.5);
    let level = layer.map(|layer| (FIRST_LAYER_MM + LAYER_MM * layer as f32) * strength).blurred(1, 2);
    let front = Field::from_fn(level.width, level.height, |x, y| {
        PLATE_MM + level.at(x, y) * smooth_step(0.2..0.6, cover.at(x, y))
    });
    let plate_mask = plate_under(&canvas.mask, BORDER_MM / mm_per_cell);
    let plate = plate_color(mean_color(&canvas));
    let front_paint = painted(&layer, &palette, &cover, plate, paint.dimensions());
    let behind = RgbImage::from_pixel(8, 8, Rgb(plate));
    Body {
        outline: outline_of(&smoothed_plate(&plate_mask)),
        back_mm: Field::filled(plate_mask.width, plate_mask.height, 0.0),
        front_mm: front.extended(MARGIN),
        edge_mm: None,
        mm_per_cell,
        margin: MARGIN,
        atlas: Atlas::new(&front_paint, &behind, plate),
    }
}

/// The drawing grown by `border` cells, without holes, its parts joined where they are not too far from each other.
fn plate_under(drawing: &Mask, border: f32) -> Mask {
    const REACHES: [f32; 4] = [1.0, 2.0, 3.5, 5.0];
    let air = (border * REACHES[3]).ceil() as usize;
    let padded = drawing.padded(air, false);
    let mut plate = padded.clone();
    for reach in REACHES {
        plate = padded.grown(border * reach).shrunk(border * (reach - 1.0)).without_holes();
        if plate.islands().areas.len() <= 1 {
            break;
        }
    }
    let shift = air - MARGIN.min(air);
    Mask::from_fn(drawing.width + 2 * MARGIN, drawing.height + 2 * MARGIN, |x, y| {
        plate.at(x + shift, y + shift)
    })
}

/// Rounds the plate's notches and keeps it within the grid.
fn smoothed_plate(plate: &Mask) -> Mask {
    let soft = plate.coverage().blurred(3, 2);
    Mask::from_fn(plate.width, plate.height, |x, y| {
        let within = x > 1 && y > 1 && x + 2 < plate.width && y + 2 < plate.height;
        within && soft.at(x, y) > 0.4
    })
}

fn small_lab(paint: &RgbImage, canvas: &Canvas) -> Grid<Lab> {
    let small = imageops::thumbnail(paint, canvas.lab.width as u32, canvas.lab.height as u32);
    let values = small.pixels().map(|pixel| color::to_lab(pixel.0)).collect();
    Grid { width: canvas.lab.width, height: canvas.lab.height, values }
}

/// The subject's main colors, the most frequent first: it lies lowest.
fn palette(lab: &Grid<Lab>, canvas: &Canvas) -> Vec<Lab> {
    let subject: Vec<Lab> = lab
        .values
        .iter()
        .zip(&canvas.mask.values)
        .filter(|&(_, &inside)| inside)
        .map(|(&color, _)| color)
        .collect();
    let mut palette: Vec<Lab> = Vec::new();
    for cluster in color::clusters(&subject, MOST_LAYERS) {
        let is_new = palette
            .iter()
            .all(|&known| color::squared_distance(known, cluster.center, 1.0) > SAME_COLOR * SAME_COLOR);
        if palette.is_empty() || (is_new && cluster.share > SMALLEST_LAYER) {
            palette.push(cluster.center);
        }
    }
    palette
}

/// The layer each cell belongs to: the one that covers most of its surroundings, so that single cells do not stick
/// out.
fn layers(lab: &Grid<Lab>, palette: &[Lab]) -> Grid<usize> {
    let nearest = lab.map(|color| color::nearest_center(palette, color));
    let covers: Vec<Field> = (0..palette.len())
        .map(|layer| nearest.map(|nearest| f32::from(u8::from(nearest == layer))).blurred(1, 2))
        .collect();
    let strongest = |index: usize| {
        let by_cover =
            |&one: &usize, &other: &usize| covers[one].values[index].total_cmp(&covers[other].values[index]);
        (0..palette.len()).max_by(by_cover).unwrap_or(0)
    };
    Grid { values: (0..lab.values.len()).map(strongest).collect(), width: lab.width, height: lab.height }
}

/// The layers' colors at texture resolution, the plate's around them.
fn painted(
    layer: &Grid<usize>,
    palette: &[Lab],
    cover: &Field,
    plate: [u8; 3],
    size: (u32, u32),
) -> RgbImage {
    let colors: Vec<[u8; 3]> = palette.iter().map(|&color| color::to_rgb(color)).collect();
    let small = RgbImage::from_fn(layer.width as u32, layer.height as u32, |x, y| {
        let (x, y) = (x as usize, y as usize);
        let inside = cover.at(x, y) > 0.38;
        Rgb(if inside { colors.get(layer.at(x, y)).copied().unwrap_or(plate) } else { plate })
    });
    imageops::resize(&small, size.0, size.1, imageops::FilterType::Triangle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plate_joins_loose_strokes_and_has_no_holes() {
        let strokes =
            Mask::from_fn(100, 60, |x, y| y % 12 == 5 && (10..90).contains(&x) && (10..50).contains(&y));
        assert!(strokes.islands().areas.len() > 2);
        let plate = plate_under(&strokes, 4.0);
        assert_eq!(plate.islands().areas.len(), 1);
        assert_eq!(plate.without_holes(), plate);
        assert_eq!((plate.width, plate.height), (100 + 2 * MARGIN, 60 + 2 * MARGIN));
        assert!(plate.at(50 + MARGIN, 17 + MARGIN) && !plate.at(MARGIN + 2, MARGIN + 30));
    }
}
