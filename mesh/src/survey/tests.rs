use std::sync::Mutex;

use proptest::prelude::*;

use super::*;
use crate::measure::measure;
use crate::passport::Verdict;
use crate::{rescale_longest, shapes};

/// A lying table: a thin top on a thick foot, off the origin and in a unit of its own.
fn table() -> Mesh {
    let mut model = shapes::cuboid([10.0, 0.3, 6.0]);
    model.translate([0.0, 4.0, 0.0]);
    let mut foot = shapes::cuboid([2.0, 4.0, 2.0]);
    foot.translate([1.0, 0.0, 1.0]);
    model.append(&foot);
    model.translate([-70.0, 12.0, 3.0]);
    model
}

fn surveyed(model: &Mesh) -> Survey {
    Survey::of(model, &Watch::default()).unwrap()
}

fn measured_at(model: &Mesh, longest_mm: f64) -> Facts {
    let sized = rescale_longest(model, longest_mm).unwrap();
    measure(&sized, &MeasureOptions::default(), &Watch::default()).unwrap()
}

fn assert_near(found: f64, wanted: f64, what: &str) {
    assert!((found - wanted).abs() <= 1e-4 * wanted.abs().max(1e-3), "{what}: {found} instead of {wanted}");
}

#[test]
fn a_stored_survey_answers_like_a_measurement_at_that_size() {
    let model = table();
    let survey = Survey::from_json(&surveyed(&model).to_json().unwrap()).unwrap();
    for longest_mm in [12.0, 80.0, 431.0] {
        let (told, measured) = (survey.facts_at(longest_mm), measured_at(&model, longest_mm));
        for axis in 0..3 {
            assert_near(told.extents[axis], measured.extents[axis], "extents");
            assert_near(told.bounds.min[axis], measured.bounds.min[axis], "bounds");
        }
        assert_near(told.volume, measured.volume, "volume");
        assert_near(told.area, measured.area, "area");
        assert_near(told.base_contact_area, measured.base_contact_area, "contact");
        assert_near(told.thinnest.value, measured.thinnest.value, "wall");
        assert_eq!((told.triangles, told.shells, told.watertight), (24, 2, true));
        for material in PrintMaterial::start_values() {
            let (told, judged) = (survey.passport(longest_mm, &material), passport(&measured, &material));
            assert_eq!(told.verdict, judged.verdict, "{longest_mm} mm in {}", material.slug);
        }
    }
}

#[test]
fn thin_walls_are_shared_and_placed_for_any_limit() {
    let survey = surveyed(&table());
    // The top is 0.3 of 10 units thick, so 3 mm at 100 mm; its two faces are most of the surface.
    let (few, most) = (survey.share_under_mm(2.8, 100.0), survey.share_under_mm(3.2, 100.0));
    assert!(few < 0.01 && most > 0.6, "{few} {most}");
    let places = survey.thin_places(3.2, 100.0);
    assert!(places.len() > 100 && places.iter().all(|at| at[1] >= 15.9), "{places:?}");
    assert!(survey.thin_places(2.8, 100.0).len() < 20);
}

#[test]
fn faults_are_placed_on_the_sized_model() {
    let mut model = table();
    model.triangles.remove(0);
    let survey = surveyed(&model);
    assert_eq!(survey.places.boundary_edges.len(), 3);
    let facts_mm = survey.facts_at(100.0);
    let (box_mm, places) = (facts_mm.bounds, &facts_mm.places.boundary_edges);
    for at in places {
        for axis in 0..3 {
            let along = f64::from(at[axis]);
            assert!(along >= box_mm.min[axis] - 1e-3 && along <= box_mm.max[axis] + 1e-3, "{at:?}");
        }
    }
    assert_eq!(survey.passport(100.0, &PrintMaterial::start_values()[0]).verdict, Verdict::Block);
}

#[test]
fn preparing_mends_and_tells_what_was_done() {
    let mut model = table();
    model.triangles.remove(0);
    let told = Mutex::new(Vec::new());
    let tell = |_: &str, share: f32| told.lock().unwrap().push(share);
    let watch = Watch { progress: Some(&tell), ..Watch::default() };
    let prepared = prepare(&model, &watch).unwrap();
    assert!(prepared.survey.facts.watertight);
    assert_eq!(prepared.survey.repairs, [RepairStep::HolesFilled { holes: 1 }]);
    let told = told.into_inner().unwrap();
    assert!(told.is_sorted() && told.last() == Some(&1.0), "{told:?}");
    let again = prepare(&prepared.solid, &Watch::default()).unwrap();
    assert_eq!((again.survey.repairs, again.solid), (Vec::new(), prepared.solid));
}

#[test]
fn what_has_no_size_has_no_survey_and_old_ones_are_measured_anew() {
    let nothing = Survey::of(&Mesh::default(), &Watch::default());
    assert_eq!(nothing.unwrap_err(), SurveyError::Size(SizeError::NoExtent));
    let cancelled = Watch::default();
    cancelled.cancel.cancel();
    assert_eq!(prepare(&table(), &cancelled).unwrap_err(), SurveyError::Repair(Cancelled.into()));
    let json = surveyed(&table()).to_json().unwrap();
    assert!(json.len() < 30_000, "{}", json.len());
    assert!(Survey::from_json(&json).is_some());
    assert!(Survey::from_json(&json.replace("\"version\":2", "\"version\":1")).is_none());
    assert!(Survey::from_json("{}").is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn volume_grows_with_the_cube_and_area_with_the_square(
        sides in proptest::array::uniform3(0.5f32..50.0),
        (from_mm, factor) in (5.0f64..400.0, 1.0f64..3.0),
    ) {
        let survey = surveyed(&shapes::cuboid(sides));
        let (small, large) = (survey.facts_at(from_mm), survey.facts_at(from_mm * factor));
        prop_assert!((large.volume / small.volume / factor.powi(3) - 1.0).abs() < 1e-9);
        prop_assert!((large.area / small.area / factor.powi(2) - 1.0).abs() < 1e-9);
        prop_assert!((large.thinnest.value / small.thinnest.value / factor - 1.0).abs() < 1e-9);
        let longest = large.extents.into_iter().fold(0.0, f64::max);
        prop_assert!((longest / (from_mm * factor) - 1.0).abs() < 1e-9);
    }
}
