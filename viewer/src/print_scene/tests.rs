use super::*;

const CUBE: ModelBox = ModelBox { center: Vec3::new(0.0, 0.5, 0.0), half: Vec3::splat(0.5) };

#[test]
fn without_wishes_the_model_stands_as_it_is() {
    let plain = PrintScene::default().arrange(&CUBE);
    assert_eq!((plain.stretch, plain.middle), (Vec3::ONE, Vec3::ZERO));
    assert!((plain.reach - plain.half_extent).length() < 1e-6 && plain.companion.is_none());
}

#[test]
fn a_stretched_model_still_fits_the_sphere() {
    let scene = PrintScene { size_mm: Some(Vec3::new(40.0, 80.0, 40.0)), ..PrintScene::default() };
    let tall = scene.arrange(&CUBE);
    assert!((tall.half_extent.length() - 1.0).abs() < 1e-5);
    assert!((tall.stretch.y / tall.stretch.x - 2.0).abs() < 1e-5);
}

#[test]
fn the_thing_beside_it_has_the_models_scale_and_ground() {
    let size = Vec3::splat(95.0);
    let scene = PrintScene { size_mm: Some(size), familiar: Some(Familiar::Mug), ..PrintScene::default() };
    let arranged = scene.arrange(&CUBE);
    let (low, high) = arranged.companion.as_ref().unwrap().bounds();
    // A mug of 95 mm is as high as a cube of 95 mm.
    assert!((high.y - arranged.half_extent.y).abs() < 0.02 && (low.y + arranged.half_extent.y).abs() < 1e-3);
    assert!(low.x > arranged.half_extent.x && arranged.middle.x > 0.0);
}

#[test]
fn colors_are_made_linear_and_other_words_are_none() {
    let grey = linear_color("#808080").unwrap();
    assert!((grey.x - 0.216).abs() < 0.003 && grey.x == grey.y && grey.y == grey.z, "{grey}");
    let [white, red] = ["#ffffff", "#ff0000"].map(|hex| linear_color(hex).unwrap());
    assert!((white - Vec3::ONE).length() < 1e-3 && (red - Vec3::X).length() < 1e-3);
    assert_eq!(["", "#fff", "red", "#ääö"].map(linear_color), [None; 4]);
}

#[test]
fn places_follow_the_model() {
    let size = Vec3::new(40.0, 80.0, 40.0);
    let scene =
        PrintScene { size_mm: Some(size), places: vec![Vec3::new(0.5, 1.0, 0.5)], ..PrintScene::default() };
    let arranged = scene.arrange(&CUBE);
    let (low, high) = arranged.markers.unwrap().bounds();
    assert!(((low + high) / 2.0 - arranged.half_extent).length() < 1e-5);
}
