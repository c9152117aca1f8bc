//! Builds small GLB files for the tests.

/// Puts a description and binary data into a GLB.
pub fn glb(json: &str, binary: &[u8]) -> Vec<u8> {
    let mut json = json.as_bytes().to_vec();
    json.resize(json.len().next_multiple_of(4), b' ');
    let mut binary = binary.to_vec();
    binary.resize(binary.len().next_multiple_of(4), 0);
    let total = 12 + 8 + json.len() + 8 + binary.len();
    let mut file = Vec::new();
    file.extend_from_slice(b"glTF");
    for word in [2, total as u32, json.len() as u32] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.extend_from_slice(b"JSON");
    file.extend_from_slice(&json);
    file.extend_from_slice(&(binary.len() as u32).to_le_bytes());
    file.extend_from_slice(b"BIN\0");
    file.extend_from_slice(&binary);
    file
}

/// Little-endian bytes of floats.
pub fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// A right triangle in the xy plane, 2 wide and 1 high, in 36 bytes.
pub const TRIANGLE: [f32; 9] = [0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 1.0, 0.0];

/// One triangle of three float positions without indices; `more` continues the top-level object and
/// `node` the only node.
pub fn triangle_with(more: &str, node: &str) -> Vec<u8> {
    let json = format!(
        r#"{{"asset":{{"version":"2.0"}},"scene":0,"scenes":[{{"nodes":[0]}}],"nodes":[{{"mesh":0{node}}}],
        "meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}}}}]}}],
        "accessors":[{{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}}],
        "bufferViews":[{{"buffer":0,"byteLength":36}}],"buffers":[{{"byteLength":36}}]{more}}}"#
    );
    glb(&json, &floats(&TRIANGLE))
}

/// The plainest readable file.
pub fn triangle() -> Vec<u8> {
    triangle_with("", "")
}

/// A file with everything we read: two primitives, 8-, 16- and 32-bit indices, quantized positions, byte
/// colors, texture coordinates, a picture, and a node tree with a matrix and a mirroring scale.
pub fn rich() -> Vec<u8> {
    let mut binary = floats(&TRIANGLE);
    binary.extend(floats(&[0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0])); // 36: normals
    binary.extend(floats(&[0.0, 1.0, 1.0, 1.0, 0.0, 0.0])); // 72: texture coordinates
    binary.extend([0u8, 1, 2, 0]); // 96: indices
    for position in [[0i16, 0, 0], [32767, 0, 0], [0, 0, 32767]] {
        binary.extend(position.iter().flat_map(|value| value.to_le_bytes())); // 100: quantized, 8 bytes apart
        binary.extend([0, 0]);
    }
    binary.extend([255u8, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 51]); // 124: colors
    binary.extend([0u16, 1, 2].iter().flat_map(|value| value.to_le_bytes())); // 136: indices
    binary.extend([0, 0]);
    binary.extend([7u8; 8]); // 144: the picture
    let json = r#"{"asset":{"version":"2.0","extras":{"makeit3d":{"size_mm":[80,40,20]}}},
        "extensionsRequired":["KHR_mesh_quantization"],"extensionsUsed":["KHR_mesh_quantization"],
        "scenes":[{"nodes":[0]}],
        "nodes":[{"children":[1,2]},{"mesh":0,"matrix":[1,0,0,0, 0,1,0,0, 0,0,1,0, 5,0,0,1]},
                 {"mesh":1,"translation":[5,0,0],"scale":[-1,1,1]}],
        "meshes":[{"primitives":[{"attributes":{"POSITION":0,"NORMAL":1,"TEXCOORD_0":2},"indices":3,"material":0}]},
                  {"primitives":[{"attributes":{"POSITION":4,"COLOR_0":5},"indices":6,"material":1}]}],
        "materials":[{"pbrMetallicRoughness":{"baseColorTexture":{"index":0},"metallicFactor":0,"roughnessFactor":0.5}},
                     {"pbrMetallicRoughness":{"baseColorFactor":[1,0.5,0,1]},"alphaMode":"MASK","alphaCutoff":0.25}],
        "textures":[{"source":0,"sampler":0}],"samplers":[{"wrapS":33071,"wrapT":33648}],
        "images":[{"bufferView":7,"mimeType":"image/png"}],
        "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"},
                     {"bufferView":1,"componentType":5126,"count":3,"type":"VEC3"},
                     {"bufferView":2,"componentType":5126,"count":3,"type":"VEC2"},
                     {"bufferView":3,"componentType":5121,"count":3,"type":"SCALAR"},
                     {"bufferView":4,"componentType":5122,"normalized":true,"count":3,"type":"VEC3"},
                     {"bufferView":5,"componentType":5121,"normalized":true,"count":3,"type":"VEC4"},
                     {"bufferView":6,"componentType":5123,"count":3,"type":"SCALAR"}],
        "bufferViews":[{"buffer":0,"byteOffset":0,"byteLength":36},{"buffer":0,"byteOffset":36,"byteLength":36},
                       {"buffer":0,"byteOffset":72,"byteLength":24},{"buffer":0,"byteOffset":96,"byteLength":3},
                       {"buffer":0,"byteOffset":100,"byteLength":24,"byteStride":8},
                       {"buffer":0,"byteOffset":124,"byteLength":12},{"buffer":0,"byteOffset":136,"byteLength":6},
                       {"buffer":0,"byteOffset":144,"byteLength":8}],
        "buffers":[{"byteLength":152}]}"#;
    glb(json, &binary)
}
