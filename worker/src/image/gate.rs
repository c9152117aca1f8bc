//! The strict gate: may this picture be inflated, is it a flat drawing for a badge, or only good for a relief?
//!
//! Inflating a busy photograph gives nonsense; a relief of it cannot fail. So every doubt decides for the relief.

use super::color::{self, Lab};
use super::grid::Grid;
use super::mask::{Evidence, Segmentation};

/// Most colors a plain border may have, and how much it may vary.
const MOST_RING_COLORS: usize = 2;
const MOST_RING_NOISE: f32 = 0.05;
/// Share of the frame the subject fills.
const FRAME_SHARE: std::ops::RangeInclusive<f32> = 0.03..=0.80;
/// Share of the border the subject may touch.
const MOST_BORDER_SHARE: f32 = 0.15;
/// Share of the subject that is in one piece.
const LEAST_LARGEST_ISLAND: f32 = 0.85;
/// Area over the area of the convex hull.
const LEAST_SOLIDITY: f32 = 0.35;
/// Steepness of the outline over that of the picture.
const LEAST_OUTLINE_CONTRAST: f32 = 2.0;
/// A drawing of this few colors, this well explained by them, is flat.
const FLAT_COLORS: usize = 6;
const FLAT_RESIDUAL: f32 = 0.03;

/// How a picture is turned into a solid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A round figure from the outline.
    Inflate,
    /// Layers from flat colors, with a plate behind loose parts.
    Badge,
    /// Heights from lightness on a plaque.
    Relief,
}

/// The gate's decision and its grounds.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The chosen method.
    pub method: Method,
    /// The picture has few flat colors.
    pub is_flat: bool,
    /// 0 (guess) to 1 (certain).
    pub confidence: f32,
    /// Sentences for a person, most important first.
    pub reasons: Vec<String>,
}

/// Measures of a segmentation that the gate looks at.
#[derive(Clone, Copy, Debug)]
struct Measures {
    frame_share: f32,
    border_share: f32,
    largest_island: f32,
    solidity: f32,
    outline_contrast: f32,
}

/// Decides how to treat a picture.
#[must_use]
pub fn judge(found: &Segmentation, lab: &Grid<Lab>) -> Verdict {
    let measures = measure(found, lab);
    let is_flat = flat_residual(found, lab) < FLAT_RESIDUAL;
    let doubts = doubts(found, &measures);
    if let Some(doubt) = doubts.first() {
        let reasons = vec![format!("made as a relief because {doubt}")];
        return Verdict { method: Method::Relief, is_flat, confidence: 0.6, reasons };
    }
    if measures.largest_island < LEAST_LARGEST_ISLAND || measures.solidity < LEAST_SOLIDITY {
        let reasons = vec!["made as a flat badge because the drawing is in loose or thin parts".to_owned()];
        return Verdict { method: Method::Badge, is_flat, confidence: 0.8, reasons };
    }
    let confidence = if matches!(found.evidence, Evidence::Alpha) { 0.95 } else { 0.85 };
    let reasons = vec!["the outline is clear: made as a rounded figure".to_owned()];
    Verdict { method: Method::Inflate, is_flat, confidence, reasons }
}

/// Why the mask cannot be trusted; empty for one that can. Transparency is trusted whatever the border looks like.
fn doubts(found: &Segmentation, measures: &Measures) -> Vec<&'static str> {
    let mut doubts = Vec::new();
    if let Evidence::PlainBackground(background) = &found.evidence {
        if background.color_count() > MOST_RING_COLORS || background.ring_noise > MOST_RING_NOISE {
            doubts.push("the background is not plain");
        }
        if measures.border_share > MOST_BORDER_SHARE {
            doubts.push("the subject runs out of the picture");
        }
        if measures.outline_contrast < LEAST_OUTLINE_CONTRAST {
            doubts.push("the subject has no clear outline");
        }
        if !FRAME_SHARE.contains(&measures.frame_share) {
            doubts.push("no subject stands out");
        }
    } else if measures.frame_share < 0.002 {
        doubts.push("almost everything is transparent");
    }
    doubts
}

fn measure(found: &Segmentation, lab: &Grid<Lab>) -> Measures {
    let mask = &found.mask;
    let area = mask.area().max(1) as f32;
    let border: Vec<bool> = mask.border().map(|index| mask.values[index]).collect();
    let touching = border.iter().filter(|&&inside| inside).count();
    let largest = mask.islands().areas.into_iter().max().unwrap_or(0);
    Measures {
        frame_share: area / mask.values.len() as f32,
        border_share: touching as f32 / border.len() as f32,
        largest_island: largest as f32 / area,
        solidity: area / hull_area(found).max(area),
        outline_contrast: outline_contrast(found, lab),
    }
}

