use proptest::prelude::*;

use super::*;
use crate::shapes;
use crate::watch::CancelToken;

fn repaired(mesh: &Mesh) -> Repaired {
    let done = repair(mesh, &Watch::default()).unwrap();
    assert!(check_manifold(&done.mesh).is_ok(), "{:?}", done.steps);
    done
}

fn volume_share(mesh: &Mesh, of: f64) -> f64 {
    signed_volume(mesh) / of
}

#[test]
fn a_solid_is_left_alone() {
    let mesh = shapes::sphere(10.0, 16, 24).flat_shaded();
    let done = repaired(&mesh);
    assert_eq!((done.mesh, done.steps), (mesh, Vec::new()));
}

#[test]
fn an_inside_out_or_partly_turned_model_is_turned() {
    let mut mesh = shapes::sphere(10.0, 16, 24);
    let volume = signed_volume(&mesh);
    mesh.flip_winding();
    let done = repaired(&mesh);
    assert_eq!(done.steps, [RepairStep::Turned { triangles: mesh.triangles.len() }]);
    assert!((volume_share(&done.mesh, volume) - 1.0).abs() < 1e-6);
    let mut one = shapes::cube(5.0);
    one.triangles[3].swap(0, 1);
    assert_eq!(repaired(&one).steps, [RepairStep::Turned { triangles: 1 }]);
}

#[test]
fn a_double_wall_becomes_solid_whichever_way_it_faces() {
    let outer = shapes::sphere(10.0, 24, 32);
    for is_turned in [false, true] {
        let mut inner = shapes::sphere(9.0, 24, 32);
        if is_turned {
            inner.flip_winding();
        }
        let mut model = outer.clone();
        model.append(&inner);
        model.colors = model.positions.iter().map(|at| [at[1].max(0.0) / 10.0, 0.5, 0.2]).collect();
        let done = repaired(&model);
        assert_eq!(done.steps, [RepairStep::VoidsFilled { shells: 1 }]);
        assert_eq!(
            (done.mesh.triangles.len(), done.mesh.positions.len()),
            (outer.triangles.len(), outer.positions.len())
        );
        assert_eq!(done.mesh.colors.len(), outer.positions.len());
        assert!((volume_share(&done.mesh, signed_volume(&outer)) - 1.0).abs() < 1e-9);
        assert_eq!(repaired(&done.mesh).steps, []);
    }
}

#[test]
fn a_double_wall_with_holes_in_both_walls_becomes_solid() {
    let outer = shapes::sphere(10.0, 24, 32);
    let mut inner = shapes::sphere(9.0, 24, 32);
    for is_turned in [false, true] {
        let mut model = outer.clone();
        model.append(&inner);
        let count = outer.triangles.len();
        model.retain_triangles(|face, _| ![100, count + 300].contains(&face));
        let done = repaired(&model);
        let filled = RepairStep::VoidsFilled { shells: 1 };
        assert_eq!(done.steps, [RepairStep::HolesFilled { holes: 2 }, filled], "{is_turned}");
        assert!((volume_share(&done.mesh, signed_volume(&outer)) - 1.0).abs() < 1e-3);
        assert_eq!(repaired(&done.mesh).steps, []);
        inner.flip_winding();
    }
}

#[test]
fn a_double_wall_joined_by_a_pinhole_becomes_solid_and_a_cup_stays_one() {
    let leaky = walls::samples::bottle(240);
    let done = repaired(&leaky);
    let steps = [RepairStep::VoidsFilled { shells: 1 }, RepairStep::HolesFilled { holes: 1 }];
    assert_eq!(done.steps, steps);
    let share = volume_share(&done.mesh, signed_volume(&shapes::sphere(10.0, 240, 24)));
    assert!((share - 1.0).abs() < 0.01, "{share}");
    assert_eq!(repaired(&done.mesh).steps, []);
    let cup = walls::samples::bottle(12);
    assert_eq!(repaired(&cup).steps, []);
    let mut inside_out = leaky;
    inside_out.flip_winding();
    let done = repaired(&inside_out);
    assert_eq!(done.steps[1..], steps);
}

#[test]
fn a_part_beside_another_is_no_void() {
    let mut pair = shapes::sphere(10.0, 12, 16);
    let mut beside = shapes::sphere(3.0, 12, 16);
    beside.translate([9.0, 9.0, 9.0]);
    pair.append(&beside);
    assert_eq!(repaired(&pair).steps, []);
}

