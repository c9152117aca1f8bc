use mesh::watch::Watch;
use mesh::{Mesh, shapes};

use super::*;

fn catalogue() -> Catalogue {
    serde_json::from_str(include_str!("../../../../migrations/catalogue/start.json")).unwrap()
}

fn judged(mesh: &Mesh, longest_mm: f64, material: &str) -> Passport {
    let catalogue = catalogue();
    let survey = Survey::of(mesh, &Watch::default()).unwrap();
    let extents = survey.facts.extents;
    let longest = extents.into_iter().fold(0.0, f64::max);
    let size = SizeMm(extents.map(|side| side / longest * longest_mm));
    Judge::new(&survey, &catalogue, size, extents).passport(catalogue.material(material).unwrap())
}

fn plate() -> Mesh {
    shapes::cuboid([1.0, 0.01, 0.6])
}

#[test]
fn a_sound_model_of_a_fitting_size_passes() {
    let found = judged(&shapes::cube(1.0), 40.0, "pla");
    assert_eq!((found.verdict, found.findings.len(), found.repairs.len()), (Verdict::Pass, 0, 0));
}

#[test]
fn thin_walls_name_the_nearest_size_and_a_material_and_light_up() {
    let found = judged(&plate(), 60.0, "pla");
    let thin = &found.findings[0];
    assert_eq!((thin.key.as_str(), thin.verdict), ("thin_walls", Verdict::Block));
    assert!(
        thin.sentence.contains("0.6 mm") && thin.sentence.contains("1.0 mm that PLA needs"),
        "{}",
        thin.sentence
    );
    let Some(Fix::LongestMm(size)) = thin.fixes.first() else { panic!("{:?}", thin.fixes) };
    assert!((99.0..103.0).contains(size), "{size}");
    assert!(thin.fixes.contains(&Fix::Material("steel-316l".into())), "{:?}", thin.fixes);
    assert!(!thin.places.is_empty() && thin.places.len() <= 200);
    assert_ne!(judged(&plate(), *size, "pla").verdict, Verdict::Block);
}

#[test]
fn what_is_too_large_offers_the_largest_that_fits() {
    let found = judged(&shapes::cube(1.0), 300.0, "pla");
    let large = &found.findings[0];
    assert_eq!(large.key, "too_large");
    assert_eq!(large.fixes[0], Fix::LongestMm(208.0));
    assert_ne!(judged(&shapes::cube(1.0), 208.0, "pla").verdict, Verdict::Block);
    assert!(!large.fixes.contains(&Fix::Material("petg".into())), "the same machine");
}

#[test]
fn an_open_surface_is_blocked_at_every_size() {
    let mut open = shapes::cube(1.0);
    open.triangles.pop();
    let found = judged(&open, 50.0, "pa12-sls");
    assert_eq!((found.findings[0].key.as_str(), found.verdict), ("not_closed", Verdict::Block));
    assert!(found.findings[0].fixes.is_empty() && !found.findings[0].places.is_empty());
}

#[test]
fn every_material_has_a_range_and_its_ends_print() {
    let catalogue = catalogue();
    let survey = Survey::of(&plate(), &Watch::default()).unwrap();
    let extents = survey.facts.extents;
    let at = |longest_mm: f64| SizeMm(extents.map(|side| side * longest_mm));
    let ranges = Judge::new(&survey, &catalogue, at(80.0), extents).ranges();
    assert_eq!(ranges.len(), catalogue.materials.len());
    for range in ranges {
        let material = catalogue.material(&range.material).unwrap();
        let (Some(least), Some(most)) = (range.smallest_mm, range.largest_mm) else { continue };
        for size in [least, most].into_iter().filter(|size| (least..=most).contains(size)) {
            let found = Judge::new(&survey, &catalogue, at(size), extents).passport(material);
            assert_ne!(found.verdict, Verdict::Block, "{} at {size}: {found:?}", range.material);
        }
    }
}

#[test]
fn places_of_a_stretched_model_come_back_in_its_own_units() {
    let catalogue = catalogue();
    let model = plate();
    let own = Survey::of(&model, &Watch::default()).unwrap().facts.extents;
    let size = SizeMm([60.0, 0.9, 36.0]);
    let sized = mesh::rescale_per_axis(&model, size.0).unwrap();
    let survey = Survey::of(&sized, &Watch::default()).unwrap();
    let found = Judge::new(&survey, &catalogue, size, own).passport(catalogue.material("pla").unwrap());
    let highest = found.findings[0].places.iter().map(|at| at[1]).fold(0.0, f32::max);
    assert!((highest - 0.01).abs() < 1e-4, "{highest}");
}

#[test]
fn repairs_are_told_in_sentences() {
    let steps = [
        RepairStep::SeamsJoined { edges: 40 },
        RepairStep::HolesFilled { holes: 1 },
        RepairStep::Cleaned { triangles: 12 },
    ];
    let wanted = ["40 open edges along seams joined.", "1 hole closed.", "12 triangles without use removed."];
    assert_eq!(repair_sentences(&steps), wanted);
}