/// Area of the convex hull of the mask, in cells (Andrew's monotone chain over the ends of each row).
fn hull_area(found: &Segmentation) -> f32 {
    let mask = &found.mask;
    let mut ends: Vec<[f32; 2]> = Vec::new();
    for x in 0..mask.width {
        let column: Vec<usize> = (0..mask.height).filter(|&y| mask.at(x, y)).collect();
        if let (Some(&first), Some(&last)) = (column.first(), column.last()) {
            ends.extend([[x as f32, first as f32], [x as f32, last as f32 + 1.0]]);
        }
    }
    let turn =
        |a: [f32; 2], b: [f32; 2], c: [f32; 2]| (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    let half = |points: &mut dyn Iterator<Item = [f32; 2]>| {
        let mut chain: Vec<[f32; 2]> = Vec::new();
        for point in points {
            while chain.len() >= 2 && turn(chain[chain.len() - 2], chain[chain.len() - 1], point) <= 0.0 {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = half(&mut ends.iter().copied());
    hull.extend(half(&mut ends.iter().rev().copied()));
    let doubled: f32 = (0..hull.len())
        .map(|i| (hull[i], hull[(i + 1) % hull.len()]))
        .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
        .sum();
    doubled.abs() / 2.0
}

/// Mean lightness and color step along the outline over the mean step of the whole picture.
fn outline_contrast(found: &Segmentation, lab: &Grid<Lab>) -> f32 {
    let (mut outline, mut outline_count) = (0.0f64, 0u32);
    let (mut everywhere, mut count) = (0.0f64, 0u32);
    for y in 0..lab.height - 1 {
        for x in 0..lab.width - 1 {
            for (nx, ny) in [(x + 1, y), (x, y + 1)] {
                let step = f64::from(color::squared_distance(lab.at(x, y), lab.at(nx, ny), 1.0).sqrt());
                everywhere += step;
                count += 1;
                if found.mask.at(x, y) != found.mask.at(nx, ny) {
                    outline += step;
                    outline_count += 1;
                }
            }
        }
    }
    if outline_count == 0 || everywhere == 0.0 {
        return 0.0;
    }
    ((outline / f64::from(outline_count)) / (everywhere / f64::from(count))) as f32
}

/// Root of the mean squared distance of the subject's pixels to its six main colors.
fn flat_residual(found: &Segmentation, lab: &Grid<Lab>) -> f32 {
    let subject: Vec<Lab> = lab
        .values
        .iter()
        .zip(&found.mask.values)
        .filter(|&(_, &inside)| inside)
        .map(|(&color, _)| color)
        .collect();
    let centers: Vec<Lab> =
        color::clusters(&subject, FLAT_COLORS).into_iter().map(|cluster| cluster.center).collect();
    if centers.is_empty() {
        return f32::MAX;
    }
    let distance =
        |&color: &Lab| color::squared_distance(color, centers[color::nearest_center(&centers, color)], 1.0);
    let total: f32 = subject.iter().map(distance).sum();
    (total / subject.len() as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;
    use crate::image::mask::segment;

    fn verdict(picture: &RgbaImage) -> Verdict {
        let lab = color::picture_to_lab(picture);
        judge(&segment(picture, &lab), &lab)
    }

    fn picture(pixel: impl Fn(f32, f32) -> [u8; 3]) -> RgbaImage {
        RgbaImage::from_fn(200, 200, |x, y| {
            let [r, g, b] = pixel(x as f32, y as f32);
            Rgba([r, g, b, 255])
        })
    }

    #[test]
    fn one_clear_shape_is_inflated() {
        let ball = picture(|x, y| if (x - 100.0).hypot(y - 100.0) < 60.0 { [200, 40, 40] } else { [250; 3] });
        let verdict = verdict(&ball);
        assert_eq!(verdict.method, Method::Inflate);
        assert!(verdict.is_flat);
    }

    #[test]
    fn loose_parts_become_a_badge() {
        let dots = picture(|x, y| {
            let near = |cx: f32, cy: f32| (x - cx).hypot(y - cy) < 25.0;
            if near(50.0, 50.0) || near(150.0, 50.0) || near(100.0, 150.0) { [20, 20, 120] } else { [255; 3] }
        });
        assert_eq!(verdict(&dots).method, Method::Badge);
    }

    #[test]
    fn busy_cropped_and_empty_pictures_become_reliefs() {
        let busy = picture(|x, y| {
            let value = ((x * 0.37).sin() * (y * 0.23).cos() * 120.0 + 128.0) as u8;
            [value, 255 - value, (value / 2).wrapping_add(x as u8)]
        });
        let cropped =
            picture(|x, y| if (x - 100.0).hypot(y - 220.0) < 150.0 { [200, 40, 40] } else { [250; 3] });
        let empty = picture(|_, _| [240, 240, 240]);
        for (name, picture) in [("busy", busy), ("cropped", cropped), ("empty", empty)] {
            let verdict = verdict(&picture);
            assert_eq!(verdict.method, Method::Relief, "{name}");
            assert!(verdict.reasons[0].contains("because"), "{name}");
        }
    }

    #[test]
    fn the_hull_of_a_square_is_the_square() {
        let square =
            picture(
                |x, y| {
                    if (40.0..160.0).contains(&x) && (40.0..160.0).contains(&y) { [0; 3] } else { [255; 3] }
                },
            );
        let lab = color::picture_to_lab(&square);
        let found = segment(&square, &lab);
        let ratio = hull_area(&found) / found.mask.area() as f32;
        assert!((ratio - 1.0).abs() < 0.02, "{ratio}");
    }
}
