//! Everything that lives on the graphics card, through three-d's core layer.
//!
//! Only three-d's contexts, programs, buffers, textures and targets are used: its materials and lights would
//! triple the module. What three-d cannot do without `unsafe` (uploading an `ImageBitmap`) goes through
//! web-sys, on the same WebGL context.
//!
//! three-d asks for GPU objects with `expect`; on a lost context those requests fail. [`Gpu::new`] and the
//! uploads are therefore only called while the context is alive.

mod draw;
mod upload;

pub use draw::{Look, Shot};

use std::sync::Arc;
use three_d::core::{
    Context, CoreError, DepthTexture2D, ElementBuffer, Program, Texture2D, VertexBuffer, Wrapping,
};
use web_sys::WebGl2RenderingContext;

use crate::glb::Material;

/// Pixels along a side of the shadow map.
const SHADOW_MAP_SIZE: u32 = 1024;

/// Programs, shadow map and, once loaded, the model.
pub struct Gpu {
    gl: WebGl2RenderingContext,
    context: Context,
    surface: Program,
    caster: Program,
    ground: Program,
    frame: Program,
    shadow_map: DepthTexture2D,
    /// The camera's angle the shadow map was drawn for.
    shadow_yaw: Option<f32>,
    model: Option<GpuModel>,
    /// What stands beside the model.
    companion: Option<GpuPart>,
    /// Lit places.
    markers: Option<GpuPart>,
}

struct GpuModel {
    parts: Vec<GpuPart>,
    materials: Vec<Material>,
    /// One for each picture of the file; `None` until it was decoded.
    textures: Vec<Option<Texture2D>>,
    half_extent: [f32; 3],
    /// Factors on the axes.
    stretch: glam::Vec3,
}

struct GpuPart {
    material: usize,
    positions: VertexBuffer<[f32; 3]>,
    normals: VertexBuffer<[f32; 3]>,
    uvs: VertexBuffer<[f32; 2]>,
    colors: VertexBuffer<[f32; 4]>,
    indices: ElementBuffer<u32>,
    /// Three positions a triangle for the wireframe look; made when it is first chosen.
    corners: Option<VertexBuffer<[f32; 3]>>,
}

impl Gpu {
    /// Compiles the programs on a living context.
    ///
    /// # Errors
    /// A driver that cannot compile them.
    pub fn new(gl: WebGl2RenderingContext) -> Result<Self, CoreError> {
        #[expect(
            clippy::arc_with_non_send_sync,
            reason = "three-d takes its context in an Arc; the browser has one thread"
        )]
        let glow = Arc::new(three_d::context::Context::from_webgl2_context(gl.clone()));
        let context = Context::from_gl_context(glow)?;
        let program = |vertex, fragment| Program::from_source(&context, vertex, fragment);
        let surface = concat!(
            "#define TAPS 12\n#define FIRST_TAPS 4\n",
            include_str!("shaders/shadow.glsl"),
            include_str!("shaders/surface.frag")
        );
        let ground = concat!(
            "#define TAPS 36\n#define FIRST_TAPS 8\n",
            include_str!("shaders/shadow.glsl"),
            include_str!("shaders/ground.frag")
        );
        Ok(Self {
            surface: program(include_str!("shaders/surface.vert"), surface)?,
            caster: program(include_str!("shaders/caster.vert"), include_str!("shaders/caster.frag"))?,
            ground: program(include_str!("shaders/ground.vert"), ground)?,
            frame: program(include_str!("shaders/frame.vert"), include_str!("shaders/frame.frag"))?,
            shadow_map: DepthTexture2D::new::<f32>(
                &context,
                SHADOW_MAP_SIZE,
                SHADOW_MAP_SIZE,
                Wrapping::ClampToEdge,
                Wrapping::ClampToEdge,
            ),
            shadow_yaw: None,
            model: None,
            companion: None,
            markers: None,
            gl,
            context,
        })
    }
}
