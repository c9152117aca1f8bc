//! The forms a picture can take, each as a [`Body`].

mod badge;
mod figure;
mod tablet;

use image::RgbImage;

use super::body::Body;
use super::color::{self, Lab};
use super::grid::Field;
use super::paint;
use super::plan::{Form, PicturePlan};
use super::reading::{Canvas, Reading};
use crate::style::Style;

/// Shapes `reading` as `plan` says, on a grid of `grid_side` cells along its longest side.
#[must_use]
pub fn shape(reading: &Reading, plan: &PicturePlan, grid_side: u32) -> Body {
    let body = match plan.form {
        Form::Figure | Form::HalfFigure => figure::body(reading, plan, grid_side),
        Form::Plaque => tablet::plaque(reading, plan, grid_side),
        Form::Medallion => tablet::medallion(reading, plan, grid_side),
        Form::Badge => badge::body(reading, plan, grid_side),
    };
    if plan.has_loop { body.with_loop() } else { body }
}

/// Fine relief from lightness: what is lighter than its surroundings stands out, at most 1 mm.
///
/// It is surface detail, not truth: shape from shading is ill-posed where the paint is not known.
fn detail_mm(lightness: &Field, surroundings: usize, gain_mm: f32) -> Field {
    const MOST_MM: f32 = 1.0;
    let fine = lightness.blurred(1, 1);
    let coarse = lightness.blurred(surroundings.max(2), 2);
    let mut detail = fine;
    for (fine, coarse) in detail.values.iter_mut().zip(&coarse.values) {
        *fine = ((*fine - coarse) * gain_mm).clamp(-MOST_MM, MOST_MM);
    }
    detail
}

/// Lightness of painted colors at the canvas' grid resolution.
fn lightness_of(paint: &RgbImage, canvas: &Canvas) -> Field {
    let small = image::imageops::thumbnail(paint, canvas.lab.width as u32, canvas.lab.height as u32);
    let values = small.pixels().map(|pixel| color::to_lab(pixel.0)[0]).collect();
    Field { width: canvas.lab.width, height: canvas.lab.height, values }
}

/// Brings the wished tint and the style's palette to a picture.
fn colored(mut picture: RgbImage, plan: &PicturePlan) -> RgbImage {
    if let Some(tint) = plan.tint {
        let [_, red, green, blue] = tint.to_be_bytes();
        let [lightness, a, b] = color::to_lab([red, green, blue]);
        paint::recolor(&mut picture, |old: Lab| {
            // Light and shade of the picture stay; hue is the wish.
            [
                old[0] * 0.6 + lightness * 0.4 * (0.4 + old[0]),
                a * 0.85 + old[1] * 0.15,
                b * 0.85 + old[2] * 0.15,
            ]
        });
    }
    if Style::from_slug(&plan.style) == Some(Style::Cartoon) {
        paint::recolor(&mut picture, |[lightness, a, b]| [lightness * 1.02, a * 1.22, b * 1.22]);
    }
    picture
}

/// A plate color on which a subject of `mean` color stands out: deep under light subjects, pale under dark ones, in
/// the subject's own hue.
fn plate_color(mean: Lab) -> [u8; 3] {
    let (lightness, hue) = if mean[0] > 0.55 { (0.40, 0.6) } else { (0.88, 0.2) };
    color::to_rgb([lightness, mean[1] * hue, mean[2] * hue])
}

/// Mean color of the subject.
fn mean_color(canvas: &Canvas) -> Lab {
    let mut sum = [0.0f32; 3];
    let mut count = 0.0f32;
    for (color, _) in canvas.lab.values.iter().zip(&canvas.mask.values).filter(|&(_, &inside)| inside) {
        sum = std::array::from_fn(|channel| sum[channel] + color[channel]);
        count += 1.0;
    }
    sum.map(|channel| channel / count.max(1.0))
}

#[cfg(test)]
mod tests;
