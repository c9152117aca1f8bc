//! Inflation: a round figure from an outline, with the picture's fine relief on its front.

use super::{colored, detail_mm, lightness_of, mean_color};
use crate::image::body::{Body, MARGIN, RIM_MM, outline_of};
use crate::image::color;
use crate::image::grid::Field;
use crate::image::paint::{self, Atlas, Ink};
use crate::image::plan::{Form, PicturePlan};
use crate::image::poisson;
use crate::image::reading::{Canvas, Reading};

/// Air around the subject in its grid.
const AIR: f32 = 0.04;
/// Detail fades towards the outline over this distance.
const FADE_MM: f32 = 2.5;
const DETAIL_MM: f32 = 4.0;
/// A flat back lies this much behind the outline's middle.
const FLAT_BACK_MM: f32 = 1.4;

pub(super) fn body(reading: &Reading, plan: &PicturePlan, grid_side: u32) -> Body {
    let subject = reading.subject();
    let canvas = reading.canvas(subject.grown(AIR), grid_side);
    let longest_cells = grid_side as f32 * subject.longest() / subject.grown(AIR).longest();
    let mm_per_cell = plan.size_mm / longest_cells;
    let trust = paint::trust(&canvas, Ink::Remove);
    let paint = colored(paint::without_rims(&canvas, &trust), plan);
    let mask = canvas.mask.padded(MARGIN, false);
    let height = inflated_mm(&canvas, plan.depth * longest_cells / 2.0, mm_per_cell);
    let detail = detail_mm(&lightness_of(&paint, &canvas), grid_side as usize / 24, DETAIL_MM * plan.detail);
    let detail = detail.extended(MARGIN);
    let fade = mask.distance_to_outside();
    let mut front = height.clone();
    for (index, front) in front.values.iter_mut().enumerate() {
        let fade = (fade.values[index] * mm_per_cell / FADE_MM).min(1.0);
        *front = (RIM_MM + *front + detail.values[index] * fade).max(RIM_MM * 0.7);
    }
    let is_half = plan.form == Form::HalfFigure;
    let back = height.map(|height| if is_half { -FLAT_BACK_MM } else { -RIM_MM - height });
    let behind = paint::back_of(&paint, &canvas, &trust);
    Body {
        outline: outline_of(&mask),
        front_mm: front,
        back_mm: back,
        edge_mm: Some([RIM_MM, if is_half { -FLAT_BACK_MM } else { -RIM_MM }]),
        mm_per_cell,
        margin: MARGIN,
        atlas: Atlas::new(&paint, &behind, base_color(&canvas)),
    }
}

/// Height of the inflated half over the canvas, margin included; `lambda` is its plateau length in cells.
pub(super) fn inflated_mm(canvas: &Canvas, lambda: f32, mm_per_cell: f32) -> Field {
    let solution = poisson::solve(&canvas.mask.padded(MARGIN, false), lambda);
    solution.map(|squared| squared.max(0.0).sqrt() * mm_per_cell)
}

/// A quiet base that a subject of this color stands out from: sand under dark ones, slate under light ones.
fn base_color(canvas: &Canvas) -> [u8; 3] {
    const SAND: [u8; 3] = [0xd9, 0xc7, 0xa8];
    const SLATE: [u8; 3] = [0x4b, 0x52, 0x5c];
    let [lightness, a, b] = mean_color(canvas);
    let neutral = color::to_lab(if lightness < 0.6 { SAND } else { SLATE });
    color::to_rgb([neutral[0], neutral[1] + a * 0.1, neutral[2] + b * 0.1])
}
