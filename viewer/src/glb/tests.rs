use super::fixture::{TRIANGLE, floats, glb, rich, triangle, triangle_with};
use super::*;
use proptest::prelude::*;

fn problem(bytes: &[u8]) -> Option<GlbProblem> {
    read(bytes).err()
}

/// The plain triangle with one piece of its description replaced.
fn triangle_changed(from: &str, to: &str) -> Vec<u8> {
    let file = triangle();
    let json_length = u32::from_le_bytes([file[12], file[13], file[14], file[15]]) as usize;
    let json = std::str::from_utf8(&file[20..20 + json_length]).unwrap();
    assert!(json.contains(from), "{from} is not in the description");
    glb(&json.replace(from, to), &floats(&TRIANGLE))
}

fn assert_close(left: [f32; 3], right: [f32; 3]) {
    let far = left.iter().zip(right).any(|(a, b)| (a - b).abs() > 1e-5);
    assert!(!far, "{left:?} is not {right:?}");
}

#[test]
fn a_triangle_is_centred_and_scaled_to_radius_one() {
    let model = read(&triangle()).unwrap();
    assert_eq!((model.triangles(), model.vertices()), (1, 3));
    assert_eq!(model.size, [2.0, 1.0, 0.0]);
    let radius = 5f32.sqrt() / 2.0;
    assert_close(model.parts[0].positions[0], [-1.0 / radius, -0.5 / radius, 0.0]);
    assert_close(model.half_extent, [1.0 / radius, 0.5 / radius, 0.0]);
    assert_eq!(
        model.parts[0].normals, [[0.0; 3]; 3],
        "no normals in the file, so the surface is shaded flat"
    );
}

