//! Pictures of meshes on the CPU: thumbnails, posters and concept images.
//!
//! A z-buffer rasteriser with supersampling, a soft key shadow, screen-space ambient occlusion, a studio
//! environment for metals, ACES tone mapping and a contact shadow on the ground. Deterministic: the same mesh and
//! view give the same bytes on every machine with the same floating-point unit, whatever the number of threads.

mod ambient;
mod camera;
mod ground;
mod raster;
mod scene;
mod shade;
mod shadow;
mod texture;

use std::io::Cursor;

use crate::model::Mesh;

pub use scene::Scene;
pub(crate) use texture::{Pyramid, linear_from_srgb, srgb_from_linear};

/// Largest picture side in pixels.
pub const MAX_SIDE: u32 = 4096;
/// Largest width or height of the supersampled buffers (28 bytes a sample: depth, triangle, normal, openness before and after smoothing).
const MAX_SAMPLE_SIDE: u32 = 8192;

/// What is behind the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Background {
    /// A light grey gradient, as in a photographer's studio.
    Studio,
    /// Nothing: the alpha channel holds the coverage (and the contact shadow).
    Transparent,
    /// One color, sRGB.
    Solid([u8; 3]),
}

/// From where and how large to draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Picture width in pixels, at most [`MAX_SIDE`].
    pub width: u32,
    /// Picture height in pixels, at most [`MAX_SIDE`].
    pub height: u32,
    /// Direction of the eye around +Y in radians: 0 looks at the front (from +Z), π/2 from +X.
    pub yaw: f32,
    /// Height of the eye over the horizon in radians.
    pub pitch: f32,
    /// Samples along each side of a pixel; 2 is good, 3 is best, 1 is a draft.
    pub supersampling: u32,
    /// What is behind the model.
    pub background: Background,
    /// Draw a soft shadow on the plane the model stands on.
    pub contact_shadow: bool,
    /// Share of the picture the model fills along its tighter side, 0 to 1.
    pub fill: f32,
}

impl Default for View {
    fn default() -> Self {
        Self {
            width: 512,
            height: 512,
            yaw: 0.55,
            pitch: 0.32,
            supersampling: 2,
            background: Background::Studio,
            contact_shadow: true,
            fill: 0.82,
        }
    }
}

/// A finished picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// sRGB with straight alpha, four bytes a pixel, rows from the top.
    pub pixels: Vec<u8>,
}

impl Picture {
    /// The picture as a PNG file.
    pub fn to_png(&self) -> Result<Vec<u8>, image::ImageError> {
        let mut file = Cursor::new(Vec::new());
        image::write_buffer_with_format(
            &mut file,
            &self.pixels,
            self.width,
            self.height,
            image::ColorType::Rgba8,
            image::ImageFormat::Png,
        )?;
        Ok(file.into_inner())
    }
}

/// Draws a mesh once; keep a [`Scene`] to draw it several times.
pub fn render(mesh: &Mesh, view: &View) -> Picture {
    Scene::new(mesh).render(view)
}

#[cfg(test)]
mod tests;
