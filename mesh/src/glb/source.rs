//! A parsed file: as it lies where everything in it is stored plainly, else unpacked.

use draco_gltf::container::parse_gltf_container;
use draco_gltf::{
    DecodeLimits, Document, DracoDecodeOptions, ExtensionRegistry, Import, JsonRef, ResourceLimits,
    ValidationProfile,
};

use super::geometry::{InPlace, Storage};
use super::nodes::{array_of, index_of, items};
use super::primitive;
use super::read::{ReadError, ReadLimits};

/// The 2.0 profile refuses the integer normals of KHR_mesh_quantization; the draft takes all of 2.0.
const PROFILE: ValidationProfile = ValidationProfile::Gltf21Draft;

/// A file whose JSON is sound.
pub(super) struct ParsedFile<'a> {
    content: Content,
    /// The binary chunk.
    binary: &'a [u8],
}

enum Content {
    /// Everything lies plainly in the binary chunk, so that none of it is held twice.
    Plain(Document),
    /// Something is compressed, sparse, with gaps or in a data URI.
    Unpacked(Import),
}

impl<'a> ParsedFile<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: &ReadLimits) -> Result<Self, ReadError> {
        if let Some(plain) = Self::plain(bytes) {
            return Ok(plain);
        }
        let content = Content::Unpacked(unpack(bytes, limits)?);
        let binary = parse_gltf_container(bytes).ok().and_then(|container| container.bin);
        Ok(Self { content, binary: binary.unwrap_or_default() })
    }

    /// `None` where anything is not plain, or broken: unpacking it tells what is wrong.
    fn plain(bytes: &'a [u8]) -> Option<Self> {
        let container = parse_gltf_container(bytes).ok()?;
        let binary = container.bin?;
        let document = Document::from_json_bytes(container.json).ok()?;
        let is_sound = document.validate(PROFILE).is_ok()
            && ExtensionRegistry::default().validate(&document).is_ok()
            && is_plain(document.as_json(), binary);
        is_sound.then_some(Self { content: Content::Plain(document), binary })
    }

    pub(super) fn root(&self) -> JsonRef<'_> {
        match &self.content {
            Content::Plain(document) => document.as_json(),
            Content::Unpacked(import) => import.document().as_json(),
        }
    }

    pub(super) fn storage(&self) -> Storage<'_> {
        Storage::of(self.root(), self.binary)
    }

    /// What unpacks the rest, where not all is plain.
    pub(super) fn import(&self) -> Option<&Import> {
        match &self.content {
            Content::Plain(_) => None,
            Content::Unpacked(import) => Some(import),
        }
    }
}

fn is_plain(root: JsonRef<'_>, binary: &[u8]) -> bool {
    let buffers = array_of(root, "buffers");
    let is_own = buffers.len() == 1
        && buffers.get(0).is_some_and(|buffer| {
            let is_bare = ["uri", "chunk", "extensions"].into_iter().all(|key| buffer.get(key).is_none());
            is_bare && index_of(buffer, "byteLength").is_some_and(|length| length <= binary.len())
        });
    let storage = Storage::of(root, binary);
    let is_whole = |view: JsonRef<'_>| view.get("extensions").is_none();
    let mut primitives = items(root, "meshes").flat_map(|mesh| items(mesh, "primitives"));
    is_own
        && items(root, "bufferViews").all(is_whole)
        && primitives.all(|one| !primitive::is_surface(one) || is_plain_primitive(one, &storage))
}

fn is_plain_primitive(primitive: JsonRef<'_>, storage: &Storage<'_>) -> bool {
    let Some(attributes) = primitive.get("attributes").and_then(JsonRef::as_object) else { return false };
    let is_read =
        |name: &&str| matches!(*name, "POSITION" | "NORMAL" | "COLOR_0") || name.starts_with("TEXCOORD_");
    let semantics: Vec<&str> = attributes.iter().map(|(name, _)| name).filter(is_read).collect();
    InPlace::find(storage, primitive, &semantics).is_some()
}

fn unpack(bytes: &[u8], limits: &ReadLimits) -> Result<Import, ReadError> {
    let resources = ResourceLimits {
        max_resource_bytes: Some(limits.buffer_bytes),
        max_total_buffer_bytes: Some(limits.buffer_bytes),
        ..ResourceLimits::default()
    };
    let mut decode = DecodeLimits::default();
    decode.max_points = limits.vertices;
    decode.max_faces = limits.triangles;
    decode.max_decoded_bytes = limits.buffer_bytes as u64;
    let mut draco = DracoDecodeOptions::default();
    draco.limits = decode;
    let registry = ExtensionRegistry::default();
    draco_gltf::parse_with_options(bytes, None, None, &resources, &draco, PROFILE, &registry).map_err(
        |error| match error {
            draco_gltf::Error::Container(draco_gltf::GltfError::ExternalResourceDenied(uri)) => {
                ReadError::ExternalFile(shortened(&uri))
            }
            other => ReadError::Content(shortened(&other.to_string())),
        },
    )
}

/// Messages may quote the input: keep them to a line.
pub(super) fn shortened(text: &str) -> String {
    let mut line: String = text.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.len() < text.len() {
        line.push('…');
    }
    line
}
