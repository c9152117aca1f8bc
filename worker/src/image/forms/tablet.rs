//! Reliefs: a framed plaque and a round medallion. Both work for any picture, whatever is on it.

use image::{Rgb, RgbImage};

use super::figure::inflated_mm;
use super::{colored, detail_mm, lightness_of, mean_color, plate_color};
use crate::image::body::{Body, MARGIN, smooth_step};
use crate::image::color;
use crate::image::gate::Method;
use crate::image::grid::Field;
use crate::image::paint::{self, Atlas, Ink};
use crate::image::plan::PicturePlan;
use crate::image::reading::{Canvas, Reading};

/// Plate behind the relief.
const PLATE_MM: f32 = 2.0;
/// Height from lightness, and from fine differences of it.
const RELIEF_MM: f32 = 3.0;
const DETAIL_MM: f32 = 6.0;
/// The frame's width, its height above the plate, and where picture and frame meet.
const FRAME_MM: f32 = 2.4;
const FRAME_HEIGHT_MM: f32 = 4.0;
const FEATHER_MM: f32 = 0.8;
const CHAMFER_MM: f32 = 0.5;
/// Between a raised subject and the rim.
const AIR_MM: f32 = 2.2;
const CORNER_MM: f32 = 4.0;
/// The depth all of these are meant for; other depths scale them.
const USUAL_DEPTH: f32 = 0.28;

/// A tablet's outline: how far inside its edge a place is, in mm (negative outside).
type Inside<'a> = &'a dyn Fn(f32, f32) -> f32;

/// The whole picture as a relief in a frame with round corners.
pub(super) fn plaque(reading: &Reading, plan: &PicturePlan, grid_side: u32) -> Body {
    let whole = reading.whole();
    let share = FRAME_MM / (plan.size_mm - 2.0 * FRAME_MM);
    let frame = whole.grown(share);
    let canvas = reading.canvas(frame, grid_side);
    let mm_per_cell = plan.size_mm / grid_side as f32;
    let half = [canvas.lab.width as f32 * mm_per_cell / 2.0, canvas.lab.height as f32 * mm_per_cell / 2.0];
    let corner = CORNER_MM.min(half[0] * 0.4).min(half[1] * 0.4);
    let inside = move |x: f32, y: f32| {
        let [across, along] = [x.abs() - half[0] + corner, y.abs() - half[1] + corner];
        corner - across.max(0.0).hypot(along.max(0.0)) - across.max(along).min(0.0)
    };
    relief(&canvas, plan, mm_per_cell, &inside)
}

/// A coin: with the subject raised on it when there is a clear one, else with the picture's middle as a relief.
pub(super) fn medallion(reading: &Reading, plan: &PicturePlan, grid_side: u32) -> Body {
    let mm_per_cell = plan.size_mm / grid_side as f32;
    let radius = plan.size_mm / 2.0;
    let inside = move |x: f32, y: f32| radius - x.hypot(y);
    if reading.verdict.method == Method::Relief {
        let whole = reading.whole();
        let side = whole.width.min(whole.height) * (1.0 + 2.0 * FRAME_MM / plan.size_mm);
        return relief(&reading.canvas(whole.square(side), grid_side), plan, mm_per_cell, &inside);
    }
    // The subject's circle, its rim, and some air between.
    let air = (FRAME_MM + AIR_MM) / (plan.size_mm - 2.0 * (FRAME_MM + AIR_MM));
    let canvas = reading.canvas(reading.circle().grown(air), grid_side);
    raised_subject(&canvas, plan, mm_per_cell, &inside)
}

fn relief(canvas: &Canvas, plan: &PicturePlan, mm_per_cell: f32, inside: Inside) -> Body {
    let longest = canvas.lab.width.max(canvas.lab.height);
    let strength = (plan.depth / USUAL_DEPTH).clamp(0.4, 1.6);
    let smooth = stretched(&color::lightness(&canvas.lab)).edge_preserving(longest / 110, 0.05).blurred(1, 1);
    let detail = detail_mm(&smooth, 20 * longest / 384, DETAIL_MM * (0.5 + plan.detail));
    let picture = Field {
        values: smooth
            .values
            .iter()
            .zip(&detail.values)
            .map(|(light, fine)| light * RELIEF_MM + fine)
            .collect(),
        ..smooth
    };
    let picture = picture.extended(MARGIN);
    let framed = |edge: f32, relief: f32| {
        let frame = FRAME_HEIGHT_MM * strength.max(0.8);
        let in_picture = smooth_step(FRAME_MM..FRAME_MM + FEATHER_MM, edge);
        PLATE_MM + frame + (relief.max(-0.8) * strength - frame) * in_picture - chamfer(edge)
    };
    let paint = colored(to_rgb(canvas), plan);
    let frame_color = frame_color(canvas);
    let paint = with_rim(paint, canvas, mm_per_cell, inside, frame_color);
    tablet(canvas, mm_per_cell, inside, |index, edge| framed(edge, picture.values[index]), paint, frame_color)
}

