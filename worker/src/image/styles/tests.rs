use image::{Rgba, RgbaImage};
use mesh::solid::check_manifold;

use super::*;
use crate::image::forms::shape;
use crate::image::gate::{Method, Verdict};
use crate::image::plan::plans;
use crate::image::reading::Reading;
use crate::image::words::Wishes;
use crate::style::Style;

/// A ball whose left half is red and whose right half is green.
fn two_colored_ball() -> (Body, PicturePlan) {
    let reading = Reading::of(&RgbaImage::from_fn(240, 240, |x, y| {
        let inside = (x as f32 - 120.0).hypot(y as f32 - 120.0) < 90.0;
        match (inside, x < 120) {
            (false, _) => Rgba([255; 4]),
            (true, true) => Rgba([220, 30, 30, 255]),
            (true, false) => Rgba([30, 200, 30, 255]),
        }
    }));
    let verdict = Verdict { method: Method::Inflate, is_flat: true, confidence: 1.0, reasons: Vec::new() };
    let plan = plans(&verdict, &Wishes::default(), Style::Realistic, 0, 1).remove(0);
    (shape(&reading, &plan, 160), plan)
}

fn left_is_red_and_right_is_green(model: &Mesh) {
    for (position, color) in model.positions.iter().zip(&model.colors) {
        if position[0] < -12.0 {
            assert!(color[0] > color[1], "{position:?} {color:?}");
        } else if position[0] > 12.0 {
            assert!(color[1] > color[0], "{position:?} {color:?}");
        }
    }
}

#[test]
fn facets_are_few_flat_and_colored_by_place() {
    let (body, _) = two_colored_ball();
    let model = facets(&coarse(&body.solid()).unwrap(), &body, &[]);
    assert!(check_manifold(&model).is_ok());
    assert!((200..1100).contains(&model.triangles.len()), "{}", model.triangles.len());
    assert_eq!(model.positions.len(), 3 * model.triangles.len());
    left_is_red_and_right_is_green(&model);
}

#[test]
fn facets_do_not_cut_walls_thinner_than_what_prints() {
    // A bowl of 1.35 mm over 80 mm: as few facets as a ball gets would make it too thin.
    let [outside, inside] = [40.0, 38.65].map(|radius| mesh::shapes::sphere(radius, 64, 128));
    let solids = [outside, inside].map(|ball| check_manifold(&ball).unwrap());
    let bowl = solids[0].difference(&solids[1]).unwrap();
    let mut upper_half = mesh::shapes::cuboid([100.0; 3]);
    upper_half.translate([-50.0, 1.0, -50.0]);
    let bowl = bowl.difference(&check_manifold(&upper_half).unwrap()).unwrap().shape();
    let few = faceted(&bowl, FACETS).unwrap();
    assert!(thinnest_share(&few) < THINNEST_SHARE, "{}", thinnest_share(&few));
    let finer = coarse(&bowl).unwrap();
    assert!(thinnest_share(&finer) >= THINNEST_SHARE, "{}", thinnest_share(&finer));
}

#[test]
fn cubes_fill_the_body() {
    let (body, plan) = two_colored_ball();
    let model = voxels(&body, &plan);
    let solid = check_manifold(&model).unwrap();
    let smooth = check_manifold(&body.solid()).unwrap();
    assert!((solid.volume() / smooth.volume() - 1.0).abs() < 0.1);
    left_is_red_and_right_is_green(&model);
}

#[test]
fn kneading_moves_the_surface_a_little_and_keeps_flat_backs() {
    let (body, plan) = two_colored_ball();
    let kneaded = kneaded(&body, &plan);
    let moved: Vec<f32> = kneaded
        .front_mm
        .values
        .iter()
        .zip(&body.front_mm.values)
        .map(|(new, old)| (new - old).abs())
        .collect();
    let most = moved.iter().copied().fold(0.0, f32::max);
    assert!((0.2..3.5).contains(&most), "{most}");
    let flat = Body { edge_mm: None, ..body };
    assert_eq!(super::kneaded(&flat, &plan).back_mm, flat.back_mm);
}
