//! Pictures people hand in: which kinds, and how large.

use serde::{Deserialize, Serialize};

use crate::problem::{Field, Problem};

/// A kind of picture that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImageKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
}

impl ImageKind {
    /// Every case.
    pub const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::Webp];
    /// Most bytes of a picture that is handed in.
    pub const MAX_BYTES: u64 = 10 * 1024 * 1024;
    /// Most pixels along one side.
    pub const MAX_SIDE_PX: u32 = 8192;
    /// Most pixels in all.
    pub const MAX_PIXELS: u64 = 40_000_000;

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }

    /// The kind with this media type.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for any other type.
    pub fn from_media_type(media_type: &str) -> Result<Self, Problem> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.media_type() == media_type)
            .ok_or_else(|| Problem::invalid(Field::Image, "Pictures can be PNG, JPEG or WebP."))
    }

    /// The kind these first bytes belong to, whatever the file is called.
    #[must_use]
    pub fn sniff(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if head.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if head.len() >= 12 && head.starts_with(b"RIFF") && &head[8..12] == b"WEBP" {
            Some(Self::Webp)
        } else {
            None
        }
    }

    /// Checks a picture's size in bytes.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when it is empty or above [`Self::MAX_BYTES`].
    pub fn check_bytes(bytes: u64) -> Result<(), Problem> {
        if bytes == 0 {
            return Err(Problem::invalid(Field::Image, "This file is empty."));
        }
        if bytes > Self::MAX_BYTES {
            let tenths = bytes * 10 / (1024 * 1024);
            let sentence =
                format!("A picture has at most 10 MB; this one has {}.{} MB.", tenths / 10, tenths % 10);
            return Err(Problem::invalid(Field::Image, &sentence));
        }
        Ok(())
    }

    /// Checks a picture's width and height in pixels, read from its header.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when a side or the product is above the limits, or a side is zero.
    pub fn check_pixels(width: u32, height: u32) -> Result<(), Problem> {
        let pixels = u64::from(width) * u64::from(height);
        if width == 0 || height == 0 {
            return Err(Problem::invalid(Field::Image, "This picture has no pixels."));
        }
        if width.max(height) > Self::MAX_SIDE_PX || pixels > Self::MAX_PIXELS {
            let sentence = format!(
                "A picture has at most 8,192 pixels a side and 40 megapixels; this one is {width} × {height}."
            );
            return Err(Problem::invalid(Field::Image, &sentence));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_not_the_name() {
        assert_eq!(ImageKind::sniff(b"\x89PNG\r\n\x1a\n...."), Some(ImageKind::Png));
        assert_eq!(ImageKind::sniff(b"\xff\xd8\xff\xe0"), Some(ImageKind::Jpeg));
        assert_eq!(ImageKind::sniff(b"RIFF\0\0\0\0WEBPVP8 "), Some(ImageKind::Webp));
        assert_eq!(ImageKind::sniff(b"<svg xmlns="), None);
        assert_eq!(ImageKind::sniff(b""), None);
        assert!(ImageKind::from_media_type("image/svg+xml").is_err());
    }

    #[test]
    fn limits_are_inclusive() {
        assert!(ImageKind::check_bytes(ImageKind::MAX_BYTES).is_ok());
        assert!(ImageKind::check_bytes(ImageKind::MAX_BYTES + 1).is_err());
        assert!(ImageKind::check_bytes(0).is_err());
        assert!(ImageKind::check_pixels(8192, 4882).is_ok());
        assert!(ImageKind::check_pixels(8193, 10).is_err());
        assert!(ImageKind::check_pixels(8000, 8000).is_err());
        assert!(ImageKind::check_pixels(0, 10).is_err());
    }
}
