//! How many pixels a canvas gets.

/// More pixels a CSS pixel than this cost more than they show.
const MAX_PIXEL_RATIO: f64 = 2.0;

/// Longest side of the drawn picture in pixels.
const MAX_SIDE: f64 = 4096.0;

/// The pixels of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resolution {
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// Pixels in a CSS pixel.
    pub pixel_ratio: f32,
}

impl Resolution {
    /// For a canvas of `css_size` CSS pixels on a screen of `device_ratio` device pixels a CSS pixel.
    /// `detail` is the part of them to draw, along each side. `None` while the canvas has no size.
    pub fn of(css_size: [f64; 2], device_ratio: f64, detail: f64) -> Option<Self> {
        let [width, height] = css_size;
        if !(width >= 1.0 && height >= 1.0) {
            return None;
        }
        let ratio = device_ratio.clamp(0.5, MAX_PIXEL_RATIO).min(MAX_SIDE / width.max(height)) * detail;
        let size = css_size.map(|side| (side * ratio).round_ties_even().max(1.0) as u32);
        Some(Self { size, pixel_ratio: ratio as f32 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn follows_the_screen_up_to_two_pixels() {
        let size = |ratio| Resolution::of([390.0, 420.0], ratio, 1.0).unwrap().size;
        assert_eq!(size(1.0), [390, 420]);
        assert_eq!(size(1.5), [585, 630]);
        assert_eq!(size(3.0), [780, 840]);
    }

    #[test]
    fn a_huge_screen_is_drawn_coarser() {
        let picture = Resolution::of([5120.0, 1440.0], 2.0, 1.0).unwrap();
        assert_eq!(picture.size, [4096, 1152]);
        assert_eq!(picture.pixel_ratio, 0.8);
    }

    #[test]
    fn a_coarse_picture_has_fewer_pixels_for_the_same_place() {
        let picture = Resolution::of([400.0, 300.0], 2.0, 0.5).unwrap();
        assert_eq!(picture, Resolution { size: [400, 300], pixel_ratio: 1.0 });
    }

    #[test]
    fn without_a_size_there_is_no_picture() {
        assert_eq!(Resolution::of([0.0, 300.0], 1.0, 1.0), None);
        assert_eq!(Resolution::of([f64::NAN, 300.0], 1.0, 1.0), None);
    }

    proptest! {
        #[test]
        fn the_picture_has_sane_pixels(width in 1f64..20_000.0, height in 1f64..20_000.0, ratio in -1f64..10.0) {
            let picture = Resolution::of([width, height], ratio, 1.0).unwrap();
            prop_assert!(picture.size.iter().all(|side| (1..=4096).contains(side)));
            prop_assert!(picture.pixel_ratio > 0.0 && picture.pixel_ratio <= 2.0);
        }
    }
}
