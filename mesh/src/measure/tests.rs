//! Golden cases with exact counts, and properties.

use std::f64::consts::PI;

use glam::{DAffine3, DQuat, DVec3};
use proptest::prelude::*;

use super::*;
use crate::Mesh;
use crate::shapes;
use crate::watch::{CancelToken, Cancelled, Watch};

fn facts(mesh: &Mesh) -> Facts {
    measure(mesh, &MeasureOptions::default(), &Watch::default()).unwrap()
}

fn facts_with_limit(mesh: &Mesh, wall_limit: f64) -> Facts {
    measure(mesh, &MeasureOptions { wall_limit: Some(wall_limit) }, &Watch::default()).unwrap()
}

fn near(found: f64, wanted: f64, relative: f64) -> bool {
    (found - wanted).abs() <= relative * wanted.abs().max(1e-12)
}

fn moved(mut mesh: Mesh, offset: [f64; 3]) -> Mesh {
    mesh.translate(offset);
    mesh
}

fn together(mut mesh: Mesh, other: &Mesh) -> Mesh {
    mesh.append(other);
    mesh
}

/// The same shape with vertices, triangles and their first corners in another order.
fn shuffled(mesh: &Mesh, seed: u64) -> Mesh {
    let order = |count: usize, salt: u64| {
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_cached_key(|item| {
            let mixed = (*item as u64 ^ seed ^ salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9)
        });
        order
    };
    let vertices = order(mesh.positions.len(), 1);
    let mut numbers = vec![0; vertices.len()];
    for (number, &vertex) in vertices.iter().enumerate() {
        numbers[vertex] = number as u32;
    }
    let triangles = order(mesh.triangles.len(), 2).into_iter().map(|face| {
        let mut corners = mesh.triangles[face].map(|vertex| numbers[vertex as usize]);
        corners.rotate_left((face as u64 ^ seed) as usize % 3);
        corners
    });
    let positions = vertices.iter().map(|vertex| mesh.positions[*vertex]).collect();
    Mesh { triangles: triangles.collect(), positions, ..Mesh::default() }
}

#[test]
fn golden_cube() {
    let found = facts_with_limit(&shapes::cube(20.0).flat_shaded(), 1.0);
    assert_eq!((found.triangles, found.vertices, found.extents), (12, 8, [20.0; 3]));
    assert!(near(found.volume, 8000.0, 1e-9) && near(found.area, 2400.0, 1e-9));
    assert_eq!(found.volume_method, VolumeMethod::Enclosed);
    assert!(found.watertight && found.winding_consistent);
    assert_eq!(
        (found.euler, found.boundary_edges, found.non_manifold_edges, found.flipped_faces),
        (2, 0, 0, 0)
    );
    assert_eq!((found.shells, found.inner_shells, found.floating_pieces), (1, 0, 0));
    assert_eq!((found.self_intersections, found.self_intersections_checked), (0, true));
    assert!(near(found.thinnest.value, 20.0, 0.02));
    assert_eq!((found.thinnest.share_under_limit, found.overhang_share), (0.0, 0.0));
    assert!(near(found.base_contact_area, 400.0, 1e-6));
}

#[test]
fn golden_open_cube() {
    let mut mesh = shapes::cube(10.0);
    mesh.triangles.truncate(10);
    let found = facts(&mesh);
    assert_eq!((found.watertight, found.boundary_edges, found.euler, found.shells), (false, 4, 1, 1));
    assert_eq!(found.volume_method, VolumeMethod::Hull);
    assert!(near(found.volume, 1000.0, 1e-6));
    assert_eq!(found.places.boundary_edges.len(), 4);
}

#[test]
fn golden_two_overlapping_cubes() {
    let mesh = together(shapes::cube(2.0), &moved(shapes::cube(2.0), [1.0, 0.7, 0.9]));
    let found = facts(&mesh);
    assert_eq!((found.shells, found.inner_shells, found.floating_pieces, found.euler), (2, 0, 0, 4));
    assert!(found.watertight && found.self_intersections_checked);
    assert_eq!((found.self_intersections, found.volume_method), (18, VolumeMethod::Union));
    assert!(near(found.volume, 16.0 - 1.0 * 1.3 * 1.1, 1e-6), "{}", found.volume);
    assert!(found.thinnest.value > 1.9, "a wall ended at a face inside the union: {:?}", found.thinnest);
}

