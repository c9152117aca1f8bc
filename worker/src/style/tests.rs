use super::*;
use crate::{
    concept::{concept_picture, model_glb, recipe_from_png},
    recipe::{Detail, Recipe},
    result::{BuildError, Progress, Silent},
    sdf::{Object, sample},
    text::{compose::assemble, nouns, recipes},
};
use std::sync::atomic::{AtomicUsize, Ordering};

fn concept(prompt: &str, style: Style, index: usize, seed: u64) -> Recipe {
    recipes(prompt, style.slug(), seed, index + 1).remove(index).0
}

/// Builds and proves the solid; the reason names the case.
fn sound(prompt: &str, style: Style, index: usize, seed: u64, detail: Detail) -> Result<mesh::Mesh, String> {
    let case = || format!("{prompt}, {}, concept {index}, seed {seed}", style.slug());
    let model = concept(prompt, style, index, seed)
        .build(detail, &Silent)
        .map_err(|error| format!("{}: {error}", case()))?;
    mesh::solid::check_manifold(&model.mesh).map_err(|error| format!("{}: {error}", case()))?;
    Ok(model.mesh)
}

/// Pieces of the object that touch nowhere, the smallest crumbs left out.
fn pieces(object: &Object, nodes: usize) -> usize {
    let field = sample(object, nodes);
    let mut open: Vec<bool> = field.values.iter().map(|value| *value < 0.0).collect();
    let mut count = 0;
    for start in 0..open.len() {
        let mut size = 0;
        let mut stack = vec![start];
        while let Some(index) = stack.pop() {
            if !std::mem::take(&mut open[index]) {
                continue;
            }
            size += 1;
            let (x, y, z) = field.size.position(index);
            for (dx, dy, dz) in [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1isize)] {
                let at = |value: usize, step: isize| value.saturating_add_signed(step);
                stack.push(field.size.index(at(x, dx), at(y, dy), at(z, dz)));
            }
        }
        count += usize::from(size > 6);
    }
    count
}

#[test]
fn every_style_of_some_nouns_is_a_solid() {
    for prompt in ["a red robot with a flower", "mug"] {
        for style in Style::ALL {
            sound(prompt, style, 0, 1, Detail::Draft).unwrap();
        }
    }
}

/// Both concepts of every noun; run with `cargo test -p worker --release -- --ignored sweep`.
fn sweep(style: Style) {
    use rayon::prelude::*;
    let cases: Vec<_> = nouns::all().flat_map(|noun| [(noun.name, 0, 1), (noun.name, 1, 2)]).collect();
    let failures: Vec<String> = cases
        .par_iter()
        .filter_map(|(noun, index, seed)| sound(noun, style, *index, *seed, Detail::Draft).err())
        .collect();
    assert!(failures.is_empty(), "{} of {} failed: {failures:#?}", failures.len(), cases.len());
}

#[test]
#[ignore = "minutes"]
fn sweep_every_noun_is_a_solid_smooth() {
    [Style::Realistic, Style::Cartoon, Style::Clay].into_iter().for_each(sweep);
}

#[test]
#[ignore = "minutes"]
fn sweep_every_noun_is_a_solid_in_low_poly() {
    sweep(Style::LowPoly);
}

#[test]
#[ignore = "minutes"]
fn sweep_every_noun_is_a_solid_in_voxels() {
    sweep(Style::Voxel);
}

#[test]
#[ignore = "minutes"]
fn sweep_every_noun_is_a_solid_in_wires() {
    sweep(Style::Wireframe);
}

