use super::*;
use crate::measure::{MeasureOptions, measure};
use crate::watch::Watch;
use crate::{Mesh, shapes};

fn material(slug: &str) -> PrintMaterial {
    PrintMaterial::start_values().into_iter().find(|material| material.slug == slug).unwrap()
}

fn judged(mesh: &Mesh, slug: &str) -> Passport {
    let facts = measure(mesh, &MeasureOptions::default(), &Watch::default()).unwrap();
    passport(&facts, &material(slug))
}

fn kinds(passport: &Passport) -> Vec<FindingKind> {
    passport.findings.iter().map(|finding| finding.kind).collect()
}

#[test]
fn a_cube_passes_everywhere_it_fits() {
    for material in PrintMaterial::start_values() {
        let found = judged(&shapes::cube(40.0), &material.slug);
        assert_eq!((found.verdict, found.findings.len()), (Verdict::Pass, 0), "{found:?}");
    }
    let found = judged(&shapes::cube(40.0), "pla");
    assert_eq!((found.smallest_mm, found.largest_mm), (Some(5.0), Some(208.0)));
}

#[test]
fn a_thin_plate_tells_the_size_from_which_it_prints() {
    let plate = shapes::cuboid([60.0, 0.5, 40.0]);
    let found = judged(&plate, "pla");
    assert_eq!((found.verdict, kinds(&found)[0]), (Verdict::Block, FindingKind::ThinWalls));
    assert!((found.smallest_mm.unwrap() - 120.0).abs() < 2.5, "{found:?}");
    let mut larger = plate;
    larger.scale([2.6; 3]);
    assert_eq!(judged(&larger, "pla").verdict, Verdict::Pass);
}

#[test]
fn resin_wants_thicker_walls_on_larger_parts() {
    let plate = |side: f32| shapes::cuboid([side, 1.5, side]);
    assert_eq!(judged(&plate(50.0), "resin-standard").verdict, Verdict::Pass);
    let larger = judged(&plate(140.0), "resin-standard");
    assert_eq!((larger.verdict, larger.findings[0].limit), (Verdict::Warn, 2.0));
}

#[test]
fn the_largest_size_uses_the_best_order_of_axes() {
    let found = judged(&shapes::cuboid([10.0, 24.0, 10.0]), "pla");
    assert_eq!(found.largest_mm, Some(248.0));
    let too_large = judged(&shapes::cube(211.0), "pla");
    assert_eq!((too_large.verdict, kinds(&too_large)), (Verdict::Block, vec![FindingKind::TooLarge]));
}

#[test]
fn each_fault_is_named() {
    let mut open = shapes::cube(40.0);
    open.triangles.pop();
    assert_eq!(kinds(&judged(&open, "pla"))[0], FindingKind::NotClosed);
    let mut turned = shapes::cube(40.0);
    turned.flip_winding();
    assert_eq!(kinds(&judged(&turned, "pla"))[0], FindingKind::FlippedFaces);
    let mut cavity = shapes::cube(10.0);
    cavity.flip_winding();
    cavity.translate([15.0, 15.0, 15.0]);
    let mut hollow = shapes::cube(40.0);
    hollow.append(&cavity);
    assert_eq!(kinds(&judged(&hollow, "pa12-sls")), [FindingKind::ClosedCavities]);
    assert!(kinds(&judged(&hollow, "pla")).is_empty());
    assert!(kinds(&judged(&shapes::sphere(20.0, 32, 64), "pla")).contains(&FindingKind::SmallBase));
    assert!(kinds(&judged(&shapes::cuboid([5.0, 80.0, 5.0]), "pla")).contains(&FindingKind::Slender));
    assert_eq!(judged(&Mesh::default(), "pla").verdict, Verdict::Block);
}

#[test]
fn sizes_bracket_the_verdict() {
    let mut mesh = shapes::cuboid([30.0, 2.0, 20.0]);
    let found = judged(&mesh, "pla");
    let (smallest, largest) = (found.smallest_mm.unwrap(), found.largest_mm.unwrap());
    for (longest, wanted) in
        [(smallest * 1.03, true), (smallest * 0.95, false), (largest * 0.99, true), (largest * 1.01, false)]
    {
        mesh = crate::rescale_longest(&mesh, longest).unwrap();
        let blocked = judged(&mesh, "pla").verdict == Verdict::Block;
        assert_eq!(!blocked, wanted, "{longest} mm");
    }
}

#[test]
fn each_material_tells_how_much_of_the_surface_is_too_thin_for_it() {
    // A block of 10 with a fin of 0.9: a fifth of the surface or so is the fin's.
    let mut mesh = shapes::cube(10.0);
    let mut fin = shapes::cuboid([0.9, 8.0, 8.0]);
    fin.translate([4.0, 9.0, 1.0]);
    mesh.append(&fin);
    let thin = |slug: &str| {
        let found = judged(&mesh, slug).findings;
        found.into_iter().find(|finding| finding.kind == FindingKind::ThinWalls)
    };
    let (pla, metal) = (thin("pla").unwrap(), thin("steel-316l").unwrap());
    assert_eq!(
        (pla.verdict, pla.limit, metal.verdict, metal.limit),
        (Verdict::Block, 1.0, Verdict::Warn, 1.0)
    );
    let sides = 2.0 * 8.0 * 7.0;
    let all = measure(&mesh, &MeasureOptions::default(), &Watch::default()).unwrap();
    let outside = all.area - 4.0 * (0.9 + 8.0) - 2.0 * 0.9 * 8.0;
    let share = pla.share.unwrap();
    assert!((share - sides / outside).abs() < 0.05, "{share} instead of {}", sides / outside);
    assert!(pla.at.unwrap()[1] > 9.0);
    let full_color = thin("full-color").unwrap();
    assert!(full_color.share >= pla.share && full_color.limit == 2.0);
    assert!(thin("pla").is_some_and(|finding| serde_json::to_value(finding).unwrap()["share"].is_number()));
}

#[test]
fn findings_stored_without_a_share_are_read() {
    let old = r#"{"kind":"thin_walls","verdict":"warn","value":1.1,"limit":1.2}"#;
    let found: Finding = serde_json::from_str(old).unwrap();
    assert_eq!((found.share, found.at), (None, None));
    assert_eq!(serde_json::to_string(&found).unwrap(), old);
}

#[test]
fn what_has_to_be_larger_than_the_machine_prints_at_no_size() {
    let found = judged(&shapes::cuboid([60.0, 0.1, 40.0]), "pla");
    assert!(found.smallest_mm > found.largest_mm, "{found:?}");
    assert_eq!(found.sizes_mm(), None);
    assert_eq!(judged(&shapes::cube(40.0), "pla").sizes_mm(), Some([5.0, 208.0]));
}

#[test]
fn estimates_are_told_and_stop_nothing() {
    let mut facts = measure(&shapes::cube(40.0), &MeasureOptions::default(), &Watch::default()).unwrap();
    facts.self_intersections_checked = false;
    facts.volume_method = VolumeMethod::Sampled;
    let found = passport(&facts, &material("pla"));
    assert_eq!(found.verdict, Verdict::Pass);
    assert_eq!(kinds(&found), [FindingKind::IntersectionsUnknown, FindingKind::VolumeEstimated]);
}
