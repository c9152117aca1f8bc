//! Colors for a solid: the picture without the dark rims that drawings and cut-outs have, and the atlas that holds
//! front, back and plain colors.

use std::collections::VecDeque;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage, imageops};

use super::color;
use super::grid::{Field, Grid, Mask};
use super::reading::Canvas;

/// An outline drawn around a subject is at most this share of the grid thick.
const OUTLINE_MOST: f32 = 0.045;
/// Ink is darker than this Oklab lightness.
const INK_LIGHTNESS: f32 = 0.30;
/// A drawing is outlined when this share of its edge is ink with something lighter behind it.
const OUTLINED_SHARE: f32 = 0.3;
/// Strokes are at most twice this share of the grid thick.
const LINE_MOST: f32 = 0.022;
/// Cells in the background's color are gaps when they are less than this share of the subject; else it has that color.
const GAP_SHARE: f32 = 0.08;
/// Colors closer to the edge than this many cells are mixed with the background.
const MIXED_CELLS: f32 = 1.8;
const JPEG_QUALITY: u8 = 88;
const GUTTER: u32 = 8;
const PATCH: u32 = 24;

/// What to do with the dark line around an outlined drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Paint over it: on a round figure it would smear over the sides.
    Remove,
    /// Keep it: on something flat it belongs to the drawing.
    Keep,
}

/// Which colors of a canvas are used.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Cells that keep their color.
    pub kept: Mask,
    /// Cells whose color spreads to those that do not keep theirs.
    pub sources: Mask,
}

/// Decides which colors of the subject can be trusted: those away from its edge, not of gaps where the background
/// shows through, and not of an outline to be removed.
#[must_use]
pub fn trust(canvas: &Canvas, ink: Ink) -> Trust {
    let mask = &canvas.mask;
    let depth = depth(mask);
    let inner = Mask {
        values: (0..mask.values.len())
            .map(|index| depth.values[index] > MIXED_CELLS || is_ridge(&depth, index))
            .collect(),
        ..mask.clone()
    };
    let gaps = canvas.like_background.and(mask);
    let inner = if (gaps.area() as f32) < GAP_SHARE * mask.area() as f32 {
        inner.and(&gaps.grown(MIXED_CELLS).inverted())
    } else {
        inner
    };
    let inner = if inner.area() == 0 { mask.clone() } else { inner };
    let outline = if ink == Ink::Remove { outline_ink(canvas, &depth) } else { mask.map(|_| false) };
    if outline.area() == 0 {
        return Trust { sources: inner.clone(), kept: inner };
    }
    // The line's inner edge is mixed with it; other lines that run into it must not bleed outwards.
    let kept = inner.and(&outline.grown(MIXED_CELLS).inverted());
    let sources = kept.and(&thin_lines(canvas).grown(MIXED_CELLS).inverted());
    if sources.area() * 5 < mask.area() {
        Trust { sources: inner.clone(), kept: inner }
    } else {
        Trust { kept, sources }
    }
}

/// Dark strokes on a lighter subject; none on a dark one.
fn thin_lines(canvas: &Canvas) -> Mask {
    let thick = LINE_MOST * canvas.mask.width.max(canvas.mask.height) as f32;
    let dark = canvas.lab.map(|color| color[0] < INK_LIGHTNESS).and(&canvas.mask);
    if dark.area() * 2 > canvas.mask.area() {
        return dark.map(|_| false);
    }
    let bodies = dark.shrunk(thick).grown(thick + 1.0);
    dark.and(&bodies.inverted())
}

fn depth(mask: &Mask) -> Field {
    let depth = mask.padded(1, false).distance_to_outside();
    Field::from_fn(mask.width, mask.height, |x, y| depth.at(x + 1, y + 1))
}

/// The middle of a part too thin to have an inside has the best color there is.
fn is_ridge(depth: &Field, index: usize) -> bool {
    let here = depth.values[index];
    here > 0.0 && here <= 2.0 * MIXED_CELLS && depth.neighbours(index).all(|next| depth.values[next] <= here)
}

