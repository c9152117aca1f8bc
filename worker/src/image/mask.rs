//! Which pixels belong to the subject: by transparency, or by flooding a plain background from the border.

use image::RgbaImage;

use super::color::{self, Lab};
use super::grid::{Field, Grid, Mask};

/// Pixels less opaque than this are background.
const OPAQUE: u8 = 128;
const FAINT: u8 = 70;
/// A picture speaks through its alpha channel when more than this share is transparent.
const TRANSPARENT_SHARE: f32 = 0.01;
/// Clusters of border colors, and the share below which one is ignored.
const RING_CLUSTERS: usize = 4;
const SMALLEST_RING_SHARE: f32 = 0.08;
/// Lightness counts less than hue, so that soft shadows belong to the background.
const SHADOW_FORGIVENESS: f32 = 0.6;
/// The flood threshold in Oklab distance: Otsu's within this range, more on a noisy border, never above the last.
const OTSU_RANGE: [f32; 2] = [0.015, 0.03];
const LARGEST_THRESHOLD: f32 = 0.16;

/// What the border of a picture looks like.
#[derive(Clone, Debug)]
pub struct Background {
    colors: Vec<Lab>,
    threshold: f32,
    /// Ninetieth percentile of the border's distance to its own colors: how plain it is.
    pub ring_noise: f32,
}

/// How a mask was found.
#[derive(Clone, Debug)]
pub enum Evidence {
    /// The picture has transparent parts.
    Alpha,
    /// The border has a plain color.
    PlainBackground(Background),
}

/// How much of a found subject is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// One clean body: specks dropped, small holes filled, single pixels rounded off.
    Body,
    /// Every stroke, for drawings made of loose or thin parts.
    Strokes,
}

/// The subject of a picture.
#[derive(Clone, Debug)]
pub struct Segmentation {
    /// True on the subject, cleaned as one body.
    pub mask: Mask,
    /// True on every stroke of it.
    pub strokes: Mask,
    /// How it was found.
    pub evidence: Evidence,
}

impl Background {
    /// Colors of the border, without the rare ones.
    #[must_use]
    pub fn color_count(&self) -> usize {
        self.colors.len()
    }

    fn of(lab: &Grid<Lab>) -> Self {
        let depth = (lab.width.min(lab.height) / 50).max(2);
        let on_ring = |index: &usize| {
            let (x, y) = (index % lab.width, index / lab.width);
            x < depth || y < depth || x >= lab.width - depth || y >= lab.height - depth
        };
        let ring: Vec<Lab> = (0..lab.values.len()).filter(on_ring).map(|index| lab.values[index]).collect();
        let clusters = color::clusters(&ring, RING_CLUSTERS);
        let colors: Vec<Lab> = clusters
            .iter()
            .filter(|cluster| cluster.share >= SMALLEST_RING_SHARE)
            .map(|cluster| cluster.center)
            .collect();
        let mut background = Self { colors: merged(colors), threshold: 0.0, ring_noise: 0.0 };
        let ring_distance = Field {
            width: ring.len(),
            height: 1,
            values: ring.iter().map(|&color| background.distance(color)).collect(),
        };
        background.ring_noise = ring_distance.percentile(0.9);
        let otsu = otsu_threshold(&lab.map(|color| background.distance(color)));
        let plain = otsu.clamp(OTSU_RANGE[0], OTSU_RANGE[1]);
        background.threshold = plain.max(1.6 * background.ring_noise).min(LARGEST_THRESHOLD);
        background
    }

    fn distance(&self, color: Lab) -> f32 {
        let nearest = |best: f32, &background: &Lab| {
            best.min(color::squared_distance(color, background, SHADOW_FORGIVENESS))
        };
        self.colors.iter().fold(f32::MAX, nearest).sqrt()
    }

