//! Draws one picture: shadow map, surfaces, ground shadow, dimension box.

use super::{Gpu, GpuModel, GpuPart, SHADOW_MAP_SIZE};
use crate::glb::{AlphaMode, Material, Wrap};
use crate::light::KeyLight;
use glam::Mat4;
use three_d::core::prelude::{Mat4 as GpuMat4, Vec2, Vec3, Vec4};
use three_d::core::{
    Blend, BlendEquationType, BlendMultiplierType, BufferDataType, ClearState, CoreError, DepthTest, Program,
    RenderStates, RenderTarget, VertexBuffer, Viewport, WriteMask,
};

/// Width of the wireframe's and the dimension box's lines, in CSS pixels.
const WIRE_WIDTH: f32 = 1.1;
const FRAME_WIDTH: f32 = 1.5;

/// Without paint.
const CLAY: Material =
    Material { base_color: [0.58, 0.555, 0.52, 1.0], metallic: 0.0, roughness: 0.95, ..PAINTED };
/// What a print in one color is made of, but for that color.
const PAINTED: Material = Material {
    base_color: [1.0; 4],
    picture: None,
    wrap: [Wrap::Repeat; 2],
    metallic: 0.0,
    roughness: 0.7,
    alpha: AlphaMode::Opaque,
};

/// Unobtrusive beside any model.
const COMPANION_COLOR: [f32; 4] = [0.34, 0.36, 0.4, 1.0];
/// Seen on any model.
const PLACE_COLOR: [f32; 3] = [0.9, 0.03, 0.05];

/// Reads on white and on black.
const FRAME_COLOR: [f32; 3] = [0.42, 0.45, 0.5];

/// How surfaces are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// With the file's colors and pictures.
    #[default]
    Textured,
    /// As unpainted, matt clay.
    Clay,
    /// As clay with every triangle's edges.
    Wireframe,
}

impl Look {
    /// The look of a name of the JavaScript API.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "textured" => Some(Self::Textured),
            "clay" => Some(Self::Clay),
            "wireframe" => Some(Self::Wireframe),
            _ => None,
        }
    }
}

/// What to draw, and from where.
pub struct Shot {
    /// Projects the world into the picture.
    pub clip_from_world: Mat4,
    /// Where the camera is.
    pub eye: glam::Vec3,
    /// The camera's angle around the vertical axis, in radians.
    pub yaw: f32,
    /// How surfaces are drawn.
    pub look: Look,
    /// The linear color that takes the place of the file's colors and pictures.
    pub paint: Option<glam::Vec3>,
    /// Whether the dimension box is drawn.
    pub dimension_box: bool,
    /// Pixels of the canvas.
    pub size: [u32; 2],
    /// Pixels of the canvas in a CSS pixel.
    pub pixel_ratio: f32,
}

impl Shot {
    /// Whether the model is drawn with its own colors and pictures.
    fn shows_own(&self) -> bool {
        self.look == Look::Textured && self.paint.is_none()
    }
}

/// Premultiplied: the canvas lies on the page with its alpha.
const PREMULTIPLIED: Blend = Blend::Enabled {
    source_rgb_multiplier: BlendMultiplierType::One,
    source_alpha_multiplier: BlendMultiplierType::One,
    destination_rgb_multiplier: BlendMultiplierType::OneMinusSrcAlpha,
    destination_alpha_multiplier: BlendMultiplierType::OneMinusSrcAlpha,
    rgb_equation: BlendEquationType::Add,
    alpha_equation: BlendEquationType::Add,
};

impl Gpu {
    /// Draws the model; without one the picture is empty. Returns whether there was a model.
    pub fn draw(&mut self, shot: &Shot) -> bool {
        let light = KeyLight::following(shot.yaw);
        if self.shadow_yaw != Some(shot.yaw) {
            self.draw_shadow_map(&light);
            self.shadow_yaw = Some(shot.yaw);
        }
        let [width, height] = shot.size;
        let screen = RenderTarget::screen(&self.context, width, height);
        screen.clear(ClearState::color_and_depth(0.0, 0.0, 0.0, 0.0, 1.0));
        let Some(model) = &self.model else { return false };
        // The closure cannot fail.
        let _ = screen.write::<CoreError>(|| {
            self.draw_surfaces(model, shot, &light);
            self.draw_extras(shot);
            self.draw_ground(model, shot, &light);
            if shot.dimension_box {
                self.draw_box(model, shot);
            }
            Ok(())
        });
        true
    }

