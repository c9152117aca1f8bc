//! Base-color pictures, decoded once, with smaller copies for far surfaces.

use std::io::Cursor;

use glam::{Vec2, Vec3};
use image::{ImageReader, Limits};

use crate::model::Texture;

/// Largest side a texture may have; larger ones are drawn as if absent.
const MAX_TEXTURE_SIDE: u32 = 8192;
const MAX_TEXTURE_BYTES: u64 = 512 << 20;
/// Most bytes of all pyramids that are held together; the pictures beyond are drawn as if absent.
const MAX_PYRAMID_BYTES: u64 = 512 << 20;

/// One size of a picture in linear light.
struct Level {
    width: usize,
    height: usize,
    texels: Vec<[u8; 4]>,
}

/// A picture and its halves, quarters, …
pub(crate) struct Pyramid {
    levels: Vec<Level>,
    to_linear: [f32; 256],
}

impl Pyramid {
    /// Decodes the textures of a model; `None` for those that are broken, too large, or beyond what all may have together.
    pub(crate) fn decode_all(textures: &[Texture]) -> Vec<Option<Self>> {
        Self::decode_within(textures, MAX_PYRAMID_BYTES)
    }

    fn decode_within(textures: &[Texture], mut bytes_left: u64) -> Vec<Option<Self>> {
        let decode = |texture: &Texture| {
            let rest = bytes_left.checked_sub(Self::byte_length(texture)?)?;
            let pyramid = Self::decode(texture)?;
            bytes_left = rest;
            Some(pyramid)
        };
        textures.iter().map(decode).collect()
    }

    /// What a texture's pyramid takes, told by its header: all smaller levels have a third of the first one's texels.
    fn byte_length(texture: &Texture) -> Option<u64> {
        let reader = ImageReader::new(Cursor::new(&texture.bytes)).with_guessed_format().ok()?;
        let (width, height) = reader.into_dimensions().ok()?;
        Some((u64::from(width) * u64::from(height)).saturating_mul(4) / 3 * 4)
    }

    /// Decodes a texture; `None` when it is broken or too large.
    fn decode(texture: &Texture) -> Option<Self> {
        let mut reader = ImageReader::new(Cursor::new(&texture.bytes)).with_guessed_format().ok()?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(MAX_TEXTURE_SIDE);
        limits.max_image_height = Some(MAX_TEXTURE_SIDE);
        limits.max_alloc = Some(MAX_TEXTURE_BYTES);
        reader.limits(limits);
        let picture = reader.decode().ok()?.into_rgba8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let texels = picture.pixels().map(|pixel| pixel.0).collect();
        let mut levels = vec![Level { width, height, texels }];
        while let Some(last) = levels.last().filter(|last| last.width > 1 && last.height > 1) {
            let smaller = halved(last);
            levels.push(smaller);
        }
        let to_linear = std::array::from_fn(|value| linear_from_srgb(value as f32 / 255.0));
        Some(Self { levels, to_linear })
    }

    /// Linear color at texture coordinates, repeated outside 0..1. `footprint` is the width of a screen sample in
    /// texture coordinates, which chooses the level.
    pub(crate) fn sample(&self, uv: Vec2, footprint: f32) -> Vec3 {
        let texels = footprint * self.levels[0].width as f32;
        let index = (texels.max(1.0).log2() + 0.25) as usize;
        let level = &self.levels[index.min(self.levels.len() - 1)];
        let at = (uv - uv.floor()) * Vec2::new(level.width as f32, level.height as f32) - 0.5;
        let corner = at.floor();
        let share = at - corner;
        let texel = |dx: i64, dy: i64| {
            let x = (corner.x as i64 + dx).rem_euclid(level.width as i64) as usize;
            let y = (corner.y as i64 + dy).rem_euclid(level.height as i64) as usize;
            let [r, g, b, _] = level.texels[y * level.width + x];
            Vec3::new(self.to_linear[r as usize], self.to_linear[g as usize], self.to_linear[b as usize])
        };
        let top = texel(0, 0).lerp(texel(1, 0), share.x);
        let bottom = texel(0, 1).lerp(texel(1, 1), share.x);
        top.lerp(bottom, share.y)
    }
}

fn halved(level: &Level) -> Level {
    let (width, height) = (level.width / 2, level.height / 2);
    let texels = (0..width * height)
        .map(|index| {
            let (x, y) = (index % width * 2, index / width * 2);
            let corner = |dx: usize, dy: usize| level.texels[(y + dy) * level.width + x + dx];
            let four = [corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)];
            std::array::from_fn(|channel| {
                (four.iter().map(|texel| u16::from(texel[channel])).sum::<u16>() / 4) as u8
            })
        })
        .collect();
    Level { width, height, texels }
}

/// The sRGB transfer function (IEC 61966-2-1), decoding.
pub(crate) fn linear_from_srgb(value: f32) -> f32 {
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// The sRGB transfer function (IEC 61966-2-1), encoding.
pub(crate) fn srgb_from_linear(value: f32) -> f32 {
    if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checker() -> Texture {
        let picture = image::RgbImage::from_fn(64, 64, |x, y| {
            image::Rgb(if (x / 32 + y / 32) % 2 == 0 { [255, 0, 0] } else { [0, 0, 255] })
        });
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        Texture { media_type: "image/png", bytes: bytes.into_inner() }
    }

    #[test]
    fn near_lookups_see_the_fields_and_far_ones_their_mean() {
        let pyramid = Pyramid::decode(&checker()).unwrap();
        assert_eq!(pyramid.sample(Vec2::new(0.25, 0.25), 0.0), Vec3::X);
        assert_eq!(pyramid.sample(Vec2::new(1.75, -0.75), 0.0), Vec3::Z);
        let far = pyramid.sample(Vec2::new(0.25, 0.25), 1.0);
        assert!((far.x - far.z).abs() < 0.01 && far.x > 0.1, "{far}");
    }

    #[test]
    fn pictures_are_decoded_until_their_bytes_are_spent() {
        let broken = Texture { media_type: "image/png", bytes: vec![1, 2, 3] };
        let textures = [broken, checker(), checker(), checker()];
        let one = 64 * 64 * 4 * 4 / 3;
        for (bytes, wanted) in [(one - 4, 0), (one, 1), (2 * one + 4, 2), (MAX_PYRAMID_BYTES, 3)] {
            let decoded = Pyramid::decode_within(&textures, bytes);
            assert_eq!(decoded.len(), 4);
            assert_eq!(decoded.iter().flatten().count(), wanted, "{bytes}");
            let held =
                |pyramid: &Pyramid| pyramid.levels.iter().map(|level| level.texels.len() * 4).sum::<usize>();
            assert!(decoded.iter().flatten().map(held).sum::<usize>() as u64 <= bytes);
        }
    }

    #[test]
    fn a_broken_picture_is_no_picture() {
        assert!(Pyramid::decode(&Texture { media_type: "image/png", bytes: vec![1, 2, 3] }).is_none());
    }

    #[test]
    fn srgb_goes_there_and_back() {
        for step in 0..=255 {
            let value = step as f32 / 255.0;
            assert!((srgb_from_linear(linear_from_srgb(value)) - value).abs() < 1e-5);
        }
    }
}
