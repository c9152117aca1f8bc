//! A model's textures, as the worker contract allows them: embedded PNG, JPEG or WebP, each at most 2048 × 2048.

use std::io::Cursor;

use domain::image::ImageKind;
use image::{ImageFormat, ImageReader};
use serde_json::Value;

/// Longest side of a texture, in pixels: what every phone's graphics take.
const TEXTURE_MAX_PX: u32 = 2048;

/// Checks every picture of a GLB by its first bytes and its header; `binary` is the file's second chunk.
pub(super) fn check_textures(document: &Value, binary: &[u8]) -> Result<(), String> {
    for picture in items(document, "images") {
        let bytes = embedded(document, picture, binary).ok_or("a texture that is not in the file itself")?;
        check_texture(bytes)?;
    }
    Ok(())
}

fn check_texture(bytes: &[u8]) -> Result<(), String> {
    let format = match ImageKind::sniff(bytes).ok_or("a texture is neither PNG, JPEG nor WebP")? {
        ImageKind::Png => ImageFormat::Png,
        ImageKind::Jpeg => ImageFormat::Jpeg,
        ImageKind::Webp => ImageFormat::WebP,
    };
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader.into_dimensions().map_err(|error| format!("a texture: {error}"))?;
    if width.max(height) > TEXTURE_MAX_PX {
        return Err(format!("a texture of {width} × {height} pixels"));
    }
    Ok(())
}

/// The bytes of a picture that lies in the file's own chunk, which is its buffer 0 when that names no other place.
fn embedded<'chunk>(document: &Value, picture: &Value, binary: &'chunk [u8]) -> Option<&'chunk [u8]> {
    let view = items(document, "bufferViews").get(index(picture, "bufferView")?)?;
    if index(view, "buffer")? != 0 || document.pointer("/buffers/0/uri").is_some() {
        return None;
    }
    let start = index(view, "byteOffset").unwrap_or(0);
    binary.get(start..start.checked_add(index(view, "byteLength")?)?)
}

fn items<'document>(document: &'document Value, name: &str) -> &'document [Value] {
    document.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn index(value: &Value, name: &str) -> Option<usize> {
    usize::try_from(value.get(name)?.as_u64()?).ok()
}
