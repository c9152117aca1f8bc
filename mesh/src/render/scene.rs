//! A mesh made ready for drawing, and the drawing itself.

use std::borrow::Cow;

use glam::{Vec2, Vec3};
use rayon::prelude::*;

use super::camera::Camera;
use super::ground::GroundShadow;
use super::raster::{NOTHING, Visibility};
use super::shade::{Studio, Surface, backdrop, pattern_turn, tone_map};
use super::shadow::ShadowMap;
use super::texture::{Pyramid, linear_from_srgb, srgb_from_linear};
use super::{Background, MAX_SAMPLE_SIDE, MAX_SIDE, Picture, View, ambient};
use crate::model::{Material, Mesh};

/// Reach of ambient occlusion as a share of the model's radius.
const OCCLUSION_REACH: f32 = 0.10;
/// Softness of the key shadow as a share of the model's radius.
const SHADOW_SPREAD: f32 = 0.012;
/// Looks of a surface without color: a warm light grey, like unpainted plastic.
const BARE_COLOR: Vec3 = Vec3::new(0.62, 0.61, 0.60);

/// A mesh with decoded textures and bounds: draw it from as many sides as wanted.
pub struct Scene<'a> {
    mesh: Cow<'a, Mesh>,
    textures: Vec<Option<Pyramid>>,
    points: Vec<Vec3>,
    center: Vec3,
    radius: f32,
}

impl<'a> Scene<'a> {
    /// Prepares a mesh. Triangles that point past the vertices or are not finite are left out; without normals the
    /// mesh is drawn with flat faces. Pictures are decoded up to half a gigabyte; those beyond count as absent.
    pub fn new(mesh: &'a Mesh) -> Self {
        let mut mesh = Cow::Borrowed(mesh);
        let is_sound = |mesh: &Mesh, triangle: [u32; 3]| {
            mesh.corners(triangle).is_some_and(|corner| corner.iter().all(|at| at.is_finite()))
        };
        if mesh.triangles.iter().any(|triangle| !is_sound(&mesh, *triangle)) {
            let mut sound = mesh.into_owned();
            let keep: Vec<bool> =
                sound.triangles.iter().map(|triangle| is_sound(&sound, *triangle)).collect();
            sound.retain_triangles(|face, _| keep[face]);
            sound.remove_unreferenced();
            mesh = Cow::Owned(sound);
        }
        let textures = Pyramid::decode_all(&mesh.textures);
        let bounds = mesh.bounds();
        let center = bounds.map_or(Vec3::ZERO, |bounds| Vec3::from(bounds.center()));
        let radius = bounds.map_or(1.0, |bounds| bounds.diagonal() * 0.5).max(f32::MIN_POSITIVE);
        let points = mesh.positions.iter().copied().map(Vec3::from).collect();
        Self { mesh, textures, points, center, radius }
    }

    /// Draws the scene. Sides are clamped to [`MAX_SIDE`] and supersampling to [`MAX_SAMPLE_SIDE`] samples along the longer
    /// side. A sample takes 28 bytes: 30 MB for a usual picture, two gigabytes for the largest one.
    pub fn render(&self, view: &View) -> Picture {
        let (width, height) = (view.width.clamp(1, MAX_SIDE), view.height.clamp(1, MAX_SIDE));
        let fitting = MAX_SAMPLE_SIDE / width.max(height);
        let samples = view.supersampling.clamp(1, 4).min(fitting) as usize;
        let (sample_width, sample_height) = (width as usize * samples, height as usize * samples);
        let camera = Camera::fitting(&self.used_points(), view, sample_width, sample_height);
        let placed: Vec<Vec3> = self.points.iter().map(|point| camera.project(*point)).collect();
        let seen = Visibility::draw(&placed, &self.mesh.triangles, sample_width, sample_height);
        let studio = Studio::around(&camera);
        let shadows =
            ShadowMap::draw(&self.points, &self.mesh.triangles, studio.to_key, self.center, self.radius);
        let normals = self.sample_normals(&seen, &placed, &camera);
        let reach = self.radius * OCCLUSION_REACH;
        let openness = ambient::openness(&seen, &normals, &camera, reach);
        let ground =
            (view.contact_shadow && view.pitch > 0.02 && !self.mesh.triangles.is_empty()).then(|| {
                GroundShadow::cast(&self.points, &self.mesh.triangles, &shadows, self.center, self.radius)
            });
        let frame = Frame { scene: self, camera, placed, seen, studio, shadows, normals, openness, ground };
        let pixels = (0..height as usize)
            .into_par_iter()
            .flat_map_iter(|row| {
                let frame = &frame;
                (0..width as usize).flat_map(move |column| frame.pixel(column, row, samples, view))
            })
            .collect();
        Picture { width, height, pixels }
    }

