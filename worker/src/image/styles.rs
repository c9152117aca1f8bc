//! The looks that change a picture's geometry: facets, cubes, clay and wires.

mod cubes;
mod wires;

use glam::Vec3;
use mesh::measure::{MeasureOptions, measure};
use mesh::solid::{SimplifyTarget, simplify};
use mesh::watch::Watch;
use mesh::{Material, Mesh};

pub use cubes::voxels;
pub use wires::wires;

use super::body::Body;
use super::dress::{face_normals, is_on_slab};
use super::grid::Field;
use super::plan::PicturePlan;
use super::stand::Slab;
use crate::result::BuildError;

const FACETS: usize = 900;
/// Facets may leave the surface by this share of the longest side.
const FACET_TOLERANCE: f32 = 0.03;
/// Walls of facets are at least this share of the longest side: 1.2 mm at 80 mm, where filament wants 1 mm.
const THINNEST_SHARE: f64 = 0.015;
/// Terracotta, linear RGB.
const CLAY: [f32; 4] = [0.47, 0.175, 0.095, 1.0];

/// A coarse copy of a solid, the base for facets: finer where facets would cut a wall too thin to print, as far as
/// that helps.
///
/// # Errors
/// When simplification leaves no solid.
pub fn coarse(figure: &Mesh) -> Result<Mesh, BuildError> {
    let mut copy = faceted(figure, FACETS)?;
    for finer in [2, 4] {
        if thinnest_share(&copy) >= THINNEST_SHARE {
            break;
        }
        let Ok(finer) = faceted(figure, FACETS * finer) else { break };
        copy = finer;
    }
    Ok(copy)
}

/// The thinnest wall as a share of the longest side.
fn thinnest_share(shape: &Mesh) -> f64 {
    let facts = measure(shape, &MeasureOptions::default(), &Watch::default());
    // An unwatched measure is never cancelled; nothing measured is nothing thin.
    facts.map_or(1.0, |facts| {
        facts.thinnest.value / facts.extents.into_iter().fold(f64::MIN_POSITIVE, f64::max)
    })
}

/// Each facet of a coarse solid flat and in the color of its middle.
#[must_use]
pub fn facets(coarse: &Mesh, body: &Body, slabs: &[Slab]) -> Mesh {
    let shape = coarse.welded_shape();
    let normals = face_normals(&shape);
    let mut flat = shape.flat_shaded();
    flat.colors = shape
        .triangles
        .iter()
        .zip(&normals)
        .flat_map(|(&triangle, normal)| [surface_color(&shape, triangle, *normal, body, slabs); 3])
        .collect();
    flat.materials = vec![Material { roughness: 0.9, ..Material::default() }];
    flat
}

fn faceted(figure: &Mesh, triangles: usize) -> Result<Mesh, BuildError> {
    let longest = figure.bounds().map_or(1.0, |bounds| bounds.longest());
    let target = SimplifyTarget { tolerance: longest * FACET_TOLERANCE, triangles };
    let simple = simplify(figure, target).map_err(|cause| BuildError::Unsound(cause.to_string()))?;
    Ok(simple.welded_shape())
}

/// The mean of the colors at a triangle's middle and towards its corners, linear RGB.
fn surface_color(shape: &Mesh, triangle: [u32; 3], normal: Vec3, body: &Body, slabs: &[Slab]) -> [f32; 3] {
    if is_on_slab(shape, triangle, slabs) {
        return body.atlas.color(body.atlas.plain_uv());
    }
    let Some(corners) = shape.corners(triangle) else { return [0.5; 3] };
    let middle = (corners[0] + corners[1] + corners[2]) / 3.0;
    let places =
        [middle, middle.lerp(corners[0], 0.5), middle.lerp(corners[1], 0.5), middle.lerp(corners[2], 0.5)];
    let colors = places.map(|place| body.atlas.color(body.uv(place.to_array(), normal.z)));
    std::array::from_fn(|channel| colors.iter().map(|color| color[channel]).sum::<f32>() / 4.0)
}

/// The body as if kneaded by hand: softened, with low waves on front and back.
#[must_use]
pub fn kneaded(body: &Body, plan: &PicturePlan) -> Body {
    const WAVE_SHARE: f32 = 0.007;
    let amplitude = WAVE_SHARE * plan.size_mm;
    let phase = (plan.seed % 97) as f32;
    let wave = |x: usize, y: usize, side: f32| {
        let [x, y] = [x as f32, y as f32].map(|cell| cell * body.mm_per_cell / plan.size_mm * 80.0);
        let low = (x * 0.21 + phase + side).sin() * (y * 0.17 - phase * 0.7).cos();
        let fine = (x * 0.74 - y * 0.31 + side * 2.0).sin() * (y * 0.83 + phase).sin();
        (low + 0.35 * fine) * amplitude
    };
    let change = |field: &Field, side: f32| {
        let soft = field.blurred(2, 2);
        Field::from_fn(field.width, field.height, |x, y| {
            let outward = if side > 0.0 { 1.0 } else { -1.0 };
            let thick = (body.front_mm.at(x, y) - body.back_mm.at(x, y)).max(0.0);
            // Thin rims are left alone.
            let fade = ((thick - 2.0) / 6.0).clamp(0.0, 1.0);
            soft.at(x, y) + outward * fade * wave(x, y, side)
        })
    };
    let flat_back = body.edge_mm.is_none();
    Body {
        front_mm: change(&body.front_mm, 1.0),
        back_mm: if flat_back { body.back_mm.clone() } else { change(&body.back_mm, -1.0) },
        ..body.clone()
    }
}

/// One matt terracotta.
#[must_use]
pub fn clay(standing: &Mesh) -> Mesh {
    let mut model = standing.welded_shape();
    model.compute_normals();
    model.materials = vec![Material { base_color: CLAY, roughness: 1.0, ..Material::default() }];
    model
}

#[cfg(test)]
mod tests;
