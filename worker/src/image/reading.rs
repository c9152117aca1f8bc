//! A picture read once: its subject, the gate's verdict, and cuts of it at the resolution a form needs.

use image::imageops::{self, FilterType};
use image::{Rgba, RgbaImage};

use super::color::{self, Lab};
use super::gate::{self, Method, Verdict};
use super::grid::{Grid, Mask};
use super::mask::{self, Keep, Segmentation};

/// Longest side kept of a picture; more brings nothing to a texture of [`TEXTURE_SIDE`].
const WORKING_SIDE: u32 = 1536;
/// Longest side of the grid on which the subject is first looked for.
const ANALYSIS_SIDE: u32 = 384;
/// Longest side of a texture.
pub const TEXTURE_SIDE: u32 = 1024;

/// A rectangle in pixels of the working copy; may reach beyond the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub left: f32,
    /// Top edge.
    pub top: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Frame {
    /// The square of side `side` around the middle of this frame.
    #[must_use]
    pub fn square(&self, side: f32) -> Self {
        Self {
            left: self.left + (self.width - side) / 2.0,
            top: self.top + (self.height - side) / 2.0,
            width: side,
            height: side,
        }
    }

    /// The longer side.
    #[must_use]
    pub fn longest(&self) -> f32 {
        self.width.max(self.height)
    }

    /// The frame grown by `share` of its longest side all around.
    #[must_use]
    pub fn grown(&self, share: f32) -> Self {
        let margin = self.longest() * share;
        Self {
            left: self.left - margin,
            top: self.top - margin,
            width: self.width + 2.0 * margin,
            height: self.height + 2.0 * margin,
        }
    }
}

/// A picture and what was found in it.
#[derive(Clone, Debug)]
pub struct Reading {
    picture: RgbaImage,
    found: Segmentation,
    /// The gate's decision.
    pub verdict: Verdict,
}

/// A cut of the picture: fine for painting, coarse for shaping.
#[derive(Clone, Debug)]
pub struct Canvas {
    /// At texture resolution.
    pub picture: RgbaImage,
    /// Colors at grid resolution.
    pub lab: Grid<Lab>,
    /// The subject at grid resolution.
    pub mask: Mask,
    /// Cells that look like the background, at grid resolution.
    pub like_background: Mask,
}

impl Reading {
    /// Looks for the subject of `picture`.
    #[must_use]
    pub fn of(picture: &RgbaImage) -> Self {
        let picture = within(picture, WORKING_SIDE);
        let small = within(&picture, ANALYSIS_SIDE);
        let lab = color::picture_to_lab(&small);
        let found = mask::segment(&small, &lab);
        let verdict = gate::judge(&found, &lab);
        Self { picture, found, verdict }
    }

    /// The whole picture.
    #[must_use]
    pub fn whole(&self) -> Frame {
        Frame {
            left: 0.0,
            top: 0.0,
            width: self.picture.width() as f32,
            height: self.picture.height() as f32,
        }
    }

    /// The box around the subject, the whole picture when there is none.
    #[must_use]
    pub fn subject(&self) -> Frame {
        let Some([left, top, right, bottom]) = self.mask().bounding_box() else { return self.whole() };
        let [scale_x, scale_y] = self.pixels_per_cell();
        Frame {
            left: left as f32 * scale_x,
            top: top as f32 * scale_y,
            width: (right - left + 1) as f32 * scale_x,
            height: (bottom - top + 1) as f32 * scale_y,
        }
    }

    /// The square around the smallest circle with the subject's middle that holds the whole subject.
    #[must_use]
    pub fn circle(&self) -> Frame {
        let subject = self.subject();
        let middle = [subject.left + subject.width / 2.0, subject.top + subject.height / 2.0];
        let [scale_x, scale_y] = self.pixels_per_cell();
        let mask = self.mask();
        let reach = (0..mask.values.len()).filter(|&index| mask.values[index]).map(|index| {
            let x = ((index % mask.width) as f32 + 0.5) * scale_x - middle[0];
            let y = ((index / mask.width) as f32 + 0.5) * scale_y - middle[1];
            x.hypot(y)
        });
        subject.square(2.0 * reach.fold(4.0, f32::max))
    }