#[test]
#[ignore = "takes a minute"]
fn sweep_every_noun_is_in_one_piece() {
    use rayon::prelude::*;
    let cases: Vec<_> = nouns::all().flat_map(|noun| [(noun.name, 0), (noun.name, 1)]).collect();
    let broken: Vec<String> = cases
        .par_iter()
        .filter_map(|(noun, index)| {
            let object = assemble(&concept(noun, Style::Realistic, *index, 1)).unwrap();
            let count = pieces(&object, 400_000);
            (count != 1).then(|| format!("{noun} {index}: {count}"))
        })
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_size_asked_for_is_the_size_made() {
    for (prompt, axis, size_mm) in
        [("a tree, 120 mm tall", 1, 120.0), ("a car", 2, 80.0), ("a house 60 mm wide", 0, 60.0)]
    {
        let mesh = concept(prompt, Style::Cartoon, 0, 1).build(Detail::Draft, &Silent).unwrap().mesh;
        let bounds = mesh.bounds().unwrap();
        assert!((bounds.extents()[axis] - size_mm).abs() < 0.1, "{prompt}: {:?}", bounds.extents());
        assert!(bounds.min[1].abs() < 1e-3, "it stands on the ground");
    }
}

#[test]
fn styles_change_the_geometry() {
    let triangles = |style| sound("fox", style, 0, 1, Detail::Draft).unwrap();
    let smooth = triangles(Style::Realistic);
    let low = triangles(Style::LowPoly);
    assert!(low.triangles.len() < 2_000, "{}", low.triangles.len());
    let voxel = triangles(Style::Voxel);
    assert!(voxel.normals.iter().all(|normal| normal.iter().map(|value| value.abs()).sum::<f32>() < 1.001));
    let volume = |mesh: &mesh::Mesh| mesh::measure::signed_volume(mesh);
    assert!(volume(&triangles(Style::Wireframe)) < 0.5 * volume(&smooth), "wires are mostly air");
    let clay = triangles(Style::Clay);
    let hue = |color: &[f32; 3]| (color[1] / color[0].max(1e-3) * 20.0).round() as i32;
    let hues: std::collections::BTreeSet<i32> = clay.colors.iter().map(hue).collect();
    assert!(hues.len() <= 2, "clay has one color, lighter and darker: {hues:?}");
}

#[test]
fn eyes_survive_low_poly_and_voxel() {
    let black = |color: &&[f32; 3]| color.iter().all(|channel| *channel < 0.05);
    for style in [Style::LowPoly, Style::Voxel] {
        let mesh = sound("rabbit", style, 0, 0, Detail::Draft).unwrap();
        assert!(mesh.colors.iter().filter(black).count() >= 12, "{}", style.slug());
    }
}

#[test]
fn a_concept_picture_carries_its_recipe() {
    let recipe = concept("a red robot with a flower", Style::Voxel, 1, 5);
    let model = recipe.build(Detail::Draft, &Silent).unwrap();
    let png = concept_picture(&recipe, &model).unwrap();
    assert_eq!(recipe_from_png(&png), Some(recipe));
    assert_eq!(recipe_from_png(b"not a picture"), None);
    assert_eq!(recipe_from_png(&png[..60]), None);
}

#[test]
fn the_glb_is_normalised_and_knows_its_size() {
    let model = concept("mug", Style::Realistic, 0, 1).build(Detail::Draft, &Silent).unwrap();
    let glb = model_glb(&model, 6_000).unwrap();
    assert!(glb.windows(7).any(|bytes| bytes == b"size_mm"));
    let read = mesh::glb::read(&glb).unwrap();
    let bounds = read.bounds().unwrap();
    assert!((bounds.longest() - 1.0).abs() < 1e-3);
    assert!(bounds.min[1].abs() < 1e-3);
    assert!(read.triangles.len() <= 7_000, "{}", read.triangles.len());
}

#[test]
fn the_same_recipe_builds_the_same_mesh() {
    let recipe = concept("owl", Style::LowPoly, 0, 8);
    let build = || recipe.build(Detail::Draft, &Silent).unwrap().mesh;
    assert_eq!(build(), build());
}

#[test]
fn another_version_is_refused() {
    let recipe = Recipe { version: 99, ..concept("cat", Style::Clay, 0, 1) };
    assert!(matches!(recipe.build(Detail::Draft, &Silent), Err(BuildError::Rejected(_))));
}

struct StopsAt(AtomicUsize);

impl Progress for StopsAt {
    fn report(&self, _stage: &str, _percent: u8) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

#[test]
fn a_build_stops_when_asked_to() {
    for steps in 1..4 {
        let built =
            concept("cat", Style::Realistic, 0, 1).build(Detail::Draft, &StopsAt(AtomicUsize::new(steps)));
        assert_eq!(built.err(), Some(BuildError::Cancelled), "at step {steps}");
    }
}

#[test]
fn style_names_are_read_loosely() {
    for style in Style::ALL {
        assert_eq!(Style::from_slug(style.slug()), Some(style));
    }
    assert_eq!(Style::from_slug("Low Poly"), Some(Style::LowPoly));
    assert_eq!(Style::from_slug("baroque"), None);
}

#[test]
fn oklab_there_and_back_is_the_same_color() {
    for code in [0x000000, 0xFFFFFF, 0xD83A34, 0x3F7FD0, 0x9BDDBD] {
        let back = color::from_oklab(color::oklab(code));
        for shift in [16, 8, 0] {
            assert!((code >> shift & 0xff).abs_diff(back >> shift & 0xff) <= 1, "{code:06x} {back:06x}");
        }
    }
}
