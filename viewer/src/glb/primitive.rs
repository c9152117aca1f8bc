//! One primitive: its attributes, moved into the scene and appended to its material's part.

use super::accessor::Accessor;
use super::{Container, GlbProblem, MAX_CORNERS, MAX_VERTICES, Material, Part};
use crate::json::Json;
use glam::{Mat3, Mat4, Vec3};

/// Reads `primitive` and appends it, moved by `to_scene`, to the part of its material.
/// Points and lines are left out.
pub fn append(
    container: &Container<'_>,
    primitive: &Json,
    to_scene: Mat4,
    materials: &[Material],
    parts: &mut Vec<Part>,
) -> Result<(), GlbProblem> {
    let mode = primitive.index("mode")?.unwrap_or(4);
    if !(4..=6).contains(&mode) {
        return Ok(());
    }
    let material = match primitive.index("material")? {
        Some(material) if material < materials.len() => material,
        Some(_) => return Err(GlbProblem::BrokenReference),
        None => materials.len().saturating_sub(1),
    };
    let positions = attribute(container, primitive, "POSITION")?.ok_or(GlbProblem::BrokenReference)?;
    let corners = match primitive.index("indices")? {
        Some(index) => Accessor::open(container, index)?.indices()?,
        None => (0..positions.count as u32).collect(),
    };
    if corners.iter().any(|&corner| corner as usize >= positions.count) {
        return Err(GlbProblem::BrokenReference);
    }
    let mut triangles = into_triangles(mode, corners);
    if to_scene.determinant() < 0.0 {
        turn_around(&mut triangles);
    }
    let part = part_of(parts, material);
    append_vertices(container, primitive, &positions, to_scene, part)?;
    let first = part.positions.len() - positions.count;
    part.indices.extend(triangles.iter().map(|corner| corner + first as u32));
    check_size(parts)
}

fn part_of(parts: &mut Vec<Part>, material: usize) -> &mut Part {
    let found = parts.iter().position(|part| part.material == material);
    let at = found.unwrap_or(parts.len());
    if found.is_none() {
        parts.push(Part { material, ..Part::default() });
    }
    &mut parts[at]
}

fn check_size(parts: &[Part]) -> Result<(), GlbProblem> {
    let vertices: usize = parts.iter().map(|part| part.positions.len()).sum();
    let corners: usize = parts.iter().map(|part| part.indices.len()).sum();
    if vertices > MAX_VERTICES || corners > MAX_CORNERS { Err(GlbProblem::TooLarge) } else { Ok(()) }
}

fn attribute<'a>(
    container: &Container<'a>,
    primitive: &Json,
    name: &str,
) -> Result<Option<Accessor<'a>>, GlbProblem> {
    let Some(attributes) = primitive.get("attributes") else { return Ok(None) };
    attributes.index(name)?.map(|index| Accessor::open(container, index)).transpose()
}

fn append_vertices(
    container: &Container<'_>,
    primitive: &Json,
    positions: &Accessor<'_>,
    to_scene: Mat4,
    part: &mut Part,
) -> Result<(), GlbProblem> {
    let before = part.positions.len();
    let after = before + positions.count;
    let same_length = |accessor: &Accessor<'_>| accessor.count == positions.count;
    let place = |point| to_scene.transform_point3(Vec3::from_array(point)).to_array();
    part.positions.extend(positions.floats([0.0; 3]).into_iter().map(place));

    if let Some(normals) = attribute(container, primitive, "NORMAL")?.filter(same_length) {
        let normals_to_scene = Mat3::from_mat4(to_scene).inverse().transpose();
        let turn = |normal| (normals_to_scene * Vec3::from_array(normal)).normalize_or_zero().to_array();
        part.normals.extend(normals.floats([0.0; 3]).into_iter().map(turn));
    }
    part.normals.resize(after, [0.0; 3]);

    if let Some(uvs) = attribute(container, primitive, "TEXCOORD_0")?.filter(same_length) {
        part.uvs.resize(before, [0.0; 2]);
        part.uvs.extend(uvs.floats([0.0; 2]));
    } else if !part.uvs.is_empty() {
        part.uvs.resize(after, [0.0; 2]);
    }

    if let Some(colors) = attribute(container, primitive, "COLOR_0")?.filter(same_length) {
        part.colors.resize(before, [1.0; 4]);
        part.colors.extend(colors.floats([1.0; 4]));
    } else if !part.colors.is_empty() {
        part.colors.resize(after, [1.0; 4]);
    }
    Ok(())
}

/// Strips (5) and fans (6) as separate triangles (section 3.7.2.1).
fn into_triangles(mode: usize, mut corners: Vec<u32>) -> Vec<u32> {
    let strip = |(at, window): (usize, &[u32])| match *window {
        [a, b, c] if at % 2 == 0 => [a, b, c],
        [a, b, c] => [b, a, c],
        _ => [0; 3],
    };
    match mode {
        5 => corners.windows(3).enumerate().flat_map(strip).collect(),
        6 => {
            let center = corners.first().copied().unwrap_or(0);
            let rim = corners.get(1..).unwrap_or(&[]);
            rim.windows(2).flat_map(|pair| [center, pair[0], pair[1]]).collect()
        }
        _ => {
            corners.truncate(corners.len() / 3 * 3);
            corners
        }
    }
}

/// Swaps two corners of every triangle: a mirroring transform would turn the surface inside out.
fn turn_around(triangles: &mut [u32]) {
    for triangle in triangles.chunks_exact_mut(3) {
        triangle.swap(1, 2);
    }
}
