//! The arrays of a primitive: where they lie in a GLB's binary chunk, or unpacked from what is not stored plainly.

use draco_gltf::{ComponentType, JsonArray, JsonRef, PackedAttribute, PackedGeometry, PrimitiveMode};

use super::nodes::{array_of, index_of};

/// Numbers behind each other.
#[derive(Clone, Copy)]
pub(super) struct Array<'a> {
    pub(super) component: ComponentType,
    /// Numbers an element.
    pub(super) components: usize,
    pub(super) is_normalized: bool,
    pub(super) bytes: &'a [u8],
}

/// A primitive's arrays.
pub(super) enum Geometry<'a> {
    /// In the binary chunk.
    InPlace(InPlace<'a>),
    /// Unpacked: compressed, sparse, with gaps, or in another buffer.
    Unpacked(PackedGeometry),
}

impl Geometry<'_> {
    /// The array of an attribute.
    pub(super) fn attribute(&self, semantic: &str) -> Option<Array<'_>> {
        match self {
            Self::InPlace(place) => place.attribute(semantic),
            Self::Unpacked(packed) => {
                packed.attributes().iter().find(|one| one.semantic() == semantic).map(unpacked)
            }
        }
    }

    /// The indices, where there are any.
    pub(super) fn indices(&self) -> Option<Array<'_>> {
        match self {
            Self::InPlace(place) => place.indices,
            Self::Unpacked(packed) => packed.indices().map(|indices| Array {
                component: indices.component_type(),
                components: 1,
                is_normalized: false,
                bytes: indices.bytes(),
            }),
        }
    }

    /// How vertices make triangles.
    pub(super) fn mode(&self) -> PrimitiveMode {
        match self {
            Self::InPlace(_) => PrimitiveMode::Triangles,
            Self::Unpacked(packed) => packed.mode(),
        }
    }
}

fn unpacked(attribute: &PackedAttribute) -> Array<'_> {
    Array {
        component: attribute.component_type(),
        components: usize::from(attribute.components()),
        is_normalized: attribute.normalized(),
        bytes: attribute.bytes(),
    }
}

/// What a document says about its binary chunk, looked up once: a search through its names for every primitive would take
/// minutes where there are many of both.
pub(super) struct Storage<'a> {
    accessors: JsonArray<'a>,
    views: JsonArray<'a>,
    /// The first buffer is the binary chunk.
    is_embedded: bool,
    binary: &'a [u8],
}

impl<'a> Storage<'a> {
    pub(super) fn of(root: JsonRef<'a>, binary: &'a [u8]) -> Self {
        let buffer = array_of(root, "buffers").get(0);
        Self {
            accessors: array_of(root, "accessors"),
            views: array_of(root, "bufferViews"),
            is_embedded: buffer.is_some_and(|buffer| buffer.get("uri").is_none()),
            binary,
        }
    }

    /// The bytes of a view; `None` where they do not lie plainly in the binary chunk.
    pub(super) fn view(&self, view: usize) -> Option<&'a [u8]> {
        let view = self.views.get(view)?;
        if !self.is_embedded || index_of(view, "buffer")? != 0 || view.get("extensions").is_some() {
            return None;
        }
        self.binary.get(offset_of(view)?..)?.get(..index_of(view, "byteLength")?)
    }
}

/// Where something begins.
fn offset_of(object: JsonRef<'_>) -> Option<usize> {
    match object.get("byteOffset") {
        Some(_) => index_of(object, "byteOffset"),
        None => Some(0),
    }
}

/// A list of triangles all of whose arrays lie plainly in a binary chunk.
pub(super) struct InPlace<'a> {
    attributes: Vec<(String, Array<'a>)>,
    indices: Option<Array<'a>>,
}

impl<'a> InPlace<'a> {
    /// Finds the arrays of the named attributes; `None` where a primitive is anything but plain, or broken: unpacking it
    /// tells what is wrong.
    pub(super) fn find(storage: &Storage<'a>, primitive: JsonRef<'_>, semantics: &[&str]) -> Option<Self> {
        let is_list = primitive.get("mode").is_none_or(|mode| mode.as_u64() == Some(4));
        if !is_list || primitive.get("extensions").is_some() {
            return None;
        }
        let listed = primitive.get("attributes")?;
        let mut attributes = Vec::new();
        let mut vertex_count = None;
        for semantic in semantics.iter().filter(|semantic| listed.get(semantic).is_some()) {
            let (count, array) = array_in(storage, index_of(listed, semantic)?)?;
            if *vertex_count.get_or_insert(count) != count {
                return None;
            }
            attributes.push(((*semantic).to_owned(), array));
        }
        let indices = match primitive.get("indices") {
            Some(_) => Some(array_in(storage, index_of(primitive, "indices")?)?.1),
            None => None,
        };
        let is_sound = vertex_count.is_some_and(|count| count > 0)
            && indices.is_none_or(|indices| indices.components == 1);
        is_sound.then_some(Self { attributes, indices })
    }

    fn attribute(&self, semantic: &str) -> Option<Array<'a>> {
        self.attributes.iter().find(|(name, _)| name == semantic).map(|(_, array)| *array)
    }
}

/// How many elements an accessor has, and their bytes.
fn array_in<'a>(storage: &Storage<'a>, accessor: usize) -> Option<(usize, Array<'a>)> {
    let accessor = storage.accessors.get(accessor)?;
    let view = index_of(accessor, "bufferView")?;
    let view_bytes = storage.view(view)?;
    let component = ComponentType::from_gltf(accessor.get("componentType")?.as_u64()?)?;
    let width = match component {
        ComponentType::I8 | ComponentType::U8 => 1,
        ComponentType::I16 | ComponentType::U16 => 2,
        ComponentType::U32 | ComponentType::F32 => 4,
        _ => return None,
    };
    let components = match accessor.get("type")?.as_str()? {
        "SCALAR" => 1,
        "VEC2" => 2,
        "VEC3" => 3,
        "VEC4" => 4,
        _ => return None,
    };
    let element = width * components;
    let stride = storage.views.get(view)?.get("byteStride");
    let has_gaps = stride.is_some_and(|stride| stride.as_u64() != Some(element as u64));
    if has_gaps || accessor.get("sparse").is_some() {
        return None;
    }
    let count = index_of(accessor, "count")?;
    let bytes = view_bytes.get(offset_of(accessor)?..)?.get(..count.checked_mul(element)?)?;
    let is_normalized = accessor.get("normalized").and_then(JsonRef::as_bool).unwrap_or(false);
    Some((count, Array { component, components, is_normalized, bytes }))
}
