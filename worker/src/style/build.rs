//! Meshing for each look, and the way from a surface to a [`mesh::Mesh`] with materials.

use super::{Style, facets, material::Finish, voxels, wires};
use crate::{
    recipe::Detail,
    result::{BuildError, Progress},
    sdf::{
        Object, sample,
        surface::{Surface, extract},
    },
};
use mesh::{Material, Mesh};

/// Meshes `object` in the manner of `style`, in object units.
pub fn build(
    style: Style,
    object: &Object,
    detail: Detail,
    progress: &dyn Progress,
) -> Result<Mesh, BuildError> {
    progress.step("Shaping the surface", 15)?;
    match style {
        Style::Realistic | Style::Cartoon | Style::Clay => smooth(style, object, detail, progress),
        Style::LowPoly => facets::build(object, progress),
        Style::Voxel => voxels::build(object, progress),
        Style::Wireframe => wires::build(object, detail, progress),
    }
}

fn smooth(
    style: Style,
    object: &Object,
    detail: Detail,
    progress: &dyn Progress,
) -> Result<Mesh, BuildError> {
    let field = sample(object, detail.node_budget());
    progress.step("Meshing", 45)?;
    let surface = extract(object, &field, style.shade());
    progress.step("Coloring", 70)?;
    Ok(with_materials(surface, |owner| surface_material(style, object.finish(owner))))
}

/// How a finish looks in a style: toons are uniformly satin, clay is matt, the realistic keep their own.
pub fn surface_material(style: Style, finish: Finish) -> Material {
    let (metallic, roughness) = match style {
        Style::Realistic => finish.metallic_roughness(),
        Style::Cartoon if finish.metallic_roughness().0 > 0.0 => (0.35, 0.38),
        Style::Cartoon => (0.0, 0.48),
        Style::LowPoly | Style::Voxel => (0.0, 0.88),
        Style::Clay => (0.0, 0.95),
        Style::Wireframe => (0.1, 0.5),
    };
    Material { metallic, roughness, ..Material::default() }
}

/// Vertex colors stay; triangles are grouped by the material of their first corner's part.
pub fn with_materials(surface: Surface, material_of: impl Fn(u32) -> Material) -> Mesh {
    let mut materials: Vec<Material> = Vec::new();
    let mut known: Vec<Option<u32>> = Vec::new();
    let mut index_of = |owner: u32| {
        let slot = owner as usize;
        if known.len() <= slot {
            known.resize(slot + 1, None);
        }
        *known[slot].get_or_insert_with(|| {
            let wanted = material_of(owner);
            let at = materials.iter().position(|material| *material == wanted).unwrap_or_else(|| {
                materials.push(wanted);
                materials.len() - 1
            });
            at as u32
        })
    };
    let triangle_materials =
        surface.triangles.iter().map(|corners| index_of(surface.owners[corners[0] as usize])).collect();
    Mesh {
        positions: surface.positions.into_iter().map(Into::into).collect(),
        normals: surface.normals.into_iter().map(Into::into).collect(),
        colors: surface.colors,
        triangles: surface.triangles,
        triangle_materials,
        materials,
        ..Mesh::default()
    }
}