    fn draw_shadow_map(&self, light: &KeyLight) {
        let Some(model) = &self.model else { return };
        let target = self.shadow_map.as_depth_target();
        target.clear(ClearState::depth(1.0));
        let states = RenderStates { write_mask: WriteMask::DEPTH, ..RenderStates::default() };
        let viewport = Viewport::new_at_origo(SHADOW_MAP_SIZE, SHADOW_MAP_SIZE);
        // The closure cannot fail.
        let _ = target.write::<CoreError>(|| {
            self.caster.use_uniform("clip_from_world", matrix(light.shadow_from_world));
            set(&self.caster, "stretch", vector(model.stretch));
            for part in &model.parts {
                give(&self.caster, "position", &part.positions);
                self.caster.draw_elements(states, viewport, &part.indices);
            }
            Ok(())
        });
    }

    /// Solid surfaces first, then those that are mixed with what lies behind them.
    fn draw_surfaces(&self, model: &GpuModel, shot: &Shot, light: &KeyLight) {
        self.use_camera(&self.surface, shot);
        self.use_shadow(&self.surface, light);
        set(&self.surface, "eye", vector(shot.eye));
        set(&self.surface, "key_direction", vector(light.direction));
        let line_width = if shot.look == Look::Wireframe { WIRE_WIDTH * shot.pixel_ratio } else { 0.0 };
        set(&self.surface, "line_width", line_width);
        set(&self.surface, "stretch", vector(model.stretch));
        for blended in [false, true] {
            for part in &model.parts {
                let Some(material) = model.materials.get(part.material) else { continue };
                let is_blended = shot.shows_own() && material.alpha == AlphaMode::Blend;
                if is_blended == blended {
                    self.draw_part(model, part, material, shot, blended);
                }
            }
        }
    }

    fn draw_part(&self, model: &GpuModel, part: &GpuPart, material: &Material, shot: &Shot, blended: bool) {
        let states = if blended { see_through(DepthTest::Less) } else { RenderStates::default() };
        let viewport = Viewport::new_at_origo(shot.size[0], shot.size[1]);
        let program = &self.surface;
        self.use_material(model, part, material, shot);
        match &part.corners {
            Some(corners) if shot.look == Look::Wireframe => {
                give(program, "position", corners);
                program.draw_arrays(states, viewport, corners.vertex_count());
            }
            _ => {
                give(program, "position", &part.positions);
                give(program, "normal", &part.normals);
                give(program, "uv", &part.uvs);
                give(program, "color", &part.colors);
                program.draw_elements(states, viewport, &part.indices);
            }
        }
    }

    fn use_material(&self, model: &GpuModel, part: &GpuPart, material: &Material, shot: &Shot) {
        let plain = match shot.paint.filter(|_| shot.look == Look::Textured) {
            Some(paint) => Material { base_color: paint.extend(1.0).to_array(), ..PAINTED },
            None => CLAY,
        };
        let textured = shot.shows_own();
        let material = if textured { material } else { &plain };
        let texture = material.picture.and_then(|picture| model.textures.get(picture)?.as_ref());
        if let Some(texture) = texture.filter(|_| self.surface.requires_uniform("picture")) {
            self.surface.use_texture("picture", texture);
        }
        let has_colors = textured && part.colors.count() > 0;
        set(&self.surface, "picture_part", if texture.is_some() { 1.0 } else { 0.0 });
        set(&self.surface, "tint_part", if has_colors { 1.0 } else { 0.0 });
        set(&self.surface, "base_color", Vec4::from(material.base_color));
        set(&self.surface, "metallic", material.metallic);
        set(&self.surface, "roughness", material.roughness);
        let cutoff = match material.alpha {
            AlphaMode::Opaque => -1.0,
            AlphaMode::Mask { cutoff } => cutoff.min(1.0),
            AlphaMode::Blend => 2.0,
        };
        set(&self.surface, "alpha_cutoff", cutoff);
    }