#[test]
fn a_part_that_sticks_out_is_kept() {
    let mut ball = shapes::sphere(10.0, 24, 32);
    let mut nose = shapes::sphere(1.5, 12, 16);
    nose.translate([5.5, -5.5, 5.5]);
    ball.append(&nose);
    let done = repaired(&ball);
    assert_eq!((done.mesh, done.steps), (ball, Vec::new()));
}

#[test]
fn duplicates_back_to_back_pairs_and_crumbs_go() {
    let mut mesh = shapes::cube(10.0);
    mesh.triangles.push(mesh.triangles[0]);
    mesh.triangles.extend([[0, 1, 7], [1, 0, 7]]);
    let mut crumb = shapes::cube(0.01);
    crumb.triangles.pop();
    crumb.translate([50.0, 0.0, 0.0]);
    mesh.append(&crumb);
    let done = repaired(&mesh);
    assert_eq!(done.steps, [RepairStep::Cleaned { triangles: 3 + 11 }]);
    assert!((signed_volume(&done.mesh) - 1000.0).abs() < 1e-3);
}

#[test]
fn holes_are_filled_small_ones_by_least_area_and_large_ones_by_a_fan() {
    let mut open = shapes::cube(10.0);
    open.triangles.truncate(10);
    let done = repaired(&open);
    assert_eq!(done.steps, [RepairStep::HolesFilled { holes: 1 }]);
    assert!((signed_volume(&done.mesh) - 1000.0).abs() < 1e-3);
    let mut bowl = shapes::sphere(10.0, 40, 120);
    let volume = signed_volume(&bowl);
    let keep: Vec<bool> = bowl
        .triangles
        .iter()
        .map(|corner| corner.iter().all(|vertex| bowl.positions[*vertex as usize][1] < 8.0))
        .collect();
    bowl.retain_triangles(|face, _| keep[face]);
    let done = repaired(&bowl);
    assert_eq!(done.steps, [RepairStep::HolesFilled { holes: 1 }]);
    assert!(volume_share(&done.mesh, volume) > 0.9);
}

#[test]
fn several_holes_that_touch_at_a_corner_are_told_apart() {
    let mut mesh = shapes::sphere(10.0, 12, 16);
    let (a, b) = (mesh.triangles[40], 41..mesh.triangles.len());
    let other = b.into_iter().find(|&face| {
        let shared = mesh.triangles[face].iter().filter(|vertex| a.contains(vertex)).count();
        shared == 1
    });
    let other = other.unwrap();
    mesh.retain_triangles(|face, _| face != 40 && face != other);
    assert_eq!(repaired(&mesh).steps, [RepairStep::HolesFilled { holes: 2 }]);
}

#[test]
fn a_torn_surface_is_sampled_and_keeps_its_volume_and_colors() {
    // Every triangle shrunk towards its middle: no two share an edge, so there is nothing to stitch.
    let mut whole = shapes::sphere(10.0, 24, 32);
    whole.colors = whole
        .positions
        .iter()
        .map(|at| if at[1] > 0.0 { [0.9, 0.1, 0.1] } else { [0.1, 0.1, 0.9] })
        .collect();
    let mut torn = whole.flat_shaded();
    torn.normals.clear();
    for corner in torn.positions.chunks_exact_mut(3) {
        let middle: glam::Vec3 = corner.iter().map(|at| glam::Vec3::from(*at)).sum::<glam::Vec3>() / 3.0;
        corner.iter_mut().for_each(|at| *at = middle.lerp(glam::Vec3::from(*at), 0.97).to_array());
    }
    let done = repaired(&torn);
    assert_eq!(done.steps.last(), Some(&RepairStep::Resampled), "{:?}", done.steps);
    let share = volume_share(&done.mesh, signed_volume(&whole));
    assert!((share - 1.0).abs() < 0.05, "{share}");
    for (position, color) in done.mesh.positions.iter().zip(&done.mesh.colors) {
        if position[1].abs() > 2.0 {
            assert_eq!(color[0] > 0.5, position[1] > 0.0);
        }
    }
}

/// A ball of which every triangle has corners of its own, each off by up to a millionth of the size.
fn ball_with_seams() -> Mesh {
    let mut ball = shapes::sphere(10.0, 40, 60).flat_shaded();
    ball.normals.clear();
    for (vertex, position) in ball.positions.iter_mut().enumerate() {
        let off = |axis: usize| ((vertex * 7 + axis * 5) % 11) as f32 * 2e-6 - 1e-5;
        *position = [0, 1, 2].map(|axis| position[axis] + off(axis));
    }
    ball
}