    fn used_points(&self) -> Vec<Vec3> {
        if self.mesh.triangles.is_empty() {
            return vec![Vec3::ZERO, Vec3::ONE];
        }
        let mut used = vec![false; self.points.len()];
        for vertex in self.mesh.triangles.iter().flatten() {
            used[*vertex as usize] = true;
        }
        self.points.iter().zip(used).filter(|(_, used)| *used).map(|(point, _)| *point).collect()
    }

    fn sample_normals(&self, seen: &Visibility, placed: &[Vec3], camera: &Camera) -> Vec<Vec3> {
        (0..seen.triangle.len())
            .into_par_iter()
            .map(|sample| {
                let face = seen.triangle[sample];
                if face == NOTHING {
                    return Vec3::Y;
                }
                let (x, y) = ((sample % seen.width) as f32 + 0.5, (sample / seen.width) as f32 + 0.5);
                let triangle = self.mesh.triangles[face as usize];
                let shares = perspective_shares(triangle.map(|vertex| placed[vertex as usize]), x, y);
                let normal = self.normal(triangle, shares);
                if normal.dot(camera.ray(x, y)) > 0.0 { -normal } else { normal }
            })
            .collect()
    }

    fn normal(&self, triangle: [u32; 3], shares: [f32; 3]) -> Vec3 {
        let [a, b, c] = triangle.map(|vertex| self.points[vertex as usize]);
        let flat = (b - a).cross(c - a).normalize_or(Vec3::Y);
        if self.mesh.normals.len() != self.points.len() {
            return flat;
        }
        let corner = triangle.map(|vertex| Vec3::from(self.mesh.normals[vertex as usize]));
        mixed(corner, shares).normalize_or(flat)
    }

    fn material(&self, face: u32) -> Option<&Material> {
        let index = self.mesh.triangle_materials.get(face as usize).copied().unwrap_or(0);
        self.mesh.materials.get(index as usize)
    }

    /// Linear base color at a place of a triangle.
    fn albedo(&self, face: u32, shares: [f32; 3], placed: [Vec3; 3]) -> Vec3 {
        let triangle = self.mesh.triangles[face as usize].map(|vertex| vertex as usize);
        let material = self.material(face);
        let has_colors = self.mesh.colors.len() == self.points.len();
        let factor = material.map(|material| Vec3::from_slice(&material.base_color[..3]));
        let mut color = match factor {
            Some(factor) => factor,
            None if has_colors => Vec3::ONE,
            None => BARE_COLOR,
        };
        if has_colors {
            color *= mixed(triangle.map(|vertex| Vec3::from(self.mesh.colors[vertex])), shares);
        }
        let texture = material.and_then(|material| self.textures.get(material.texture? as usize)?.as_ref());
        if let Some(texture) = texture.filter(|_| self.mesh.uvs.len() == self.points.len()) {
            let corner = triangle.map(|vertex| Vec2::from(self.mesh.uvs[vertex]));
            let uv = corner[0] * shares[0] + corner[1] * shares[1] + corner[2] * shares[2];
            let on_texture = (corner[1] - corner[0]).perp_dot(corner[2] - corner[0]).abs();
            let (ab, ac) = (placed[1] - placed[0], placed[2] - placed[0]);
            let on_screen = (ab.x * ac.y - ac.x * ab.y).abs().max(1e-6);
            color *= texture.sample(uv, (on_texture / on_screen).sqrt());
        }
        color.clamp(Vec3::ZERO, Vec3::ONE)
    }
}