/// The dark line around an outlined drawing, where there is one; empty when the subject itself is dark.
fn outline_ink(canvas: &Canvas, depth: &Field) -> Mask {
    let mask = &canvas.mask;
    let deepest = OUTLINE_MOST * mask.width.max(mask.height) as f32;
    let outline = edge_ink(canvas, depth, deepest);
    let to_lighter = mask.and(&outline.inverted()).inverted().distance_to_outside();
    // From every cell just inside the mixed rim: is there ink, and how soon does it end?
    let inner: Vec<usize> = (0..mask.values.len())
        .filter(|&index| (MIXED_CELLS..MIXED_CELLS + 1.2).contains(&depth.values[index]))
        .collect();
    let is_lined = |&index: &usize| outline.values[index] && to_lighter.values[index] < deepest * 0.8;
    let mut widths: Vec<f32> =
        inner.iter().copied().filter(is_lined).map(|index| to_lighter.values[index]).collect();
    if inner.is_empty() || (widths.len() as f32) < OUTLINED_SHARE * inner.len() as f32 {
        return mask.map(|_| false);
    }
    // A line is about equally thick everywhere: what is thicker is a dark part of the subject.
    widths.sort_by(f32::total_cmp);
    let usual = widths[widths.len() / 2];
    let mut line = edge_ink(canvas, depth, (MIXED_CELLS + 1.6 * usual + 1.5).min(deepest));
    for (line, &to_lighter) in line.values.iter_mut().zip(&to_lighter.values) {
        *line = *line && to_lighter < 1.8 * usual + MIXED_CELLS + 1.5;
    }
    line
}

/// Dark cells joined to the edge, at most `deepest` cells from it.
fn edge_ink(canvas: &Canvas, depth: &Field, deepest: f32) -> Mask {
    let mut ink = canvas.lab.map(|color| color[0] < INK_LIGHTNESS);
    for (ink, &depth) in ink.values.iter_mut().zip(&depth.values) {
        // The outermost cells are mixed with the background: they count as ink to let the flood in.
        let mixed = depth <= MIXED_CELLS;
        *ink = depth > 0.0 && (mixed || (*ink && depth <= deepest));
    }
    let edge: Vec<usize> =
        (0..ink.values.len()).filter(|&index| (0.5..1.5).contains(&depth.values[index])).collect();
    ink.reachable(edge)
}

/// The canvas at texture resolution with every color that is not kept replaced by the nearest source.
#[must_use]
pub fn without_rims(canvas: &Canvas, trust: &Trust) -> RgbImage {
    let mut paint = RgbImage::from_fn(canvas.picture.width(), canvas.picture.height(), |x, y| {
        let [r, g, b, _] = canvas.picture.get_pixel(x, y).0;
        Rgb([r, g, b])
    });
    spread(&mut paint, trust);
    paint
}

/// What the back of a subject looks like: its colors without faces and drawn lines, softened; half the size of
/// `paint`.
#[must_use]
pub fn back_of(paint: &RgbImage, canvas: &Canvas, trust: &Trust) -> RgbImage {
    let mut back = imageops::thumbnail(paint, (paint.width() / 2).max(4), (paint.height() / 2).max(4));
    let plain = trust.sources.and(&thin_lines(canvas).grown(MIXED_CELLS).inverted());
    let plain = plain.and(&features(canvas).inverted());
    if plain.area() * 3 > canvas.mask.area() {
        spread(&mut back, &Trust { kept: plain.clone(), sources: plain });
    }
    blurred(&back, (back.width().max(back.height()) / 34) as usize)
}

/// Small things that stand out from their surroundings: eyes, buttons, letters.
fn features(canvas: &Canvas) -> Mask {
    const STANDS_OUT: f32 = 0.16;
    let longest = canvas.mask.width.max(canvas.mask.height);
    let cover = canvas.mask.coverage();
    let soft_cover = cover.blurred(longest / 16, 2);
    let soft: [Field; 3] = std::array::from_fn(|channel| {
        let values = canvas
            .lab
            .values
            .iter()
            .zip(&cover.values)
            .map(|(color, cover)| color[channel] * cover)
            .collect();
        Field { values, ..cover.clone() }.blurred(longest / 16, 2)
    });
    let mut features = canvas.mask.clone();
    for (index, feature) in features.values.iter_mut().enumerate() {
        let around =
            std::array::from_fn(|channel| soft[channel].values[index] / soft_cover.values[index].max(1e-3));
        let distance = color::squared_distance(canvas.lab.values[index], around, 1.0);
        *feature = *feature && distance > STANDS_OUT * STANDS_OUT;
    }
    features
}

