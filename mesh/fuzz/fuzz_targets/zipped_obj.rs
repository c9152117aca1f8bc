//! Wavefront OBJ in a zip: the bytes as an archive, as the model, as its materials and as their picture.
#![no_main]

const MODEL: &[u8] =
    b"mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1\nusemtl a\nf 1/1 2/2 3/3\n";
const LIBRARY: &[u8] = b"newmtl a\nKd 1 0.5 0\nmap_Kd a.png\n";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    mesh_fuzz::read(bytes);
    for (model, library) in [(bytes, LIBRARY), (MODEL, bytes), (MODEL, LIBRARY)] {
        let parts = [("in/a.obj", model), ("in/a.mtl", library), ("in/a.png", bytes)];
        if let Ok(archive) = mesh_fuzz::archive(&parts) {
            mesh_fuzz::read(&archive);
        }
    }
});