#[test]
fn the_rich_file_is_read_completely() {
    let model = read(&rich()).unwrap();
    assert_eq!(model.size, [3.0, 1.0, 1.0]);
    assert_eq!(model.size_mm, Some([80.0, 40.0, 20.0]));
    assert_eq!(model.parts.len(), 2);
    let textured = model.parts.iter().find(|part| part.material == 0).unwrap();
    assert_eq!(textured.uvs, [[0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]);
    assert_eq!(textured.indices, [0, 1, 2]);
    assert_eq!(textured.normals, [[0.0, 0.0, 1.0]; 3]);
    assert!(textured.colors.is_empty());
    let colored = model.parts.iter().find(|part| part.material == 1).unwrap();
    let [red, green, blue, alpha] = colored.colors[2];
    assert_eq!((red, green, blue, (alpha * 255.0).round()), (0.0, 0.0, 1.0, 51.0));
    assert_eq!(colored.indices, [0, 2, 1], "a mirrored node turns its triangles around");
    let material = &model.materials[0];
    assert_eq!((material.picture, material.roughness, material.metallic), (Some(0), 0.5, 0.0));
    assert_eq!(material.wrap, [Wrap::Clamp, Wrap::Mirror]);
    assert_eq!(model.materials[1].alpha, AlphaMode::Mask { cutoff: 0.25 });
}

#[test]
fn a_picture_is_a_range_of_the_file() {
    let file = rich();
    let model = read(&file).unwrap();
    assert_eq!(file[model.pictures[0].file_range.clone()], [7; 8]);
}

#[test]
fn quantized_positions_go_through_the_node() {
    let model = read(&rich()).unwrap();
    let colored = model.parts.iter().find(|part| part.material == 1).unwrap();
    let radius = (1.5f32 * 1.5 + 0.25 + 0.25).sqrt();
    // x = 1 mirrored and moved to 4; the box reaches from 4 to 7, so it lies at its left side.
    assert_close(colored.positions[1], [-1.5 / radius, -0.5 / radius, -0.5 / radius]);
}

#[test]
fn rotation_and_scale_apply_before_translation() {
    let node = r#","rotation":[0,0,0.70710678,0.70710678],"scale":[1,3,1],"translation":[100,0,0]"#;
    let model = read(&triangle_with("", node)).unwrap();
    assert_close(model.size, [3.0, 2.0, 0.0]);
}

#[test]
fn strips_and_fans_become_triangles() {
    for (mode, expected) in [(5, [0, 1, 2]), (6, [0, 1, 2])] {
        let file = triangle_changed(r#"{"attributes""#, &format!(r#"{{"mode":{mode},"attributes""#));
        assert_eq!(read(&file).unwrap().parts[0].indices, expected);
    }
}

#[test]
fn without_scenes_the_roots_are_drawn_once() {
    let file = triangle_changed(
        r#""scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}]"#,
        r#""nodes":[{"mesh":0},{"children":[0]}]"#,
    );
    assert_eq!(read(&file).unwrap().triangles(), 1);
}

#[test]
fn a_single_size_is_the_longest_side() {
    let file =
        triangle_changed(r#""version":"2.0""#, r#""version":"2.0","extras":{"makeit3d":{"size_mm":80}}"#);
    assert_eq!(read(&file).unwrap().size_mm, Some([80.0, 40.0, 0.0]));
}

#[test]
fn framing_is_checked() {
    assert_eq!(problem(b""), Some(GlbProblem::NotGlb));
    assert_eq!(problem(b"PK\x03\x04 and so on"), Some(GlbProblem::NotGlb));
    let mut old = triangle();
    old[4] = 1;
    assert_eq!(problem(&old), Some(GlbProblem::OtherVersion));
    let whole = triangle();
    assert_eq!(problem(&whole[..whole.len() - 4]), Some(GlbProblem::CutOff));
    assert_eq!(problem(&glb("{", &[])), Some(GlbProblem::BrokenJson));
    assert_eq!(problem(&glb("{}", &[])), Some(GlbProblem::Empty));
}

#[test]
fn every_other_reason_has_its_own_problem() {
    let cases = [
        (
            r#""accessors""#,
            r#""extensionsRequired":["KHR_draco_mesh_compression"],"accessors""#,
            GlbProblem::UnknownExtension,
        ),
        (r#"[{"byteLength":36}]"#, r#"[{"byteLength":36,"uri":"far.bin"}]"#, GlbProblem::OutsideData),
        (r#""count":3,"#, r#""count":3,"sparse":{},"#, GlbProblem::Sparse),
        (r#""count":3,"#, r#""count":4,"#, GlbProblem::BrokenReference),
        (r#""count":3,"#, r#""count":4000000000,"#, GlbProblem::TooLarge),
        (r#""count":3,"#, r#""count":0,"#, GlbProblem::Empty),
        (r#""mesh":0"#, r#""mesh":0,"children":[0]"#, GlbProblem::BrokenReference),
        (r#""mesh":0"#, r#""mesh":1"#, GlbProblem::BrokenReference),
        (r#""mesh":0"#, r#""mesh":0,"scale":[0,0,0]"#, GlbProblem::Empty),
        (r#""mesh":0"#, r#""mesh":0,"scale":[1e30,1,1]"#, GlbProblem::BrokenNumbers),
        (r#"{"attributes""#, r#"{"mode":1,"attributes""#, GlbProblem::Empty),
        (r#"{"attributes""#, r#"{"indices":0,"attributes""#, GlbProblem::BrokenReference),
        (r#"{"attributes""#, r#"{"material":9,"attributes""#, GlbProblem::BrokenReference),
        (r#"{"buffer":0"#, r#"{"byteStride":8,"buffer":0"#, GlbProblem::BrokenReference),
        (r#"{"buffer":0"#, r#"{"byteOffset":4294967295,"buffer":0"#, GlbProblem::BrokenReference),
    ];
    for (from, to, expected) in cases {
        assert_eq!(problem(&triangle_changed(from, to)), Some(expected), "{to}");
    }
}

#[test]
fn an_index_beyond_the_vertices_is_refused() {
    let mut file = rich();
    let at = file.len() - 152 + 98;
    assert_eq!(file[at], 2, "the third index of the first primitive");
    file[at] = 3;
    assert_eq!(problem(&file), Some(GlbProblem::BrokenReference));
}

#[test]
fn a_mesh_used_by_many_nodes_cannot_exhaust_memory() {
    let vertices = 60_000;
    let node_list = vec![r#"{"mesh":0}"#; 500].join(",");
    let roots = (0..500).map(|node| node.to_string()).collect::<Vec<_>>().join(",");
    let json = format!(
        r#"{{"scenes":[{{"nodes":[{roots}]}}],"nodes":[{node_list}],"meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}}}}]}}],
        "accessors":[{{"bufferView":0,"componentType":5121,"count":{vertices},"type":"VEC3"}}],
        "bufferViews":[{{"buffer":0,"byteLength":180000}}],"buffers":[{{"byteLength":180000}}]}}"#
    );
    assert_eq!(problem(&glb(&json, &vec![9; 180_000])), Some(GlbProblem::TooLarge));
}

#[test]
fn sentences_are_whole_and_without_jargon() {
    for problem in [
        GlbProblem::NotGlb,
        GlbProblem::CutOff,
        GlbProblem::Empty,
        GlbProblem::TooLarge,
        GlbProblem::UnknownExtension,
    ] {
        let sentence = problem.sentence();
        assert!(sentence.starts_with("This ") && sentence.ends_with('.'), "{sentence}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut file = rich();
        for (index, byte) in changes {
            let at = index.index(file.len());
            file[at] = byte;
        }
        let _ = read(&file);
    }

    #[test]
    fn a_changed_number_is_read_or_refused(digit in any::<prop::sample::Index>(), number in "-?[0-9]{1,10}(\\.5|e[0-9])?") {
        let file = rich();
        let json_length = u32::from_le_bytes([file[12], file[13], file[14], file[15]]) as usize;
        let json = std::str::from_utf8(&file[20..20 + json_length]).unwrap();
        let digits: Vec<usize> = json.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
        let at = digits[digit.index(digits.len())];
        let changed = format!("{}{}{}", &json[..at], number, &json[at + 1..]);
        let _ = read(&glb(&changed, &file[28 + json_length..]));
    }

    #[test]
    fn what_is_read_is_safe_to_draw(scale in 1e-6f32..1e6, shift in -1e3f32..1e3) {
        let node = format!(r#","scale":[{scale},{scale},{scale}],"translation":[{shift},0,0]"#);
        if let Ok(model) = read(&triangle_with("", &node)) {
            for part in &model.parts {
                prop_assert!(part.indices.iter().all(|&index| (index as usize) < part.positions.len()));
                prop_assert!(part.positions.iter().flatten().all(|value| value.abs() <= 1.01));
                prop_assert_eq!(part.normals.len(), part.positions.len());
            }
        }
    }
}
