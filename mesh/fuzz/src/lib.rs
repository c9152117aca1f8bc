//! What all fuzz targets hold a reader to.

use std::io::{Cursor, Write};

use mesh::export::{About, ExportError, Format, export_sized};
use mesh::glb::{ReadLimits, WriteError};
use mesh::import;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Small enough that an input which asks for more than it brings shows as slow or large.
const LIMITS: ReadLimits = ReadLimits {
    file_bytes: 1 << 20,
    json_bytes: 1 << 20,
    buffer_bytes: 8 << 20,
    triangles: 100_000,
    vertices: 300_000,
};

/// An archive of these parts, not packed, so that a fuzzer sees its bytes in it.
pub fn archive(parts: &[(&str, &[u8])]) -> ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, contents) in parts {
        archive.start_file(*name, stored)?;
        archive.write_all(contents)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Reads: an error is fine, a panic is not, and what was read must be sound enough to be written again.
pub fn read(bytes: &[u8]) {
    let Ok(mesh) = import::read_within(bytes, &LIMITS) else { return };
    let streamed = import::read_from(bytes, bytes.len() as u64, &LIMITS);
    assert!(streamed.is_ok_and(|streamed| streamed == mesh), "reading it as a stream gives another mesh");
    match export_sized(&mesh, Format::Glb, &About::default(), std::io::sink()) {
        // A picture that does not decode, and a size that 32 bits cannot hold, are the file's own.
        Ok(()) | Err(ExportError::Model(WriteError::Texture(_))) | Err(ExportError::Size(_)) => {}
        Err(error) => panic!("what was read cannot be written: {error}"),
    }
}