    /// The mask that suits the verdict.
    fn mask(&self) -> &Mask {
        if self.verdict.method == Method::Badge { &self.found.strokes } else { &self.found.mask }
    }

    fn pixels_per_cell(&self) -> [f32; 2] {
        let mask = &self.found.mask;
        [self.picture.width() as f32 / mask.width as f32, self.picture.height() as f32 / mask.height as f32]
    }

    /// Cuts `frame` out, its longest side `grid_side` cells, and finds the subject again at that resolution, so
    /// that a small subject does not lose its details.
    #[must_use]
    pub fn canvas(&self, frame: Frame, grid_side: u32) -> Canvas {
        let picture = self.cut(frame, TEXTURE_SIDE);
        let grid = self.cut(frame, grid_side);
        let lab = color::picture_to_lab(&grid);
        let keep = if self.verdict.method == Method::Badge { Keep::Strokes } else { Keep::Body };
        let mask = mask::apply(&self.found.evidence, &grid, &lab, keep);
        let like_background = mask::like_background(&self.found.evidence, &lab);
        Canvas { picture, lab, mask, like_background }
    }

    fn cut(&self, frame: Frame, side: u32) -> RgbaImage {
        let scale = side as f32 / frame.longest();
        let size = |length: f32| ((length * scale).round() as u32).max(8);
        let (left, top) = (frame.left.floor(), frame.top.floor());
        let (width, height) = (frame.width.ceil().max(1.0), frame.height.ceil().max(1.0));
        let mut cut = RgbaImage::from_pixel(width as u32, height as u32, Rgba([0; 4]));
        imageops::replace(&mut cut, &self.picture, -left as i64, -top as i64);
        let (target_width, target_height) = (size(frame.width), size(frame.height));
        if target_width < cut.width() {
            imageops::thumbnail(&cut, target_width, target_height)
        } else {
            imageops::resize(&cut, target_width, target_height, FilterType::Triangle)
        }
    }
}

/// The picture, shrunk so that its longest side is at most `side`.
fn within(picture: &RgbaImage, side: u32) -> RgbaImage {
    let longest = picture.width().max(picture.height());
    if longest <= side {
        return picture.clone();
    }
    let size = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longest)).max(1) as u32;
    imageops::thumbnail(picture, size(picture.width()), size(picture.height()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small_ball_in_a_corner() -> Reading {
        Reading::of(&RgbaImage::from_fn(1200, 800, |x, y| {
            let inside = (x as f32 - 900.0).hypot(y as f32 - 200.0) < 100.0;
            if inside { Rgba([200, 40, 40, 255]) } else { Rgba([255; 4]) }
        }))
    }

    #[test]
    fn the_subject_fills_its_canvas() {
        let reading = small_ball_in_a_corner();
        let subject = reading.subject();
        assert!((subject.left - 800.0).abs() < 8.0 && (subject.width - 200.0).abs() < 12.0, "{subject:?}");
        let circle = reading.circle();
        assert!(
            (circle.width - 200.0).abs() < 12.0 && (circle.left - subject.left).abs() < 6.0,
            "{circle:?}"
        );
        let canvas = reading.canvas(subject.grown(0.04), 384);
        assert_eq!(canvas.lab.width, 384);
        let share = canvas.mask.area() as f32 / canvas.mask.values.len() as f32;
        assert!((0.6..0.75).contains(&share), "{share}");
    }

    #[test]
    fn beyond_the_picture_there_is_only_background() {
        let reading = small_ball_in_a_corner();
        let canvas = reading.canvas(reading.subject().square(900.0), 200);
        assert!(canvas.mask.at(100, 100));
        assert!(canvas.mask.border().all(|index| !canvas.mask.values[index]));
    }
}