#[test]
fn golden_overlapping_cubes_whose_faces_lie_in_one_plane() {
    let beside = moved(shapes::cube(2.0), [1.0, 0.0, 0.0]);
    let aligned = together(shapes::cube(2.0), &beside);
    let in_the_corner = together(shapes::cube(2.0), &shapes::cube(1.0));
    for (mesh, volume, cuts) in [(aligned, 12.0, 12), (in_the_corner, 8.0, 6)] {
        let found = facts(&mesh);
        assert_eq!((found.shells, found.inner_shells, found.floating_pieces), (2, 0, 0));
        assert_eq!((found.self_intersections, found.self_intersections_checked), (cuts, true));
        assert_eq!(found.places.self_intersections.len(), cuts);
        assert_eq!(found.volume_method, VolumeMethod::Union);
        assert!(near(found.volume, volume, 1e-9), "{}", found.volume);
    }
}

#[test]
fn golden_boxes_that_touch_on_a_face() {
    let above = moved(shapes::cube(20.0), [10.0, 40.0, 10.0]);
    let found = facts(&together(shapes::cube(40.0), &above));
    assert_eq!((found.shells, found.floating_pieces, found.self_intersections), (2, 0, 0));
    assert_eq!(found.volume_method, VolumeMethod::Enclosed);
    assert!(near(found.volume, 72_000.0, 1e-9));
    let apart = moved(shapes::cube(20.0), [10.0, 40.01, 10.0]);
    assert_eq!(facts(&together(shapes::cube(40.0), &apart)).floating_pieces, 1);
}

#[test]
fn golden_octahedron_whose_edges_cross_a_cubes_edges() {
    // Both have their edges' middles at the same twelve places: nothing goes through a face but at its rim.
    let mut cube = shapes::cube(2.0);
    cube.translate([-1.0; 3]);
    let tips = [
        [2.0, 0.0, 0.0],
        [0.0, 2.0, 0.0],
        [0.0, 0.0, 2.0],
        [-2.0, 0.0, 0.0],
        [0.0, -2.0, 0.0],
        [0.0, 0.0, -2.0],
    ];
    let sides = [[0, 1, 2], [1, 3, 2], [3, 4, 2], [4, 0, 2], [1, 0, 5], [3, 1, 5], [4, 3, 5], [0, 4, 5]];
    let octahedron = Mesh { positions: tips.to_vec(), triangles: sides.to_vec(), ..Mesh::default() };
    let found = facts(&together(cube, &octahedron));
    assert_eq!((found.shells, found.floating_pieces, found.volume_method), (2, 0, VolumeMethod::Union));
    // The cube, and on each of its six faces what is left of a tip: a pyramid of base area 2 and height 1.
    assert!(near(found.volume, 8.0 + 6.0 * 2.0 / 3.0, 1e-6), "{}", found.volume);
}

#[test]
fn golden_nested_spheres() {
    let outer = shapes::sphere(10.0, 48, 96);
    let mut cavity = shapes::sphere(8.0, 48, 96);
    cavity.flip_winding();
    let found = facts(&together(outer.clone(), &cavity));
    assert_eq!((found.shells, found.inner_shells, found.floating_pieces, found.flipped_faces), (2, 1, 0, 0));
    assert_eq!(found.volume_method, VolumeMethod::Outer);
    assert!(near(found.volume, signed_volume(&outer), 1e-6));
    assert!(near(found.thinnest.value, 2.0, 0.02), "{:?}", found.thinnest);
}

#[test]
fn golden_half_millimetre_plate() {
    let found = facts_with_limit(&shapes::cuboid([60.0, 0.5, 40.0]), 1.0);
    assert!(near(found.thinnest.value, 0.5, 0.02), "{:?}", found.thinnest);
    assert!(found.thinnest.share_under_limit > 0.95);
    assert!(near(found.volume, 1200.0, 1e-6));
    assert_eq!(found.places.thin_walls.len(), MAX_PLACES);
}

#[test]
fn golden_inverted_sphere() {
    let mut mesh = shapes::sphere(5.0, 32, 64);
    mesh.flip_winding();
    let found = facts(&mesh);
    assert_eq!(found.flipped_faces, mesh.triangles.len());
    assert!(found.watertight && found.winding_consistent);
    assert!(near(found.volume, -signed_volume(&mesh), 1e-6) && found.volume > 0.0);
    assert!(near(found.volume, 4.0 / 3.0 * PI * 125.0, 0.01));
    assert_eq!((found.self_intersections, found.volume_method), (0, VolumeMethod::Enclosed));
}

#[test]
fn one_turned_triangle_is_one_flipped_face() {
    let mut mesh = shapes::sphere(5.0, 16, 32);
    mesh.triangles[100].swap(1, 2);
    let found = facts(&mesh);
    assert_eq!((found.flipped_faces, found.winding_consistent, found.watertight), (1, false, true));
}

