//! Wavefront OBJ. A vertex in front makes every input an OBJ for the detection.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mesh_fuzz::read(&[b"v 0 0 0\n", bytes].concat()));
