//! Brings a model to the graphics card.

use super::{Gpu, GpuModel, GpuPart};
use crate::familiar::Shape;
use crate::glb::{Model, Part, Wrap};
use crate::print_scene::Arrangement;
use three_d::core::{Context, ElementBuffer, Interpolation, Mipmap, Texture2D, VertexBuffer, Wrapping};
use web_sys::{ImageBitmap, WebGl2RenderingContext as Gl};

/// Sharpens pictures on surfaces seen at a flat angle.
const ANISOTROPY: u32 = 4;

impl Gpu {
    /// Takes the geometry of a model over; its pictures follow one by one.
    pub fn show(&mut self, model: &Model) {
        let parts = model.parts.iter().map(|part| upload_part(&self.context, part)).collect();
        let textures = model.pictures.iter().map(|_| None).collect();
        let materials = model.materials.clone();
        let (half_extent, stretch) = (model.half_extent, glam::Vec3::ONE);
        self.model = Some(GpuModel { parts, materials, textures, half_extent, stretch });
        self.shadow_yaw = None;
    }

    /// Stretches the shown model and puts everything else of an arrangement beside it.
    pub fn arrange(&mut self, arrangement: &Arrangement) {
        if let Some(model) = &mut self.model {
            model.stretch = arrangement.stretch;
            model.half_extent = arrangement.half_extent.to_array();
        }
        let upload = |shape: &Option<Shape>| shape.as_ref().map(|shape| upload_shape(&self.context, shape));
        let (companion, markers) = (upload(&arrangement.companion), upload(&arrangement.markers));
        (self.companion, self.markers) = (companion, markers);
        self.shadow_yaw = None;
    }

    /// Whether the wireframe look needs the corners of the shown model.
    pub fn lacks_corners(&self) -> bool {
        let first = self.model.as_ref().and_then(|model| model.parts.first());
        first.is_some_and(|part| part.corners.is_none())
    }

    /// Adds what the wireframe look draws: `model` is the one that was given to [`Gpu::show`].
    pub fn add_corners(&mut self, model: &Model) {
        let Some(shown) = &mut self.model else { return };
        for (shown, part) in shown.parts.iter_mut().zip(&model.parts) {
            let corner = |&index: &u32| part.positions.get(index as usize).copied().unwrap_or_default();
            let corners: Vec<[f32; 3]> = part.indices.iter().map(corner).collect();
            shown.corners = Some(VertexBuffer::new_with_data(&self.context, &corners));
        }
    }

    /// Uploads a decoded picture. Returns `false` when the graphics card cannot hold it.
    pub fn add_picture(&mut self, index: usize, bitmap: &ImageBitmap) -> bool {
        let Some(model) = &mut self.model else { return true };
        let Some(slot) = model.textures.get_mut(index) else { return true };
        let user = model.materials.iter().find(|material| material.picture == Some(index));
        let [across, down] = user.map_or([Wrap::Repeat; 2], |material| material.wrap).map(wrapping);
        let (width, height) = (bitmap.width(), bitmap.height());
        let texture = Texture2D::new_empty::<[u8; 4]>(
            &self.context,
            width,
            height,
            Interpolation::Linear,
            Interpolation::Linear,
            Some(Mipmap { max_ratio: ANISOTROPY, ..Mipmap::default() }),
            across,
            down,
        );
        // Leaves the texture bound, which three-d does not offer by itself.
        if !self.surface.requires_uniform("picture") {
            return true;
        }
        self.surface.use_texture("picture", &texture);
        let uploaded = self.gl.tex_sub_image_2d_with_u32_and_u32_and_image_bitmap(
            Gl::TEXTURE_2D,
            0,
            0,
            0,
            Gl::RGBA,
            Gl::UNSIGNED_BYTE,
            bitmap,
        );
        self.gl.generate_mipmap(Gl::TEXTURE_2D);
        *slot = Some(texture);
        uploaded.is_ok()
    }
}

fn upload_part(context: &Context, part: &Part) -> GpuPart {
    GpuPart {
        material: part.material,
        positions: VertexBuffer::new_with_data(context, &part.positions),
        normals: VertexBuffer::new_with_data(context, &part.normals),
        uvs: VertexBuffer::new_with_data(context, &part.uvs),
        colors: VertexBuffer::new_with_data(context, &part.colors),
        indices: ElementBuffer::new_with_data(context, &part.indices),
        corners: None,
    }
}

fn upload_shape(context: &Context, shape: &Shape) -> GpuPart {
    GpuPart {
        material: 0,
        positions: VertexBuffer::new_with_data(context, &shape.positions),
        normals: VertexBuffer::new_with_data(context, &shape.normals),
        uvs: VertexBuffer::new_with_data(context, &[]),
        colors: VertexBuffer::new_with_data(context, &[]),
        indices: ElementBuffer::new_with_data(context, &shape.indices),
        corners: None,
    }
}

fn wrapping(wrap: Wrap) -> Wrapping {
    match wrap {
        Wrap::Repeat => Wrapping::Repeat,
        Wrap::Mirror => Wrapping::MirroredRepeat,
        Wrap::Clamp => Wrapping::ClampToEdge,
    }
}
