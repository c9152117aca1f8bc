//! From the bytes that arrived to the picture that is kept.

use std::io::Cursor;

use domain::Problem;
use domain::image::ImageKind;
use domain::problem::Field;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits};

/// Longest side of the kept picture, in pixels: twice what the generator samples.
const LONGEST_SIDE_PX: u32 = 2048;
/// WebP quality, 0 to 100: high, because an edge's smear would become geometry.
const QUALITY: f32 = 92.0;
/// Most memory a decoder may take, in bytes: 40 megapixels of 16-bit RGBA.
const DECODER_MAX_BYTES: u64 = 320 * 1024 * 1024;

/// A checked picture, upright, without metadata.
#[derive(Debug)]
pub struct Kept {
    /// WebP.
    pub bytes: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Reads a picture of unknown origin and encodes it anew.
///
/// # Errors
/// [`Problem::Invalid`] when it is not PNG, JPEG or WebP by its bytes, is too large, or is damaged.
pub fn keep(bytes: &[u8]) -> Result<Kept, Problem> {
    ImageKind::check_bytes(bytes.len() as u64)?;
    let kind = ImageKind::sniff(bytes)
        .ok_or_else(|| invalid("This file is not a PNG, JPEG or WebP picture, whatever its name says."))?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format_of(kind));
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_MAX_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| damaged())?;
    let (width, height) = decoder.dimensions();
    ImageKind::check_pixels(width, height)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| damaged())?;
    picture.apply_orientation(orientation);
    if picture.width().max(picture.height()) > LONGEST_SIDE_PX {
        picture = picture.resize(LONGEST_SIDE_PX, LONGEST_SIDE_PX, image::imageops::FilterType::Triangle);
    }
    let pixels = picture.to_rgba8();
    let (width, height) = pixels.dimensions();
    let encoder = webp::Encoder::from_rgba(pixels.as_raw(), width, height);
    let encoded = encoder.encode_simple(false, QUALITY).map_err(|_| damaged())?;
    Ok(Kept { bytes: encoded.to_vec(), width, height })
}

fn format_of(kind: ImageKind) -> image::ImageFormat {
    match kind {
        ImageKind::Png => image::ImageFormat::Png,
        ImageKind::Jpeg => image::ImageFormat::Jpeg,
        ImageKind::Webp => image::ImageFormat::WebP,
    }
}

fn invalid(sentence: &str) -> Problem {
    Problem::invalid(Field::Image, sentence)
}

fn damaged() -> Problem {
    invalid("This picture is damaged and cannot be read.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_is_kept_as_webp_within_the_longest_side() {
        let kept = keep(&png(3000, 1500)).unwrap();
        assert_eq!((kept.width, kept.height), (2048, 1024));
        assert_eq!(ImageKind::sniff(&kept.bytes), Some(ImageKind::Webp));
    }

    #[test]
    fn renamed_files_damaged_files_and_vast_files_are_refused() {
        let text = |bytes: &[u8]| keep(bytes).unwrap_err().sentence();
        assert!(text(b"<svg xmlns='http://www.w3.org/2000/svg'/>").contains("whatever its name"));
        assert!(text(&png(64, 64)[..60]).contains("damaged"));
        // Only the header is read of a picture that says it is 8,000 x 8,000.
        let mut vast = png(10, 10);
        vast[16..24].copy_from_slice(&[0, 0, 0x1f, 0x40, 0, 0, 0x1f, 0x40]);
        let checksum = crc32(&vast[12..29]);
        vast[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert!(text(&vast).contains("40 megapixels"), "{}", text(&vast));
    }

    /// The PNG specification's checksum (ISO 3309).
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |start, byte| {
            (0..8).fold(start ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 }
            })
        })
    }

    proptest! {
        #[test]
        fn any_bytes_behind_a_good_start_are_read_or_refused(tail in prop::collection::vec(any::<u8>(), 0..200)) {
            for head in [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"] {
                drop(keep(&[head, &tail].concat()));
            }
        }
    }
}