#[test]
fn a_part_far_off_floats_and_one_that_touches_does_not() {
    let base = shapes::cube(10.0);
    assert_eq!(
        facts(&together(base.clone(), &moved(shapes::cube(1.0), [20.0, 0.0, 0.0]))).floating_pieces,
        1
    );
    let touching = moved(shapes::cube(10.0), [10.0, 10.0, 0.0]);
    let found = facts(&together(base, &touching));
    assert_eq!((found.floating_pieces, found.non_manifold_edges), (0, 1));
}

#[test]
fn overlaps_of_large_models_are_sampled_and_never_billed_twice() {
    let ball = shapes::sphere(1.0, 200, 200);
    let pair = together(ball.clone(), &moved(ball.clone(), [0.5, 0.3, 0.2]));
    assert!(pair.triangles.len() > 150_000);
    let found = facts(&pair);
    assert_eq!((found.volume_method, found.shells), (VolumeMethod::Sampled, 2));
    // What two balls of radius one at a distance have in common, scaled to the volume of these.
    let apart = 0.38f64.sqrt();
    let lens = PI * (4.0 + apart) * (2.0 - apart).powi(2) / 12.0;
    let wanted = (8.0 / 3.0 * PI - lens) * signed_volume(&ball) / (4.0 / 3.0 * PI);
    assert!(near(found.volume, wanted, 1e-3), "{} instead of {wanted}", found.volume);
}

#[test]
fn heaps_are_measured_and_their_places_bounded() {
    let found = facts(&shapes::star(400));
    assert!(found.self_intersections_checked && found.self_intersections > 70_000);
    assert_eq!((found.places.self_intersections.len(), found.shells), (MAX_PLACES, 400));
    let mut copies = shapes::cube(1.0);
    copies.triangles = copies.triangles.repeat(3000);
    let found = facts(&copies);
    assert_eq!((found.self_intersections, found.self_intersections_checked), (0, true));
    assert_eq!((found.triangles, found.shells), (36_000, 1));
}

#[test]
fn crossing_bars_are_one_piece_although_no_corner_is_inside() {
    let bar = moved(shapes::cuboid([10.0, 1.0, 1.0]), [-5.0, -0.5, -0.5]);
    let across = moved(shapes::cuboid([0.8, 10.0, 0.8]), [-0.4, -5.0, -0.4]);
    let found = facts(&together(bar, &across));
    assert_eq!((found.shells, found.floating_pieces, found.self_intersections), (2, 0, 18));
    assert!(near(found.volume, 10.0 + 10.0 * 0.64 - 0.64, 1e-5), "{}", found.volume);
}

#[test]
fn a_table_hangs_over_and_stands_on_its_leg() {
    let leg = moved(shapes::cuboid([2.0, 10.0, 2.0]), [-1.0, 0.0, -1.0]);
    let top = moved(shapes::cuboid([10.0, 2.0, 10.0]), [-5.0, 9.0, -5.0]);
    let found = facts(&together(leg, &top));
    assert!(near(found.base_contact_area, 4.0, 1e-6));
    let hanging = 100.0;
    assert!(near(found.overhang_share, hanging / found.area, 1e-6));
}

#[test]
fn nothing_gives_zeros_and_odd_triangles_do_no_harm() {
    let found = facts(&Mesh::default());
    assert_eq!((found.triangles, found.volume, found.area, found.watertight), (0, 0.0, 0.0, false));
    let line = Mesh {
        positions: vec![[0.0; 3], [1.0, 0.0, 0.0], [2.0, 0.0, 0.0]],
        triangles: vec![[0, 1, 2], [0, 0, 1]],
        ..Mesh::default()
    };
    let found = facts(&line);
    assert_eq!((found.triangles, found.area, found.thinnest.value), (1, 0.0, 0.0));
}

#[test]
fn the_work_stops_on_request_and_tells_its_steps() {
    let mesh = shapes::sphere(1.0, 16, 16);
    let cancel = CancelToken::default();
    cancel.cancel();
    let stopped = measure(&mesh, &MeasureOptions::default(), &Watch { cancel, progress: None });
    assert_eq!(stopped, Err(Cancelled));
    for last in 0..7 {
        let (cancel, told) = (CancelToken::default(), std::sync::Mutex::new(0));
        let stop = |_: &str, _: f32| {
            let mut told = told.lock().unwrap();
            if *told == last {
                cancel.cancel();
            }
            *told += 1;
        };
        let watch = Watch { cancel: cancel.clone(), progress: Some(&stop) };
        assert_eq!(measure(&mesh, &MeasureOptions::default(), &watch), Err(Cancelled), "step {last}");
    }
    let steps = std::sync::Mutex::new(Vec::new());
    let tell = |_: &str, share: f32| steps.lock().unwrap().push(share);
    let watch = Watch { cancel: CancelToken::default(), progress: Some(&tell) };
    measure(&mesh, &MeasureOptions::default(), &watch).unwrap();
    let steps = steps.into_inner().unwrap();
    assert!(steps.len() > 4 && steps.is_sorted() && steps.last() == Some(&1.0));
}

