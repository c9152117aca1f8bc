//! Turning one primitive's packed bytes into our vertices and triangles.

use draco_gltf::{ComponentType, JsonRef, PrimitiveMode};
use glam::{DAffine2, DVec2};

use super::geometry::{Array, Geometry};
use crate::geometry::{are_below, are_finite};
use crate::model::Mesh;

/// The positions, normals, texture coordinates and colors of a primitive, without triangles.
pub(super) fn vertices(
    geometry: &Geometry<'_>,
    uv_set: usize,
    uv_map: DAffine2,
) -> Result<Mesh, &'static str> {
    let positions = geometry.attribute("POSITION").ok_or("it has no positions")?;
    let mut mesh =
        Mesh { positions: vectors(positions).ok_or("its positions cannot be read")?, ..Mesh::default() };
    if !are_finite(mesh.positions.as_flattened()) {
        return Err("its positions hold something that is not a finite number");
    }
    if let Some(normals) = geometry.attribute("NORMAL").and_then(vectors::<3>) {
        mesh.normals = normals
            .into_iter()
            .map(|normal| glam::Vec3::from(normal).normalize_or_zero().to_array())
            .collect();
    }
    let uvs = geometry.attribute(&format!("TEXCOORD_{uv_set}")).or_else(|| geometry.attribute("TEXCOORD_0"));
    if let Some(uvs) = uvs.and_then(vectors::<2>) {
        mesh.uvs = uvs.into_iter().map(|uv| mapped(uv, uv_map)).collect();
    }
    if let Some(colors) = geometry.attribute("COLOR_0").and_then(vectors::<3>) {
        let tame = |value: f32| if value.is_finite() { value.clamp(0.0, 1.0) } else { 1.0 };
        mesh.colors = colors.into_iter().map(|color| color.map(tame)).collect();
    }
    Ok(mesh)
}

fn mapped(uv: [f32; 2], map: DAffine2) -> [f32; 2] {
    let uv = if uv.iter().all(|value| value.is_finite()) { uv } else { [0.0; 2] };
    if map == DAffine2::IDENTITY {
        return uv;
    }
    map.transform_point2(DVec2::new(f64::from(uv[0]), f64::from(uv[1]))).as_vec2().to_array()
}

/// How a primitive's vertices make what it shows; `None` for a number that means nothing.
pub(super) fn mode_of(primitive: JsonRef<'_>) -> Option<PrimitiveMode> {
    let mode = primitive.get("mode").map_or(Some(4), JsonRef::as_u64)?;
    PrimitiveMode::from_gltf(u32::try_from(mode).ok()?)
}

/// True for triangles, not for points, lines and what is none of them.
pub(super) fn is_surface(primitive: JsonRef<'_>) -> bool {
    mode_of(primitive).and_then(|mode| triangle_count(mode, 3)).is_some()
}

/// How many triangles `vertex_count` indices make in a mode; `None` for points and lines.
pub(super) fn triangle_count(mode: PrimitiveMode, index_count: u64) -> Option<u64> {
    match mode {
        PrimitiveMode::Triangles => Some(index_count / 3),
        PrimitiveMode::TriangleStrip | PrimitiveMode::TriangleFan => Some(index_count.saturating_sub(2)),
        _ => None,
    }
}

