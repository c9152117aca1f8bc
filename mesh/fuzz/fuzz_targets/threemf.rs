//! 3MF: the bytes as an archive, and as the model part of a sound archive.
#![no_main]

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    mesh_fuzz::read(bytes);
    if let Ok(archive) = archive_with(bytes) {
        mesh_fuzz::read(&archive);
    }
});

fn archive_with(model: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("3D/3dmodel.model", stored)?;
    archive.write_all(model)?;
    Ok(archive.finish()?.into_inner())
}
