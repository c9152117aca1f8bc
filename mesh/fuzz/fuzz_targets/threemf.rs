//! 3MF: the bytes as an archive, and as the model part of a sound archive.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    mesh_fuzz::read(bytes);
    if let Ok(archive) = mesh_fuzz::archive(&[("3D/3dmodel.model", bytes)]) {
        mesh_fuzz::read(&archive);
    }
});
