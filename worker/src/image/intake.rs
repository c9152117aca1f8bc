//! Pictures from outside: what they claim is checked before anything is decoded.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage};

use crate::jobs::JobError;

/// Longest side that is decoded, in pixels.
pub const MAX_SIDE: u32 = 8192;
/// Most pixels that are decoded.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Memory a decoder may take: 40 MP of RGBA with room for 16-bit rows.
const DECODER_MAX_BYTES: u64 = 400 << 20;

/// Looks at the magic bytes and the header only.
///
/// # Errors
/// [`JobError::Picture`] with a sentence for a person: not PNG, JPEG or WebP, too large, or damaged.
pub fn check_header(bytes: &[u8]) -> Result<(u32, u32), JobError> {
    let format = sniff(bytes)?;
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader.into_dimensions().map_err(|_| damaged())?;
    if width == 0 || height == 0 {
        return Err(damaged());
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(JobError::Picture(format!(
            "the picture has {width} × {height} pixels; at most {MAX_SIDE} a side and 40 megapixels are read"
        )));
    }
    Ok((width, height))
}

/// Decodes a checked picture the way up a camera meant it.
///
/// # Errors
/// As [`check_header`].
pub fn decode(bytes: &[u8]) -> Result<RgbaImage, JobError> {
    check_header(bytes)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(DECODER_MAX_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), sniff(bytes)?);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| damaged())?;
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| damaged())?;
    picture.apply_orientation(orientation);
    Ok(picture.into_rgba8())
}

/// Writes a PNG as lossless WebP, for callers that asked for it; text chunks do not survive.
///
/// # Errors
/// [`JobError::Generator`] when the picture cannot be encoded.
pub fn to_webp(png: &[u8]) -> Result<Vec<u8>, JobError> {
    // The PNG is the generator's own: what is wrong with it is no fault of the person's picture.
    let picture = decode(png).map_err(|cause| JobError::Generator(cause.to_string()))?;
    let mut webp = Cursor::new(Vec::new());
    let opaque = DynamicImage::ImageRgba8(picture).into_rgb8();
    opaque
        .write_to(&mut webp, ImageFormat::WebP)
        .map_err(|cause| JobError::Generator(format!("WebP: {cause}")))?;
    Ok(webp.into_inner())
}

fn sniff(bytes: &[u8]) -> Result<ImageFormat, JobError> {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Ok(ImageFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Ok(ImageFormat::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(ImageFormat::WebP),
        _ => Err(JobError::Picture("the file is not a PNG, JPEG or WebP picture".into())),
    }
}

fn damaged() -> JobError {
    JobError::Picture("the picture is damaged and cannot be read".into())
}

#[cfg(test)]
mod tests;