    /// Floods from the border through this background; transparent pixels always belong to it.
    fn flood(&self, lab: &Grid<Lab>, opaque: &Mask) -> Mask {
        let mut passable = lab.map(|color| self.distance(color) < self.threshold);
        for (passable, &opaque) in passable.values.iter_mut().zip(&opaque.values) {
            *passable |= !opaque;
        }
        let border = passable.border();
        passable.reachable(border).inverted()
    }
}

/// Border colors that are the same to the eye count once.
fn merged(colors: Vec<Lab>) -> Vec<Lab> {
    const SAME: f32 = 0.04;
    let mut distinct: Vec<Lab> = Vec::new();
    for color in colors {
        if distinct
            .iter()
            .all(|&known| color::squared_distance(known, color, SHADOW_FORGIVENESS) > SAME * SAME)
        {
            distinct.push(color);
        }
    }
    distinct
}

/// The threshold that best parts the values in two (N. Otsu, 1979), over 0 to 0.4.
fn otsu_threshold(distance: &Field) -> f32 {
    const BINS: usize = 256;
    const RANGE: f32 = 0.4;
    let mut histogram = [0.0f32; BINS];
    for value in &distance.values {
        histogram[((value / RANGE * (BINS - 1) as f32) as usize).min(BINS - 1)] += 1.0;
    }
    let total: f32 = histogram.iter().sum();
    let weighted: f32 = histogram.iter().enumerate().map(|(bin, count)| bin as f32 * count).sum();
    let (mut below, mut weighted_below) = (0.0, 0.0);
    let mut best = (0.0, 0);
    for (bin, count) in histogram.iter().enumerate().take(BINS - 1) {
        below += count;
        weighted_below += bin as f32 * count;
        let above = total - below;
        if below == 0.0 || above == 0.0 {
            continue;
        }
        let gap = weighted_below / below - (weighted - weighted_below) / above;
        let between = below * above * gap * gap;
        if between > best.0 {
            best = (between, bin);
        }
    }
    best.1 as f32 / (BINS - 1) as f32 * RANGE
}

fn opaque(picture: &RgbaImage, least: u8) -> Mask {
    let values = picture.pixels().map(|pixel| pixel[3] >= least).collect();
    Mask { width: picture.width() as usize, height: picture.height() as usize, values }
}

/// Finds the subject of `picture`.
#[must_use]
pub fn segment(picture: &RgbaImage, lab: &Grid<Lab>) -> Segmentation {
    let opaque = opaque(picture, OPAQUE);
    let transparent = 1.0 - opaque.area() as f32 / opaque.values.len() as f32;
    let evidence = if transparent > TRANSPARENT_SHARE {
        Evidence::Alpha
    } else {
        Evidence::PlainBackground(Background::of(lab))
    };
    let mask = apply(&evidence, picture, lab, Keep::Body);
    let strokes = apply(&evidence, picture, lab, Keep::Strokes);
    Segmentation { mask, strokes, evidence }
}

/// Finds the subject again in another cut of the same picture.
#[must_use]
pub fn apply(evidence: &Evidence, picture: &RgbaImage, lab: &Grid<Lab>, keep: Keep) -> Mask {
    // A stroke thinner than a pixel is a faint pixel after shrinking.
    let opaque = opaque(picture, if keep == Keep::Body { OPAQUE } else { FAINT });
    let found = match evidence {
        Evidence::Alpha => opaque,
        Evidence::PlainBackground(background) => background.flood(lab, &opaque),
    };
    if keep == Keep::Body { cleaned(&found) } else { found }
}

/// Cells in the color of the plain background, wherever they are; none where transparency tells.
#[must_use]
pub fn like_background(evidence: &Evidence, lab: &Grid<Lab>) -> Mask {
    match evidence {
        Evidence::Alpha => lab.map(|_| false),
        Evidence::PlainBackground(background) => {
            lab.map(|color| background.distance(color) < background.threshold)
        }
    }
}