/// The triangles of a primitive; strips and fans are taken apart.
pub(super) fn triangles(geometry: &Geometry<'_>, vertex_count: usize) -> Result<Vec<[u32; 3]>, &'static str> {
    let mode = geometry.mode();
    let triangles = match geometry.indices() {
        Some(indices) => arranged(indices.component, indices.bytes, mode),
        None => Some(arranged_indices(&(0..vertex_count as u32).collect::<Vec<_>>(), mode)),
    };
    let triangles = triangles.ok_or("its indices cannot be read")?;
    if are_below(triangles.as_flattened(), vertex_count) {
        Ok(triangles)
    } else {
        Err("an index points past its vertices")
    }
}

/// The triangles that packed indices make.
fn arranged(component: ComponentType, bytes: &[u8], mode: PrimitiveMode) -> Option<Vec<[u32; 3]>> {
    let widened: Vec<u32> = match component {
        ComponentType::U8 => bytes.iter().map(|byte| u32::from(*byte)).collect(),
        ComponentType::U16 => {
            bytes.as_chunks().0.iter().map(|two| u32::from(u16::from_le_bytes(*two))).collect()
        }
        ComponentType::U32 if is_list(mode) => {
            let triples = bytes.as_chunks::<4>().0.as_chunks::<3>().0;
            return Some(triples.iter().map(|corners| corners.map(u32::from_le_bytes)).collect());
        }
        ComponentType::U32 => bytes.as_chunks().0.iter().map(|four| u32::from_le_bytes(*four)).collect(),
        _ => return None,
    };
    Some(arranged_indices(&widened, mode))
}

fn is_list(mode: PrimitiveMode) -> bool {
    !matches!(mode, PrimitiveMode::TriangleStrip | PrimitiveMode::TriangleFan)
}

fn arranged_indices(indices: &[u32], mode: PrimitiveMode) -> Vec<[u32; 3]> {
    let is_proper = |[a, b, c]: &[u32; 3]| a != b && b != c && a != c;
    match mode {
        PrimitiveMode::TriangleStrip => {
            let turned = |(at, three): (usize, &[u32])| {
                if at % 2 == 0 { [three[0], three[1], three[2]] } else { [three[1], three[0], three[2]] }
            };
            indices.windows(3).enumerate().map(turned).filter(is_proper).collect()
        }
        PrimitiveMode::TriangleFan => {
            let spokes = indices.get(1..).unwrap_or_default();
            spokes.windows(2).map(|pair| [indices[0], pair[0], pair[1]]).filter(is_proper).collect()
        }
        _ => indices.as_chunks().0.to_vec(),
    }
}

/// The first `N` components of every element as numbers; normalized integers become 0..1 or −1..1 (glTF 2.0, 3.11).
fn vectors<const N: usize>(array: Array<'_>) -> Option<Vec<[f32; N]>> {
    let Array { components, bytes, .. } = array;
    if components < N {
        return None;
    }
    Some(match (array.component, array.is_normalized) {
        (ComponentType::F32, _) => decoded(bytes, components, f32::from_le_bytes),
        (ComponentType::I8, true) => {
            decoded(bytes, components, |[byte]| (f32::from(byte as i8) / 127.0).max(-1.0))
        }
        (ComponentType::I8, false) => decoded(bytes, components, |[byte]| f32::from(byte as i8)),
        (ComponentType::U8, true) => decoded(bytes, components, |[byte]| f32::from(byte) / 255.0),
        (ComponentType::U8, false) => decoded(bytes, components, |[byte]| f32::from(byte)),
        (ComponentType::I16, true) => {
            decoded(bytes, components, |two| (f32::from(i16::from_le_bytes(two)) / 32767.0).max(-1.0))
        }
        (ComponentType::I16, false) => decoded(bytes, components, |two| f32::from(i16::from_le_bytes(two))),
        (ComponentType::U16, true) => {
            decoded(bytes, components, |two| f32::from(u16::from_le_bytes(two)) / 65535.0)
        }
        (ComponentType::U16, false) => decoded(bytes, components, |two| f32::from(u16::from_le_bytes(two))),
        (ComponentType::U32, false) => decoded(bytes, components, |four| u32::from_le_bytes(four) as f32),
        _ => return None,
    })
}

/// The first `N` of every `components` numbers that are `WIDTH` bytes wide.
fn decoded<const N: usize, const WIDTH: usize>(
    bytes: &[u8],
    components: usize,
    decode: impl Fn([u8; WIDTH]) -> f32,
) -> Vec<[f32; N]> {
    let numbers = bytes.as_chunks().0;
    let first = |element: &[[u8; WIDTH]]| std::array::from_fn(|component| decode(element[component]));
    if components == N {
        return numbers.as_chunks().0.iter().map(|element: &[_; N]| element.map(&decode)).collect();
    }
    numbers.chunks_exact(components).map(first).collect()
}