#[test]
fn seams_that_do_not_meet_exactly_are_joined_and_the_surface_is_kept() {
    let ball = ball_with_seams();
    assert!(audit(&ball).boundary_edges > 10_000);
    let done = repaired(&ball);
    let [RepairStep::SeamsJoined { edges }] = done.steps[..] else { panic!("{:?}", done.steps) };
    assert!(edges > 10_000, "{edges}");
    assert_eq!((done.mesh.triangles.len(), audit(&done.mesh).shells), (ball.triangles.len(), 1));
    let share = volume_share(&done.mesh, signed_volume(&shapes::sphere(10.0, 40, 60)));
    assert!((share - 1.0).abs() < 1e-5, "{share}");
}

#[test]
fn repairing_twice_changes_nothing() {
    let mut open = shapes::sphere(10.0, 12, 16);
    open.triangles.drain(30..50);
    let once = repaired(&open).mesh;
    let twice = repaired(&once);
    assert_eq!((twice.mesh, twice.steps), (once, Vec::new()));
}

/// What each step of the ladder is needed for.
fn broken_models() -> [Mesh; 4] {
    let mut open = shapes::sphere(10.0, 12, 16);
    open.triangles.drain(30..50);
    let mut torn = shapes::cube(10.0).flat_shaded();
    for (vertex, position) in torn.positions.iter_mut().enumerate() {
        position[vertex % 3] += 0.05;
    }
    let mut hollow = shapes::sphere(10.0, 12, 16);
    hollow.append(&shapes::sphere(9.0, 12, 16));
    [open, torn, hollow, ball_with_seams()]
}

#[test]
fn repair_stops_at_whichever_step_it_is_asked_to() {
    // The first ends at the holes, the second at the last step.
    for mesh in broken_models().into_iter().take(2) {
        let told = std::sync::Mutex::new(Vec::new());
        let tell = |name: &str, _: f32| told.lock().unwrap().push(name.to_owned());
        repair(&mesh, &Watch { progress: Some(&tell), ..Watch::default() }).unwrap();
        for last in told.into_inner().unwrap() {
            let cancel = CancelToken::default();
            let stop = |name: &str, _: f32| {
                if name == last {
                    cancel.cancel();
                }
            };
            let stopped = repair(&mesh, &Watch { cancel: cancel.clone(), progress: Some(&stop) });
            assert!(matches!(stopped, Err(RepairError::Cancelled(Cancelled))), "{last}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn repairing_again_changes_nothing_and_order_and_place_change_little(
        which in 0usize..4,
        offset in proptest::array::uniform3(-20.0f64..20.0),
        shift in 1usize..2000,
    ) {
        let mesh = broken_models()[which].clone();
        let once = repaired(&mesh);
        let twice = repaired(&once.mesh);
        prop_assert_eq!((&twice.mesh, twice.steps), (&once.mesh, Vec::new()));
        let mut other = mesh;
        let (vertices, faces) = (other.positions.len(), other.triangles.len());
        other.triangles.rotate_left(shift % faces);
        other.positions.rotate_right(shift % vertices);
        let moved = |vertex: u32| ((vertex as usize + shift % vertices) % vertices) as u32;
        other.triangles.iter_mut().for_each(|corner| *corner = corner.map(moved));
        other.normals.clear();
        other.translate(offset);
        let done = repaired(&other);
        let kinds = |steps: &[RepairStep]| steps.iter().map(std::mem::discriminant).collect::<Vec<_>>();
        prop_assert_eq!(kinds(&done.steps), kinds(&once.steps));
        let share = volume_share(&done.mesh, signed_volume(&once.mesh));
        prop_assert!((share - 1.0).abs() < 0.01, "{}", share);
    }
}

#[test]
fn what_encloses_nothing_is_refused_and_work_can_be_stopped() {
    let sheet = Mesh {
        positions: vec![[0.0; 3], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
        triangles: vec![[0, 1, 2]],
        ..Mesh::default()
    };
    assert!(matches!(repair(&sheet, &Watch::default()), Err(RepairError::NothingEnclosed)));
    assert!(matches!(repair(&Mesh::default(), &Watch::default()), Err(RepairError::NothingEnclosed)));
    let cancel = CancelToken::default();
    cancel.cancel();
    let stopped = repair(&sheet, &Watch { cancel, progress: None });
    assert!(matches!(stopped, Err(RepairError::Cancelled(Cancelled))));
}