#[test]
fn json_has_exactly_the_promised_names() {
    let json = serde_json::to_value(facts(&shapes::cube(1.0))).unwrap();
    let mut names: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let mut wanted = vec![
        "triangles",
        "vertices",
        "extents",
        "bounds",
        "area",
        "volume",
        "volume_method",
        "watertight",
        "winding_consistent",
        "euler",
        "boundary_edges",
        "non_manifold_edges",
        "flipped_faces",
        "shells",
        "inner_shells",
        "floating_pieces",
        "self_intersections",
        "self_intersections_checked",
        "thinnest",
        "overhang_share",
        "base_contact_area",
    ];
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    assert_eq!(json["thinnest"].as_object().unwrap().len(), 3);
    assert_eq!(json["volume_method"], "enclosed");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn facts_do_not_depend_on_place_turn_or_order(
        angles in proptest::array::uniform3(-3.0f64..3.0),
        offset in proptest::array::uniform3(-40.0f64..40.0),
        seed in any::<u64>(),
    ) {
        let mesh = shapes::sphere(7.0, 18, 24);
        let mut other = shuffled(&mesh, seed);
        let turn = DQuat::from_euler(glam::EulerRot::XYZ, angles[0], angles[1], angles[2]);
        other.transform(&DAffine3::from_rotation_translation(turn, DVec3::from(offset)));
        let (a, b) = (facts(&mesh), facts(&other));
        prop_assert!(near(a.volume, b.volume, 1e-4) && near(a.area, b.area, 1e-4));
        prop_assert_eq!((a.euler, a.shells, a.flipped_faces), (b.euler, b.shells, b.flipped_faces));
        prop_assert_eq!((a.self_intersections, b.self_intersections), (0, 0));
        prop_assert!(near(a.thinnest.value, b.thinnest.value, 0.05));
    }

    #[test]
    fn volume_grows_with_the_cube_and_area_with_the_square(factor in 0.01f64..100.0) {
        let mesh = shapes::sphere(7.0, 12, 16);
        let mut scaled = mesh.clone();
        scaled.scale([factor; 3]);
        let (a, b) = (facts(&mesh), facts(&scaled));
        prop_assert!(near(b.volume, a.volume * factor.powi(3), 1e-4));
        prop_assert!(near(b.area, a.area * factor.powi(2), 1e-4));
        prop_assert!(near(b.thinnest.value, a.thinnest.value * factor, 1e-3));
    }

    #[test]
    fn soups_of_any_triangles_never_panic(
        coordinates in proptest::collection::vec(-2i8..3, 12..60),
        indices in proptest::collection::vec(0u32..25, 3..90),
    ) {
        let positions: Vec<[f32; 3]> = coordinates.chunks_exact(3)
            .map(|at| [f32::from(at[0]), f32::from(at[1]), f32::from(at[2])]).collect();
        let triangles = indices.chunks_exact(3).map(|at| [at[0], at[1], at[2]]).collect();
        let found = facts(&Mesh { positions, triangles, ..Mesh::default() });
        prop_assert!(found.volume >= 0.0 && found.area >= 0.0);
        prop_assert!(found.flipped_faces <= found.triangles);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn overlaps_do_not_depend_on_place_turn_or_order(
        angles in proptest::array::uniform3(-3.0f64..3.0),
        offset in proptest::array::uniform3(-40.0f64..40.0),
        seed in any::<u64>(),
    ) {
        let aligned = together(shapes::cube(2.0), &moved(shapes::cube(2.0), [1.0, 0.0, 0.0]));
        let in_the_corner = together(shapes::cube(2.0), &shapes::cube(1.0));
        let touching = together(shapes::cube(2.0), &moved(shapes::cube(1.0), [0.5, 2.0, 0.5]));
        for (mesh, volume) in [(aligned, 12.0), (in_the_corner, 8.0), (touching, 9.0)] {
            let ordered = facts(&shuffled(&mesh, seed));
            let counts = |facts: &Facts| (facts.self_intersections, facts.floating_pieces, facts.volume_method);
            prop_assert_eq!(counts(&ordered), counts(&facts(&mesh)));
            let mut turned = mesh;
            let turn = DQuat::from_euler(glam::EulerRot::XYZ, angles[0], angles[1], angles[2]);
            turned.transform(&DAffine3::from_rotation_translation(turn, DVec3::from(offset)));
            let found = facts(&turned);
            prop_assert_eq!((found.shells, found.floating_pieces), (2, 0));
            prop_assert!(near(found.volume, volume, 1e-4), "{} instead of {}", found.volume, volume);
        }
    }
}
