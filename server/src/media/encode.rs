//! Pixels to WebP and back.

use image::imageops::FilterType;
use image::{DynamicImage, RgbaImage};

/// Widths that pages choose from, in pixels; a picture is never made larger than it is.
pub const WIDTHS: [u32; 3] = [320, 640, 1024];
/// WebP quality, 0 to 100: above this the files grow and nobody sees why.
const QUALITY: f32 = 82.0;

/// An encoded picture.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// WebP.
    pub bytes: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// The picture in each of [`WIDTHS`] that it reaches, or in its own width when it is narrower than all.
///
/// # Errors
/// When it cannot be decoded; for the log.
pub fn widths(bytes: &[u8]) -> Result<Vec<Encoded>, String> {
    let picture = image::load_from_memory(bytes).map_err(|error| error.to_string())?;
    let own = picture.width();
    let mut wanted: Vec<u32> = WIDTHS.into_iter().filter(|width| *width <= own).collect();
    if wanted.is_empty() {
        wanted.push(own);
    }
    wanted.into_iter().map(|width| encode(&scaled(&picture, width))).collect()
}

/// One picture as WebP.
///
/// # Errors
/// When the encoder refuses it; for the log.
pub fn encode(picture: &RgbaImage) -> Result<Encoded, String> {
    let (width, height) = picture.dimensions();
    let encoder = webp::Encoder::from_rgba(picture.as_raw(), width, height);
    let bytes = encoder.encode_simple(false, QUALITY).map_err(|error| format!("webp: {error:?}"))?;
    Ok(Encoded { bytes: bytes.to_vec(), width, height })
}

fn scaled(picture: &DynamicImage, width: u32) -> RgbaImage {
    if picture.width() == width {
        return picture.to_rgba8();
    }
    let height = u64::from(picture.height()) * u64::from(width) / u64::from(picture.width().max(1));
    let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
    picture.resize_exact(width, height, FilterType::Lanczos3).to_rgba8()
}

#[cfg(test)]
mod tests {
    use domain::image::ImageKind;

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbaImage::from_fn(width, height, |x, y| image::Rgba([x as u8, y as u8, 90, 255]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_concept_comes_in_three_widths() {
        let made = widths(&png(1024, 512)).unwrap();
        let sizes: Vec<(u32, u32)> = made.iter().map(|one| (one.width, one.height)).collect();
        assert_eq!(sizes, [(320, 160), (640, 320), (1024, 512)]);
        for one in &made {
            assert_eq!(ImageKind::sniff(&one.bytes), Some(ImageKind::Webp));
            let decoded = image::load_from_memory(&one.bytes).unwrap();
            assert_eq!((decoded.width(), decoded.height()), (one.width, one.height));
        }
    }

    #[test]
    fn small_pictures_are_not_enlarged() {
        let sizes = |width| widths(&png(width, 40)).unwrap().iter().map(|one| one.width).collect::<Vec<_>>();
        assert_eq!(sizes(100), [100]);
        assert_eq!(sizes(700), [320, 640]);
    }

    #[test]
    fn the_same_picture_gives_the_same_bytes() {
        let (first, second) = (widths(&png(400, 300)).unwrap(), widths(&png(400, 300)).unwrap());
        assert_eq!(first[0].bytes, second[0].bytes);
        assert!(widths(b"no picture").is_err());
    }
}
