//! Turning one primitive's packed bytes into our vertices and triangles.

use draco_gltf::{ComponentType, PackedAttribute, PackedGeometry, PrimitiveMode};
use glam::{DAffine2, DVec2};

use crate::model::Mesh;

/// The positions, normals, texture coordinates and colors of a primitive, without triangles.
pub(super) fn vertices(
    geometry: &PackedGeometry,
    uv_set: usize,
    uv_map: DAffine2,
) -> Result<Mesh, &'static str> {
    let attribute = |semantic: &str| geometry.attributes().iter().find(|one| one.semantic() == semantic);
    let positions = attribute("POSITION").ok_or("it has no positions")?;
    let mut mesh =
        Mesh { positions: vectors(positions).ok_or("its positions cannot be read")?, ..Mesh::default() };
    if mesh.positions.as_flattened().iter().any(|value| !value.is_finite()) {
        return Err("its positions hold something that is not a finite number");
    }
    if let Some(normals) = attribute("NORMAL").and_then(vectors::<3>) {
        mesh.normals = normals
            .into_iter()
            .map(|normal| glam::Vec3::from(normal).normalize_or_zero().to_array())
            .collect();
    }
    let uvs = attribute(&format!("TEXCOORD_{uv_set}")).or_else(|| attribute("TEXCOORD_0"));
    if let Some(uvs) = uvs.and_then(vectors::<2>) {
        mesh.uvs = uvs.into_iter().map(|uv| mapped(uv, uv_map)).collect();
    }
    if let Some(colors) = attribute("COLOR_0").and_then(vectors::<3>) {
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

/// How many triangles `vertex_count` indices make in a mode; `None` for points and lines.
pub(super) fn triangle_count(mode: PrimitiveMode, index_count: u64) -> Option<u64> {
    match mode {
        PrimitiveMode::Triangles => Some(index_count / 3),
        PrimitiveMode::TriangleStrip | PrimitiveMode::TriangleFan => Some(index_count.saturating_sub(2)),
        _ => None,
    }
}

/// The triangles of a primitive; strips and fans are taken apart.
pub(super) fn triangles(
    geometry: &PackedGeometry,
    vertex_count: usize,
) -> Result<Vec<[u32; 3]>, &'static str> {
    let indices = match geometry.indices() {
        Some(indices) => {
            index_values(indices.component_type(), indices.bytes()).ok_or("its indices cannot be read")?
        }
        None => (0..vertex_count as u32).collect(),
    };
    if indices.iter().any(|&index| index as usize >= vertex_count) {
        return Err("an index points past its vertices");
    }
    let is_proper = |[a, b, c]: &[u32; 3]| a != b && b != c && a != c;
    Ok(match geometry.mode() {
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
        _ => indices.chunks_exact(3).map(|three| [three[0], three[1], three[2]]).collect(),
    })
}

fn index_values(component: ComponentType, bytes: &[u8]) -> Option<Vec<u32>> {
    Some(match component {
        ComponentType::U8 => bytes.iter().map(|byte| u32::from(*byte)).collect(),
        ComponentType::U16 => {
            bytes.chunks_exact(2).map(|two| u32::from(u16::from_le_bytes([two[0], two[1]]))).collect()
        }
        ComponentType::U32 => bytes
            .chunks_exact(4)
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect(),
        _ => return None,
    })
}

/// The first `N` components of every element as numbers; normalized integers become 0..1 or −1..1 (glTF 2.0, 3.11).
fn vectors<const N: usize>(attribute: &PackedAttribute) -> Option<Vec<[f32; N]>> {
    let components = usize::from(attribute.components());
    if components < N {
        return None;
    }
    let (width, decode) = decoder(attribute.component_type(), attribute.normalized())?;
    let element = width * components;
    let vectors = attribute.bytes().chunks_exact(element).map(|bytes| {
        std::array::from_fn(|component| decode(&bytes[component * width..(component + 1) * width]))
    });
    Some(vectors.collect())
}

type Decode = fn(&[u8]) -> f32;

fn decoder(component: ComponentType, is_normalized: bool) -> Option<(usize, Decode)> {
    Some(match (component, is_normalized) {
        (ComponentType::F32, _) => (4, |b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])),
        (ComponentType::I8, true) => (1, |b| (f32::from(b[0] as i8) / 127.0).max(-1.0)),
        (ComponentType::I8, false) => (1, |b| f32::from(b[0] as i8)),
        (ComponentType::U8, true) => (1, |b| f32::from(b[0]) / 255.0),
        (ComponentType::U8, false) => (1, |b| f32::from(b[0])),
        (ComponentType::I16, true) => {
            (2, |b| (f32::from(i16::from_le_bytes([b[0], b[1]])) / 32767.0).max(-1.0))
        }
        (ComponentType::I16, false) => (2, |b| f32::from(i16::from_le_bytes([b[0], b[1]]))),
        (ComponentType::U16, true) => (2, |b| f32::from(u16::from_le_bytes([b[0], b[1]])) / 65535.0),
        (ComponentType::U16, false) => (2, |b| f32::from(u16::from_le_bytes([b[0], b[1]]))),
        (ComponentType::U32, false) => (4, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as f32),
        _ => return None,
    })
}