    /// What stands beside the model, and lit places: strong in front of the model, faint where it hides them. The
    /// camera and the light are those of the surfaces drawn before.
    fn draw_extras(&self, shot: &Shot) {
        set(&self.surface, "stretch", Vec3::new(1.0, 1.0, 1.0));
        set(&self.surface, "line_width", 0.0);
        if let Some(companion) = &self.companion {
            self.draw_plain(companion, COMPANION_COLOR, RenderStates::default(), shot);
        }
        if let Some(markers) = &self.markers {
            for (depth_test, alpha) in [(DepthTest::Greater, 0.25), (DepthTest::LessOrEqual, 1.0)] {
                let [red, green, blue] = PLACE_COLOR;
                self.draw_plain(markers, [red, green, blue, alpha], see_through(depth_test), shot);
            }
        }
    }

    fn draw_plain(&self, part: &GpuPart, base_color: [f32; 4], states: RenderStates, shot: &Shot) {
        let program = &self.surface;
        set(program, "picture_part", 0.0);
        set(program, "tint_part", 0.0);
        set(program, "base_color", Vec4::from(base_color));
        set(program, "metallic", 0.0);
        set(program, "roughness", 0.9);
        set(program, "alpha_cutoff", if base_color[3] < 1.0 { 2.0 } else { -1.0 });
        give(program, "position", &part.positions);
        give(program, "normal", &part.normals);
        give(program, "uv", &part.uvs);
        give(program, "color", &part.colors);
        program.draw_elements(states, Viewport::new_at_origo(shot.size[0], shot.size[1]), &part.indices);
    }

    fn draw_ground(&self, model: &GpuModel, shot: &Shot, light: &KeyLight) {
        let ground_height = -model.half_extent[1] - 0.004;
        if shot.eye.y <= ground_height {
            return;
        }
        self.use_camera(&self.ground, shot);
        self.use_shadow(&self.ground, light);
        let [half_width, _, half_depth] = model.half_extent;
        set(&self.ground, "key_direction", vector(light.direction));
        set(&self.ground, "ground_height", ground_height);
        set(&self.ground, "radius", (half_width * half_width + half_depth * half_depth).sqrt());
        self.ground.draw_arrays(
            see_through(DepthTest::Less),
            Viewport::new_at_origo(shot.size[0], shot.size[1]),
            6,
        );
    }

    /// The box's lines: strong in front of the model, faint where it hides them.
    fn draw_box(&self, model: &GpuModel, shot: &Shot) {
        let [width, height] = shot.size.map(|side| side.max(1) as f32);
        let half_line = FRAME_WIDTH * shot.pixel_ratio;
        self.use_camera(&self.frame, shot);
        // Slightly larger than the model, so that flat sides do not flicker through the lines.
        set(&self.frame, "half_extent", Vec3::from(model.half_extent) * 1.002 + Vec3::new(2e-3, 2e-3, 2e-3));
        set(&self.frame, "half_line", Vec2::new(half_line / width, half_line / height));
        for (depth_test, alpha) in [(DepthTest::LessOrEqual, 0.95), (DepthTest::Greater, 0.22)] {
            let [red, green, blue] = FRAME_COLOR.map(|channel| channel * alpha);
            set(&self.frame, "line_color", Vec4::new(red, green, blue, alpha));
            self.frame.draw_arrays(
                see_through(depth_test),
                Viewport::new_at_origo(shot.size[0], shot.size[1]),
                72,
            );
        }
    }

    fn use_camera(&self, program: &Program, shot: &Shot) {
        set(program, "clip_from_world", matrix(shot.clip_from_world));
    }

    fn use_shadow(&self, program: &Program, light: &KeyLight) {
        set(program, "shadow_from_world", matrix(light.shadow_from_world));
        if program.requires_uniform("shadow_map") {
            program.use_depth_texture("shadow_map", &self.shadow_map);
        }
    }
}

/// three-d panics when a uniform is not in use, and which ones are is up to the driver.
fn set<T: three_d::core::UniformDataType>(program: &Program, name: &str, value: T) {
    program.use_uniform_if_required(name, value);
}

/// The same for vertex attributes.
fn give<T: BufferDataType>(program: &Program, name: &str, buffer: &VertexBuffer<T>) {
    if program.requires_attribute(name) {
        program.use_vertex_attribute(name, buffer);
    }
}

fn see_through(depth_test: DepthTest) -> RenderStates {
    RenderStates { write_mask: WriteMask::COLOR, depth_test, blend: PREMULTIPLIED, ..RenderStates::default() }
}

fn matrix(matrix: Mat4) -> GpuMat4 {
    GpuMat4::from(matrix.to_cols_array_2d())
}

fn vector(vector: glam::Vec3) -> Vec3 {
    Vec3::new(vector.x, vector.y, vector.z)
}