fn raised_subject(canvas: &Canvas, plan: &PicturePlan, mm_per_cell: f32, inside: Inside) -> Body {
    const GROUND_MM: f32 = 2.6;
    const RIM_HEIGHT_MM: f32 = 1.8;
    const STEP_MM: f32 = 0.7;
    let longest = canvas.lab.width.max(canvas.lab.height);
    let strength = (plan.depth / USUAL_DEPTH).clamp(0.4, 1.6);
    let subject = colored(paint::without_rims(canvas, &paint::trust(canvas, Ink::Keep)), plan);
    let height = inflated_mm(canvas, 0.05 * strength * longest as f32, mm_per_cell);
    let detail = detail_mm(&lightness_of(&subject, canvas), longest / 24, 5.0 * plan.detail).extended(MARGIN);
    let cover = canvas.mask.padded(MARGIN, false).coverage().blurred(1, 2);
    let front = |index: usize, edge: f32| {
        let cover = smooth_step(0.25..0.75, cover.values[index]);
        let raised =
            cover * (STEP_MM + height.values[index] * 0.55 * strength.sqrt() + detail.values[index]).max(0.3);
        let rim = RIM_HEIGHT_MM * (1.0 - smooth_step(FRAME_MM..FRAME_MM + FEATHER_MM, edge));
        GROUND_MM + raised.max(rim) - chamfer(edge)
    };
    let plate = plate_color(mean_color(canvas));
    let paint = over_plate(&subject, canvas, plate);
    tablet(canvas, mm_per_cell, inside, front, paint, plate)
}

fn chamfer(edge_mm: f32) -> f32 {
    (CHAMFER_MM - edge_mm).clamp(0.0, CHAMFER_MM)
}

/// Puts the pieces together: `front` gets the cell and its distance from the edge in mm.
fn tablet(
    canvas: &Canvas,
    mm_per_cell: f32,
    inside: Inside,
    front: impl Fn(usize, f32) -> f32,
    paint: RgbImage,
    plain: [u8; 3],
) -> Body {
    let (width, height) = (canvas.lab.width + 2 * MARGIN, canvas.lab.height + 2 * MARGIN);
    let edge = Field::from_fn(width, height, |x, y| {
        let from_middle =
            |cell: usize, length: usize| (cell as f32 - (length - 1) as f32 / 2.0) * mm_per_cell;
        inside(from_middle(x, width), from_middle(y, height))
    });
    let front = Field {
        values: edge.values.iter().enumerate().map(|(index, &edge)| front(index, edge)).collect(),
        ..edge
    };
    let behind = RgbImage::from_pixel(8, 8, Rgb(plain));
    Body {
        // Half a cell inside the picture, so that the edge has the picture's own colors.
        outline: edge.map(|edge| ((edge / mm_per_cell - 0.5) * 0.5).clamp(-0.5, 0.5)),
        back_mm: edge.map(|_| 0.0),
        front_mm: front,
        edge_mm: None,
        mm_per_cell,
        margin: MARGIN,
        atlas: Atlas::new(&paint, &behind, plain),
    }
}

/// Lightness spread over 0 to 1, without the two percent at each end.
fn stretched(lightness: &Field) -> Field {
    let (dark, light) = (lightness.percentile(0.02), lightness.percentile(0.98));
    let range = (light - dark).max(0.1);
    lightness.map(|value| ((value - dark) / range).clamp(0.0, 1.0))
}

fn to_rgb(canvas: &Canvas) -> RgbImage {
    RgbImage::from_fn(canvas.picture.width(), canvas.picture.height(), |x, y| {
        let [r, g, b, a] = canvas.picture.get_pixel(x, y).0;
        // Transparent parts are white paper.
        Rgb([r, g, b].map(|byte| (u32::from(byte) * u32::from(a) / 255 + 255 - u32::from(a)) as u8))
    })
}

/// A dark tone of the picture's own hue.
fn frame_color(canvas: &Canvas) -> [u8; 3] {
    let main = color::clusters(&canvas.lab.values, 5);
    let [lightness, a, b] = main.first().map_or([0.3, 0.0, 0.0], |cluster| cluster.center);
    color::to_rgb([(lightness * 0.6).clamp(0.36, 0.46), a * 0.7, b * 0.7])
}

/// Paints what lies outside the picture's part of the tablet.
fn with_rim(
    mut paint: RgbImage,
    canvas: &Canvas,
    mm_per_cell: f32,
    inside: Inside,
    [red, green, blue]: [u8; 3],
) -> RgbImage {
    let (width, height) = (paint.width() as f32, paint.height() as f32);
    let mm_per_pixel = mm_per_cell * canvas.lab.width as f32 / width;
    for (x, y, pixel) in paint.enumerate_pixels_mut() {
        let place =
            [x as f32 + 0.5 - width / 2.0, y as f32 + 0.5 - height / 2.0].map(|pixels| pixels * mm_per_pixel);
        let share = smooth_step(FRAME_MM..FRAME_MM + 0.35, inside(place[0], place[1]));
        let mix = |rim: u8, old: u8| (f32::from(rim) * (1.0 - share) + f32::from(old) * share).round() as u8;
        pixel.0 = [mix(red, pixel.0[0]), mix(green, pixel.0[1]), mix(blue, pixel.0[2])];
    }
    paint
}

/// The subject on a plain ground.
fn over_plate(subject: &RgbImage, canvas: &Canvas, plate: [u8; 3]) -> RgbImage {
    let cover = canvas.mask.coverage().blurred(1, 1);
    let scale = canvas.lab.width as f32 / subject.width() as f32;
    RgbImage::from_fn(subject.width(), subject.height(), |x, y| {
        let cover = cover.sample((x as f32 + 0.5) * scale - 0.5, (y as f32 + 0.5) * scale - 0.5);
        let share = smooth_step(0.3..0.6, cover);
        let color = subject.get_pixel(x, y).0;
        Rgb(std::array::from_fn(|channel| {
            (f32::from(color[channel]) * share + f32::from(plate[channel]) * (1.0 - share)).round() as u8
        }))
    })
}
