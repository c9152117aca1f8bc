use std::io::Cursor;

use ::image::{ImageFormat, Rgba, RgbaImage};
use mesh::solid::check_manifold;

use super::*;
use crate::jobs::StyleChoice;

fn png(picture: &RgbaImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A blue fish-like blob on white.
fn fish() -> Vec<u8> {
    png(&RgbaImage::from_fn(320, 240, |x, y| {
        let (x, y) = (x as f32 - 150.0, y as f32 - 120.0);
        let body = (x / 100.0).powi(2) + (y / 60.0).powi(2) < 1.0;
        let tail = (80.0..150.0).contains(&x) && y.abs() < (x - 60.0) * 0.7;
        if body || tail { Rgba([40, 90, 200, 255]) } else { Rgba([255; 4]) }
    }))
}

fn request(prompt: &str, slug: &str) -> ConceptsRequest {
    ConceptsRequest {
        prompt: prompt.into(),
        style: StyleChoice { slug: slug.into(), prompt_hint: String::new() },
        picture: Some(fish()),
        count: 2,
        seed: 1,
    }
}

fn concepts_of_fish(prompt: &str) -> Concepts {
    concepts(&request(prompt, "realistic"), &fish(), &Follow::unwatched()).unwrap()
}

fn relative_extents(mesh: &mesh::Mesh) -> [f32; 3] {
    let bounds = mesh.bounds().unwrap();
    bounds.extents().map(|extent| extent / bounds.longest())
}

#[test]
fn the_model_is_the_concepts_own_geometry() {
    let made = concepts_of_fish("");
    let mut thickness = Vec::new();
    for concept in &made.concepts {
        assert_eq!(intake::check_header(&concept.png).unwrap(), (CONCEPT_SIDE, CONCEPT_SIDE));
        let plan = PicturePlan::from_png(&concept.png).unwrap();
        let request = ModelRequest {
            concept: Some(concept.png.clone()),
            picture: Some(fish()),
            seed: 99,
            ..ModelRequest::default()
        };
        let built = model(&request, &Follow::unwatched()).unwrap();
        let reading = Reading::of(&intake::decode(&fish()).unwrap());
        let same = build(&reading, &plan, GRID, None, &Follow::unwatched()).unwrap();
        assert_eq!(built.mesh.positions, same.positions);
        assert!(built.understanding.warnings.iter().all(|warning| !warning.contains("plan")));
        thickness.push(relative_extents(&built.mesh)[2]);
    }
    assert!((thickness[0] - thickness[1]).abs() > 0.05, "the concepts differ in shape: {thickness:?}");
}

#[test]
fn a_concept_alone_is_inflated_and_says_so() {
    let concept = concepts_of_fish("").concepts.remove(0).png;
    let stripped = png(&intake::decode(&concept).unwrap());
    for (concept, word) in [(concept, "missing"), (stripped, "lost its plan")] {
        let request = ModelRequest { concept: Some(concept), ..ModelRequest::default() };
        let built = model(&request, &Follow::unwatched()).unwrap();
        assert!(check_manifold(&built.mesh).is_ok());
        assert!(built.understanding.warnings[0].contains(word), "{:?}", built.understanding.warnings);
    }
}

#[test]
fn words_that_come_with_a_picture_are_accounted_for() {
    let made = concepts_of_fish("a red coaster of my goldfish");
    let told = made.understanding;
    assert_eq!((told.engine.as_str(), told.method.as_str()), ("builtin", "image:inflate"));
    assert!(told.understood.contains(&"coaster".to_owned()) && told.understood.contains(&"red".to_owned()));
    assert_eq!(told.not_understood, ["goldfish"]);
    let plan = PicturePlan::from_png(&made.concepts[0].png).unwrap();
    assert_eq!((plan.form, plan.stands), (Form::Medallion, false));
}

#[test]
fn every_style_changes_the_geometry_and_stays_a_solid() {
    let reading = Reading::of(&intake::decode(&fish()).unwrap());
    let mut counts = Vec::new();
    for style in Style::ALL {
        let plans = plan::plans(&reading.verdict, &Wishes::default(), style, 1, 2);
        let model = build(&reading, &plans[0], 200, None, &Follow::unwatched()).unwrap();
        assert!(check_manifold(&model).is_ok(), "{style:?}");
        let bounds = model.bounds().unwrap();
        assert!((60.0..110.0).contains(&bounds.longest()), "{style:?}: {bounds:?}");
        counts.push((style, model.triangles.len()));
    }
    let count = |wanted: Style| counts.iter().find(|(style, _)| *style == wanted).unwrap().1;
    assert!(count(Style::LowPoly) < 1500, "{counts:?}");
    assert!(count(Style::Wireframe) > 5000, "{counts:?}");
}

#[test]
fn a_cancelled_job_stops_before_it_draws() {
    let follow = Follow::unwatched();
    follow.cancel_token().cancel();
    assert!(matches!(concepts(&request("", "voxel"), &fish(), &follow), Err(JobError::Cancelled)));
}