/// Rounds single pixels off, drops islands under a twelfth of the largest, fills holes under 1/800 of the picture.
///
/// Larger holes in the color of the background stay filled by the flood itself: white bodies in line drawings are
/// more frequent than mug handles.
fn cleaned(mask: &Mask) -> Mask {
    let mut clean = mask.coverage().blurred(1, 2).map(|coverage| coverage > 0.5);
    let islands = clean.islands();
    let largest = islands.areas.iter().copied().max().unwrap_or(0);
    for (inside, &label) in clean.values.iter_mut().zip(&islands.labels.values) {
        if label > 0 && islands.areas[label as usize - 1] * 12 < largest {
            *inside = false;
        }
    }
    let holes = clean.inverted().islands();
    let smallest_hole = clean.values.len() / 800;
    for (inside, &label) in clean.values.iter_mut().zip(&holes.labels.values) {
        if label > 0 && holes.areas[label as usize - 1] < smallest_hole {
            *inside = true;
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    const SIDE: u32 = 256;

    /// A shape with a known outline on `background`, with deterministic noise of `grain` levels.
    fn drawing(
        inside: impl Fn(f32, f32) -> bool,
        background: impl Fn(u32, u32) -> [u8; 3],
        grain: u32,
    ) -> (RgbaImage, Mask) {
        let truth = Mask::from_fn(SIDE as usize, SIDE as usize, |x, y| inside(x as f32, y as f32));
        let picture = RgbaImage::from_fn(SIDE, SIDE, |x, y| {
            let noise = ((x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663)) >> 7) % (grain + 1);
            let [r, g, b] = if truth.at(x as usize, y as usize) {
                [180, 60, 40 + (x / 4) as u8]
            } else {
                background(x, y)
            };
            let [r, g, b] = [r, g, b].map(|byte: u8| byte.saturating_sub(noise as u8));
            Rgba([r, g, b, 255])
        });
        (picture, truth)
    }

    fn overlap(picture: &RgbaImage, truth: &Mask) -> f32 {
        let found = segment(picture, &color::picture_to_lab(picture)).mask;
        let both = found.values.iter().zip(&truth.values).filter(|&(&a, &b)| a && b).count();
        let either = found.values.iter().zip(&truth.values).filter(|&(&a, &b)| a || b).count();
        both as f32 / either as f32
    }

    fn cat_like(x: f32, y: f32) -> bool {
        let head = (x - 128.0).hypot(y - 140.0) < 70.0;
        let ears = y > 40.0
            && y < 120.0
            && ((x - 80.0).abs() < (y - 40.0) * 0.35 || (x - 176.0).abs() < (y - 40.0) * 0.35);
        head || ears
    }

    #[test]
    fn known_outlines_are_found_on_plain_and_noisy_backgrounds() {
        let white = drawing(cat_like, |_, _| [255; 3], 0);
        let gradient = drawing(cat_like, |_, y| [200 + (y / 8) as u8; 3], 6);
        let checker = drawing(cat_like, |x, y| if (x / 8 + y / 8) % 2 == 0 { [235; 3] } else { [215; 3] }, 4);
        for (name, (picture, truth)) in [("white", white), ("gradient", gradient), ("checker", checker)] {
            let overlap = overlap(&picture, &truth);
            assert!(overlap > 0.95, "{name}: {overlap}");
        }
    }

    #[test]
    fn transparency_wins_over_color() {
        let (mut picture, truth) = drawing(cat_like, |_, _| [180, 60, 60], 0);
        for (index, pixel) in picture.pixels_mut().enumerate() {
            pixel[3] = if truth.values[index] { 255 } else { 0 };
        }
        assert!(overlap(&picture, &truth) > 0.98);
    }

    #[test]
    fn white_inside_a_line_drawing_stays_inside() {
        let ring = |x: f32, y: f32| {
            let distance = (x - 128.0).hypot(y - 128.0);
            distance < 80.0 && distance > 70.0
        };
        let (picture, _) = drawing(ring, |_, _| [255; 3], 0);
        let found = segment(&picture, &color::picture_to_lab(&picture)).mask;
        assert!(found.at(128, 128));
        assert!(!found.at(10, 10));
    }
}
