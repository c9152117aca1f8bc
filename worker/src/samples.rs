//! A sample of everything this crate can make, from the request to the file: each passes the gate, is normalised and
//! done in time. The full sweeps are `worker bench` and the ignored tests of `style`.
//!
//! With `KEEP_MODELS_IN` set to a folder the files are written there; `cargo xtask test` hands them to Khronos' glTF
//! validator.

use crate::bench::pla_passport;
use crate::image::intake;
use crate::jobs::{BuiltIn, Follow, Generator, Model, ModelRequest, StyleChoice};
use crate::style::Style;
use mesh::passport::{FindingKind, Verdict};
use std::time::{Duration, Instant};

/// Two things a style: smooth and edged, many parts and few, thin and thick, with lettering and without.
const PROMPTS: [(Style, [&str; 2]); 6] = [
    (Style::Realistic, ["a castle with three towers", "a mug that says \"Hello\""]),
    (Style::Cartoon, ["a red robot with a flower", "a cat on a books"]),
    (Style::LowPoly, ["a green dinosaur", "two chess knights"]),
    (Style::Voxel, ["a yellow car", "a tree in a planter"]),
    (Style::Clay, ["an octopus", "a nameplate for Anna"]),
    (Style::Wireframe, ["a fox", "a rocket"]),
];
/// Far more than a build takes on a busy machine, so that only a build that hangs fails.
const LONGEST: Duration = Duration::from_secs(300);

fn built(name: &str, request: &ModelRequest) -> Model {
    let started = Instant::now();
    let model =
        BuiltIn.model(request, &Follow::unwatched()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(started.elapsed() < LONGEST, "{name} took {:?}", started.elapsed());
    let [width, height, depth] = model.bounds.extents();
    assert!((width.max(height).max(depth) - 1.0).abs() < 1e-4, "{name}: {:?}", model.bounds);
    assert!(model.bounds.min[1].abs() < 1e-4, "{name} stands on the ground: {:?}", model.bounds);
    let read = mesh::glb::read(&model.glb).unwrap();
    assert_eq!(read.triangles.len() as u32, model.triangles, "{name}");
    mesh::solid::check_manifold(&read).unwrap_or_else(|error| panic!("{name}: {error}"));
    if let Some(folder) = std::env::var_os("KEEP_MODELS_IN") {
        let file: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        std::fs::write(std::path::Path::new(&folder).join(format!("{file}.glb")), &model.glb).unwrap();
    }
    model
}

fn choice(style: Style) -> StyleChoice {
    StyleChoice { slug: style.slug().to_owned(), prompt_hint: String::new() }
}

#[test]
fn words_become_sound_models_in_every_style() {
    for (style, prompts) in PROMPTS {
        for prompt in prompts {
            let request = ModelRequest {
                prompt: prompt.to_owned(),
                style: choice(style),
                seed: 3,
                ..ModelRequest::default()
            };
            let name = format!("{prompt} {}", style.slug());
            assert_printable(&name, &built(&name, &request));
        }
    }
}

/// In PLA at the default size, and in one piece.
fn assert_printable(name: &str, model: &Model) {
    let passport = pla_passport(&model.glb).unwrap();
    let floats = passport.findings.iter().any(|finding| finding.kind == FindingKind::FloatingPieces);
    assert!(!floats, "{name}: {:?}", passport.findings);
    assert_ne!(passport.verdict, Verdict::Block, "{name}: {:?}", passport.findings);
}

/// A round face on white: inflated. Busy noise: a relief.
fn picture(busy: bool) -> Vec<u8> {
    let picture = image::RgbaImage::from_fn(160, 160, |x, y| {
        let (dx, dy) = (x as f32 - 80.0, y as f32 - 80.0);
        let mixed = (x.wrapping_mul(7919) ^ y.wrapping_mul(104_729)) as u8;
        let color = match (busy, dx.hypot(dy) < 55.0) {
            (true, _) => [mixed, mixed.rotate_left(3), x as u8],
            (false, true) => [230, 90, 60],
            (false, false) => [255; 3],
        };
        image::Rgba([color[0], color[1], color[2], 255])
    });
    let mut file = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

#[test]
fn pictures_become_sound_models_in_every_style() {
    assert!(intake::check_header(&picture(false)).is_ok());
    for (index, style) in Style::ALL.into_iter().enumerate() {
        let busy = index % 2 == 1;
        let request = ModelRequest {
            picture: Some(picture(busy)),
            style: choice(style),
            seed: 3,
            ..ModelRequest::default()
        };
        let name = format!("picture {} {}", if busy { "busy" } else { "plain" }, style.slug());
        assert_printable(&name, &built(&name, &request));
    }
}
