use super::*;
use proptest::prelude::*;

fn settle(orbit: &mut Orbit) {
    for _ in 0..200 {
        orbit.advance(0.016, false);
    }
}

fn on_screen(orbit: &Orbit, point: Vec3, aspect: f32) -> Vec3 {
    orbit.clip_from_world(aspect).project_point3(point)
}

#[test]
fn the_first_view_stands_still() {
    let mut orbit = Orbit::default();
    assert!(!orbit.is_moving(false));
    let before = orbit.eye(1.0);
    orbit.advance(0.016, false);
    assert_eq!(orbit.eye(1.0), before);
}

#[test]
fn every_shape_fits_wide_and_narrow_pictures_and_fills_them() {
    let shapes = [[0.577; 3], [0.1, 0.99, 0.1], [0.96, 0.2, 0.2], [0.7, 0.1, 0.7], [0.0, 0.7, 0.7]];
    for (shape, aspect) in shapes.into_iter().flat_map(|shape| [0.4, 1.0, 2.5].map(|aspect| (shape, aspect)))
    {
        let mut orbit = Orbit::default();
        orbit.fit(shape);
        let mut widest: f32 = 0.0;
        for (degrees, corner) in
            (0..360).step_by(5).flat_map(|degrees| (0..8).map(move |corner| (degrees, corner)))
        {
            let turn = glam::Quat::from_rotation_y((degrees as f32).to_radians());
            let sign = |bit: i32| if corner & bit == 0 { -1.0 } else { 1.0 };
            let point = turn * (Vec3::from_array(shape) * Vec3::new(sign(1), sign(2), sign(4)));
            let seen = on_screen(&orbit, point, aspect);
            assert!(seen.abs().max_element() < 1.0, "{shape:?} at {aspect}: {seen}");
            widest = widest.max(seen.x.abs()).max(seen.y.abs());
        }
        assert!(widest > 0.7, "{shape:?} at {aspect} fills only {widest}");
    }
}

#[test]
fn fitting_another_model_starts_from_the_first_view() {
    let mut orbit = Orbit::default();
    orbit.orbit_by(40.0, 10.0);
    orbit.zoom_by(2.0);
    orbit.fit([0.5, 0.6, 0.5]);
    assert!(!orbit.is_moving(false));
    assert_eq!((orbit.yaw(), orbit.pitch()), (HOME.yaw, HOME.pitch));
}

#[test]
fn orbiting_right_moves_the_front_to_the_left() {
    let mut orbit = Orbit::default();
    let before = on_screen(&orbit, Vec3::Z, 1.0).x;
    orbit.orbit_by(15.0, 0.0);
    assert!(orbit.is_moving(false));
    settle(&mut orbit);
    assert!(on_screen(&orbit, Vec3::Z, 1.0).x < before);
    assert!(!orbit.is_moving(false), "the easing comes to an end");
}

#[test]
fn panning_by_half_a_picture_moves_the_middle_to_the_border() {
    for aspect in [0.5, 2.0] {
        let mut orbit = Orbit::default();
        orbit.zoom_by(8.0);
        orbit.pan_by(0.0, -0.5, aspect);
        orbit.jump_to_goal();
        let seen = on_screen(&orbit, Vec3::ZERO, aspect);
        assert!((seen.y - 1.0).abs() < 1e-3 && seen.x.abs() < 1e-3, "{seen}");
    }
}

#[test]
fn reset_takes_the_shorter_way() {
    let mut orbit = Orbit::default();
    orbit.orbit_by(3.0 * 360.0 + 20.0, 10.0);
    orbit.jump_to_goal();
    orbit.reset();
    assert!((orbit.yaw() - HOME.yaw).abs() < 0.4);
    settle(&mut orbit);
    assert_eq!((orbit.yaw(), orbit.pitch()), (HOME.yaw, HOME.pitch));
}

#[test]
fn the_turntable_turns_unless_held() {
    let mut orbit = Orbit::default();
    orbit.set_turning(true);
    assert!(orbit.is_moving(false) && !orbit.is_moving(true));
    orbit.advance(0.1, true);
    assert_eq!(orbit.yaw(), HOME.yaw);
    orbit.advance(0.1, false);
    assert!((orbit.yaw() - HOME.yaw - 0.1 * TURNTABLE_RADIANS_A_SECOND).abs() < 1e-5);
}

#[test]
fn a_long_pause_is_one_short_step() {
    let mut orbit = Orbit::default();
    orbit.set_turning(true);
    orbit.advance(3600.0, false);
    assert!(orbit.yaw() - HOME.yaw <= MAX_STEP_SECS * TURNTABLE_RADIANS_A_SECOND + 1e-5);
}

#[test]
fn zoom_ends_somewhere() {
    let mut orbit = Orbit::default();
    orbit.zoom_by(1000.0);
    orbit.jump_to_goal();
    let nearest = orbit.distance(1.0);
    orbit.zoom_by(-1000.0);
    orbit.jump_to_goal();
    let farthest = orbit.distance(1.0);
    assert!(nearest > 0.5 && farthest < 20.0, "{nearest} {farthest}");
}

proptest! {
    #[test]
    fn no_input_breaks_the_camera(moves in proptest::collection::vec((0u8..4, any::<f32>(), any::<f32>()), 0..20), aspect in 0.05f32..20.0) {
        let mut orbit = Orbit::default();
        for (kind, a, b) in moves {
            match kind {
                0 => orbit.orbit_by(a, b),
                1 => orbit.zoom_by(a),
                2 => orbit.pan_by(a, b, aspect),
                _ => orbit.advance(a, false),
            }
        }
        orbit.jump_to_goal();
        prop_assert!(orbit.clip_from_world(aspect).is_finite());
        prop_assert!(orbit.pitch().abs() <= MAX_PITCH);
        prop_assert!(orbit.eye(aspect).is_finite());
    }
}

#[test]
fn the_lens_is_the_one_of_glam() {
    let fov = 2.0 * 15f32.to_radians();
    let expected = glam::camera::rh::proj::opengl::perspective(fov, 1.7, 0.1, 9.0);
    assert!(perspective(1.7, 0.1, 9.0).abs_diff_eq(expected, 1e-5));
}
