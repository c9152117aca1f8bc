use super::*;
use crate::jobs::StyleChoice;

fn block_glb() -> Vec<u8> {
    mesh::glb::to_bytes(&mesh::shapes::cuboid([2.0, 1.0, 0.5])).unwrap()
}

fn rescale(target: TargetDimensions, stretch: bool) -> Result<Rescaled, JobError> {
    BuiltIn.rescale(&RescaleRequest { model: block_glb(), target, stretch }, &Follow::unwatched())
}

fn assert_extents_mm(rescaled: &Rescaled, expected: [f64; 3]) {
    let written = mesh::glb::read(&rescaled.glb).unwrap();
    let in_file = bounds_of(&written, MM).extents();
    for axis in 0..3 {
        assert!((rescaled.bounds_mm.extents()[axis] / expected[axis] - 1.0).abs() < 1e-3, "{rescaled:?}");
        assert!((in_file[axis] / expected[axis] - 1.0).abs() < 1e-3, "baked into the vertices: {in_file:?}");
    }
    assert!(rescaled.bounds_mm.min[1].abs() < 1e-3, "stands on the ground");
}

#[test]
fn one_side_scales_all_three() {
    let target = TargetDimensions { y: Some(60.0), ..TargetDimensions::default() };
    assert_extents_mm(&rescale(target, false).unwrap(), [120.0, 60.0, 30.0]);
}

#[test]
fn two_sides_are_both_kept_within() {
    let target = TargetDimensions { x: Some(100.0), y: Some(80.0), z: None };
    assert_extents_mm(&rescale(target, false).unwrap(), [100.0, 50.0, 25.0]);
}

#[test]
fn three_sides_stretch_only_when_asked_to() {
    let target = TargetDimensions { x: Some(50.0), y: Some(60.0), z: Some(70.0) };
    assert_extents_mm(&rescale(target, true).unwrap(), [50.0, 60.0, 70.0]);
    assert_extents_mm(&rescale(target, false).unwrap(), [50.0, 25.0, 12.5]);
}

#[test]
fn facts_are_those_of_the_asked_size() {
    let target = TargetDimensions { x: Some(50.0), y: Some(60.0), z: Some(70.0) };
    let facts = rescale(target, true).unwrap().facts;
    assert!((facts.volume_mm3.unwrap() / (50.0 * 60.0 * 70.0) - 1.0).abs() < 1e-4, "{facts:?}");
    let area_mm2 = 2.0 * (50.0 * 60.0 + 60.0 * 70.0 + 70.0 * 50.0);
    assert!((facts.area_mm2 / area_mm2 - 1.0).abs() < 1e-4, "{facts:?}");
    assert!(facts.watertight && facts.shells == 1 && facts.triangles == 12, "{facts:?}");
}

#[test]
fn an_open_surface_has_no_volume() {
    let mut open = mesh::shapes::cube(1.0);
    open.triangles.pop();
    let model = mesh::glb::to_bytes(&open).unwrap();
    let target = TargetDimensions { x: Some(40.0), ..TargetDimensions::default() };
    let request = RescaleRequest { model, target, stretch: false };
    let facts = BuiltIn.rescale(&request, &Follow::unwatched()).unwrap().facts;
    assert!(!facts.watertight && facts.volume_mm3.is_none(), "{facts:?}");
}

#[test]
fn what_is_no_model_is_refused_with_a_sentence() {
    let request =
        RescaleRequest { model: b"no glb".to_vec(), target: TargetDimensions::default(), stretch: false };
    assert!(matches!(BuiltIn.rescale(&request, &Follow::unwatched()), Err(JobError::BadRequest(_))));
}

#[test]
fn words_become_two_concepts_and_the_chosen_one_its_model() {
    let request = ConceptsRequest {
        prompt: "a red mug".into(),
        style: StyleChoice { slug: "realistic".into(), prompt_hint: String::new() },
        picture: None,
        count: 2,
        seed: 5,
    };
    let made = BuiltIn.concepts(&request, &Follow::unwatched()).unwrap();
    assert_eq!(made.concepts.len(), 2);
    assert_ne!(made.concepts[0].png, made.concepts[1].png);
    let model = ModelRequest { concept: Some(made.concepts[1].png.clone()), ..ModelRequest::default() };
    let built = BuiltIn.model(&model, &Follow::unwatched()).unwrap();
    let longest = built.bounds.extents().into_iter().fold(0.0, f64::max);
    assert!((longest - 1.0).abs() < 1e-4 && built.bounds.min[1].abs() < 1e-5, "{:?}", built.bounds);
    assert!(built.triangles > 100);
}
