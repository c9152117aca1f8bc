//! The GLB container: a header, a JSON chunk and a binary chunk (glTF 2.0 specification, section 4.4).

use super::GlbProblem;
use crate::json::Json;

const MAGIC: u32 = u32::from_le_bytes(*b"glTF");
const JSON_CHUNK: u32 = u32::from_le_bytes(*b"JSON");
const BINARY_CHUNK: u32 = u32::from_le_bytes(*b"BIN\0");

/// Extensions that change nothing for us, or that we read.
const KNOWN_EXTENSIONS: [&str; 3] = ["KHR_mesh_quantization", "EXT_texture_webp", "KHR_materials_unlit"];

/// An opened GLB: its description and its bytes.
#[derive(Debug)]
pub struct Container<'a> {
    /// The glTF description.
    pub json: Json,
    /// The binary chunk, cut to the length of buffer 0; empty when there is none.
    pub binary: &'a [u8],
    /// Where [`Container::binary`] starts in the file, in bytes.
    pub binary_offset: usize,
}

impl<'a> Container<'a> {
    /// Splits a file into its chunks and refuses required extensions we do not know.
    ///
    /// # Errors
    /// Broken framing, broken JSON, another glTF version, or an unknown required extension.
    pub fn open(bytes: &'a [u8]) -> Result<Self, GlbProblem> {
        if read_u32(bytes, 0) != Some(MAGIC) {
            return Err(GlbProblem::NotGlb);
        }
        if read_u32(bytes, 4) != Some(2) {
            return Err(GlbProblem::OtherVersion);
        }
        let total = read_u32(bytes, 8).ok_or(GlbProblem::CutOff)? as usize;
        let bytes = bytes.get(..total).ok_or(GlbProblem::CutOff)?;
        let (json_offset, json) = chunk(bytes, 12, JSON_CHUNK)?.ok_or(GlbProblem::CutOff)?;
        let json = Json::parse(json).ok_or(GlbProblem::BrokenJson)?;
        let after_json = read_u32(bytes, 12).ok_or(GlbProblem::CutOff)? as usize + json_offset;
        let (binary_offset, binary) = chunk(bytes, after_json, BINARY_CHUNK)?.unwrap_or((bytes.len(), &[]));
        check_extensions(&json)?;
        Ok(Self { binary: cut_to_buffer(&json, binary)?, json, binary_offset })
    }

    /// The item of a top-level array, such as `accessors`.
    pub fn item(&self, array: &str, index: usize) -> Result<&Json, GlbProblem> {
        self.json.items(array).get(index).ok_or(GlbProblem::BrokenReference)
    }

    /// A buffer view as its place in the file (offset in bytes from the file's start) and its bytes.
    pub fn view(&self, index: usize) -> Result<(usize, &'a [u8]), GlbProblem> {
        let view = self.item("bufferViews", index)?;
        if view.index("buffer")? != Some(0) {
            return Err(GlbProblem::OutsideData);
        }
        let start = view.index("byteOffset")?.unwrap_or(0);
        let length = view.index("byteLength")?.ok_or(GlbProblem::BrokenReference)?;
        let end = start.checked_add(length).ok_or(GlbProblem::BrokenReference)?;
        let bytes = self.binary.get(start..end).ok_or(GlbProblem::BrokenReference)?;
        Ok((self.binary_offset + start, bytes))
    }
}

/// The chunk that starts at `at`: its content's offset and bytes. `None` at the end of the file or where the
/// chunk is of another kind.
fn chunk(bytes: &[u8], at: usize, kind: u32) -> Result<Option<(usize, &[u8])>, GlbProblem> {
    let (Some(length), Some(found)) = (read_u32(bytes, at), read_u32(bytes, at.saturating_add(4))) else {
        return Ok(None);
    };
    let start = at.checked_add(8).ok_or(GlbProblem::CutOff)?;
    let end = start.checked_add(length as usize).ok_or(GlbProblem::CutOff)?;
    let content = bytes.get(start..end).ok_or(GlbProblem::CutOff)?;
    Ok((found == kind).then_some((start, content)))
}

fn check_extensions(json: &Json) -> Result<(), GlbProblem> {
    let known = |name: &Json| name.as_text().is_some_and(|name| KNOWN_EXTENSIONS.contains(&name));
    if json.items("extensionsRequired").iter().all(known) {
        Ok(())
    } else {
        Err(GlbProblem::UnknownExtension)
    }
}

/// The chunk may be padded beyond the buffer's length, but never shorter.
fn cut_to_buffer<'a>(json: &Json, binary: &'a [u8]) -> Result<&'a [u8], GlbProblem> {
    let Some(buffer) = json.items("buffers").first() else { return Ok(&[]) };
    if buffer.get("uri").is_some() {
        return Err(GlbProblem::OutsideData);
    }
    let length = buffer.index("byteLength")?.ok_or(GlbProblem::BrokenReference)?;
    binary.get(..length).ok_or(GlbProblem::CutOff)
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    let rest = bytes.get(at..)?;
    rest.first_chunk().map(|word| u32::from_le_bytes(*word))
}