/// Everything that is known about one picture before its pixels are lit.
struct Frame<'a> {
    scene: &'a Scene<'a>,
    camera: Camera,
    placed: Vec<Vec3>,
    seen: Visibility,
    studio: Studio,
    shadows: ShadowMap,
    normals: Vec<Vec3>,
    openness: Vec<f32>,
    ground: Option<GroundShadow>,
}

impl Frame<'_> {
    /// sRGB with straight alpha, the mean over the pixel's samples.
    fn pixel(&self, column: usize, row: usize, samples: usize, view: &View) -> [u8; 4] {
        let mut light = Vec3::ZERO;
        let mut alpha = 0.0;
        for index in 0..samples * samples {
            let (x, y) = (column * samples + index % samples, row * samples + index / samples);
            let sample = y * self.seen.width + x;
            if self.seen.triangle[sample] != NOTHING {
                light += tone_map(self.lit(sample, x, y));
                alpha += 1.0;
                continue;
            }
            let darkness = self.ground_darkness(x, y);
            match self.background(x, y, view) {
                Some(behind) => {
                    light += behind * (1.0 - darkness);
                    alpha += 1.0;
                }
                None => alpha += darkness,
            }
        }
        if alpha <= 0.0 {
            return [0; 4];
        }
        let encode = |value: f32| (srgb_from_linear(value.clamp(0.0, 1.0)) * 255.0).round() as u8;
        let [r, g, b] = (light / alpha).to_array().map(encode);
        [r, g, b, (alpha / (samples * samples) as f32 * 255.0).round() as u8]
    }

    fn background(&self, x: usize, y: usize, view: &View) -> Option<Vec3> {
        let place = Vec2::new(x as f32 / self.seen.width as f32, y as f32 / self.seen.height as f32);
        match view.background {
            Background::Studio => Some(backdrop(place)),
            Background::Solid(color) => {
                Some(Vec3::from(color.map(|value| linear_from_srgb(f32::from(value) / 255.0))))
            }
            Background::Transparent => None,
        }
    }

    fn ground_darkness(&self, x: usize, y: usize) -> f32 {
        let Some(ground) = &self.ground else { return 0.0 };
        let ray = self.camera.ray(x as f32 + 0.5, y as f32 + 0.5);
        let Some(met) = ground.meet(self.camera.eye, ray) else { return 0.0 };
        ground.darkness_at(met)
    }

    fn lit(&self, sample: usize, x: usize, y: usize) -> Vec3 {
        let (screen_x, screen_y) = (x as f32 + 0.5, y as f32 + 0.5);
        let face = self.seen.triangle[sample];
        let placed = self.scene.mesh.triangles[face as usize].map(|vertex| self.placed[vertex as usize]);
        let shares = perspective_shares(placed, screen_x, screen_y);
        let ray = self.camera.ray(screen_x, screen_y);
        let point = self.camera.eye + ray / self.seen.nearness[sample];
        let normal = self.normals[sample];
        let material = self.scene.material(face);
        let turn = pattern_turn(x, y);
        self.studio.light(&Surface {
            normal,
            to_eye: -ray.normalize(),
            albedo: self.scene.albedo(face, shares, placed),
            metallic: material.map_or(0.0, |material| material.metallic),
            roughness: material.map_or(0.7, |material| material.roughness),
            key_light: self.shadows.light_at(point, normal, SHADOW_SPREAD, turn),
            openness: self.openness[sample],
        })
    }
}

/// Perspective-correct weights of the three corners at a place on the screen, clamped to the triangle.
fn perspective_shares([a, b, c]: [Vec3; 3], x: f32, y: f32) -> [f32; 3] {
    let weight = |p: Vec3, q: Vec3, r: Vec3| (((p.x - x) * (q.y - y) - (q.x - x) * (p.y - y)) * r.z).abs();
    let [wa, wb, wc] = [weight(b, c, a), weight(c, a, b), weight(a, b, c)];
    let sum = wa + wb + wc;
    if sum > 0.0 { [wa / sum, wb / sum, wc / sum] } else { [1.0, 0.0, 0.0] }
}

fn mixed([a, b, c]: [Vec3; 3], [wa, wb, wc]: [f32; 3]) -> Vec3 {
    a * wa + b * wb + c * wc
}
