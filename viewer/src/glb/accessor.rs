//! Typed views of the binary chunk (glTF 2.0 specification, section 3.6.2).

use super::{Container, GlbProblem, MAX_CORNERS};
use crate::json::Json;

/// How one component is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Component {
    I8,
    U8,
    I16,
    U16,
    U32,
    F32,
}

impl Component {
    fn from_gl(code: usize) -> Option<Self> {
        Some(match code {
            5120 => Self::I8,
            5121 => Self::U8,
            5122 => Self::I16,
            5123 => Self::U16,
            5125 => Self::U32,
            5126 => Self::F32,
            _ => return None,
        })
    }

    fn size_bytes(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::U32 | Self::F32 => 4,
        }
    }

    /// The component at the start of `bytes`.
    fn read(self, bytes: &[u8]) -> Option<f32> {
        Some(match self {
            Self::I8 => f32::from(*bytes.first()? as i8),
            Self::U8 => f32::from(*bytes.first()?),
            Self::I16 => f32::from(i16::from_le_bytes(*bytes.first_chunk()?)),
            Self::U16 => f32::from(u16::from_le_bytes(*bytes.first_chunk()?)),
            Self::U32 => u32::from_le_bytes(*bytes.first_chunk()?) as f32,
            Self::F32 => f32::from_le_bytes(*bytes.first_chunk()?),
        })
    }

    /// What a normalized integer is multiplied with (section 3.6.2.2).
    fn normalizing_scale(self) -> f32 {
        match self {
            Self::I8 => 1.0 / 127.0,
            Self::U8 => 1.0 / 255.0,
            Self::I16 => 1.0 / 32767.0,
            Self::U16 => 1.0 / 65535.0,
            Self::U32 | Self::F32 => 1.0,
        }
    }
}

/// An accessor whose every element is known to lie inside its buffer view.
#[derive(Debug)]
pub struct Accessor<'a> {
    bytes: &'a [u8],
    component: Component,
    /// Components of an element: 3 for `VEC3`.
    pub width: usize,
    /// Number of elements.
    pub count: usize,
    stride_bytes: usize,
    normalized: bool,
}

impl<'a> Accessor<'a> {
    /// Opens accessor `index`.
    ///
    /// # Errors
    /// References that lead nowhere, elements outside the buffer, sparse storage, too many elements.
    pub fn open(container: &Container<'a>, index: usize) -> Result<Self, GlbProblem> {
        let json = container.item("accessors", index)?;
        if json.get("sparse").is_some() {
            return Err(GlbProblem::Sparse);
        }
        let view_index = json.index("bufferView")?.ok_or(GlbProblem::BrokenReference)?;
        let (_, view) = container.view(view_index)?;
        let component =
            json.index("componentType")?.and_then(Component::from_gl).ok_or(GlbProblem::BrokenReference)?;
        let width = width(json).ok_or(GlbProblem::BrokenReference)?;
        let count = json.index("count")?.ok_or(GlbProblem::BrokenReference)?;
        if count > MAX_CORNERS {
            return Err(GlbProblem::TooLarge);
        }
        let element_bytes = width * component.size_bytes();
        let stride_bytes =
            container.item("bufferViews", view_index)?.index("byteStride")?.unwrap_or(element_bytes);
        let offset = json.index("byteOffset")?.unwrap_or(0);
        let bytes = view.get(offset..).ok_or(GlbProblem::BrokenReference)?;
        let needed = length_bytes(count, stride_bytes, element_bytes).ok_or(GlbProblem::BrokenReference)?;
        if stride_bytes < element_bytes || needed > bytes.len() {
            return Err(GlbProblem::BrokenReference);
        }
        let normalized = json.get("normalized") == Some(&Json::Bool(true));
        Ok(Self { bytes, component, width, count, stride_bytes, normalized })
    }

    /// Elements of `N` floats; integers become floats, normalized ones −1…1 or 0…1.
    /// Components an element does not have keep the value of `fallback`.
    pub fn floats<const N: usize>(&self, fallback: [f32; N]) -> Vec<[f32; N]> {
        let scale = if self.normalized { self.component.normalizing_scale() } else { 1.0 };
        let element = |bytes: &[u8]| {
            let mut values = fallback;
            let components = bytes.chunks(self.component.size_bytes()).take(self.width);
            for (value, bytes) in values.iter_mut().zip(components) {
                let read = self.component.read(bytes).unwrap_or(0.0) * scale;
                *value = if self.normalized { read.max(-1.0) } else { read };
            }
            values
        };
        self.bytes.chunks(self.stride_bytes).take(self.count).map(element).collect()
    }

    /// Elements as vertex indices.
    ///
    /// # Errors
    /// Anything but unsigned scalars.
    pub fn indices(&self) -> Result<Vec<u32>, GlbProblem> {
        let read: fn(&[u8]) -> Option<u32> = match (self.component, self.width) {
            (Component::U8, 1) => |bytes| bytes.first().map(|&index| u32::from(index)),
            (Component::U16, 1) => {
                |bytes| bytes.first_chunk().map(|&word| u32::from(u16::from_le_bytes(word)))
            }
            (Component::U32, 1) => |bytes| bytes.first_chunk().map(|&word| u32::from_le_bytes(word)),
            _ => return Err(GlbProblem::BrokenReference),
        };
        let elements = self.bytes.chunks(self.stride_bytes).take(self.count);
        elements.map(|bytes| read(bytes).ok_or(GlbProblem::BrokenReference)).collect()
    }
}

fn width(accessor: &Json) -> Option<usize> {
    Some(match accessor.get("type")?.as_text()? {
        "SCALAR" => 1,
        "VEC2" => 2,
        "VEC3" => 3,
        "VEC4" => 4,
        _ => return None,
    })
}

/// Bytes from the first element's start to the last one's end.
fn length_bytes(count: usize, stride_bytes: usize, element_bytes: usize) -> Option<usize> {
    match count.checked_sub(1) {
        None => Some(0),
        Some(gaps) => gaps.checked_mul(stride_bytes)?.checked_add(element_bytes),
    }
}