/// Fills all pixels that are not kept with their nearest source, then softens the streaks that leaves.
fn spread(paint: &mut RgbImage, trust: &Trust) {
    let (width, height) = (paint.width() as usize, paint.height() as usize);
    let kept = enlarged(&trust.kept, width, height);
    let sources = enlarged(&trust.sources, width, height);
    let mut filled = kept.clone();
    let mut queue: VecDeque<usize> = (0..width * height).filter(|&index| sources.values[index]).collect();
    let at = |index: usize| ((index % width) as u32, (index / width) as u32);
    while let Some(index) = queue.pop_front() {
        let (x, y) = at(index);
        let color = *paint.get_pixel(x, y);
        for next in kept.neighbours(index) {
            if !filled.values[next] {
                filled.values[next] = true;
                let (x, y) = at(next);
                paint.put_pixel(x, y, color);
                queue.push_back(next);
            }
        }
    }
    let soft = blurred(paint, width.max(height) / 340);
    for index in (0..width * height).filter(|&index| !kept.values[index]) {
        let (x, y) = at(index);
        paint.put_pixel(x, y, *soft.get_pixel(x, y));
    }
}

fn enlarged(mask: &Mask, width: usize, height: usize) -> Mask {
    let coverage = mask.coverage();
    let (scale_x, scale_y) = (mask.width as f32 / width as f32, mask.height as f32 / height as f32);
    Mask::from_fn(width, height, |x, y| {
        coverage.sample((x as f32 + 0.5) * scale_x - 0.5, (y as f32 + 0.5) * scale_y - 0.5) > 0.5
    })
}

/// The picture blurred by `radius` pixels.
#[must_use]
pub fn blurred(picture: &RgbImage, radius: usize) -> RgbImage {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let channels: [Field; 3] = std::array::from_fn(|channel| {
        let values = picture.pixels().map(|pixel| f32::from(pixel[channel])).collect();
        Grid { width, height, values }.blurred(radius, 2)
    });
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let index = y as usize * width + x as usize;
        Rgb(std::array::from_fn(|channel| channels[channel].values[index].round() as u8))
    })
}

/// Every color of `picture` changed in Oklab.
pub fn recolor(picture: &mut RgbImage, change: impl Fn(color::Lab) -> color::Lab) {
    for pixel in picture.pixels_mut() {
        pixel.0 = color::to_rgb(change(color::to_lab(pixel.0)));
    }
}

/// One texture with everything a solid needs: the front as painted, a softened copy for the back, plain patches.
#[derive(Clone, Debug)]
pub struct Atlas {
    /// The picture.
    pub picture: RgbImage,
    front: [f32; 4],
    back: [f32; 4],
    patch: [f32; 2],
}

impl Atlas {
    /// Lays out `front`, its `back` and a patch of `plain`.
    #[must_use]
    pub fn new(front: &RgbImage, back: &RgbImage, plain: [u8; 3]) -> Self {
        let half = imageops::resize(
            back,
            (front.width() / 2).max(4),
            (front.height() / 2).max(4),
            imageops::FilterType::Triangle,
        );
        let left = front.width() + GUTTER;
        let patch_top = half.height() + GUTTER;
        let width = left + half.width().max(PATCH);
        let height = front.height().max(patch_top + PATCH);
        let mut picture = RgbImage::from_pixel(width, height, Rgb(plain));
        imageops::replace(&mut picture, front, 0, 0);
        imageops::replace(&mut picture, &half, i64::from(left), 0);
        let share = |x: u32, y: u32| [x as f32 / width as f32, y as f32 / height as f32];
        let [front_width, front_height] = share(front.width(), front.height());
        let [back_left, _] = share(left, 0);
        let [back_width, back_height] = share(half.width(), half.height());
        Self {
            picture,
            front: [0.0, 0.0, front_width, front_height],
            back: [back_left, 0.0, back_width, back_height],
            patch: share(left + PATCH / 2, patch_top + PATCH / 2),
        }
    }

    /// Texture coordinates of a place on the front, given as shares of its width and height.
    #[must_use]
    pub fn front_uv(&self, place: [f32; 2]) -> [f32; 2] {
        within(self.front, place)
    }

    /// As [`Atlas::front_uv`], on the back.
    #[must_use]
    pub fn back_uv(&self, place: [f32; 2]) -> [f32; 2] {
        within(self.back, place)
    }

    /// Texture coordinates of the plain color.
    #[must_use]
    pub fn plain_uv(&self) -> [f32; 2] {
        self.patch
    }

    /// The color at texture coordinates, linear RGB.
    #[must_use]
    pub fn color(&self, [u, v]: [f32; 2]) -> [f32; 3] {
        let clamped = |share: f32, length: u32| ((share * length as f32) as u32).min(length - 1);
        let pixel =
            self.picture.get_pixel(clamped(u, self.picture.width()), clamped(v, self.picture.height()));
        pixel.0.map(color::linear)
    }

    /// The atlas as a JPEG file.
    ///
    /// # Errors
    /// When the encoder fails.
    pub fn to_jpeg(&self) -> Result<Vec<u8>, image::ImageError> {
        let mut file = Cursor::new(Vec::new());
        JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY).encode_image(&self.picture)?;
        Ok(file.into_inner())
    }
}

/// Keeps a hair's breadth from the neighbours in the atlas.
fn within([left, top, width, height]: [f32; 4], [x, y]: [f32; 2]) -> [f32; 2] {
    const EDGE: f32 = 0.003;
    [left + x.clamp(EDGE, 1.0 - EDGE) * width, top + y.clamp(EDGE, 1.0 - EDGE) * height]
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;
    use crate::image::reading::Reading;

    /// A yellow disc with a black line around it and a black dot in it, on white.
    fn outlined_disc(line: f32) -> Canvas {
        let picture = RgbaImage::from_fn(400, 400, |x, y| {
            let distance = (x as f32 - 200.0).hypot(y as f32 - 200.0);
            match distance {
                d if d > 160.0 => Rgba([255, 255, 255, 255]),
                d if d > 160.0 - line || d < 6.0 => Rgba([0, 0, 0, 255]),
                _ => Rgba([240, 200, 40, 255]),
            }
        });
        let reading = Reading::of(&picture);
        reading.canvas(reading.subject().grown(0.04), 384)
    }

    fn is_yellow(pixel: &Rgb<u8>) -> bool {
        pixel[0] > 200 && pixel[1] > 160 && pixel[2] < 90
    }

    #[test]
    fn a_drawn_outline_is_painted_over_and_features_stay() {
        let canvas = outlined_disc(8.0);
        let paint = without_rims(&canvas, &trust(&canvas, Ink::Remove));
        let middle = paint.height() / 2 + 100;
        for x in (0..paint.width()).filter(|&x| x < 300 || x > paint.width() - 300) {
            assert!(is_yellow(paint.get_pixel(x, middle)), "{:?} at {x}", paint.get_pixel(x, middle));
        }
        assert!(paint.get_pixel(paint.width() / 2, paint.height() / 2)[0] < 60);
        let kept = without_rims(&canvas, &trust(&canvas, Ink::Keep));
        assert!(kept.get_pixel(53, paint.height() / 2)[0] < 60);
    }

    #[test]
    fn the_back_has_no_face() {
        let canvas = outlined_disc(8.0);
        let trust = trust(&canvas, Ink::Remove);
        let back = back_of(&without_rims(&canvas, &trust), &canvas, &trust);
        assert!(is_yellow(back.get_pixel(back.width() / 2, back.height() / 2)));
    }

    #[test]
    fn a_dark_subject_keeps_its_color() {
        let canvas = outlined_disc(150.0);
        let paint = without_rims(&canvas, &trust(&canvas, Ink::Remove));
        assert!(paint.get_pixel(2, 2)[0] < 40);
    }

    #[test]
    fn the_atlas_keeps_its_parts_apart() {
        let front = RgbImage::from_pixel(64, 48, Rgb([255, 0, 0]));
        let back = RgbImage::from_pixel(64, 48, Rgb([0, 255, 0]));
        let atlas = Atlas::new(&front, &back, [0, 0, 255]);
        for place in [[0.0, 0.0], [1.0, 1.0], [0.5, 0.2]] {
            assert_eq!(atlas.color(atlas.front_uv(place)), [1.0, 0.0, 0.0]);
            assert_eq!(atlas.color(atlas.back_uv(place)), [0.0, 1.0, 0.0]);
        }
        assert_eq!(atlas.color(atlas.plain_uv()), [0.0, 0.0, 1.0]);
        assert!(atlas.to_jpeg().unwrap().starts_with(&[0xff, 0xd8]));
    }
}
